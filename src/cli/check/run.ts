import { judgementOfCheck } from '../report/ofCheck.ts';
import type { WantedReport } from '../report/options.ts';
import { placesIn } from '../report/place.ts';
import { withReports } from '../report/reports.ts';
import { ExitCode } from '../support/errors.ts';
import { expectWritable } from '../support/files.ts';
import { print, printJson } from '../support/output.ts';
import { withPool } from '../support/pool.ts';
import { startProgress } from '../support/progress.ts';
import { loadProtocol } from '../support/protocol.ts';
import { randomSeed } from '../support/values.ts';
import { type CheckReport, checkDocument } from './report.ts';
import { headline, summary } from './text.ts';
import { verify } from './verify.ts';

export interface CheckOptions {
  /** In seconds. */
  readonly budget: number;
  readonly seed?: number;
  readonly workers: number;
  readonly traces?: string;
  readonly protocol?: string;
  readonly json?: boolean;
  readonly report?: readonly WantedReport[];
}

export const check = async (options: CheckOptions): Promise<ExitCode> => {
  const { protocol, seed = randomSeed() } = options;
  if (options.traces !== undefined) expectWritable('--traces', options.traces);
  const { ok } = await withReports(options, {
    verb: 'check',
    subject: protocol ?? 'the shipped Raft',
    run: (isTextWanted) => checkAndTell({ ...options, seed }, isTextWanted),
    judge: (report) => judgementOfCheck(report, { protocol, places: placesIn(protocol) }),
  });
  return ok ? ExitCode.holds : ExitCode.violated;
};

const checkAndTell = async (
  { budget, workers, traces, protocol, json, seed }: CheckOptions & { readonly seed: number },
  isTextWanted: boolean,
): Promise<CheckReport> => {
  await loadProtocol(protocol);
  if (isTextWanted) print(headline({ seed, budget, workers, protocol }));
  const progress = await startProgress();
  const report = await withPool(workers, (pool) => verify({ pool, progress, seed, budget, traces, protocol })).finally(
    progress.end,
  );
  if (json) printJson(checkDocument(report));
  else if (isTextWanted) print(summary(report, protocol));
  return report;
};
