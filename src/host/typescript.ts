/** TypeScript in a user's modules. */

import { createRequire, register } from 'node:module';
import { UsageError } from './errors.ts';

let isAllowed = false;

/**
 * Lets this thread import TypeScript: with ts-node, which compiles without checking types.
 *
 * @throws UsageError when ts-node is not installed and this Node can't do it alone.
 */
export const allowTypeScript = (file: string): void => {
  if (isAllowed) return;
  isAllowed = true;
  const tsNode = tsNodePath();
  if (tsNode !== undefined) register(hooksFile(), import.meta.url, { data: { tsNode } });
  else if (!runsTypeScriptAlone()) {
    throw new UsageError(`can't run TypeScript: ${file}; npm install ts-node typescript, or give a .js or .mjs file`);
  }
};

/** From 22.18 on Node does. */
const runsTypeScriptAlone = (): boolean => Boolean(Reflect.get(process.features, 'typescript'));

/** Where ts-node is: beside this package, or where the command was given. */
const tsNodePath = (): string | undefined => {
  for (const place of [import.meta.url, `${process.cwd()}/`]) {
    try {
      const { resolve } = createRequire(place);
      resolve('typescript');
      return resolve('ts-node');
    } catch {
      // not there
    }
  }
  return undefined;
};

const hooksFile = (): string => `./typescriptHooks.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`;
