/** TypeScript in a user's modules: who makes JavaScript of it. */

import { readFileSync } from 'node:fs';
import nodeModule, { createRequire, register } from 'node:module';
import { fileURLToPath } from 'node:url';
import {
  getEnvironmentData,
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  setEnvironmentData,
} from 'node:worker_threads';
import { UsageError } from './errors.ts';
import {
  elsewhere,
  isTypeScript,
  LAST_CALLABLE,
  scriptWith,
  type Translate,
  type Translation,
  type Translations,
  translateKnowing,
  translateWith,
} from './translation.ts';
import type { HooksData } from './typescriptHooks.ts';

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

/**
 * Who makes scripts of modules, in JavaScript or TypeScript, which is no matter of taking types away.
 *
 * @throws UsageError when no compiler is installed that can.
 */
export const scriptTranslator = (file: string): Translate => {
  const translator = translatorFrom(false, compilersAtHand());
  if (translator.by === 'compiler') return scriptWith(translator.compiler);
  throw new UsageError(
    `can't load ${file}: a compiler has to make a script of it; npm install typescript@${LAST_CALLABLE}`,
  );
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
  if (registerHooks) hookHere(registerHooks, translator.compiler);
  else hookBeside(translator.compiler);
};

/** By path, what this thread has translated itself. */
const own = new Map<string, Translation>();
let told: MessagePort | undefined;

/** The name under which translations are among what a thread gives to those that it starts. */
const SHARED = 'figure2 translations';

const sharedTranslations = (): Translations => {
  const given: unknown = getEnvironmentData(SHARED);
  return given instanceof Map ? (given as Translations) : new Map();
};

/** What this thread has translated so far. A thread that only tries a module gives it to the one that will load it. */
export const translationsMade = (): Translations => {
  const port = told;
  if (port === undefined) return own;
  for (let letter = receiveMessageOnPort(port); letter; letter = receiveMessageOnPort(port)) {
    const [path, made] = letter.message as [string, Translation];
    own.set(path, made);
  }
  return own;
};

/** From now on neither this thread, if it has loaded no TypeScript yet, nor those that it starts translate these files again. */
export const shareTranslations = (made: Translations): void => {
  if (made.size > 0) setEnvironmentData(SHARED, new Map([...sharedTranslations(), ...made]));
};

const hookBeside = (compiler: string | undefined): void => {
  const { port1, port2 } = new MessageChannel();
  told = port1;
  const data: HooksData = { compiler, known: sharedTranslations(), told: port2 };
  register(hooksFile(), import.meta.url, { data, transferList: [port2] });
};

/** What newer Nodes have in the place of `register`, which the newest warn of: hooks that run where the import is. */
type RegisterHooks = (hooks: {
  readonly resolve: <Context extends object, Result>(
    specifier: string,
    context: Context,
    next: (specifier: string, context: Context) => Result,
  ) => Result;
  readonly load: <Context, Result>(
    url: string,
    context: Context,
    next: (url: string, context: Context) => Result,
  ) => Result | { readonly format: 'module'; readonly source: string; readonly shortCircuit: true };
}) => void;

const registerHooks = Reflect.get(nodeModule, 'registerHooks') as RegisterHooks | undefined;

const hookHere = (hook: RegisterHooks, compiler: string | undefined): void => {
  const translate = translateKnowing(sharedTranslations(), translateWith(compiler), (path, made) =>
    own.set(path, made),
  );
  hook({
    resolve: (specifier, context, next) => {
      try {
        return next(specifier, context);
      } catch (error) {
        const other = elsewhere(specifier);
        if (!other) throw error;
        return next(other.specifier, { ...context, ...other });
      }
    },
    load: (url, context, next) => {
      if (!isTypeScript(url)) return next(url, context);
      const path = fileURLToPath(url);
      return { format: 'module', source: translate(readFileSync(path, 'utf8'), path), shortCircuit: true };
    },
  });
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
