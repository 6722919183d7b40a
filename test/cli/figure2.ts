import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { releaseDocuments } from '../../src/host/output.ts';

const main = resolve('dist/src/cli/main.js');

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command in a folder. */
export const figure2 = (cwd: string, ...args: readonly string[]): Ended => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
};

/** What somebody listens to is heard by nobody else in the meantime. */
const written = (stream: NodeJS.WriteStream): { readonly text: () => string; readonly end: () => void } => {
  let text = '';
  const write = Reflect.get(stream, 'write') as unknown;
  const listeners = stream.listeners('error');
  stream.write = (part: string | Uint8Array): boolean => {
    text += part.toString();
    return true;
  };
  return {
    text: () => text,
    end: () => {
      Reflect.set(stream, 'write', write);
      for (const listener of stream.listeners('error'))
        if (!listeners.includes(listener)) stream.off('error', listener as () => void);
    },
  };
};

/** Does something in this process, and hears what is printed meanwhile. */
export const hearing = async <Result>(
  act: () => Result | Promise<Result>,
): Promise<{ readonly result: Result; readonly stdout: string; readonly stderr: string }> => {
  const [stdout, stderr] = [written(process.stdout), written(process.stderr)];
  // A command before it that had no verdict holds back the documents of its process, which is over.
  releaseDocuments(true);
  try {
    const result = await act();
    return { result, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    stdout.end();
    stderr.end();
  }
};

/**
 * The same from the sources and in this process, which spares the start and what was loaded before. For what says nothing of a
 * process: no signals, no output that breaks, no modules in TypeScript, no threads.
 */
export const figure2Here = async (cwd: string, ...args: readonly string[]): Promise<Ended> => {
  const here = process.cwd();
  process.chdir(cwd);
  try {
    const { result, ...heard } = await hearing(() => run(args));
    return { status: result, ...heard };
  } finally {
    process.chdir(here);
  }
};

let warm: ChildProcess | undefined;

/**
 * Runs the built command in a process that has loaded it, for the command lines before this one. For what says nothing of a
 * process, nor of a module that would end it. A file of a module is loaded once there, whatever is written into it later.
 */
export const figure2Warm = async (cwd: string, ...args: readonly string[]): Promise<Ended> => {
  if (!warm?.connected) {
    warm = fork('test/cli/warmCommand.mjs', { execArgv: ['--expose-gc'] });
    // it ends with this process
    warm.unref();
    warm.channel?.unref();
  }
  const over = new AbortController();
  const lost = once(warm, 'exit', over).then(([code]) => {
    throw new Error(`the process of the built command has ended, with ${String(code)}`);
  });
  warm.send({ cwd, args });
  try {
    const [ended] = (await Promise.race([once(warm, 'message', over), lost])) as [Ended];
    return ended;
  } finally {
    over.abort();
  }
};

/** Runs a line of shell in which `figure2` is the built command. */
export const shell = (cwd: string, line: string): Ended => {
  const script = `figure2() { "${process.execPath}" "${main}" "$@"; }\n${line}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
};

/** An empty folder that is gone after the tests of the file. */
export const scratchFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'figure2-cli-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
};

const defects = resolve('dist/model/mutants');

/** The file of a mutant. To load them all would take each thread of a command longer than what most commands do. */
const fileOfMutant = (id: string): string => {
  const files = readdirSync(defects, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js'));
  const own = files.filter((path) => readFileSync(join(defects, path), 'utf8').includes(`id: '${id}',`));
  const [file] = own;
  if (file === undefined || own.length > 1) throw new Error(`${own.length} files of mutants have the id ${id}`);
  return join(defects, file);
};

/** A module with the protocol of a mutant, as a user would write it. */
export const writeMutant = (folder: string, name: string, id: string): void => {
  const annotation = name.endsWith('.ts') ? ': string' : '';
  writeFileSync(
    join(folder, name),
    `import * as defects from ${JSON.stringify(fileOfMutant(id))};
const wanted${annotation} = '${id}';
export const { protocol } = Object.values(defects).find(({ id }) => id === wanted);
`,
  );
};

/** A problem is told in one line on standard error, without a stack trace, and nothing else is said. */
export const oneLineThat = (words: RegExp): RegExp => new RegExp(`^figure2: [^\\n]*(?:${words.source})[^\\n]*\\n$`);
