/** Module hooks that run TypeScript as ES modules, whatever the nearest package.json says. They live in a thread of their own. */
import { readFile } from 'node:fs/promises';
import { createRequire, type LoadHook, type ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';

interface Compiler {
  readonly compile: (code: string, path: string) => string;
}

let compiler: Compiler | undefined;

/** Called by `register`. */
export const initialize = ({ tsNode }: { readonly tsNode: string }): void => {
  const { create } = createRequire(import.meta.url)(tsNode) as { readonly create: (options: object) => Compiler };
  const compilerOptions = { module: 'ESNext', target: 'ES2022', moduleResolution: 'Bundler' };
  compiler = create({ transpileOnly: true, skipProject: true, compilerOptions });
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
  if (!compiler || !/^file:.*\.[mc]?ts$/.test(url)) return next(url, context);
  const path = fileURLToPath(url);
  return { format: 'module', source: compile(compiler, await readFile(path, 'utf8'), path), shortCircuit: true };
};

/** An error of the compiler is rethrown as a plain one: its own can't cross threads. */
const compile = (by: Compiler, text: string, path: string): string => {
  try {
    return by.compile(text, path);
  } catch (error) {
    const { diagnosticText, message } = error as Error & { readonly diagnosticText?: string };
    throw new Error(diagnosticText ?? message);
  }
};
