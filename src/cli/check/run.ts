/** What the verb `check` does. */

import { ExitCode } from '../../host/errors.ts';
import { expectWritable } from '../../host/files.ts';
import { complain, print, printJson } from '../../host/output.ts';
import { startProgress } from '../../host/progress.ts';
import { type CheckReport, checkDocument, noVerdictOn } from '../../verify/checkReport.ts';
import { verify } from '../../verify/index.ts';
import { loadProtocol, pathIn, protocolNameOf, subjectWords } from '../../verify/protocolName.ts';
import { judgementOfCheck } from '../../verify/report/ofCheck.ts';
import { placesIn } from '../../verify/report/place.ts';
import { withReports } from '../../verify/report/reports.ts';
import type { ReportedViolation } from '../../verify/savedTrace.ts';
import { randomSeed } from '../../verify/seeds.ts';
import type { SharedFlags } from '../support/options.ts';
import { foundText, headline, summary } from './text.ts';

export interface CheckOptions
  extends Pick<SharedFlags, 'seed' | 'workers' | 'traces' | 'protocolFile' | 'with' | 'decisions' | 'report' | 'json'> {
  /** In seconds. */
  readonly budget: number;
  readonly keepGoing?: boolean;
}

export const check = async (options: CheckOptions): Promise<ExitCode> => {
  const { seed = randomSeed() } = options;
  const protocolName = protocolNameOf(options);
  if (options.traces !== undefined) expectWritable('--traces', options.traces);
  const report = await withReports(options, {
    verb: 'check',
    subject: subjectWords(protocolName),
    run: (isTextWanted) => checkAndTell({ ...options, seed, protocolName }, isTextWanted),
    judge: (report) => judgementOfCheck(report, { protocolName, places: placesIn(pathIn(protocolName)) }),
  });
  const noVerdict = noVerdictOn(report);
  if (noVerdict === undefined) return report.ok ? ExitCode.holds : ExitCode.violated;
  complain(noVerdict);
  return ExitCode.misused;
};

const checkAndTell = async (
  {
    budget,
    workers,
    traces,
    protocolName,
    keepGoing = false,
    json,
    seed,
  }: CheckOptions & { readonly seed: number; readonly protocolName: string | undefined },
  isTextWanted: boolean,
): Promise<CheckReport> => {
  await loadProtocol(protocolName);
  if (isTextWanted) print(headline({ seed, budget, workers, protocolName }));
  const progress = await startProgress();
  const report = await verify({
    seed,
    budget,
    workers,
    traces,
    keepGoing,
    protocolName,
    progress,
    ...(isTextWanted && { onViolation: (uncut: ReportedViolation) => print(foundText(uncut)) }),
  }).finally(progress.end);
  if (json) printJson(checkDocument(report));
  else if (isTextWanted) print(summary(report, protocolName));
  return report;
};
