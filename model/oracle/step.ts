/**
 * One step, asked of both oracles: the reference model, and the contracts of the clauses. Whoever knows the protocol says which
 * optional pages a server has to have when it starts; otherwise the server says it itself.
 */
import { clauses } from '../../src/core/clauses.ts';
import type { ExtensionId } from '../../src/core/types.ts';
import type { StepDifference } from '../../src/trace/explanation.ts';
import type { Observation } from '../../src/trace/observation.ts';
import { brokenClause, type ContractProblem } from './contracts/index.ts';
import { brokenByRestart } from './contracts/restart.ts';
import { type Difference, differenceAtRestart, differenceFromReference } from './difference.ts';

/** Where a step, or the restart before it, leaves the reference model; undefined: nowhere. */
export const byReference = (observation: Observation, extensions?: readonly ExtensionId[]): Difference | undefined => {
  const { event, before, diskBefore } = observation;
  const restarted = event.type === 'start' ? differenceAtRestart(diskBefore, before, extensions) : undefined;
  return restarted ?? differenceFromReference(observation);
};

/** The clause that a step, or the restart before it, breaks; undefined: none. */
export const byContract = (
  observation: Observation,
  extensions?: readonly ExtensionId[],
): ContractProblem | undefined => {
  const { event, before, diskBefore } = observation;
  const restarted = event.type === 'start' ? brokenByRestart(diskBefore, before, extensions) : undefined;
  return restarted ?? brokenClause(observation);
};

/**
 * The first thing that a step, or the restart before it, did not do by the rules; undefined: there is none. The reference is
 * asked first, since it has values; the contracts look at the order of effects, which a comparison of results does not.
 *
 * @param isEqual whether the protocol has to be the reference's equal: one that may decide otherwise is not
 */
export const stepDifference = (observation: Observation, isEqual = true): StepDifference | undefined => {
  const difference = isEqual ? byReference(observation) : undefined;
  if (difference) {
    const { clause, what, actual, expected } = difference;
    return { clause, what, actual: textOf(actual), expected: textOf(expected) };
  }
  const problem = byContract(observation);
  if (!problem) return undefined;
  const { clause, because } = problem;
  return { clause, what: 'the step', actual: because, expected: clauses[clause].title };
};

const textOf = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
