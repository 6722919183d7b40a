/** A directed schedule: what is done to servers on purpose, so that one rule of the figure decides what comes of it. */
import type { ClauseId } from '../../core/clauses.ts';
import type { WireCheck } from '../wire/rules.ts';
import type { OnStage, Stage } from './stage.ts';

/** What is done on a stage. It ends, or throws `NotReached` when it can't bring about what it is for. */
export type StageScript = (stage: Stage) => OnStage<void>;

/** One way to play a schedule, on a stage of its own. */
export interface ScheduledPlay {
  readonly script: StageScript;
  /** The rule that a server breaks which does not stand it. Absent: several may be, and the check of the wire names its own. */
  readonly clause?: ClauseId;
  /**
   * Can it be played without what it is about, so that no copy comes and nobody crashes on purpose? What is broken even then was
   * not broken by that rule.
   */
  readonly hasControl?: boolean;
}

/** A directed schedule. */
export interface DirectedSchedule {
  /** As in `leader-asked`. */
  readonly id: string;
  /** What is done, in one sentence. */
  readonly title: string;
  readonly servers: number;
  /** The checks of the wire that show that it was not stood, the best evidence first. */
  readonly shownBy: readonly WireCheck[];
  /** The rules of which one is broken where it finds something. Left out: those of its plays. */
  readonly clauses?: readonly ClauseId[];
  /** Does it say whose time passes? Then each server has a clock of its own. */
  readonly hasOwnClocks?: boolean;
  readonly plays: readonly ScheduledPlay[];
}
