/** The files of a module that was handed in, each as a script that can be run anew for each server. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../../host/errors.ts';
import type { Translate } from '../../../host/translation.ts';
import { scriptTranslator } from '../../../host/typescript.ts';
import { oneLine } from '../../../text/printable.ts';
import { NotGradable } from '../notGradable.ts';

/** Scripts by the path of their file, and where what they import leads. */
export interface ModuleFiles {
  /** The path of the module that was handed in. */
  readonly main: string;
  readonly scripts: Readonly<Record<string, ModuleScript>>;
  /** The script of what is around a server. */
  readonly surroundings: string;
  /** SHA-256 of all files, in hexadecimal. */
  readonly hash: string;
}

/** One file. */
export interface ModuleScript {
  /** JavaScript, which finds `exports` and `require`. */
  readonly code: string;
  /** The path of each file that it imports, by the words in which it does. */
  readonly imports: Readonly<Record<string, string>>;
}

/** No submission has more. */
const FILES_MAX = 200;

/** What is imported where the path says so, or where TypeScript puts another ending in its place. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/$/, ''],
  [/\.js$/, '.ts'],
  [/\.mjs$/, '.mts'],
  [/$/, '.ts'],
  [/$/, '.js'],
];

/**
 * Reads a module and all that it imports, and makes scripts of them.
 *
 * @throws NotGradable when it does not parse, or imports something that is no file beside it.
 * @throws UsageError when no compiler is installed.
 */
export const readModule = (path: string): ModuleFiles => {
  const translate = scriptTranslator(path);
  const main = resolve(path);
  const scripts: Record<string, ModuleScript> = {};
  const hash = createHash('sha256');
  for (const queue = [main], seen = new Set(queue); queue.length > 0; ) {
    const file = queue.shift() ?? main;
    const text = readFileSync(file, 'utf8');
    const name = relative(dirname(main), file);
    hash.update(`${name}\0${text.length}\0${text}`);
    const code = codeOf(translate, text, file, name);
    const imports = Object.fromEntries(importsOf(code).map((words) => [words, importedFile(file, name, words)]));
    scripts[file] = { code, imports };
    for (const other of Object.values(imports)) {
      if (!seen.has(other)) queue.push(other);
      seen.add(other);
    }
    if (seen.size > FILES_MAX) throw new NotGradable(`it imports more than ${FILES_MAX} files`);
  }
  return { main, scripts, surroundings: surroundingsWith(translate), hash: hash.digest('hex') };
};

/** Ours, made a script by the same compiler. */
const surroundingsWith = (translate: Translate): string => {
  const path = fileURLToPath(
    new URL(`./surroundings.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
  );
  return translate(readFileSync(path, 'utf8'), 'surroundings.ts');
};

const codeOf = (translate: Translate, text: string, file: string, name: string): string => {
  try {
    return translate(text, file.replace(/[jt]s$/, 'ts').replace(/\.[mc]ts$/, '.ts'));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new NotGradable(`it does not compile: ${name}: ${oneLine((error as Error).message)}`);
  }
};

const importsOf = (code: string): readonly string[] => [
  ...new Set([...code.matchAll(/\brequire\("([^"\n]+)"\)/g)].map(([, words = '']) => words)),
];

const importedFile = (file: string, name: string, words: string): string => {
  if (!/^\.{1,2}\//.test(words))
    throw new NotGradable(`${name} imports ${words}, and a submission may import only its own files, such as ./log.ts`);
  const path = resolve(dirname(file), words);
  const found = endings
    .filter(([ending]) => ending.test(path))
    .map(([ending, other]) => path.replace(ending, other))
    .find((candidate) => /\.[mc]?[jt]s$/.test(candidate) && existsSync(candidate));
  if (found === undefined) throw new NotGradable(`${name} imports ${words}, and there is no such file`);
  return found;
};
