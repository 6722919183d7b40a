/** What the verb `lab` does. */

import { createHash } from 'node:crypto';
import { labNames, labsMatching } from '../../../model/runs/labs/index.ts';
import { ExitCode, UsageError } from '../../host/errors.ts';
import { expectWritable } from '../../host/files.ts';
import { print, printJson } from '../../host/output.ts';
import { startProgress } from '../../host/progress.ts';
import { milli } from '../../text/numbers.ts';
import type { Explanation } from '../../trace/explanation.ts';
import { loadProtocol, pathIn, protocolNameOf, subjectWords } from '../../verify/protocolName.ts';
import { judgementOfLab } from '../../verify/report/ofLab.ts';
import { placesIn } from '../../verify/report/place.ts';
import { withReports } from '../../verify/report/reports.ts';
import { type ReportedViolation, saveTrace } from '../../verify/savedTrace.ts';
import { randomSeed, seedAfter } from '../../verify/seeds.ts';
import { mapInOrder, type Pool, withPool } from '../../verify/threads/pool.ts';
import type { LabResult } from '../../verify/threads/worker.ts';
import { violationDocument } from '../../verify/words/violation.ts';
import type { SharedFlags } from '../support/options.ts';
import { courseTable, seedsTable } from './text.ts';

export interface LabFlags
  extends Pick<SharedFlags, 'seed' | 'workers' | 'traces' | 'protocolFile' | 'with' | 'decisions' | 'report' | 'json'> {
  readonly only?: string;
  readonly seeds: number;
}

export const lab = async (options: LabFlags): Promise<ExitCode> => {
  const { seed = randomSeed() } = options;
  const protocolName = protocolNameOf(options);
  if (options.traces !== undefined) expectWritable('--traces', options.traces);
  const { ok } = await withReports(options, {
    verb: 'lab',
    subject: subjectWords(protocolName),
    run: (isTextWanted) => runAndTell({ ...options, seed, protocolName }, isTextWanted),
    judge: ({ records, ...run }) =>
      judgementOfLab(records, { ...run, seed, protocolName, places: placesIn(pathIn(protocolName)) }),
  });
  return ok ? ExitCode.holds : ExitCode.violated;
};

interface LabsDone {
  readonly records: readonly LabResult[];
  /** What the first that failed has broken; undefined: none has failed, or no property is broken in it. */
  readonly violation: ReportedViolation | undefined;
  readonly ok: boolean;
  readonly seconds: number;
}

const runAndTell = async (
  {
    only,
    seed,
    seeds,
    workers,
    traces,
    protocolName,
    json = false,
  }: LabFlags & { readonly seed: number; readonly protocolName: string | undefined },
  isTextWanted: boolean,
): Promise<LabsDone> => {
  const names = namesOf(only);
  await loadProtocol(protocolName);
  const start = performance.now();
  const { records, explanation } = await runAll({ names, seed, seeds, workers, protocolName, hashed: json });
  const violation = explanation && saveTrace(explanation, { traces, protocolName });
  const seconds = (performance.now() - start) / 1000;
  const ok = records.every(({ report }) => report.ok);
  if (json) printJson(documentOf(records, { ok, seed, seconds, seeds, violation }));
  else if (isTextWanted && seeds === 1) print(courseTable(records, { seed, seconds, protocolName, violation }));
  else if (isTextWanted) print(seedsTable(records, { names, seed, seeds, seconds, protocolName, violation }));
  return { records, violation, ok, seconds };
};

const namesOf = (only: string | undefined): readonly string[] => {
  const names = labsMatching(only);
  if (names.length > 0) return names;
  throw new UsageError(`no lab is called ${only}; --only takes 3A, 3B, 3C, 3D or one of ${labNames.join(', ')}`);
};

interface LabRuns {
  readonly names: readonly string[];
  readonly seed: number;
  readonly seeds: number;
  readonly workers: number;
  readonly protocolName: string | undefined;
  readonly hashed: boolean;
}

/** All of them, and why the first that failed has. */
interface LabsRun {
  /** In the order of the seeds, and of the labs for each. */
  readonly records: readonly LabResult[];
  readonly explanation: Explanation | undefined;
}

const runAll = async ({ names, seed, seeds, workers, protocolName, hashed }: LabRuns): Promise<LabsRun> => {
  const tasks = Array.from({ length: seeds }, (_, k) =>
    names.map((name) => ({ name, seed: seedAfter(seed, k) })),
  ).flat();
  const progress = await startProgress();
  let done = 0;
  const threads = Math.min(workers, tasks.length); // each has to load all that it needs first
  return withPool(threads, async (pool) => {
    const records = await mapInOrder(threads, tasks, async (task) => {
      const result = await pool.run('lab', { ...task, protocolName, hashed });
      progress.show(++done, tasks.length, `${task.name}, seed ${task.seed}`);
      return result;
    });
    const failed = records.find(({ report }) => !report.ok);
    if (failed) progress.show(done, tasks.length, `${failed.report.name} has failed; looking for what it has broken`);
    return { records, explanation: failed && (await explanationOf(failed, pool, protocolName)) };
  }).finally(progress.end);
};

/** The course does not look into servers: the same run again, with every property checked after every step. */
const explanationOf = async (
  { report: { name }, seed }: LabResult,
  pool: Pool,
  protocolName: string | undefined,
): Promise<Explanation | undefined> => {
  const origin = { engine: 'lab', name, seed, protocolName } as const;
  const uncut = await pool.run('tellUncut', origin);
  return uncut && (await pool.run('explain', origin).catch(() => uncut));
};

interface Circumstances {
  readonly ok: boolean;
  readonly seed: number;
  readonly seeds: number;
  readonly seconds: number;
  readonly violation: ReportedViolation | undefined;
}

const documentOf = (records: readonly LabResult[], { ok, seed, seeds, seconds, violation }: Circumstances): object => ({
  ok,
  seed,
  seconds: milli(seconds),
  tests: records.map(({ report, seconds: own, seed: its }) => ({
    name: report.name,
    ...(seeds > 1 && { seed: its }),
    ok: report.ok,
    virtualSeconds: report.virtualSeconds,
    seconds: milli(own),
    rpcs: report.rpcs,
    bytes: report.bytes,
    agreements: report.agreements,
    steps: report.events,
    ...(report.because !== undefined && { because: report.because }),
  })),
  digest: digestOf(records),
  ...(violation && { violation: violationDocument(violation) }),
});

/** Stands for every line of every trace, in order. */
const digestOf = (records: readonly LabResult[]): string => {
  const hash = createHash('sha256');
  for (const record of records) hash.update(`${record.report.name} ${record.seed} ${record.hash}\n`);
  return hash.digest('hex');
};
