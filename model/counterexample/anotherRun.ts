/** The same violation in another run, where hardly anything can be left out of the one in which it was found. */
import type { Protocol } from '../../src/core/protocol.ts';
import type { Counterexample } from '../../src/trace/recording.ts';
import { runRandom } from '../runs/lockstep/index.ts';
import { counterexampleOf, soughtIn } from './cut.ts';

/** What is shorter is told as it happened. */
const LONG = 300;

/** So many times so many random runs are made, at most: a few seconds of a processor's time. */
const SEEDS = 3;
const RUNS_A_SEED = 60;

/**
 * A random run that ends in the same violation, as it is cut, if it is shorter than what is left of the long one, or shows what
 * can't be shown of the end of a run that has missed a goal. undefined: there is none among those that are tried, or the one that is
 * there is good enough.
 *
 * @param maxWork as `counterexampleOf` takes it
 */
export const inAnotherRun = (
  counterexample: Counterexample,
  protocol: Protocol,
  maxWork: number | undefined,
): Counterexample | undefined => {
  const { violation, foundBy, trace, uncut } = counterexample;
  if (foundBy.engine === 'random' || (!violation.property.startsWith('LP-') && trace.length <= LONG)) return undefined;
  const { property, clause } = soughtIn(violation);
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { failure } = runRandom({ seed, runs: RUNS_A_SEED, protocol });
    if (failure?.violation.property !== property || failure.violation.clause !== clause) continue;
    const { setting, actions } = failure;
    const other = counterexampleOf(
      { violation: failure.violation, setting, foundBy, run: { actions }, protocol },
      maxWork,
    );
    if (property !== violation.property || other.trace.length < trace.length) return { ...other, uncut };
  }
  return undefined;
};
