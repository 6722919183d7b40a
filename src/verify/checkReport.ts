/** What `figure2 check` found: the report, and the document that `--json` prints of it. */

import type { LabReport } from '../../model/runs/labs/index.ts';
import { type Milestone, milestones } from '../../model/runs/lockstep/milestones.ts';
import type { FaultKind } from '../../model/runs/torture/report.ts';
import { type ClauseId, clauseIds, clauses, otherDecisions } from '../core/clauses.ts';
import { milli } from '../text/numbers.ts';
import type { Counts } from '../trace/recording.ts';
import { type Findings, seenIn } from './check.ts';
import { type ExploredWorld, hasChanged } from './parts/exhaustive.ts';
import { isBrokenLab } from './parts/labs.ts';
import { missingIn } from './plan.ts';
import { extensionsIn, mayDiffer } from './protocolName.ts';
import type { ReportedViolation } from './savedTrace.ts';
import { seedAfter } from './seeds.ts';
import type { RandomTotals, Seen } from './totals.ts';
import { violationDocument } from './words/violation.ts';

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
    readonly shares: Readonly<Record<Milestone, number>>;
  };
  /** How often each property was checked on something that could have broken it. */
  readonly properties: readonly { readonly id: ClauseId; readonly title: string; readonly checked: number }[];
  /** How often each clause fired. 0: it should have and did not, so that the verdict is worth little. */
  readonly clauses: Counts<ClauseId>;
  /** Decisions that a protocol took otherwise than the spec, where it was told that it may. */
  readonly decisions: readonly { readonly id: ClauseId; readonly title: string; readonly steps: number }[];
  readonly violations: readonly ReportedViolation[];
}

/** A check as `--json` prints it. */
export const checkDocument = (report: CheckReport): object => ({
  ...report,
  violations: report.violations.map(violationDocument),
});

interface Conclusion {
  readonly findings: Findings;
  readonly violations: readonly ReportedViolation[];
  readonly protocolName: string | undefined;
  readonly seed: number;
  readonly seconds: number;
}

/** What the findings of a check come to. */
export const reportOf = ({ findings, violations, protocolName, seed, seconds }: Conclusion): CheckReport => {
  const { labs, torture, random } = findings;
  const isWhole = torture.brokenSeed === undefined && random.broken === undefined;
  const worlds = findings.worlds.map((world) => ({ ...summaryOf(world), isChanged: hasChanged(world, protocolName) }));
  const holds =
    isWhole &&
    labs.every((lab) => lab.report.ok && !isBrokenLab(lab)) &&
    worlds.every(({ ok, isChanged }) => ok && !isChanged);
  const seen = seenIn(findings);
  const asked = holds && violations.length === 0 ? missingIn(seen, extensionsIn(protocolName)) : [];
  const missing = mayDiffer(protocolName) ? asked.filter((id) => !(id in otherDecisions)) : asked;
  const { runs, steps, virtualSeconds, faults } = torture.totals;
  const lastOf = (seeds: number): number | null => (seeds === 0 ? null : seedAfter(seed, seeds - 1));
  return {
    ok: holds && missing.length === 0,
    seed,
    seconds: milli(seconds),
    labs: labs.map(({ report }) => report),
    exhaustive: worlds,
    torture: { runs, firstSeed: seed, lastSeed: lastOf(runs), steps, virtualSeconds, faults },
    random: {
      runs: random.totals.runs,
      firstSeed: seed,
      lastSeed: lastOf(random.totals.seeds),
      steps: random.totals.steps,
      shares: sharesOf(random.totals),
    },
    properties: propertiesOf(seen, missing),
    clauses: clausesOf(seen, missing),
    decisions: decisionsIn(seen),
    violations,
  };
};

const decisionsIn = ({ decisions }: Seen): CheckReport['decisions'] =>
  clauseIds.flatMap((id) => {
    const steps = decisions[id];
    return steps === undefined ? [] : [{ id, title: clauses[id].title, steps }];
  });

const summaryOf = ({ broken: _broken, ...summary }: ExploredWorld): Omit<ExploredWorld, 'broken'> => summary;

/** A share of no runs is 0. */
const sharesOf = ({ runs, seen }: RandomTotals): Readonly<Record<Milestone, number>> =>
  Object.fromEntries(milestones.map((milestone) => [milestone, (seen[milestone] ?? 0) / Math.max(runs, 1)])) as Record<
    Milestone,
    number
  >;

const isProperty = (id: ClauseId): boolean => clauses[id].kind === 'property' || clauses[id].kind === 'goal';

/** Every property that was checked or should have been. */
const propertiesOf = ({ properties }: Seen, missing: readonly ClauseId[]): CheckReport['properties'] =>
  idsOf(properties, missing)
    .filter(isProperty)
    .map((id) => ({ id, title: clauses[id].title, checked: properties[id] ?? 0 }));

/** Every clause that fired or should have. */
const clausesOf = ({ clauses: fired }: Seen, missing: readonly ClauseId[]): Counts<ClauseId> =>
  Object.fromEntries(
    idsOf(fired, missing)
      .filter((id) => !isProperty(id))
      .map((id) => [id, fired[id] ?? 0]),
  );

const idsOf = (counts: Counts<ClauseId>, missing: readonly ClauseId[]): readonly ClauseId[] =>
  clauseIds.filter((id) => counts[id] !== undefined || missing.includes(id));

/** Why there is no verdict, although nothing is wrong; undefined: there is one. */
export const noVerdictOn = (report: CheckReport): string | undefined => {
  const { ok, labs, exhaustive, violations } = report;
  const open = exhaustive.find(({ complete }) => !complete);
  const isWrong = violations.length > 0 || labs.some((lab) => !lab.ok) || exhaustive.some(({ isChanged }) => isChanged);
  if (ok || isWrong || !open) return undefined;
  return `no verdict: the memory was used up in ${open.name} before every world was seen; try figure2 explore ${open.name} --memory 4g`;
};

/** The clauses and properties that should have been exercised and never were. */
export const vacuousOf = ({ clauses: fired, properties }: CheckReport): readonly ClauseId[] => [
  ...clauseIds.filter((id) => fired[id] === 0),
  ...properties.filter(({ checked }) => checked === 0).map(({ id }) => id),
];
