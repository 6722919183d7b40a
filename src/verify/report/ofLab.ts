/** What `figure2 lab` has found, as a judgement. */
import { count, duration } from '../../text/numbers.ts';
import type { LabResult } from '../threads/worker.ts';
import { type Judgement, judgementOf } from './judgement.ts';
import { type CheckSubject, labFailure } from './ofCheck.ts';
import { labRule } from './rules.ts';

interface LabRuns extends CheckSubject {
  readonly ok: boolean;
  readonly seed: number;
  readonly seconds: number;
}

export const judgementOfLab = (
  records: readonly LabResult[],
  { ok, seed: first, seconds, protocolName, places }: LabRuns,
): Judgement =>
  judgementOf({
    verb: 'lab',
    subject: protocolName ?? 'the shipped Raft',
    ok,
    seed: first,
    seconds,
    rules: [labRule],
    cases: records.map(({ report, seed, seconds: own }) => ({
      suite: `Labs ${report.name.slice(-2)}`,
      name: `${report.name}, seed ${seed}`,
      seconds: own,
      measure: `${count(report.rpcs)} RPCs, ${duration(report.virtualSeconds)} of virtual time`,
      ...(!report.ok && { finding: labFailure({ ...report, seed, protocolName, places }) }),
    })),
  });
