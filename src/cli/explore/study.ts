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
  /** Why there is no verdict, although all was seen; null: there is one. */
  readonly vacuous: string | null;
  /** For programs. */
  readonly document: unknown;
  /** For people. */
  readonly text: string;
  /** For reports. */
  readonly judge: () => Judgement;
}

/** Why there is no verdict on what was found. What is broken is broken. */
export const vacuityOf = ({ vacuous, properties }: HostReport): string | null =>
  properties.some(({ ok }) => ok === false) ? null : vacuous;

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
