/** The version of the package. */

import { createRequire } from 'node:module';

/** Of figure2. */
export const version = (): string => {
  const manifest = createRequire(import.meta.url)('figure2/package.json') as { readonly version: string };
  return manifest.version;
};
