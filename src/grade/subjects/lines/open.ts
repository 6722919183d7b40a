/** Opens a program that speaks the line protocol: a copy of its folder, in which it is built, and a first process that must start. */
import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { reasonOf } from '../../../host/errors.ts';
import { excerpt } from '../../../text/printable.ts';
import type { ProcessDesk } from '../../processes/desk.ts';
import { programEnvironment } from '../../processes/environment.ts';
import type { ProcessCommand } from '../../processes/messages.ts';
import { NotGradable } from '../notGradable.ts';
import { expectStart } from '../trial.ts';
import { readManifest } from './manifest.ts';
import { lineProgram } from './program.ts';

/** Ten minutes, as for a compiler of Go. */
const BUILD_MS = 600_000;

/** So long may the first process take until it is done with its start. */
const START_MS = 60_000;

/** No submission is larger. */
const FILES_MAX = 10_000;
const BYTES_MAX = 512 * 1024 * 1024;

/** A program that can be run. */
export interface OpenedLines {
  readonly program: ProcessCommand;
  /** SHA-256 of all its files before anything was built, in hexadecimal. */
  readonly hash: string;
  /** Does it speak Maelstrom's protocol, and not that of lines? */
  readonly isMaelstrom: boolean;
}

/** Where it is opened. */
export interface OpenLinesOptions {
  readonly desk: ProcessDesk;
  /** A folder for the copy. It need not be there. */
  readonly scratch: string;
  /** So long may the first process take until it is done with its start, in milliseconds. */
  readonly startMs?: number;
}

/**
 * Opens the program of a manifest. Nothing is written in its folder.
 *
 * @throws NotGradable when the manifest is none, or when the program can't be built or started: with the first lines of what
 * the compiler or the program says.
 */
export const openLines = (path: string, { desk, scratch, startMs = START_MS }: OpenLinesOptions): OpenedLines => {
  const { command, build, protocol } = readManifest(path);
  const isMaelstrom = protocol === 'maelstrom';
  const source = dirname(path);
  const files = filesBelow(source);
  const folder = join(scratch, randomUUID());
  copy(source, folder);
  if (build) runBuild(build, folder);
  const program = { command, folder };
  if (!isMaelstrom) expectStart(lineProgram(program, desk, startMs));
  return { program, hash: hashOf(source, files), isMaelstrom };
};

const filesBelow = (root: string): readonly string[] => {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  if (files.length > FILES_MAX || bytes > BYTES_MAX)
    throw new NotGradable(
      `there are ${files.length} files with ${bytes} bytes beside the manifest; give the folder of one submission`,
    );
  return files;
};

const hashOf = (root: string, files: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const file of files) {
    const bytes = readFileSync(file);
    hash.update(`${relative(root, file)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
};

const copy = (source: string, folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    cpSync(source, folder, { recursive: true, verbatimSymlinks: true });
  } catch (error) {
    throw new NotGradable(`its folder can't be copied: ${reasonOf(error)}`);
  }
};

const runBuild = ([program = '', ...rest]: readonly string[], folder: string): void => {
  const { status, stdout, stderr, error } = spawnSync(program, rest, {
    cwd: folder,
    env: programEnvironment(),
    encoding: 'utf8',
    timeout: BUILD_MS,
  });
  const words = excerpt([program, ...rest].join(' '));
  if (error && 'code' in error && error.code === 'ETIMEDOUT')
    throw new NotGradable(`the build has not come to an end in ${BUILD_MS / 1000} s: ${words}`);
  if (error) throw new NotGradable(`the build can't be run: ${words}: ${reasonOf(error)}`);
  if (status !== 0) throw new NotGradable(`it does not compile: ${words}`, `${stderr}\n${stdout}`);
};
