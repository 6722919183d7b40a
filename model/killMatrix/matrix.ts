/** The kill matrix: every defect, every detector, one outcome. */
import type { ClauseId } from '../../src/core/clauses.ts';
import type { Defect, Suite } from '../mutants/index.ts';
import { coreProperties } from '../properties/index.ts';
import { checkers, type Detection, type DetectorName } from './detection.ts';

/**
 * What became of a defect, as it was measured. It does harm if a safety property other than SP-18, or a goal, fell in some run. If none did,
 * but a lab waited in vain or counted too many messages, it hinders progress. If only contracts and the reference told it, it is a different
 * decision where an argument says so, and else `killed by difference`: it does harm in a run that a test plays, or is not decided yet.
 */
export type MutantOutcome =
  | 'killed by safety'
  | 'killed by liveness'
  | 'killed by difference'
  | 'hinders progress'
  | 'different decision'
  | 'survived'
  | 'not activated'
  | 'equivalent';

/** A detection, and the processor time that it took. */
export type Cell = Detection & { readonly seconds: number };

export interface MatrixRow {
  readonly id: string;
  readonly title: string;
  readonly clause: ClauseId;
  readonly suite: Suite;
  /** null: not decided, since too few detectors were run. */
  readonly outcome: MutantOutcome | null;
  /** Killed by SP-1 to SP-5 alone? */
  readonly isKilledByCore: boolean;
  /** A detector that was not run is not there. */
  readonly by: Readonly<Partial<Record<DetectorName, Cell>>>;
  /** Actions of the shortest counterexample against the shortest that was known. */
  readonly length: number | null;
  readonly shortest: number | null;
  /** Why the defect does no harm. */
  readonly equivalent?: string;
  /** Why it is only a different decision. */
  readonly decision?: string;
  /** How it does harm, where the runs of no detector show it. */
  readonly harm?: string;
  /** The report that tells of it. */
  readonly source?: string;
}

/** So many of so many defects; those that do no harm are not counted, nor those of which nobody has asked. */
export interface Score {
  readonly killed: number;
  readonly of: number;
}

/** Defects that are killed by SP-1 to SP-5 alone, by the general worlds alone, and by all properties and the reference. */
export interface Scores {
  readonly core: Score;
  readonly general: Score;
  readonly all: Score;
}

/** Ids by what became of them. */
interface OutcomeLists {
  readonly survived: readonly string[];
  readonly notActivated: readonly string[];
  readonly equivalent: readonly string[];
  /** What does no harm that any run has shown. */
  readonly hinders: readonly string[];
  readonly decisions: readonly string[];
}

/** The defects for which no world, script or random run was made or changed. */
export interface HeldOut extends OutcomeLists {
  readonly total: number;
  readonly scores: Scores;
  /** Who is told apart, and was not seen to do harm, by no detector and in no run of its own. */
  readonly byDifference: readonly string[];
}

export interface Matrix extends OutcomeLists {
  /**
   * Every defect was decided, and no equivalent one was killed; of those that are not held out none survived, and each was
   * activated.
   */
  readonly ok: boolean;
  /** Those that are held out are counted apart, here and in all lists but the last. */
  readonly total: number;
  readonly killed: number;
  /** Equivalent by argument, and killed by one of the five all the same: the checker or the argument is wrong. */
  readonly falselyKilled: readonly string[];
  /** Equivalent by an argument that no run has tested: SP-1 to SP-5 were asked of no step at which it acted, and there are such steps. */
  readonly untested: readonly string[];
  /** Of the defects that are not held out. */
  readonly scores: Scores;
  /** Of those that are: what is found of defects for which nothing was made. */
  readonly heldOut: HeldOut;
  /** Defects that are none of the equivalent, and that the 28 labs let live. */
  readonly livesThroughLabs: readonly string[];
  /** Of the fastest checker for each defect that was killed; null: none was. */
  readonly medianSecondsToKill: number | null;
  readonly mutants: readonly MatrixRow[];
}

const isCore = (property: string): boolean => coreProperties.some((core) => core === property);

/** One row: what all detectors together say of a defect. */
export const rowOf = (mutant: Defect, cells: readonly Cell[]): MatrixRow => {
  const { id, title, clause, suite, equivalent, decision, harm, source, shortest = null } = mutant;
  const kills = cells.flatMap(({ kill }) => (kill ? [kill] : []));
  const lengths = kills.flatMap(({ length }) => (length === null ? [] : [length]));
  const isKilledByCore = kills.some(({ property }) => isCore(property));
  return {
    id,
    title,
    clause,
    suite,
    isKilledByCore,
    shortest,
    outcome: outcomeOf(mutant, cells, isKilledByCore),
    by: Object.fromEntries(cells.map((cell) => [cell.detector, cell])),
    length: lengths.length === 0 ? null : Math.min(...lengths),
    ...(equivalent !== undefined && { equivalent }),
    ...(decision !== undefined && { decision }),
    ...(harm !== undefined && { harm }),
    ...(source !== undefined && { source }),
  };
};

/** The detectors that have to be asked of a defect before it may be said that it lives. */
export const neededFor = ({ equivalent }: Pick<Defect, 'equivalent'>): readonly DetectorName[] =>
  equivalent === undefined ? checkers : ['core'];

