import type { LabReport } from '../../../model/labs/index.ts';
import type { Counterexample, Counts, FaultKind, Violation } from '../../../model/report.ts';
import { type ClauseId, clauseIds, clauses } from '../../core/clauses.ts';
import type { Tally } from './tally.ts';

/** What `figure2 check` found. This is what `--json` prints. */
export interface CheckReport {
  readonly ok: boolean;
  readonly seed: number;
  readonly seconds: number;
  readonly labs: readonly LabReport[];
  readonly torture: {
    readonly runs: number;
    readonly firstSeed: number;
    /** null: no run was made. */
    readonly lastSeed: number | null;
    readonly steps: number;
    readonly virtualSeconds: number;
    readonly faults: Counts<FaultKind>;
  };
  /** How often each property was checked on something that could have broken it. */
  readonly properties: readonly { readonly id: ClauseId; readonly title: string; readonly checked: number }[];
  /** How often each clause fired. 0: it should have and did not, so that the verdict is worth little. */
  readonly clauses: Counts<ClauseId>;
  readonly violations: readonly ReportedViolation[];
}

export interface ReportedViolation extends Violation, Pick<Counterexample, 'foundBy' | 'uncut'> {
  /** The trace, cut to what matters. */
  readonly lines: readonly string[];
  /** The trace file; null: it could not be written. */
  readonly file: string | null;
  /** The command that shows it again. */
  readonly replay: string;
}

const isProperty = (id: ClauseId): boolean => clauses[id].kind === 'property' || clauses[id].kind === 'goal';

/** Every property that was checked or should have been. */
export const propertiesOf = ({ properties }: Tally, missing: readonly ClauseId[]): CheckReport['properties'] =>
  idsOf(properties, missing)
    .filter(isProperty)
    .map((id) => ({ id, title: clauses[id].title, checked: properties[id] ?? 0 }));

/** Every clause that fired or should have. */
export const clausesOf = ({ clauses: fired }: Tally, missing: readonly ClauseId[]): Counts<ClauseId> =>
  Object.fromEntries(
    idsOf(fired, missing)
      .filter((id) => !isProperty(id))
      .map((id) => [id, fired[id] ?? 0]),
  );

const idsOf = (counts: Counts<ClauseId>, missing: readonly ClauseId[]): readonly ClauseId[] =>
  clauseIds.filter((id) => counts[id] !== undefined || missing.includes(id));

/** The clauses and properties that should have been put to the test and never were. */
export const vacuousOf = ({ clauses: fired, properties }: CheckReport): readonly ClauseId[] => [
  ...clauseIds.filter((id) => fired[id] === 0),
  ...properties.filter(({ checked }) => checked === 0).map(({ id }) => id),
];
