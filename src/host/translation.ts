/** The translation of TypeScript into JavaScript, without checking types: by Node, or by a compiler. */

import nodeModule, { createRequire } from 'node:module';

/** What is needed of the package `typescript`, which may be absent. */
interface CompilerModule {
  readonly transpileModule: (
    text: string,
    options: { readonly fileName: string; readonly reportDiagnostics: true; readonly compilerOptions: object },
  ) => { readonly outputText: string; readonly diagnostics?: readonly { readonly messageText: unknown }[] };
  readonly flattenDiagnosticMessageText: (message: unknown, newLine: string) => string;
}

/** What Node from 22.13 on does by itself; from 26 on it takes types away, and does no more. */
type Strip = (text: string, options: { readonly mode: 'strip' | 'transform'; readonly sourceUrl: string }) => string;

const strip = Reflect.get(nodeModule, 'stripTypeScriptTypes') as Strip | undefined;

/** The last whose compiler can be called from JavaScript. */
export const LAST_CALLABLE = 6;

/** Makes JavaScript of the text of a file. */
export type Translate = (text: string, path: string) => string;

/** What has been made of a text, for whoever finds the same text in the file again. */
export interface Translation {
  readonly text: string;
  readonly script: string;
}

/** By path. */
export type Translations = ReadonlyMap<string, Translation>;

/** What a thread that tries a module tells of it. */
export interface TrialOutcome {
  /** Why the module can't be loaded, or nothing. */
  readonly problem: string | null;
  /** What was translated for it. */
  readonly made: Translations;
}

/** The same, but what is known is not translated again; what was not known is told. */
export const translateKnowing =
  (known: Translations, translate: Translate, tell: (path: string, made: Translation) => void): Translate =>
  (text, path) => {
    const found = known.get(path);
    if (found?.text === text) return found.script;
    const script = translate(text, path);
    tell(path, { text, script });
    return script;
  };

/** By Node first; what it does not know, such as enums, a compiler does, or Node where it may do more than take types away. */
export const translateWith = (compilerPath: string | undefined): Translate => {
  const compile = compilerPath === undefined ? undefined : compileWith(compilerPath);
  return (text, path) => {
    if (!strip) return (compile ?? refuse)(text, path);
    try {
      return quietly(() => strip(text, { mode: 'strip', sourceUrl: path }));
    } catch (error) {
      if (!hasCode(error, 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')) throw plain(error);
      return compile ? compile(text, path) : transform(strip, text, path, error);
    }
  };
};

const refuse: Translate = () => {
  throw new Error('no compiler is at hand');
};

const transform = (by: Strip, text: string, path: string, unsupported: unknown): string => {
  try {
    return quietly(() => by(text, { mode: 'transform', sourceUrl: path }));
  } catch (error) {
    if (!hasCode(error, 'ERR_INVALID_ARG_VALUE')) throw plain(error);
    throw new Error(
      `${plain(unsupported).message}: Node ${process.versions.node} does no more than take types away; npm install typescript@${LAST_CALLABLE}, or leave that out`,
    );
  }
};

const hasCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

/** That stripping is an experiment of Node's is of no use to anybody here. */
const quietly = <Result>(act: () => Result): Result => {
  const own = Reflect.get(process, 'emitWarning') as unknown;
  process.emitWarning = () => undefined;
  try {
    return act();
  } finally {
    Reflect.set(process, 'emitWarning', own);
  }
};

/** Errors with fields of their own can't cross threads. */
const plain = (error: unknown): Error => new Error(error instanceof Error ? error.message : String(error));

/** Makes a script of a module: what it imports it gets from `require`, and what it exports are fields of `exports`. */
export const scriptWith = (compilerPath: string): Translate => compileWith(compilerPath, COMMON_JS);

/** The compiler is loaded when it is needed, which takes longer than all else here. */
const compileWith = (compilerPath: string, module = ESNEXT): Translate => {
  const require = createRequire(import.meta.url);
  return (text, path) => {
    const { transpileModule, flattenDiagnosticMessageText } = require(compilerPath) as CompilerModule;
    const { outputText, diagnostics = [] } = transpileModule(text, {
      fileName: path,
      reportDiagnostics: true,
      compilerOptions: { module, target: ES2022 },
    });
    const [first] = diagnostics;
    if (first) throw new Error(flattenDiagnosticMessageText(first.messageText, ' '));
    return outputText;
  };
};

/** Numbers of the enums `ModuleKind` and `ScriptTarget`. */
const COMMON_JS = 1;
const ESNEXT = 99;
const ES2022 = 9;

/** The path of a module in TypeScript, whatever the nearest package.json says of such files. */
export const isTypeScript = (url: string): boolean => /^file:.*\.[mc]?ts$/.test(url);

/** Where an import may lead that leads nowhere: of `./rules.js` to `./rules.ts`, and of `figure2` to this package, where none is installed. */
export const elsewhere = (
  specifier: string,
): { readonly specifier: string; readonly parentURL?: string } | undefined => {
  if (/^figure2(\/|$)/.test(specifier)) return { specifier, parentURL: import.meta.url };
  if (/^[./].*\.[mc]?js$/.test(specifier)) return { specifier: specifier.replace(/js$/, 'ts') };
  return undefined;
};
