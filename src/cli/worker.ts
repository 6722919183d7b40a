/** The jobs that threads do. What goes in and what comes out is plain data; the engines are loaded when first needed. */
import { createHash } from 'node:crypto';
import type { WatchedLab } from '../../model/check.ts';
import type { LabReport } from '../../model/labs/index.ts';
import type { Counterexample } from '../../model/report.ts';
import type { ElectionStudy } from '../../model/studies/elections.ts';
import { addReport, emptyTally, type Tally } from './check/tally.ts';
import { loadProtocol } from './support/protocol.ts';
import { seedAfter } from './support/values.ts';

/** A file with a protocol, where it is not the shipped one. */
interface Subject {
  readonly protocol: string | undefined;
}

export interface LabTask extends Subject {
  readonly name: string;
  readonly seed: number;
}

export interface LabResult {
  readonly report: LabReport;
  readonly seed: number;
  /** Time of the processor's, not of the simulation's. */
  readonly seconds: number;
  /** Of all lines of the trace, if asked for. */
  readonly hash: string | undefined;
}

/** One lab, as the course runs it. */
export const lab = async ({
  name,
  seed,
  protocol,
  hashed,
}: LabTask & { readonly hashed: boolean }): Promise<LabResult> => {
  const { runLab } = await import('../../model/labs/index.ts');
  const hash = createHash('sha256');
  const trace = (line: string): void => void hash.update(line).update('\n');
  const subject = await loadProtocol(protocol);
  const start = performance.now();
  const report = runLab({ name, seed, protocol: subject, ...(hashed && { trace }) });
  const seconds = (performance.now() - start) / 1000;
  return { report, seed, seconds, hash: hashed ? hash.digest('hex') : undefined };
};

/** One lab, with every property checked after every step. */
export const watchLab = async ({ name, seed, protocol }: LabTask): Promise<WatchedLab> => {
  const { watchedLab } = await import('../../model/check.ts');
  return watchedLab({ name, seed, protocol: await loadProtocol(protocol) });
};

export const explainLab = async ({ name, seed, protocol }: LabTask): Promise<Counterexample | undefined> => {
  const check = await import('../../model/check.ts');
  return check.explainLab(name, seed, await loadProtocol(protocol));
};

export interface TortureTask extends Subject {
  readonly seed: number;
  readonly runs: number;
}

export interface TortureBatch {
  readonly tally: Tally;
  /** The first run that broke a property. The runs after it were not made. */
  readonly brokenSeed: number | undefined;
}

/** A few torture runs, up to the first that breaks a property. */
export const torture = async ({ seed: first, runs, protocol }: TortureTask): Promise<TortureBatch> => {
  const { runTorture } = await import('../../model/torture/index.ts');
  const subject = await loadProtocol(protocol);
  let tally = emptyTally;
  for (let run = 0; run < runs; run++) {
    const seed = seedAfter(first, run);
    const report = runTorture({ seed, protocol: subject });
    tally = addReport(tally, report);
    if (!report.ok) return { tally, brokenSeed: seed };
  }
  return { tally, brokenSeed: undefined };
};

export const explainTorture = async ({
  seed,
  protocol,
}: Subject & { readonly seed: number }): Promise<Counterexample | undefined> => {
  const check = await import('../../model/check.ts');
  return check.explainTorture(seed, await loadProtocol(protocol));
};

export const elections = async (study: ElectionStudy): Promise<readonly number[]> => {
  const { electionTrials } = await import('../../model/studies/elections.ts');
  return electionTrials(study);
};
