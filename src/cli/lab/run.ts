/** What the verb `lab` does. */

import { createHash } from 'node:crypto';
import { labNames, labsMatching } from '../../../model/runs/labs/index.ts';
import { ExitCode, UsageError } from '../../host/errors.ts';
import { print, printJson } from '../../host/output.ts';
import { startProgress } from '../../host/progress.ts';
import { milli } from '../../text/numbers.ts';
import { loadProtocol, pathIn, protocolNameOf } from '../../verify/protocolName.ts';
import { judgementOfLab } from '../../verify/report/ofLab.ts';
import { placesIn } from '../../verify/report/place.ts';
import { withReports } from '../../verify/report/reports.ts';
import { randomSeed, seedAfter } from '../../verify/seeds.ts';
import { mapInOrder, withPool } from '../../verify/threads/pool.ts';
import type { LabResult } from '../../verify/threads/worker.ts';
import type { SharedFlags } from '../support/options.ts';
import { courseTable, seedsTable } from './text.ts';

export interface LabFlags extends Pick<SharedFlags, 'seed' | 'workers' | 'protocolFile' | 'with' | 'report' | 'json'> {
  readonly only?: string;
  readonly seeds: number;
}

export const lab = async (options: LabFlags): Promise<ExitCode> => {
  const { seed = randomSeed() } = options;
  const protocolName = protocolNameOf(options);
  const { ok } = await withReports(options, {
    verb: 'lab',
    subject: protocolName ?? 'the shipped Raft',
    run: (isTextWanted) => runAndTell({ ...options, seed, protocolName }, isTextWanted),
    judge: ({ records, ...run }) =>
      judgementOfLab(records, { ...run, seed, protocolName, places: placesIn(pathIn(protocolName)) }),
  });
  return ok ? ExitCode.holds : ExitCode.violated;
};

interface LabsDone {
  readonly records: readonly LabResult[];
  readonly ok: boolean;
  readonly seconds: number;
}

const runAndTell = async (
  {
    only,
    seed,
    seeds,
    workers,
    protocolName,
    json = false,
  }: LabFlags & { readonly seed: number; readonly protocolName: string | undefined },
  isTextWanted: boolean,
): Promise<LabsDone> => {
  const names = namesOf(only);
  await loadProtocol(protocolName);
  const start = performance.now();
  const records = await runAll({ names, seed, seeds, workers, protocolName, hashed: json });
  const seconds = (performance.now() - start) / 1000;
  const ok = records.every(({ report }) => report.ok);
  if (json) printJson(documentOf(records, { ok, seed, seconds, seeds }));
  else if (isTextWanted && seeds === 1) print(courseTable(records, { seed, seconds, protocolName }));
  else if (isTextWanted) print(seedsTable(records, { names, seed, seeds, seconds, protocolName }));
  return { records, ok, seconds };
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

/** In the order of the seeds, and of the labs for each. */
const runAll = async ({
  names,
  seed,
  seeds,
  workers,
  protocolName,
  hashed,
}: LabRuns): Promise<readonly LabResult[]> => {
  const tasks = Array.from({ length: seeds }, (_, k) =>
    names.map((name) => ({ name, seed: seedAfter(seed, k) })),
  ).flat();
  const progress = await startProgress();
  let done = 0;
  return withPool(workers, (pool) =>
    mapInOrder(workers, tasks, async (task) => {
      const result = await pool.run('lab', { ...task, protocolName, hashed });
      progress.show(++done, tasks.length, `${task.name}, seed ${task.seed}`);
      return result;
    }),
  ).finally(progress.end);
};

interface Circumstances {
  readonly ok: boolean;
  readonly seed: number;
  readonly seeds: number;
  readonly seconds: number;
}

const documentOf = (records: readonly LabResult[], { ok, seed, seeds, seconds }: Circumstances): object => ({
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
    ...(report.because !== undefined && { because: report.because }),
  })),
  digest: digestOf(records),
});

/** Stands for every line of every trace, in order. */
const digestOf = (records: readonly LabResult[]): string => {
  const hash = createHash('sha256');
  for (const record of records) hash.update(`${record.report.name} ${record.seed} ${record.hash}\n`);
  return hash.digest('hex');
};
