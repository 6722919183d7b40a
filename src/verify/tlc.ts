/** TLC, the model checker of TLA+, as a judge of recorded runs: it reads the published `raft.tla` itself, and a module that extends it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { type PublishedTrace, reachedIn, tlaModule } from '../../model/published/tlaModule.ts';
import { reasonOf, UsageError } from '../host/errors.ts';
import { printable } from '../text/printable.ts';

/** What figure2 does not bring, and its user has to name. */
export interface TlcFiles {
  /** The jar of the tools of TLA+, `tla2tools.jar`. */
  readonly jar: string;
  /** The published specification, a file of the name `raft.tla`. */
  readonly spec: string;
}

/** What TLC says of a run. */
export interface TlcVerdict {
  /** Is it allowed, but for what figure2 does otherwise on purpose? */
  readonly ok: boolean;
  /** How many steps were looked at. */
  readonly steps: number;
  /** Is it allowed by the text as it stands? */
  readonly asItStands: boolean;
  /** The first step, counted from 1, that is not allowed; null: there is none. */
  readonly refused: { readonly step: number; readonly line: string } | null;
}

/**
 * Lets TLC judge the runs, in their order. Runs of the same servers are judged at once: most of the time goes into starting it.
 *
 * @throws UsageError when a file or Java is missing, or TLC comes to no verdict.
 */
export const judgeByTlc = (traces: readonly PublishedTrace[], files: TlcFiles): readonly TlcVerdict[] => {
  expectFiles(files);
  const byServers = new Map<string, PublishedTrace[]>();
  for (const trace of traces) {
    const key = trace.ids.join(' ');
    byServers.set(key, [...(byServers.get(key) ?? []), trace]);
  }
  const verdicts = new Map<PublishedTrace, TlcVerdict>();
  for (const group of byServers.values()) {
    const output = runTlc(group, files);
    for (const [place, verdict] of verdictsIn(output, group).entries()) {
      const trace = group[place];
      if (trace) verdicts.set(trace, verdict);
    }
  }
  return traces.flatMap((trace) => verdicts.get(trace) ?? []);
};

const expectFiles = ({ jar, spec }: TlcFiles): void => {
  if (!existsSync(jar)) throw new UsageError(`--tlc ${printable(jar)}: there is no such file; name tla2tools.jar`);
  if (!existsSync(spec)) throw new UsageError(`--tla ${printable(spec)}: there is no such file; name raft.tla`);
  if (basename(spec) !== 'raft.tla')
    throw new UsageError(
      `--tla ${printable(spec)}: a module stands in a file of its name; name one that is called raft.tla`,
    );
};

/** The last step that was come to, of each run, with the text as it stands and with what may be left of it. */
const verdictsIn = (output: string, traces: readonly PublishedTrace[]): readonly TlcVerdict[] => {
  const reached = reachedIn(output);
  return traces.map(({ steps }, place) => {
    const farthest = (wanted: boolean): number =>
      Math.max(
        0,
        ...reached.flatMap(({ run, leaves, step }) => (run === place + 1 && leaves === wanted ? [step] : [])),
      );
    const [asItStands, changed] = [farthest(false), farthest(true)];
    const refused = steps[changed];
    return {
      ok: refused === undefined,
      steps: steps.length,
      asItStands: asItStands === steps.length,
      refused: refused === undefined ? null : { step: changed + 1, line: refused.line },
    };
  });
};

const MAX_OUTPUT = 2 ** 29;

/** @throws UsageError when TLC comes to no verdict. */
const runTlc = (traces: readonly PublishedTrace[], { jar, spec }: TlcFiles): string => {
  const folder = mkdtempSync(join(tmpdir(), 'figure2-tlc-'));
  try {
    const { name, module, config } = tlaModule(traces);
    writeFileSync(join(folder, `${name}.tla`), module);
    writeFileSync(join(folder, `${name}.cfg`), config);
    const options = ['-XX:+UseParallelGC', `-DTLA-Library=${resolve(dirname(spec))}`, '-cp', resolve(jar)];
    const about = ['-deadlock', '-noGenerateSpecTE', '-metadir', folder, '-config', `${name}.cfg`, `${name}.tla`];
    const run = spawnSync('java', [...options, 'tlc2.TLC', ...about], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: MAX_OUTPUT,
    });
    if (run.error) throw new UsageError(`--tlc needs Java, which could not be started: ${reasonOf(run.error)}`);
    if (run.status !== 0)
      throw new UsageError(`TLC has come to no verdict: ${printable(errorIn(run.stdout + run.stderr))}`);
    return run.stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** What went wrong, in one line: what follows the first that says so. */
const errorIn = (output: string): string => {
  const lines = output.split('\n').map((line) => line.trim());
  const at = lines.findIndex((line) => /^(?:Error|\*\*\* Errors|Exception|Semantic errors)/.test(line));
  const told = at === -1 ? lines.filter((line) => line !== '').slice(-1) : lines.slice(at, at + 4);
  return told.join(' ').trim() || 'it says nothing';
};