/** Safety tells more than a goal, a goal more than a difference. What the labs alone say is no verdict of the checker. */
const outcomeOf = (mutant: Defect, cells: readonly Cell[], isKilledByCore: boolean): MutantOutcome | null => {
  const isAsked = neededFor(mutant).every((needed) => cells.some(({ detector }) => detector === needed));
  if (mutant.equivalent !== undefined && !isKilledByCore) return isAsked ? 'equivalent' : null;
  const kinds = cells.map(({ kill }) => kill?.kind);
  for (const kind of ['safety', 'liveness'] as const) if (kinds.includes(kind)) return `killed by ${kind}`;
  if (kinds.includes('difference') && mutant.decision === undefined)
    return isAsked && kinds.includes('assertion') ? 'hinders progress' : 'killed by difference';
  // that nothing comes of another decision is said by those who look for harm, and not by its argument
  if (!isAsked) return null;
  if (kinds.includes('difference')) return kinds.includes('assertion') ? 'hinders progress' : 'different decision';
  return cells.some(({ isActivated }) => isActivated) ? 'survived' : 'not activated';
};

export const matrixOf = (rows: readonly MatrixRow[]): Matrix => {
  const falselyKilled = idsOf(rows, ({ equivalent, isKilledByCore }) => equivalent !== undefined && isKilledByCore);
  const untested = idsOf(rows, isUntested);
  const heldOut = rows.filter(isHeldOut);
  const known = rows.filter((row) => !isHeldOut(row));
  const areDecided = known.every(isGood) && heldOut.every(({ outcome }) => outcome !== null);
  return {
    ok: areDecided && falselyKilled.length + untested.length === 0,
    total: known.length,
    killed: known.filter(({ outcome }) => isKill(outcome)).length,
    ...listsOf(known),
    falselyKilled,
    untested,
    scores: scoresOf(known),
    heldOut: {
      total: heldOut.length,
      scores: scoresOf(heldOut),
      ...listsOf(heldOut),
      byDifference: idsOf(heldOut, ({ outcome, harm }) => outcome === 'killed by difference' && harm === undefined),
    },
    livesThroughLabs: idsOf(known.filter(isHarmful), ({ by }) => by.labs?.kill === null),
    medianSecondsToKill: median(rows.flatMap((row) => secondsToKill(row) ?? [])),
    mutants: rows,
  };
};

type Rows = readonly MatrixRow[];

const idsOf = (rows: Rows, isWanted: (row: MatrixRow) => boolean): readonly string[] =>
  rows.filter(isWanted).map(({ id }) => id);

const listsOf = (rows: Rows): OutcomeLists => {
  const of = (wanted: MutantOutcome): readonly string[] => idsOf(rows, ({ outcome }) => outcome === wanted);
  return {
    survived: of('survived'),
    notActivated: of('not activated'),
    equivalent: of('equivalent'),
    hinders: of('hinders progress'),
    decisions: of('different decision'),
  };
};

const isHeldOut = ({ suite }: MatrixRow): boolean => suite === 'held-out';

const isHarmful = ({ equivalent, outcome }: MatrixRow): boolean => equivalent === undefined && !isHarmless(outcome);

/** Is it known what becomes of the defect, and is that as it should be? */
const isGood = ({ outcome }: MatrixRow): boolean => outcome === 'equivalent' || isHarmless(outcome) || isKill(outcome);

const scoresOf = (rows: Rows): Scores => {
  const harmful = rows.filter(isHarmful);
  return {
    core: scoreOf(
      harmful.filter(({ by }) => by.core !== undefined),
      ({ isKilledByCore }) => isKilledByCore,
    ),
    general: scoreOf(
      harmful.filter(({ by }) => by.general !== undefined),
      ({ by }) => by.general?.kill !== null,
    ),
    all: scoreOf(
      harmful.filter(({ outcome }) => outcome !== null),
      ({ outcome }) => isKill(outcome),
    ),
  };
};

const isHarmless = (outcome: MutantOutcome | null): boolean =>
  outcome === 'hinders progress' || outcome === 'different decision';

/** Whoever acts in no step of any run needs no argument. */
const isUntested = ({ outcome, by }: MatrixRow): boolean =>
  outcome === 'equivalent' && by.core?.isActivated === false && Object.values(by).some((cell) => cell.isActivated);

const isKill = (outcome: MutantOutcome | null): boolean => outcome?.startsWith('killed') ?? false;

const scoreOf = (asked: readonly MatrixRow[], isKilled: (row: MatrixRow) => boolean): Score => ({
  killed: asked.filter(isKilled).length,
  of: asked.length,
});

/** Of the fastest detector that has killed a defect, the labs left out; undefined: none has, or it does no harm. */
export const secondsToKill = ({ by: { labs, ...others }, equivalent }: MatrixRow): number | undefined => {
  if (equivalent !== undefined) return undefined;
  const seconds = Object.values(others).flatMap((cell) => (cell.kill ? [cell.seconds] : []));
  return seconds.length === 0 ? undefined : Math.min(...seconds);
};

/** The middle one; of two in the middle the larger. */
const median = (numbers: readonly number[]): number | null =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? null;
