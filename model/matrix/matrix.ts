/** The kill matrix: every defect, every detector, one outcome. */
import type { ClauseId } from '../../src/core/clauses.ts';
import type { Mutant, Suite } from '../mutants/index.ts';
import { coreProperties } from '../properties/index.ts';
import type { Detection, DetectorName } from './detection.ts';

/** What became of a defect. */
export type Outcome =
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
  readonly outcome: Outcome;
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

export interface Matrix {
  readonly ok: boolean;
  readonly total: number;
  readonly killed: number;
  readonly survived: readonly string[];
  readonly notActivated: readonly string[];
  readonly equivalent: readonly string[];
  /** Equivalent by argument, and killed by one of the five all the same: the checker or the argument is wrong. */
  readonly falselyKilled: readonly string[];
  /** Defects that SP-1 to SP-5 alone kill, and those that all properties and the reference kill. */
  readonly scores: { readonly core: number; readonly all: number };
  /** Defects that the 28 labs let live. */
  readonly livesThroughLabs: readonly string[];
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
    ...{ id, title, clause, suite, isKilledByCore, shortest },
    outcome: outcomeOf(mutant, cells, isKilledByCore),
    by: Object.fromEntries(cells.map((cell) => [cell.detector, cell])),
    length: lengths.length === 0 ? null : Math.min(...lengths),
    ...(equivalent !== undefined && { equivalent }),
  };
};

/** Safety tells more than a goal, a goal more than a difference. What the labs alone say is no verdict of the checker. */
const outcomeOf = ({ equivalent }: Mutant, cells: readonly Cell[], isKilledByCore: boolean): Outcome => {
  if (equivalent !== undefined && !isKilledByCore) return 'equivalent';
  const kinds = cells.map(({ kill }) => kill?.kind);
  for (const kind of ['safety', 'liveness', 'difference'] as const) {
    if (kinds.includes(kind)) return `killed by ${kind}`;
  }
  return cells.some(({ isActivated }) => isActivated) ? 'survived' : 'not activated';
};

export const matrixOf = (rows: readonly MatrixRow[]): Matrix => {
  const idsOf = (isWanted: (row: MatrixRow) => boolean): readonly string[] =>
    rows.filter(isWanted).map(({ id }) => id);
  const survived = idsOf(({ outcome }) => outcome === 'survived');
  const notActivated = idsOf(({ outcome }) => outcome === 'not activated');
  const falselyKilled = idsOf(({ equivalent, isKilledByCore }) => equivalent !== undefined && isKilledByCore);
  const killed = idsOf(({ outcome }) => outcome.startsWith('killed')).length;
  return {
    ok: survived.length + notActivated.length + falselyKilled.length === 0,
    total: rows.length,
    ...{ killed, survived, notActivated, falselyKilled },
    equivalent: idsOf(({ outcome }) => outcome === 'equivalent'),
    scores: { core: idsOf(({ isKilledByCore }) => isKilledByCore).length, all: killed },
    livesThroughLabs: idsOf(({ by }) => by.labs !== undefined && by.labs.kill === null),
    mutants: rows,
  };
};
