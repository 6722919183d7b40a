/**
 * One server's own world: a context of V8 with the language and nothing else, in which its scripts are run anew. Promises of
 * the context settle when the host lets them, and not before: a context that has its own queue of them empties it after each
 * script that is run in it.
 */
import { type Context, createContext, Script } from 'node:vm';
import type { ModuleDoor, ModuleHost, OpenDoor } from './door.ts';
import type { ModuleFiles } from './files.ts';

/** A server's world. */
export interface ModuleContext {
  readonly door: ModuleDoor;
  /** Lets promises settle until none is left to settle. */
  readonly settle: () => void;
}

type Wrapped = (exports: object, require: (words: string) => unknown) => void;

/** Scripts of this thread, which are compiled once. */
const compiled = new Map<string, Script>();

const compile = (code: string, path: string): Script => {
  const known = compiled.get(code);
  if (known) return known;
  const script = new Script(`(function (exports, require) {${code}\n})`, { filename: path });
  compiled.set(code, script);
  return script;
};

const nothing = new Script('0');

/**
 * Makes a world and runs the scripts of a module in it.
 *
 * @throws whatever the scripts throw.
 */
export const openContext = (files: ModuleFiles, host: ModuleHost): ModuleContext => {
  const context = createContext(
    {},
    { microtaskMode: 'afterEvaluate', codeGeneration: { strings: false, wasm: false } },
  );
  const { openDoor } = run(context, files.surroundings, 'surroundings', () => undefined) as {
    readonly openDoor: OpenDoor;
  };
  const door = openDoor(host, () => requireIn(context, files)(files.main));
  return {
    door,
    settle: () => {
      nothing.runInContext(context);
    },
  };
};

const requireIn = (context: Context, files: ModuleFiles): ((path: string) => Readonly<Record<string, unknown>>) => {
  const loaded = new Map<string, Readonly<Record<string, unknown>>>();
  const load = (path: string): Readonly<Record<string, unknown>> => {
    const known = loaded.get(path);
    const script = files.scripts[path];
    if (known) return known;
    if (!script) throw new Error(`there is no file ${path}`);
    return run(
      context,
      script.code,
      path,
      (words) => load(script.imports[words] ?? words),
      (exports) => loaded.set(path, exports),
    );
  };
  return load;
};

const run = (
  context: Context,
  code: string,
  path: string,
  require: (words: string) => unknown,
  begin: (exports: Readonly<Record<string, unknown>>) => void = () => {},
): Readonly<Record<string, unknown>> => {
  const exports = new Script('({})').runInContext(context) as Readonly<Record<string, unknown>>;
  begin(exports); // files that import each other see what is there by then
  (compile(code, path).runInContext(context) as Wrapped)(exports, require);
  return exports;
};
