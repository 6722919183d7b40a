/** TypeScript in a user's modules: who makes JavaScript of it. */

import nodeModule, { createRequire, register } from 'node:module';
import { UsageError } from './errors.ts';

/** A package `typescript` that is at hand. */
export interface Compiler {
  /** What can be imported. */
  readonly path: string;
  readonly version: string;
}

/** Who makes JavaScript of TypeScript: Node itself, a compiler, or nobody, with what to do about it. */
export type Translator =
  | { readonly by: 'node'; readonly compiler?: string }
  | { readonly by: 'compiler'; readonly compiler: string }
  | { readonly by: 'nobody'; readonly advice: string };

/** The last whose compiler can be called from JavaScript. */
const LAST_CALLABLE = 6;

const isCallable = ({ version }: Compiler): boolean => {
  const major = Number(version.split('.')[0]);
  return major >= 5 && major <= LAST_CALLABLE;
};

/** Node before any compiler; of these, the first that can be called. */
export const translatorFrom = (canNode: boolean, compilers: readonly Compiler[]): Translator => {
  const compiler = compilers.find(isCallable)?.path;
  if (canNode) return { by: 'node', ...(compiler !== undefined && { compiler }) };
  if (compiler !== undefined) return { by: 'compiler', compiler };
  const [other] = compilers;
  const found = other ? `typescript ${other.version} is there, whose compiler can't be called from JavaScript; ` : '';
  return {
    by: 'nobody',
    advice: `${found}npm install typescript@${LAST_CALLABLE}, or take Node 22.18 or later, or give a .js or .mjs file`,
  };
};

let isAllowed = false;

/**
 * Lets this thread import TypeScript, without checking types.
 *
 * @throws UsageError when this Node can't do it alone and no compiler is installed that can.
 */
export const allowTypeScript = (file: string): void => {
  if (isAllowed) return;
  const translator = translatorFrom('stripTypeScriptTypes' in nodeModule, compilersAtHand());
  if (translator.by === 'nobody') {
    throw new UsageError(
      `can't run TypeScript: ${file}: Node ${process.versions.node} does not by itself; ${translator.advice}`,
    );
  }
  isAllowed = true;
  register(hooksFile(), import.meta.url, { data: { compiler: translator.compiler } });
};

/** Beside this package, and where the command was given. */
const compilersAtHand = (): readonly Compiler[] =>
  [import.meta.url, `${process.cwd()}/`].flatMap((place) => {
    try {
      const require = createRequire(place);
      const { version } = require('typescript/package.json') as { readonly version: string };
      return [{ path: require.resolve('typescript'), version }];
    } catch {
      return []; // not there
    }
  });

const hooksFile = (): string => `./typescriptHooks.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`;
