/** Random traces of a specification. */
import { SpecificationError } from './errors.ts';
import { decodeState, Machine, type RawState } from './machine.ts';
import type { Program } from './program.ts';
import { type QuintRefusal, refusalOfNamed } from './refusal.ts';
import type { Value } from './values.ts';

export interface RunOptions {
  /** Names of definitions of the main module. */
  readonly init: string;
  readonly step: string;
  readonly invariants: readonly string[];
  readonly witnesses: readonly string[];
  /** How many traces. The first violation ends the run. */
  readonly traces: number;
  /** Steps of each trace at most, after `init`. A trace is shorter when no step is enabled. */
  readonly steps: number;
  readonly seed: bigint | number;
  /** Takes each trace as it ends. Then the report has none, but for a violation. */
  readonly onTrace?: (trace: SpecTrace, place: number) => void;
  /** Whether the report has all traces. Left out: unless `onTrace` takes them. */
  readonly keepsTraces?: boolean;
}

export interface QuintState {
  readonly vars: Readonly<Record<string, Value>>;
  /** The first named action that led here. */
  readonly action: string;
  /** What `nondet` names had for values. */
  readonly picks: Readonly<Record<string, Value>>;
}

export interface SpecTrace {
  /** This very trace is the first one of a run with this seed. */
  readonly seed: bigint;
  readonly states: readonly QuintState[];
}

export interface RunReport {
  readonly seed: bigint;
  readonly traces: readonly SpecTrace[];
  readonly violation?: SpecViolation;
  /** In how many traces each was true in some state. */
  readonly witnesses: Readonly<Record<string, number>>;
  /** Of all traces together, without `init`. */
  readonly steps: number;
  /** How many traces there were. */
  readonly count: number;
}

export interface SpecViolation {
  readonly invariant: string;
  /** The first part of the invariant that is false in the last state. */
  readonly because?: QuintRefusal;
  readonly trace: SpecTrace;
}

interface RawStep {
  readonly vars: RawState;
  readonly action: string;
  readonly picks: RawState;
}

interface RawTrace {
  readonly seed: bigint;
  readonly steps: readonly RawStep[];
  readonly violated: string | undefined;
  readonly witnessed: ReadonlySet<string>;
}

/** @throws SpecError for a missing definition, or an error in the midst of a trace. */
export const runSpec = (program: Program, options: RunOptions): RunReport => {
  const { traces: wanted, witnesses, onTrace, keepsTraces = onTrace === undefined } = options;
  const seed = seedOf(options.seed);
  const runner = new Runner(program, options, seed);
  const kept: SpecTrace[] = [];
  const counts = new Map(witnesses.map((name) => [name, 0]));
  let steps = 0;
  let count = 0;
  let violation: RunReport['violation'];
  while (count < wanted && violation === undefined) {
    const raw = runner.trace();
    for (const name of raw.witnessed) counts.set(name, (counts.get(name) ?? 0) + 1);
    steps += Math.max(0, raw.steps.length - 1);
    if (keepsTraces || onTrace !== undefined || raw.violated !== undefined) {
      const trace = decodeTrace(raw);
      if (keepsTraces) kept.push(trace);
      if (raw.violated !== undefined) {
        violation = { invariant: raw.violated, ...runner.because(raw.violated), trace };
      }
      onTrace?.(trace, count);
    }
    count += 1;
  }
  const report = { seed, traces: kept, witnesses: Object.fromEntries(counts), steps, count };
  return violation === undefined ? report : { ...report, violation };
};

/** The generator has 64 bits, and no sign. */
export const seedOf = (seed: bigint | number): bigint => BigInt.asUintN(64, BigInt(seed));

class Runner {
  readonly #machine: Machine;
  readonly #options: RunOptions;
  readonly #init: () => boolean;
  readonly #step: () => boolean;
  readonly #invariants: readonly Predicate[];
  readonly #witnesses: readonly Predicate[];

  constructor(program: Program, options: RunOptions, seed: bigint) {
    const machine = new Machine(program, seed, true);
    const predicateOf = (name: string): Predicate => ({ name, holds: machine.predicate(name) });
    this.#machine = machine;
    this.#options = options;
    this.#init = machine.predicate(options.init);
    this.#step = machine.predicate(options.step);
    this.#invariants = options.invariants.map(predicateOf);
    this.#witnesses = options.witnesses.map(predicateOf);
  }

  because(invariant: string): Pick<SpecViolation, 'because'> {
    const because = refusalOfNamed(this.#machine, invariant);
    return because === undefined ? {} : { because };
  }

  trace(): RawTrace {
    const machine = this.#machine;
    const seed = machine.rng.getState();
    machine.reset(seed);
    const steps: RawStep[] = [];
    const witnessed = new Set<string>();
    let violated: string | undefined;
    try {
      while (steps.length <= this.#options.steps && violated === undefined) {
        const isFirst = steps.length === 0;
        if (!(isFirst ? this.#init() : this.#step())) break;
        const taken = machine.taken();
        machine.shift(isFirst ? this.#options.init : this.#options.step);
        steps.push({ vars: machine.state(), ...taken });
        for (const { name, holds } of this.#witnesses) if (!witnessed.has(name) && holds()) witnessed.add(name);
        violated = this.#invariants.find(({ holds }) => !holds())?.name;
      }
    } catch (error) {
      if (!(error instanceof SpecificationError)) throw error;
      throw new SpecificationError(`${error.message}; in step ${steps.length} of the trace of seed ${seed}`);
    }
    return { seed, steps, violated, witnessed };
  }
}

interface Predicate {
  readonly name: string;
  readonly holds: () => boolean;
}

const decodeTrace = ({ seed, steps }: RawTrace): SpecTrace => ({
  seed,
  states: steps.map(({ vars, action, picks }) => ({ vars: decodeState(vars), action, picks: decodeState(picks) })),
});
