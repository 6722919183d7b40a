/** A submission: what somebody hands in, opened so that it can be run. What is in it can be sent to threads. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { figure2Program, type SubjectProgram } from '../../model/runs/labs/index.ts';
import { loadProtocol } from '../verify/protocolName.ts';
import { buildGo } from './subjects/go/build.ts';
import { goProgram } from './subjects/go/program.ts';
import type { WasmModule } from './subjects/go/webAssembly.ts';

/** A submission that can be run: a Go lab that was built, or a module of rules in JavaScript or TypeScript. */
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
  | { readonly kind: 'protocol'; readonly path: string; readonly words: string; readonly fingerprint: string };

/** How submissions are opened. */
export interface OpenOptions {
  /** The Go command; left out: `go`, as it is on PATH. */
  readonly go?: string | undefined;
}

const isModule = (path: string): boolean => /\.[mc]?[jt]s$/.test(path);

/**
 * Opens what somebody has handed in: a folder with a Go lab in it, or a module that exports `protocol`.
 *
 * @throws NotGradable with the reason; GoMissing when there is no compiler; UsageError when a module can't be loaded.
 */
export const openSubmission = async (path: string, { go = 'go' }: OpenOptions = {}): Promise<Submission> => {
  if (isModule(path)) {
    await loadProtocol(path);
    const fingerprint = createHash('sha256').update(readFileSync(path)).digest('hex');
    return { kind: 'protocol', path, words: 'rules on plain data', fingerprint };
  }
  const { module, hash, compiler, layout } = buildGo(path, { go });
  const language = layout.goLine === undefined ? '' : `, go ${layout.goLine}`;
  const words = `Go, ${layout.prefix}/${layout.raft}${language}, built by ${compiler}`;
  return { kind: 'go', path, module, words, fingerprint: `${compiler} ${hash}` };
};

/** The program of a submission. */
export const programOf = async (submission: Submission): Promise<SubjectProgram> =>
  submission.kind === 'go' ? goProgram(submission) : figure2Program({ protocol: await loadProtocol(submission.path) });
