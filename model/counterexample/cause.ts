/** Why a property falls in a run: who broke which clause, what came of it, and from when on it could no longer be avoided. */
import { type ClauseId, clauses } from '../../src/core/clauses.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import type { Cause, ExplainedStep, StepPlace } from '../../src/trace/explanation.ts';
import type { Setting, Violation } from '../../src/trace/recording.ts';
import { type Replayed, replayActions } from './replay.ts';

/** A run that was replayed. */
interface ReplayedRun extends Replayed {
  readonly setting: Setting;
  readonly steps: readonly ExplainedStep[];
}

/** The cause of the violation in a run; undefined when the protocol does not violate a property in it (any more). */
export const causeOf = ({ setting, steps, violation, done }: ReplayedRun, protocol: Protocol): Cause | undefined => {
  const different =
    steps.find(({ difference }) => difference?.clause === violation?.clause) ??
    steps.find(({ difference }) => difference);
  const last = steps.at(-1);
  if (!violation || !last) return undefined;
  const broken = different ?? last;
  const consequence = consequenceOf(violation);
  const { what, actual, expected } = different?.difference ?? {
    what: 'the step',
    actual: consequence,
    expected: clauses[violation.clause].title,
  };
  const noReturn = steps[noReturnOf({ setting, done, property: violation.property, protocol }) - 1];
  return {
    property: violation.property,
    fell: placeOf(violation.property === 'SP-18' ? broken : last),
    consequence,
    clause: violation.clause,
    broken: placeOf(broken),
    what,
    actual,
    expected,
    noReturn: noReturn ? placeOf(noReturn) : null,
  };
};

const placeOf = ({ step, server, line }: ExplainedStep): StepPlace => ({ step, server, line });

/** What a violation says, without the cause that it names after it: that is told apart. */
const consequenceOf = ({ because }: Violation): string =>
  because.replace(/\. (?:In the same step|Before that, at step \d+), .*$/s, '');

/** A longer trace is not asked: each of its steps costs a replay. */
const MAX_STEPS = 400;

interface Question {
  readonly setting: Setting;
  readonly done: Replayed['done'];
  readonly property: ClauseId;
  readonly protocol: Protocol;
}

/**
 * The first step from which on even the shipped rules, given the rest of the trace, end in the same violation. 0: they do so
 * from the beginning, since they are the ones that are wrong; or the trace is too long to ask.
 */
const noReturnOf = ({ setting, done, property, protocol }: Question): number => {
  if (done.length > MAX_STEPS) return 0;
  const falls = (shippedAfter: number): boolean =>
    replayActions({ setting, actions: done, protocol, shippedAfter }).violation?.property === property;
  let step = 0;
  while (step < done.length && !falls(step)) step++;
  return step;
};
