/** The jobs that threads do. What goes in and what comes out is plain data; the engines are loaded when first needed. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Origin } from '../../../model/counterexample/discovery.ts';
import type { Cell, DetectorName, Effort, KnownWorlds, NamedTrace } from '../../../model/killMatrix/index.ts';
import type { LabReport } from '../../../model/runs/labs/index.ts';
import type { ElectionStudy } from '../../../model/runs/studies/elections.ts';
import type { WatchedLab } from '../../../model/runs/watchedLab.ts';
import { expectNoFault } from '../../host/guest.ts';
import type { Pulse } from '../../host/pulse.ts';
import type { SpecTrace } from '../../quint/index.ts';
import type { Explanation } from '../../trace/explanation.ts';
import type { ConfigTask, ExploredWorld } from '../parts/exhaustive.ts';
import type { LabTask } from '../parts/labs.ts';
import type { RandomBatch } from '../parts/random.ts';
import type { RunsTask, TortureBatch } from '../parts/torture.ts';
import { loadPulsing } from '../protocolName.ts';

/** A protocol by its name, since functions can not be sent. */
interface NamedProtocol {
  readonly protocolName: string | undefined;
  /** Where its steps are seen. */
  readonly pulse: Pulse;
}

/** A result, unless the protocol has done on the way to it what a guest must not; a promise of its that fails is told a turn later. */
const withNoFault = async <Result>(result: Result): Promise<Result> => {
  await nextTurn();
  expectNoFault();
  return result;
};

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
  protocolName,
  pulse,
  hashed,
}: LabTask & NamedProtocol & { readonly hashed: boolean }): Promise<LabResult> => {
  const { runLab } = await import('../../../model/runs/labs/index.ts');
  const hash = createHash('sha256');
  const trace = (line: string): void => void hash.update(line).update('\n');
  const subject = await loadPulsing(protocolName, pulse);
  const start = performance.now();
  const report = runLab({ name, seed, protocol: subject, ...(hashed && { trace }) });
  const seconds = (performance.now() - start) / 1000;
  await nextTurn();
  expectNoFault();
  return { report, seed, seconds, hash: hashed ? hash.digest('hex') : undefined };
};

/** One lab, with every property checked after every step. */
export const watchLab = async ({ protocolName, pulse, ...task }: LabTask & NamedProtocol): Promise<WatchedLab> => {
  const part = await import('../parts/labs.ts');
  return withNoFault(part.watchLab(task, await loadPulsing(protocolName, pulse)));
};

/** Explores a configuration to its end, or to the first level in which something is broken. */
export const exploreConfig = async ({
  protocolName,
  pulse,
  ...task
}: ConfigTask & NamedProtocol): Promise<ExploredWorld> => {
  const part = await import('../parts/exhaustive.ts');
  return withNoFault(part.exploreConfig(task, await loadPulsing(protocolName, pulse)));
};

/** A few torture runs, up to the first that breaks a property. */
export const torture = async ({ protocolName, pulse, ...task }: RunsTask & NamedProtocol): Promise<TortureBatch> => {
  const part = await import('../parts/torture.ts');
  return withNoFault(part.torture(task, await loadPulsing(protocolName, pulse)));
};

/** A few random runs against the reference model, up to the first that fails. */
export const random = async ({ protocolName, pulse, ...task }: RunsTask & NamedProtocol): Promise<RandomBatch> => {
  const part = await import('../parts/random.ts');
  return withNoFault(part.random(task, await loadPulsing(protocolName, pulse)));
};

/** What is broken, as it was found. */
export const tellUncut = async ({
  protocolName,
  pulse,
  ...origin
}: Origin & NamedProtocol): Promise<Explanation | undefined> => {
  const explanation = await import('../../../model/counterexample/explanation.ts');
  return explanation.tellUncut(origin, await loadPulsing(protocolName, pulse));
};

/** What is broken, whoever has found it, cut to what matters. */
export const explain = async ({
  protocolName,
  pulse,
  ...origin
}: Origin & NamedProtocol): Promise<Explanation | undefined> => {
  const explanation = await import('../../../model/counterexample/explanation.ts');
  return withNoFault(explanation.explain(origin, await loadPulsing(protocolName, pulse)));
};

export const elections = async (study: ElectionStudy): Promise<readonly number[]> => {
  const { electionTrials } = await import('../../../model/runs/studies/elections.ts');
  return electionTrials(study);
};

export interface DetectTask {
  /** Of a defect. */
  readonly id: string;
  readonly detector: DetectorName;
  readonly effort: Effort;
}

/** One detector tries to kill one defect. */
export const detect = async ({ id, detector, effort }: DetectTask): Promise<Cell> => {
  const matrix = await import('../../../model/killMatrix/index.ts');
  const { defectOf } = await import('../../../model/mutants/index.ts');
  const defect = defectOf(id);
  if (!defect) throw new Error(`there is no defect ${id}`);
  const traces = detector === 'conformance' ? await specTraces(effort) : [];
  knownWorlds ??= new matrix.KnownWorlds();
  const start = threadSeconds();
  const detection = matrix.detect(detector, defect, effort, { specTraces: traces, known: knownWorlds });
  return { ...detection, seconds: threadSeconds() - start };
};

/** What the detections of this thread have learnt. */
let knownWorlds: KnownWorlds | undefined;

let knownTraces: readonly NamedTrace[] | undefined;

/** Traces of the formal specification, made once for each thread. */
const specTraces = async ({ seed, specTraces: traces }: Effort): Promise<readonly NamedTrace[]> => {
  if (knownTraces) return knownTraces;
  const { playStories, walk } = await import('../formal.ts');
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
