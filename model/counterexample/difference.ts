/** Where a step is not what it should have been, as two values: by the reference model, or by the contracts of the clauses. */

import { type ClauseId, clauses } from '../../src/core/clauses.ts';
import type { Observation } from '../../src/trace/observation.ts';
import { brokenClause } from '../oracle/contracts/index.ts';
import { brokenByRestart } from '../oracle/contracts/restart.ts';
import { differenceAtRestart, differenceFromReference } from '../oracle/difference.ts';

export interface StepDifference {
  readonly clause: ClauseId;
  /** What is not as it should be, such as `votedFor`. */
  readonly what: string;
  /** What it is, as JSON. */
  readonly actual: string;
  readonly expected: string;
}

/** The first thing that a step, or the restart before it, did not do by the rules; undefined: there is none. */
export const stepDifference = (observation: Observation): StepDifference | undefined => {
  const { event, before, diskBefore } = observation;
  const restarted = event.type === 'start' ? differenceAtRestart(diskBefore, before) : undefined;
  const difference = restarted ?? differenceFromReference(observation);
  if (!difference) return differenceByContract(observation);
  const { clause, what, actual, expected } = difference;
  return { clause, what, actual: shown(actual), expected: shown(expected) };
};

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** The order of effects is what contracts look at and a comparison of results does not. */
const differenceByContract = (observation: Observation): StepDifference | undefined => {
  const { event, before, diskBefore } = observation;
  const restarted = event.type === 'start' ? brokenByRestart(diskBefore, before) : undefined;
  const problem = restarted ?? brokenClause(observation);
  return (
    problem && {
      clause: problem.clause,
      what: 'the step',
      actual: problem.because,
      expected: clauses[problem.clause].title,
    }
  );
};
