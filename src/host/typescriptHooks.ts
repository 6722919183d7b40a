/** Module hooks that run TypeScript as ES modules, whatever the nearest package.json says. They live in a thread of their own. */
import { readFile } from 'node:fs/promises';
import nodeModule, { createRequire, type LoadHook, type ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';

/** What is needed of the package `typescript`, which may be absent. */
interface Compiler {
  readonly transpileModule: (
    text: string,
    options: { readonly fileName: string; readonly reportDiagnostics: true; readonly compilerOptions: object },
  ) => { readonly outputText: string; readonly diagnostics?: readonly { readonly messageText: unknown }[] };
  readonly flattenDiagnosticMessageText: (message: unknown, newLine: string) => string;
}

/** What Node from 22.13 on does by itself. */
type Strip = (text: string, options: { readonly mode: 'strip' | 'transform'; readonly sourceUrl: string }) => string;

const strip = Reflect.get(nodeModule, 'stripTypeScriptTypes') as Strip | undefined;

let compiler: Compiler | undefined;

/** Called by `register`. */
export const initialize = ({ compiler: path }: { readonly compiler: string | undefined }): void => {
  if (path !== undefined) compiler = createRequire(import.meta.url)(path) as Compiler;
  process.emitWarning = () => undefined; // that stripping is an experiment of Node's is of no use to anybody here
};

/** An import of `./rules.js` also finds `./rules.ts`, and one of `figure2` this package, where none is installed. */
export const resolve: ResolveHook = async (specifier, context, next) => {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (/^figure2(\/|$)/.test(specifier)) return next(specifier, { ...context, parentURL: import.meta.url });
    if (!/^[./].*\.[mc]?js$/.test(specifier)) throw error;
    return next(specifier.replace(/js$/, 'ts'), context);
  }
};

export const load: LoadHook = async (url, context, next) => {
  if (!/^file:.*\.[mc]?ts$/.test(url)) return next(url, context);
  const path = fileURLToPath(url);
  return { format: 'module', source: translate(await readFile(path, 'utf8'), path), shortCircuit: true };
};

/** Node first; what it does not know, such as enums, a compiler does, or Node where it may do more than take types away. */
const translate = (text: string, path: string): string => {
  if (!strip) return compile(text, path);
  try {
    return strip(text, { mode: 'strip', sourceUrl: path });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') throw plain(error);
    return compiler ? compile(text, path) : transform(strip, text, path);
  }
};

const transform = (by: Strip, text: string, path: string): string => {
  try {
    return by(text, { mode: 'transform', sourceUrl: path });
  } catch (error) {
    throw plain(error);
  }
};

/** Errors with fields of their own can't cross threads. */
const plain = (error: unknown): Error => new Error(error instanceof Error ? error.message : String(error));

const compile = (text: string, path: string): string => {
  if (!compiler) throw new Error('no compiler is at hand');
  const { transpileModule, flattenDiagnosticMessageText } = compiler;
  const { outputText, diagnostics = [] } = transpileModule(text, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: { module: ESNEXT, target: ES2022 },
  });
  const [first] = diagnostics;
  if (first) throw new Error(flattenDiagnosticMessageText(first.messageText, ' '));
  return outputText;
};

/** Numbers of the enums `ModuleKind` and `ScriptTarget`. */
const ESNEXT = 99;
const ES2022 = 9;
