/** The report of a check, for programs. */

import type { Telling } from '../../model/counterexample/telling.ts';
import type { LabReport } from '../../model/runs/labs/index.ts';
import { type Sight, sights } from '../../model/runs/lockstep/sights.ts';
import type { FaultKind } from '../../model/runs/torture/report.ts';
import { type ClauseId, clauseIds, clauses } from '../core/clauses.ts';
import type { Counterexample, Counts, Violation } from '../trace/recording.ts';
import type { RandomTally, Seen } from './totals.ts';
import type { ExploredWorld } from './worker.ts';

/** What `figure2 check` found. */
export interface CheckReport {
  readonly ok: boolean;
  readonly seed: number;
  readonly seconds: number;
  readonly labs: readonly LabReport[];
  /** Bounded worlds, each explored to its end. */
  readonly exhaustive: readonly (Omit<ExploredWorld, 'broken'> & {
    /** Has the world another size than it is known to have? */
    readonly isChanged: boolean;
  })[];
  readonly torture: {
    readonly runs: number;
    readonly firstSeed: number;
    /** null: no run was made. */
    readonly lastSeed: number | null;
    readonly steps: number;
    readonly virtualSeconds: number;
    readonly faults: Counts<FaultKind>;
  };
  /** Runs drawn at random and compared with the reference model step by step. */
  readonly random: {
    readonly runs: number;
    readonly firstSeed: number;
    /** null: no run was made. */
    readonly lastSeed: number | null;
    readonly steps: number;
    /** In which share of the runs each was seen, 0 .. 1. */
    readonly shares: Readonly<Record<Sight, number>>;
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
  /** Who did what, and what it should have been; null: no single step did it. */
  readonly telling: Telling | null;
  /** The space-time diagram, line by line. */
  readonly diagram: readonly string[];
  /** The same for Mermaid, for reports only. Left out: there is none, or it is too large. */
  readonly mermaid?: string;
  /** The trace file; null: it could not be written. */
  readonly file: string | null;
  /** The command that shows it again. */
  readonly replay: string;
}

/** A violation as `--json` prints it. */
export const violationDocument = ({ mermaid: _mermaid, ...violation }: ReportedViolation): object => violation;

/** A check as `--json` prints it. */
export const checkDocument = (report: CheckReport): object => ({
  ...report,
  violations: report.violations.map(violationDocument),
});

/** A share of no runs is 0. */
export const sharesOf = ({ runs, seen }: RandomTally): Readonly<Record<Sight, number>> =>
  Object.fromEntries(sights.map((sight) => [sight, (seen[sight] ?? 0) / Math.max(runs, 1)])) as Record<Sight, number>;

const isProperty = (id: ClauseId): boolean => clauses[id].kind === 'property' || clauses[id].kind === 'goal';

/** Every property that was checked or should have been. */
export const propertiesOf = ({ properties }: Seen, missing: readonly ClauseId[]): CheckReport['properties'] =>
  idsOf(properties, missing)
    .filter(isProperty)
    .map((id) => ({ id, title: clauses[id].title, checked: properties[id] ?? 0 }));

/** Every clause that fired or should have. */
export const clausesOf = ({ clauses: fired }: Seen, missing: readonly ClauseId[]): Counts<ClauseId> =>
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
