/** The jobs that threads do. What goes in and what comes out is plain data; the engines are loaded when first needed. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { WatchedLab } from '../../model/counterexample/explanation.ts';
import type { Cell, DetectorName, Effort, NamedTrace } from '../../model/killMatrix/index.ts';
import type { LabReport } from '../../model/runs/labs/index.ts';
import type { ElectionStudy } from '../../model/runs/studies/elections.ts';
import type { Config } from '../../model/worlds/configs/index.ts';
import type { ExploreReport } from '../check/explore/report.ts';
import type { SpecTrace } from '../quint/index.ts';
import { milli } from '../text/numbers.ts';
import type { Counterexample } from '../trace/recording.ts';
import { loadProtocol } from './protocolFile.ts';
import { seedAfter } from './seeds.ts';
import type { Story } from './story.ts';
import { addReport, emptyTally, type RandomTally, type Tally } from './totals.ts';

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
  const { runLab } = await import('../../model/runs/labs/index.ts');
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
  const { watchedLab } = await import('../../model/counterexample/explanation.ts');
  return watchedLab({ name, seed, protocol: await loadProtocol(protocol) });
};

export const explainLab = async ({ name, seed, protocol }: LabTask): Promise<Counterexample | undefined> => {
  const check = await import('../../model/counterexample/explanation.ts');
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
  const { runTorture } = await import('../../model/runs/torture/index.ts');
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
  const check = await import('../../model/counterexample/explanation.ts');
  return check.explainTorture(seed, await loadProtocol(protocol));
};

/** A run of many: the seed of all and the path to the one. */
export interface RandomPlace {
  readonly seed: number;
  readonly path: string;
}

export interface RandomBatch {
  readonly tally: RandomTally;
  /** The first run that failed, as it was shrunk. The runs after it were not made. */
  readonly broken: RandomPlace | undefined;
}

/** A few random runs against the reference model, up to the first that fails. */
export const random = async ({ seed, runs, protocol }: TortureTask): Promise<RandomBatch> => {
  const { runRandom } = await import('../../model/runs/lockstep/index.ts');
  const report = runRandom({ seed, runs, protocol: await loadProtocol(protocol) });
  const { runs: made, steps, seen, properties, clauses, failure } = report;
  return {
    tally: { seeds: 1, runs: made, steps, seen, properties, clauses },
    broken: failure && { seed, path: failure.path },
  };
};

export const explainRandom = async ({
  seed,
  path,
  protocol,
}: Subject & RandomPlace): Promise<Counterexample | undefined> => {
  const runner = await import('../../model/runs/lockstep/index.ts');
  return runner.explainRandom(seed, path, await loadProtocol(protocol));
};

export interface ConfigTask extends Subject {
  readonly name: string;
}

/** A bounded world that was explored in one thread. */
export interface ExploredWorld
  extends Pick<ExploreReport, 'ok' | 'complete' | 'stopped' | 'distinct' | 'generated' | 'depth' | 'localSteps'> {
  readonly name: string;
  readonly title: string;
  readonly seconds: number;
  readonly expected: Config['expected'];
  /** How often each clause fired. */
  readonly clauses: Readonly<Record<string, number>>;
  /** What does not hold, with its path; null: everything does, as far as it was seen. */
  readonly broken: ExploreReport['properties'] | null;
}

/** Explores a configuration to its end, or to the first level in which something is broken. */
export const exploreConfig = async ({ name, protocol }: ConfigTask): Promise<ExploredWorld> => {
  const { configOf, worldOf } = await import('../../model/worlds/configs/index.ts');
  const { exploreSpace } = await import('../check/explore/explore.ts');
  const { privateInterner } = await import('../check/explore/interner.ts');
  const { ComponentStore } = await import('../check/explore/componentStore.ts');
  const config = configOf(name);
  const world = worldOf(config, new ComponentStore(privateInterner), { protocol: await loadProtocol(protocol) });
  const start = performance.now();
  const report = exploreSpace(world, { isHasty: true });
  const { ok, complete, stopped, distinct, generated, depth, localSteps, properties } = report;
  const broken = properties.filter((property) => property.ok === false);
  return {
    ...{ name, title: config.title, expected: config.expected, clauses: world.counts() },
    ...{ ok, complete, stopped, distinct, generated, depth, localSteps },
    seconds: milli((performance.now() - start) / 1000),
    broken: broken.length === 0 ? null : broken,
  };
};

export const explainConfig = async ({
  name,
  properties,
  protocol,
}: ConfigTask & Pick<ExploreReport, 'properties'>): Promise<Counterexample | undefined> => {
  const { configOf } = await import('../../model/worlds/configs/index.ts');
  const exhaustive = await import('../../model/counterexample/exhaustive.ts');
  return exhaustive.explainConfig(configOf(name), { properties }, await loadProtocol(protocol));
};

export const tell = async ({
  counterexample,
  protocol,
}: Subject & { readonly counterexample: Counterexample }): Promise<Story> => {
  const { storyOf } = await import('./story.ts');
  return storyOf(counterexample, await loadProtocol(protocol));
};

export const elections = async (study: ElectionStudy): Promise<readonly number[]> => {
  const { electionTrials } = await import('../../model/runs/studies/elections.ts');
  return electionTrials(study);
};

export interface DetectTask {
  /** Of a mutant. */
  readonly id: string;
  readonly detector: DetectorName;
  readonly effort: Effort;
}

/** One detector tries to kill one defect. */
export const detect = async ({ id, detector, effort }: DetectTask): Promise<Cell> => {
  const matrix = await import('../../model/killMatrix/index.ts');
  const { mutantOf } = await import('../../model/mutants/index.ts');
  const mutant = mutantOf(id);
  if (!mutant) throw new Error(`there is no mutant ${id}`);
  const traces = detector === 'conformance' ? await specTraces(effort) : [];
  const start = threadSeconds();
  const detection = matrix.detect(detector, mutant, effort, traces);
  return { ...detection, seconds: threadSeconds() - start };
};

let knownTraces: readonly NamedTrace[] | undefined;

/** Traces of the formal specification, made once for each thread. */
const specTraces = async ({ seed, specTraces: traces }: Effort): Promise<readonly NamedTrace[]> => {
  if (knownTraces) return knownTraces;
  const { playStories, walk } = await import('./formal.ts');
  const named: NamedTrace[] = [];
  await playStories((name, states) => named.push({ name, states }));
  const onTrace = ({ seed: from, states }: SpecTrace): void => void named.push({ name: `seed ${from}`, states });
  await walk({ traces, steps: 50, seed, onTrace });
  knownTraces = named;
  return named;
};

/** Processor time of this thread, where Node or Linux tells it; elsewhere the clock, which counts waiting as well. */
const threadSeconds = (): number => {
  const usage = (process as { readonly threadCpuUsage?: () => NodeJS.CpuUsage }).threadCpuUsage?.();
  if (usage) return (usage.user + usage.system) / 1e6;
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e9;
  } catch {
    return performance.now() / 1000;
  }
};
