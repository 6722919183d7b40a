// Room model/counterexample. How a violation is explained: replayed, cut, told.
// What may be touched here: what is left out, and how the rest is told. After each cut the same property falls by the
// same clause.

/** The one place that explains: from what was found by torture, a lab, a random run or a bounded world to its `Explanation`. */
import { protocolWith } from '../../src/core/extensions/index.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import type { ExplainedRun, Explanation } from '../../src/trace/explanation.ts';
import type { Counterexample, Recording } from '../../src/trace/recording.ts';
import { inAnotherRun } from './anotherRun.ts';
import { causeOf } from './cause.ts';
import { counterexampleOf } from './cut.ts';
import { discoveryOf, type Origin } from './discovery.ts';
import { isGoal } from './replay.ts';
import { stepsOf } from './steps.ts';

/** The run that an origin names, cut to what matters; undefined if it violates nothing. */
export const counterexampleFrom = (
  origin: Origin,
  protocol: Protocol = shippedProtocol,
  maxWork?: number,
): Counterexample | undefined => {
  const discovery = discoveryOf(origin, protocol);
  if (!discovery) return undefined;
  const cut = counterexampleOf(discovery, maxWork);
  return (maxWork === 0 ? undefined : inAnotherRun(cut, protocol, maxWork)) ?? cut;
};

/** The same, with what each step did and why the property falls. */
export const explain = (
  origin: Origin,
  protocol: Protocol = shippedProtocol,
  maxWork?: number,
): Explanation | undefined => {
  const counterexample = counterexampleFrom(origin, protocol, maxWork);
  return counterexample && { ...counterexample, ...explainRun(counterexample, protocol) };
};

/** The run that an origin names, as it was found, up to the violation: told at once, without its steps. */
export const tellUncut = (origin: Origin, protocol: Protocol = shippedProtocol): Explanation | undefined => {
  const counterexample = counterexampleFrom(origin, protocol, 0);
  return counterexample && { ...counterexample, steps: [], cause: null };
};

/** What is to be said of any recording. Of a goal that was missed a trace shows only the end, of which nothing can happen. */
export const explainRun = (
  recording: Recording | Counterexample,
  protocol: Protocol = protocolWith(recording.setting.extensions),
): ExplainedRun => {
  const { setting, trace } = recording;
  if (isGoal(recording)) return { setting, steps: [], cause: null };
  const { steps, ...replayed } = stepsOf({ setting, trace }, protocol);
  return { setting, steps, cause: causeOf({ ...replayed, setting, steps }, protocol) ?? null };
};

/**
 * The torture run of a seed, explained; undefined if it violates nothing.
 *
 * @example
 * ```ts
 * import { explainTorture } from 'figure2/model';
 *
 * console.log(explainTorture(1)); // undefined
 * ```
 */
export const explainTorture = (seed: number, protocol?: Protocol): Explanation | undefined =>
  explain({ engine: 'torture', seed }, protocol);

/**
 * A lab run, explained; undefined if no safety property falls in it, and either it was passed or what it has failed is no goal.
 *
 * @example
 * ```ts
 * import { explainLab, mutants } from 'figure2/model';
 *
 * const protocol = mutants.find(({ id }) => id === 'A28')?.protocol;
 * const { violation, trace = [] } = explainLab('FailNoAgree3B', 1, protocol) ?? {};
 * console.log(violation?.property, violation?.clause, trace.length); // SP-18 D-2 10
 * ```
 */
export const explainLab = (name: string, seed: number, protocol?: Protocol): Explanation | undefined =>
  explain({ engine: 'lab', name, seed }, protocol);

/**
 * The random run that a seed and a path name, explained; undefined if it violates nothing.
 *
 * @example
 * ```ts
 * import { explainRandom, mutants, runRandom, shippedProtocol } from 'figure2/model';
 *
 * const protocol = mutants.find(({ id }) => id === 'A28')?.protocol ?? shippedProtocol;
 * const { failure } = runRandom({ seed: 1, runs: 50, protocol });
 * console.log(failure && explainRandom(1, failure.path, protocol)?.violation.clause); // D-2
 * ```
 */
export const explainRandom = (seed: number, path: string, protocol?: Protocol): Explanation | undefined =>
  explain({ engine: 'random', seed, path }, protocol);
