/** What a detector says of a defect: plain data. */
import type { ClauseId } from '../../src/core/clauses.ts';
import type { Action } from '../../src/trace/grammar.ts';
import type { Setting } from '../../src/trace/recording.ts';

/**
 * `labs`: the assertions of the 28 lab scenarios alone. `random`: fast-check against the reference model. `healing`: torture,
 * then a healed network, with the goals. `general`: the bounded worlds that were made for no defect, with all properties.
 * `directed`: those that were made for defects or clauses. `core`: the five properties of Figure 3 and nothing else,
 * exhaustively and under torture. `conformance`: traces of the formal specification, played.
 */
export const detectorNames = ['labs', 'random', 'healing', 'general', 'directed', 'core', 'conformance'] as const;
export type DetectorName = (typeof detectorNames)[number];

/** The detectors that know all properties. Who lives through each of them survives. */
export const checkers: readonly DetectorName[] = ['random', 'healing', 'directed', 'general'];

/** By what a defect is told: a safety property, a goal, a broken clause or the reference model, or a lab's assertion. */
export type KillKind = 'safety' | 'liveness' | 'difference' | 'assertion';

export interface Kill {
  readonly kind: KillKind;
  /** The property that fell: SP-* or LP-*, `reference`, or the name of a lab. */
  readonly property: string;
  /** The clause that was broken first; null: a lab does not say. */
  readonly clause: ClauseId | null;
  readonly because: string;
  /** Where: the lab, the configuration or the seed. */
  readonly where: string;
  /** Actions of the cut counterexample, restarts at the beginning and losses not counted; null: none was made. */
  readonly length: number | null;
}

export interface Detection {
  readonly detector: DetectorName;
  /** Did the defect ever make a difference to a step? */
  readonly isActivated: boolean;
  readonly kill: Kill | null;
  /** Steps of servers, or worlds where the detector explores, until the kill or the end. */
  readonly work: number;
}

/** How much a detector does before it lets a defect live. */
export interface Effort {
  readonly seed: number;
  /** Times that all labs are run. */
  readonly labSeeds: number;
  /** Runs of fast-check. */
  readonly randomRuns: number;
  /** Torture runs. */
  readonly tortureRuns: number;
  /** Worlds in one configuration. */
  readonly maxWorlds: number;
  /** Random traces of the formal specification, beside those of its stories. */
  readonly specTraces: number;
  /** Is what a bounded world finds cut to what matters, to say how short it can be told? */
  readonly cuts: boolean;
}

/** What makes the published matrix. */
export const fullEffort: Effort = {
  seed: 1,
  labSeeds: 1,
  randomRuns: 200,
  tortureRuns: 60,
  maxWorlds: 400_000,
  specTraces: 300,
  cuts: true,
};

/** For those who have little time: a smaller part of the large worlds, fewer traces, and nothing is cut. */
export const quickEffort: Effort = { ...fullEffort, maxWorlds: 60_000, specTraces: 50, cuts: false };

export const kindOf = (property: string): KillKind => {
  if (property.startsWith('LP-')) return 'liveness';
  return property === 'SP-18' || property === 'reference' ? 'difference' : 'safety';
};

/** Actions that a reader counts: what was lost is told by what does not arrive, and every run begins by starting all. */
export const lengthOf = (actions: readonly Action[], { servers }: Setting): number =>
  actions.filter(({ type }) => type !== 'lose').length -
  actions.slice(0, servers.length).filter(({ type }) => type === 'restart').length;
