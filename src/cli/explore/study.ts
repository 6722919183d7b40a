/** Something to explore, and what is made of what is found. */
import type { HostReport } from '../../check/host/explore.ts';
import { milli } from '../../text/numbers.ts';
import type { Judgement } from '../../verify/report/judgement.ts';
import type { ExploreSubject } from './subject.ts';

export interface Study {
  readonly title: string;
  readonly subject: ExploreSubject;
  /** @param resume the command that goes on where the search was stopped, if there is a checkpoint. */
  readonly conclude: (report: HostReport, resume: string | undefined) => Conclusion | Promise<Conclusion>;
}

export interface Conclusion {
  readonly ok: boolean;
  /** Why there is no verdict; null: there is one. */
  readonly noVerdict: string | null;
  /** For programs. */
  readonly document: unknown;
  /** For people. */
  readonly text: string;
  /** For reports. */
  readonly judge: () => Judgement;
}

/** Why there is no verdict on what was found. What is broken is broken. */
export const noVerdictOn = ({ ok, stopped, vacuous, properties }: HostReport): string | null => {
  if (ok || properties.some((property) => property.ok === false)) return null;
  if (stopped === 'memory') return 'the memory was used up before every state was seen; give more with --memory';
  if (stopped !== null) return 'the search was ended before every state was seen; give it more time';
  const open = properties.find((property) => property.ok === null);
  return vacuous ?? (open ? `"${open.name}" is not decided: ${open.because}` : null);
};

/** What is measured of any exploration. */
export const measuresOf = (report: HostReport) => ({
  complete: report.complete,
  stopped: report.stopped,
  ...(report.vacuous !== null && { vacuous: report.vacuous }),
  distinct: report.distinct,
  generated: report.generated,
  deadlocks: report.deadlocks,
  depth: report.depth,
  seconds: milli(report.seconds),
  workers: report.workers,
  symmetry: report.symmetry,
  localSteps: report.localSteps,
  bytesPerWorld: report.bytesPerState,
  properties: report.properties,
});
