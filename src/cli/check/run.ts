import { ExitCode } from '../support/errors.ts';
import { expectWritable } from '../support/files.ts';
import { print, printJson } from '../support/output.ts';
import { withPool } from '../support/pool.ts';
import { startProgress } from '../support/progress.ts';
import { loadProtocol } from '../support/protocol.ts';
import { randomSeed } from '../support/values.ts';
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
}

export const check = async (options: CheckOptions): Promise<ExitCode> => {
  const { budget, workers, traces, protocol, json, seed = randomSeed() } = options;
  if (traces !== undefined) expectWritable('--traces', traces);
  await loadProtocol(protocol);
  if (!json) print(headline({ seed, budget, workers, protocol }));
  const progress = await startProgress();
  const report = await withPool(workers, (pool) => verify({ pool, progress, seed, budget, traces, protocol })).finally(
    progress.end,
  );
  if (json) printJson(report);
  else print(summary(report, protocol));
  return report.ok ? ExitCode.holds : ExitCode.violated;
};
