/** The loading of a user's module. */

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { oneLine } from '../text/printable.ts';
import { UsageError } from './errors.ts';
import { readText } from './files.ts';
import { allowTypeScript } from './typescript.ts';

/**
 * What a user's module exports. It may be TypeScript.
 *
 * @throws UsageError when it can't be read or does not run.
 */
export const importModule = async (file: string): Promise<Readonly<Record<string, unknown>>> => {
  readText(file);
  if (/\.[mc]?ts$/.test(file)) allowTypeScript(file);
  try {
    return (await import(pathToFileURL(resolve(file)).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new UsageError(`can't load ${file}: ${oneLine(error instanceof Error ? error.message : String(error))}`);
  }
};
