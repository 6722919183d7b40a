/** What can come of a check of a submission: the outcomes are these, and no others. */
import type { ClauseId } from '../core/clauses.ts';
import type { Picture } from '../trace/picture/picture.ts';

/**
 * - `passed`: it was checked, and it is as it should be.
 * - `failed`: a scenario of the course did not end as the course asks.
 * - `broken`: a safety property is broken; the clause says which rule.
 * - `not reached`: a schedule could not bring about what it is for.
 * - `not checked`: there was nothing to check, or what there was is not understood.
 * - `not gradable`: the submission can't be run; the reason says why.
 */
export type GradeOutcome = 'passed' | 'failed' | 'broken' | 'not reached' | 'not checked' | 'not gradable';

/** The parts of the course's lab. */
export type LabPart = '3A' | '3B' | '3C' | '3D';

/** The same, in the course's order. */
export const labParts: readonly LabPart[] = ['3A', '3B', '3C', '3D'];

/** What came of one check. */
export interface GradeFinding {
  readonly outcome: GradeOutcome;
  /** A scenario (`InitialElection3A`), a check of the wire (`W1`), or a schedule (`leader-asked`). */
  readonly check: string;
  /** Of a scenario: the part of the lab that it belongs to. */
  readonly part?: LabPart;
  /** Of a check of the wire: the scenario in which it was seen. */
  readonly scenario?: string;
  /** Of a schedule that is broken: the check of the wire that shows it. */
  readonly wire?: string;
  /** The clause of the spec that is broken. */
  readonly clause?: ClauseId;
  /** In one sentence what happened, with both values that differ; empty: it passed. */
  readonly because: string;
  /** When it was seen, in milliseconds of virtual time. */
  readonly atMs?: number;
  readonly seed: number;
  /** What led to it, where something is failed or broken and a run was seen. */
  readonly picture?: Picture;
}

/** Is it a fault of the submission, and not only something that could not be judged? */
export const isFault = ({ outcome }: GradeFinding): boolean =>
  outcome === 'failed' || outcome === 'broken' || outcome === 'not gradable';

/** The part of the lab that a scenario belongs to, which its name ends with. */
export const partOf = (scenario: string): LabPart => scenario.slice(-2) as LabPart;
