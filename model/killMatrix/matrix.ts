/** The kill matrix: every defect, every detector, one outcome. */
import type { ClauseId } from '../../src/core/clauses.ts';
import type { Mutant, Suite } from '../mutants/index.ts';
import { coreProperties } from '../properties/index.ts';
import { checkers, type Detection, type DetectorName } from './detection.ts';

/** What became of a defect. */
export type MutantOutcome =
  | 'killed by safety'
  | 'killed by liveness'
  | 'killed by difference'
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
}

/** So many of so many defects; those that do no harm are not counted, nor those of which nobody has asked. */
export interface Score {
  readonly killed: number;
  readonly of: number;
}

export interface Matrix {
  /** Every defect was decided, none survived, each was activated, and no equivalent one was killed. */
  readonly ok: boolean;
  readonly total: number;
  readonly killed: number;
  readonly survived: readonly string[];
  readonly notActivated: readonly string[];
  readonly equivalent: readonly string[];
  /** Equivalent by argument, and killed by one of the five all the same: the checker or the argument is wrong. */
  readonly falselyKilled: readonly string[];
  /** Defects that SP-1 to SP-5 alone kill, and those that all properties and the reference kill. */
  readonly scores: { readonly core: Score; readonly all: Score };
  /** Defects that are none of the equivalent, and that the 28 labs let live. */
  readonly livesThroughLabs: readonly string[];
  /** Of the fastest checker for each defect that was killed; null: none was. */
  readonly medianSecondsToKill: number | null;
  readonly mutants: readonly MatrixRow[];
}

const isCore = (property: string): boolean => coreProperties.some((core) => core === property);

/** One row: what all detectors together say of a defect. */
export const rowOf = (mutant: Mutant, cells: readonly Cell[]): MatrixRow => {
  const { id, title, clause, suite, equivalent, shortest = null } = mutant;
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
  };
};

/** The detectors that have to be asked of a defect before it may be said that it lives. */
export const neededFor = ({ equivalent }: Pick<Mutant, 'equivalent'>): readonly DetectorName[] =>
  equivalent === undefined ? checkers : ['core'];

/** Safety tells more than a goal, a goal more than a difference. What the labs alone say is no verdict of the checker. */
const outcomeOf = (mutant: Mutant, cells: readonly Cell[], isKilledByCore: boolean): MutantOutcome | null => {
  const isAsked = neededFor(mutant).every((needed) => cells.some(({ detector }) => detector === needed));
  if (mutant.equivalent !== undefined && !isKilledByCore) return isAsked ? 'equivalent' : null;
  const kinds = cells.map(({ kill }) => kill?.kind);
  for (const kind of ['safety', 'liveness', 'difference'] as const) {
    if (kinds.includes(kind)) return `killed by ${kind}`;
  }
  if (!isAsked) return null;
  return cells.some(({ isActivated }) => isActivated) ? 'survived' : 'not activated';
};

export const matrixOf = (rows: readonly MatrixRow[]): Matrix => {
  const idsOf = (isWanted: (row: MatrixRow) => boolean): readonly string[] => rows.filter(isWanted).map(({ id }) => id);
  const falselyKilled = idsOf(({ equivalent, isKilledByCore }) => equivalent !== undefined && isKilledByCore);
  const harmful = rows.filter(({ equivalent }) => equivalent === undefined);
  return {
    ok: rows.every(({ outcome }) => outcome === 'equivalent' || isKill(outcome)) && falselyKilled.length === 0,
    total: rows.length,
    killed: rows.filter(({ outcome }) => isKill(outcome)).length,
    survived: idsOf(({ outcome }) => outcome === 'survived'),
    notActivated: idsOf(({ outcome }) => outcome === 'not activated'),
    equivalent: idsOf(({ outcome }) => outcome === 'equivalent'),
    falselyKilled,
    scores: {
      core: scoreOf(
        harmful.filter(({ by }) => by.core !== undefined),
        ({ isKilledByCore }) => isKilledByCore,
      ),
      all: scoreOf(
        harmful.filter(({ outcome }) => outcome !== null),
        ({ outcome }) => isKill(outcome),
      ),
    },
    livesThroughLabs: idsOf(({ equivalent, by }) => equivalent === undefined && by.labs?.kill === null),
    medianSecondsToKill: median(rows.flatMap((row) => secondsToKill(row) ?? [])),
    mutants: rows,
  };
};

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
