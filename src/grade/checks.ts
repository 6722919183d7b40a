/** All that a submission is asked: the scenarios of the course, checks of the wire, and schedules, each with what it does. */

import { labNames } from '../../model/index.ts';
import type { ClauseId } from '../core/clauses.ts';
import type { LabPart } from './outcome.ts';
import { labParts } from './rubric.ts';
import { scenarioWords } from './scenarios.ts';

/** One check. */
export interface GradeCheck {
  readonly check: string;
  readonly kind: 'scenario' | 'wire' | 'schedule';
  /** Of a scenario. */
  readonly part?: LabPart;
  /** The clause that is broken where the check finds something. */
  readonly clause?: ClauseId;
  /** In a sentence or two what is done, and what is expected. */
  readonly words: string;
}

/** In the order in which they are told. */
export const gradeChecks: readonly GradeCheck[] = labNames.map((check) => {
  const part = labParts.find((one) => check.endsWith(one));
  return { check, kind: 'scenario', ...(part && { part }), words: scenarioWords[check] ?? '' };
});
