/** Module hooks that run TypeScript as ES modules, for Nodes where hooks live in a thread of their own. */

import { readFile } from 'node:fs/promises';
import type { LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import { elsewhere, isTypeScript, type Translate, translateWith } from './translation.ts';

let translate: Translate = translateWith(undefined);

/** Called by `register`. */
export const initialize = ({ compiler }: { readonly compiler: string | undefined }): void => {
  translate = translateWith(compiler);
};

export const resolve: ResolveHook = async (specifier, context, next) => {
  try {
    return await next(specifier, context);
  } catch (error) {
    const other = elsewhere(specifier);
    if (!other) throw error;
    return next(other.specifier, { ...context, ...other });
  }
};

export const load: LoadHook = async (url, context, next) => {
  if (!isTypeScript(url)) return next(url, context);
  const path = fileURLToPath(url);
  return { format: 'module', source: translate(await readFile(path, 'utf8'), path), shortCircuit: true };
};
