/** Plays the runs that a specification writes down as its tests. */

import type { QuintEx } from '@informalsystems/quint/dist/src/ir/quintIr.js';
import { Machine } from './machine.ts';
import { expressionOf, type Program } from './program.ts';
import { type QuintRefusal, refusalOf } from './refusal.ts';
import { type QuintState, seedOf } from './run.ts';
import { errorWords, type Position } from './sources.ts';
import { decode } from './values.ts';

export interface TestOptions {
  readonly seed: bigint | number;
  /** How often a run is played that draws something. */
  readonly samples: number;
  /** Takes the states of each run that went well, the first time that it was played. */
  readonly onTrace?: (name: string, states: readonly QuintState[]) => void;
}

export interface TestReport extends Position {
  readonly name: string;
  readonly ok: boolean;
  /** What is wrong, and what is written where it went wrong. */
  readonly message?: string;
  /** The first condition that was false, when it was one that failed. */
  readonly refusal?: QuintRefusal;
  /** A test that failed fails at once with this seed. */
  readonly seed: bigint;
  readonly samples: number;
}

/** As `quint test` does: the definitions of the main module that are a `run`. */
export const testSpec = (program: Program, names: RegExp, options: TestOptions): readonly TestReport[] => {
  const seed = seedOf(options.seed);
  return Array.from(program.definitions)
    .filter(([name, definition]) => definition.kind === 'def' && definition.qualifier === 'run' && names.test(name))
    .map(([name]) => play(program, name, seed, options));
};

/** Each test has a machine of its own, so that its seed plays it alone. */
const play = (program: Program, name: string, first: bigint, { samples, onTrace }: TestOptions): TestReport => {
  const machine = new Machine(program, first, false);
  const run = machine.raw(name);
  const { sources } = program;
  const whole = sources.position(machine.definition(name).id);
  let seed = first;
  for (let sample = 1; ; sample++) {
    seed = machine.rng.getState();
    machine.reset(seed);
    const outcome = run();
    const played = { name, seed, samples: sample };
    if (outcome.isLeft()) {
      const { reference } = outcome.value;
      const refused = reference === undefined ? undefined : expressionOf(program, reference);
      const message = errorWords(outcome.value);
      return { ...played, ok: false, ...sources.position(reference), message, ...refusalIn(machine, refused) };
    }
    if (!outcome.value.toBool()) {
      const message = `${name} is false`;
      return { ...played, ok: false, ...whole, message, ...refusalIn(machine, bodyOf(machine, name)) };
    }
    if (sample === 1) onTrace?.(name, statesOf(machine));
    const isDrawn = machine.rng.getState() !== seed;
    if (!isDrawn || sample >= samples) return { ...played, ok: true, ...whole };
  }
};

/** The last state of a run is assigned, but not yet there. */
const statesOf = ({ context }: Machine): readonly QuintState[] => {
  context.shift();
  return context.trace.get().map((state) => ({ vars: decode(state) as QuintState['vars'], action: '', picks: {} }));
};

const bodyOf = (machine: Machine, name: string): QuintEx | undefined => {
  const definition = machine.definition(name);
  return definition.kind === 'def' ? definition.expr : undefined;
};

/** The state is still the one in which the run could not go on. */
const refusalIn = (machine: Machine, run: QuintEx | undefined): Pick<TestReport, 'refusal'> => {
  const refused = run === undefined ? undefined : refusedPart(run);
  if (refused === undefined) return {};
  try {
    const refusal = refusalOf(machine, refused);
    return refusal === undefined ? {} : { refusal };
  } catch {
    // What was chosen on the way is gone, so that it can't be computed any more.
    return {};
  }
};

/** Which part of a run fails, when it is this run that fails. */
const refusedPart = (run: QuintEx): QuintEx | undefined => {
  if (run.kind !== 'app') return run;
  const [first, second] = run.args;
  if (run.opcode === 'assert') return first;
  if (run.opcode === 'then' || run.opcode === 'expect') return second;
  if (run.opcode === 'reps') return second?.kind === 'lambda' ? second.expr : second;
  return run;
};
