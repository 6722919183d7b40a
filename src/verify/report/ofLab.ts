/** What `figure2 lab` has found, as a judgement. */
import { count, duration } from '../../text/numbers.ts';
import { subjectWords } from '../protocolName.ts';
import type { ReportedViolation } from '../savedTrace.ts';
import type { LabResult } from '../threads/worker.ts';
import { type CheckSubject, findingOf, labFailure } from './finding.ts';
import { type Judgement, judgementOf, type ReportedFinding } from './judgement.ts';
import { clauseRule, labRule } from './rules.ts';

interface LabRuns extends CheckSubject {
  readonly ok: boolean;
  readonly seed: number;
  readonly seconds: number;
  /** What the first that failed has broken. */
  readonly violation?: ReportedViolation | undefined;
}

export const judgementOfLab = (
  records: readonly LabResult[],
  { ok, seed: first, seconds, protocolName, places, violation }: LabRuns,
): Judgement => {
  const { foundBy, violation: told } = violation?.explanation ?? {};
  const findingIn = ({ report, seed }: LabResult): ReportedFinding =>
    violation && foundBy?.name === report.name && foundBy.seed === seed
      ? findingOf(violation, places)
      : labFailure({ ...report, seed, protocolName, places });
  return judgementOf({
    verb: 'lab',
    subject: subjectWords(protocolName),
    ok,
    seed: first,
    seconds,
    rules: [labRule, ...(told ? [...new Set([told.property, told.clause])].map(clauseRule) : [])],
    cases: records.map((record) => {
      const { report, seed, seconds: own } = record;
      return {
        suite: `Labs ${report.name.slice(-2)}`,
        name: `${report.name}, seed ${seed}`,
        seconds: own,
        measure: `${count(report.rpcs)} RPCs, ${duration(report.virtualSeconds)} of virtual time`,
        ...(!report.ok && { finding: findingIn(record) }),
      };
    }),
  });
};
