/** Module hooks that run TypeScript as ES modules, for Nodes where hooks live in a thread of their own. */

import { readFile } from 'node:fs/promises';
import type { LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import {
  elsewhere,
  isTypeScript,
  type Translate,
  type Translations,
  translateKnowing,
  translateWith,
} from './translation.ts';

let translate: Translate = translateWith(undefined);

/** What the thread that registers these hooks gives them. */
export interface HooksData {
  readonly compiler: string | undefined;
  readonly known: Translations;
  /** Where it hears what was translated: a path and a translation. */
  readonly told: MessagePort;
}

/** Called by `register`. */
export const initialize = ({ compiler, known, told }: HooksData): void => {
  translate = translateKnowing(known, translateWith(compiler), (path, made) => told.postMessage([path, made]));
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
