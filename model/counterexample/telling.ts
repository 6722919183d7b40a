/** A counterexample told: who broke which clause, what came of it, and from when on it could no longer be avoided. */
import { type ClauseId, clauses } from '../../src/core/clauses.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import type { ServerId } from '../../src/core/types.ts';
import type { Counterexample, Violation } from '../../src/trace/recording.ts';
import { replayActions } from './replay.ts';
import { type Scene, type Showing, showingOf } from './scenes.ts';

/** A step of the trace. */
export interface Moment {
  /** Counted from 1. */
  readonly step: number;
  readonly server: ServerId;
  readonly line: string;
}

export interface Telling {
  /** The property that does not hold, and the step after which it does not. */
  readonly property: ClauseId;
  readonly fell: Moment;
  /** What the property says of it. One sentence. */
  readonly consequence: string;
  /** The clause that was broken, and by which server at which step. */
  readonly clause: ClauseId;
  readonly broken: Moment;
  /** What of that step differs from what the rules say, and the two values. */
  readonly what: string;
  readonly actual: string;
  readonly expected: string;
  /** After this step the violation could no longer be avoided; null: nobody knows, see `noReturnOf`. */
  readonly noReturn: Moment | null;
}

/** Tells a counterexample; undefined when the protocol does not violate a property on it (any more), or a goal was missed. */
export const tellingOf = (counterexample: Counterexample, protocol: Protocol = shippedProtocol): Telling | undefined =>
  tellingOfShowing(counterexample, showingOf(counterexample, protocol), protocol);

/** The same for whoever has replayed the counterexample already. */
export const tellingOfShowing = (
  { setting }: Pick<Counterexample, 'setting'>,
  { scenes, violation, done }: Showing,
  protocol: Protocol,
): Telling | undefined => {
  const different =
    scenes.find(({ difference }) => difference?.clause === violation?.clause) ??
    scenes.find(({ difference }) => difference);
  const last = scenes.at(-1);
  if (!violation || !last) return undefined;
  const broken = different ?? last;
  const consequence = consequenceOf(violation);
  const { what, actual, expected } = different?.difference ?? {
    what: 'the step',
    actual: consequence,
    expected: clauses[violation.clause].title,
  };
  const noReturn = noReturnOf({ setting, done, property: violation.property, protocol });
  const scene = scenes[noReturn - 1];
  return {
    property: violation.property,
    fell: momentOf(violation.property === 'SP-18' ? broken : last),
    consequence,
    clause: violation.clause,
    broken: momentOf(broken),
    ...{ what, actual, expected },
    noReturn: scene ? momentOf(scene) : null,
  };
};

const momentOf = ({ step, server, line }: Scene): Moment => ({ step, server, line });

/** What a violation says, without the cause that it names after it: that is told apart. */
const consequenceOf = ({ because }: Violation): string =>
  because.replace(/\. (?:In the same step|Before that, at step \d+), .*$/s, '');

/** A longer trace is not asked: each of its steps costs a replay. */
const MAX_STEPS = 400;

interface Question {
  readonly setting: Counterexample['setting'];
  readonly done: Showing['done'];
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
