/** A counterexample that was saved, cut further: each time with as much work as is given, from where the last time has ended. */
import type { Protocol } from '../../src/core/protocol.ts';
import type { Counterexample } from '../../src/trace/recording.ts';
import { counterexampleOf } from './cut.ts';
import { actionsOf, replay } from './replay.ts';

/** What has become of it. */
export interface CutAgain {
  /** As short as it has become. */
  readonly counterexample: Counterexample;
  /** How many actions it had, and how many are left. */
  readonly before: number;
  readonly after: number;
  /** How many actions were replayed for that. */
  readonly work: number;
  /** Was that as many as may be? Then more work may leave less. */
  readonly isBounded: boolean;
}

/**
 * Leaves out of a counterexample what its violation does not need. undefined: nothing falls in it on this protocol.
 *
 * @param maxWork how many actions are replayed, at most
 */
export const cutAgain = (counterexample: Counterexample, protocol: Protocol, maxWork: number): CutAgain | undefined => {
  const { setting, foundBy, trace, uncut } = counterexample;
  const { violation, skipped } = replay(counterexample, protocol);
  if (!violation || skipped === trace.length) return undefined;
  let work = 0;
  let isBounded = false;
  const onWork = (done: number, isOver: boolean): void => {
    work += done;
    isBounded ||= isOver;
  };
  const actions = actionsOf(trace.map(({ line }) => line));
  const cut = counterexampleOf({ violation, setting, foundBy, run: { actions }, protocol }, maxWork, onWork);
  const shorter = cut.trace.length < trace.length ? { ...cut, uncut } : counterexample;
  return { counterexample: shorter, before: trace.length, after: shorter.trace.length, work, isBounded };
};
