/** All that a submission is asked: the scenarios of the course, checks of the wire, and schedules, each with what it does. */

import { labNames } from '../../model/runs/labs/index.ts';
import type { ClauseId } from '../core/clauses.ts';
import { type LabPart, partOf } from './outcome.ts';
import { scenarioWords } from './scenarios.ts';
import { schedules } from './schedules/index.ts';
import { type GradeTrial, trials } from './trials.ts';
import { wireCheckNames, wireRules } from './wire/rules.ts';

/** One check. */
export interface GradeCheck {
  readonly check: string;
  readonly kind: 'scenario' | 'wire' | 'schedule' | GradeTrial['kind'];
  /** Of a scenario. */
  readonly part?: LabPart;
  /** The clauses of which one is broken where the check finds something. */
  readonly clauses: readonly ClauseId[];
  /** In a sentence or two what is done, and what is expected. */
  readonly words: string;
}

const scenarios = labNames.map((check): GradeCheck => {
  return { check, kind: 'scenario', part: partOf(check), clauses: [], words: scenarioWords[check] ?? '' };
});

const wire = wireCheckNames.map((check): GradeCheck => {
  const { enforces, clauses, neverFlagged, needs } = wireRules[check];
  const words = `${enforces} What it needs, or else it is not checked: ${needs}. What is no fault: ${neverFlagged}.`;
  return { check, kind: 'wire', clauses, words };
});

const directed = schedules.map(
  ({ id, title, servers, plays, clauses }): GradeCheck => ({
    check: id,
    kind: 'schedule',
    clauses: [...new Set(clauses ?? plays.flatMap(({ clause }) => clause ?? []))],
    words: `${title.replace(/\.$/, '')}. It is done to ${servers} servers.`,
  }),
);

/** The checks of the wire judge them. */
const tried = trials.flatMap(({ kind, checks }) =>
  checks.map(({ check, words }): GradeCheck => {
    return { check, kind, clauses: [...new Set(wire.flatMap(({ clauses }) => clauses))], words };
  }),
);

/** In the order in which they are told. */
export const gradeChecks: readonly GradeCheck[] = [...scenarios, ...wire, ...directed, ...tried];
