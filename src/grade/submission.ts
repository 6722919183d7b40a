/** A submission: what somebody hands in, opened so that it can be run. What is in it can be sent to threads. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { figure2Program, type SubjectProgram } from '../../model/runs/labs/index.ts';
import { importModule, tryModule } from '../host/module.ts';
import { excerpt } from '../text/printable.ts';
import { loadProtocol } from '../verify/protocolName.ts';
import { ProcessDesk } from './processes/desk.ts';
import type { ProcessCommand, ProcessLine } from './processes/messages.ts';
import { buildGo, type GoBuild } from './subjects/go/build.ts';
import { goProgram } from './subjects/go/program.ts';
import type { WasmModule } from './subjects/go/webAssembly.ts';
import { isManifest, MANIFEST } from './subjects/lines/manifest.ts';
import { openLines } from './subjects/lines/open.ts';
import { lineProgram } from './subjects/lines/program.ts';
import { type ModuleFiles, readModule } from './subjects/module/files.ts';
import { moduleProgram } from './subjects/module/program.ts';
import { moduleFingerprint } from './subjects/moduleFiles.ts';
import { NotGradable } from './subjects/notGradable.ts';
import { expectStart } from './subjects/trial.ts';

/** A submission that can be run: a Go lab that was built, a module of rules in JavaScript or TypeScript, or a program of its own. */
export type Submission =
  | {
      readonly kind: 'go';
      readonly path: string;
      readonly module: WasmModule;
      /** Its package and its compiler, in words. */
      readonly words: string;
      /** Which program exactly: equal seeds give equal runs of equal fingerprints. */
      readonly fingerprint: string;
    }
  | { readonly kind: 'protocol'; readonly path: string; readonly words: string; readonly fingerprint: string }
  | {
      /** A module in the lab's shape. */
      readonly kind: 'module';
      readonly path: string;
      readonly files: ModuleFiles;
      readonly words: string;
      readonly fingerprint: string;
    }
  | {
      /** A program that speaks the line protocol; or Maelstrom's, which can only be run in real time. */
      readonly kind: 'lines' | 'maelstrom';
      readonly path: string;
      readonly program: ProcessCommand;
      readonly words: string;
      readonly fingerprint: string;
    };

/** What a job has beside the submission. */
export interface JobSurroundings {
  /** The way to processes, for a job of its own. */
  readonly processes: ProcessLine;
  /** A folder for what is built. It need not be there. */
  readonly scratch: string;
}

/** How submissions are opened. */
export interface OpenOptions extends JobSurroundings {
  /** The Go command; left out: `go`, as it is on PATH. */
  readonly go?: string | undefined;
  /** So much memory may a server in Go have, in MB; left out: 256. */
  readonly memoryMb?: number | undefined;
}

/** A page of WebAssembly has 64 KiB. */
const PAGES_IN_MB = 16;

const isModule = (path: string): boolean => /\.[mc]?[jt]s$/.test(path);

/**
 * Opens what somebody has handed in: a folder with a Go lab in it, a module that exports `protocol`, or the manifest of a program.
 *
 * @throws NotGradable with the reason; GoMissing when there is no compiler; UsageError when a module can't be loaded.
 */
export const openSubmission = async (
  path: string,
  { go = 'go', memoryMb, processes, scratch }: OpenOptions,
): Promise<Submission> => {
  if (isModule(path)) return openModule(path);
  if (isManifest(path)) {
    const { program, hash, isMaelstrom } = openLines(path, { desk: new ProcessDesk(processes), scratch });
    const command = excerpt(program.command.join(' '));
    const about = { path, program, fingerprint: hash };
    return isMaelstrom
      ? { kind: 'maelstrom', ...about, words: `a Maelstrom binary, ${command}, in real time: not replayable` }
      : { kind: 'lines', ...about, words: `a program, ${command}` };
  }
  const { module, hash, compiler, layout } = buildGoIn(path, go, memoryMb);
  const language = layout.goLine === undefined ? '' : `, go ${layout.goLine}`;
  const words = `Go, ${layout.prefix}/${layout.raft}${language}, built by ${compiler}`;
  return { kind: 'go', path, module, words, fingerprint: `${compiler} ${hash}` };
};

/** The two kinds of modules are told by what they export. */
const openModule = async (path: string): Promise<Submission> => {
  await tryModule(path);
  const exports = await importModule(path);
  if (!('protocol' in exports) && typeof exports['make'] === 'function') {
    const files = readModule(path);
    expectStart(moduleProgram(files));
    return { kind: 'module', path, files, words: "a module in the lab's shape", fingerprint: files.hash };
  }
  if (!('protocol' in exports))
    throw new NotGradable(
      `${path} exports neither make nor protocol; add: export const make = (peers, me, persister, apply) => new Raft(...);`,
    );
  await loadProtocol(path);
  return { kind: 'protocol', path, words: 'rules on plain data', fingerprint: moduleFingerprint(path) };
};

/**
 * Builds the Go lab in a folder. A manifest in it is not followed unless it is named itself: its program would run without the
 * walls that Go's has, and whoever hands in a folder does not decide that.
 */
const buildGoIn = (path: string, go: string, memoryMb: number | undefined): GoBuild => {
  try {
    return buildGo(path, { go, ...(memoryMb !== undefined && { memoryPages: memoryMb * PAGES_IN_MB }) });
  } catch (error) {
    if (!(error instanceof NotGradable) || !existsSync(join(path, MANIFEST))) throw error;
    const hint = `to run the program of its ${MANIFEST}, which nothing walls in, give ${join(path, MANIFEST)}`;
    throw new NotGradable(error.message.replace(/(?=\n|$)/, `; ${hint}`));
  }
};

/** The program of a submission. */
export const programOf = async (submission: Submission, processes: ProcessLine): Promise<SubjectProgram> => {
  switch (submission.kind) {
    case 'go':
      return goProgram(submission);
    case 'protocol':
      return figure2Program({ protocol: await loadProtocol(submission.path) });
    case 'module':
      return moduleProgram(submission.files);
    case 'maelstrom':
      throw new Error('a Maelstrom binary runs in real time only');
    case 'lines':
      return lineProgram(submission.program, new ProcessDesk(processes));
  }
};
