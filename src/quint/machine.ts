/** The evaluator of Quint, for one specification: its variables, and its definitions as functions. */
import type { QuintEx } from '@informalsystems/quint/dist/src/ir/quintIr.js';
import type { LookupDefinition } from '@informalsystems/quint/dist/src/names/base.js';
import type { QuintError } from '@informalsystems/quint/dist/src/quintError.js';
import { newRng } from '@informalsystems/quint/dist/src/rng.js';
import {
  Builder,
  buildDef,
  buildExpr,
  type EvalFunction,
} from '@informalsystems/quint/dist/src/runtime/impl/builder.js';
import { Context, type Register } from '@informalsystems/quint/dist/src/runtime/impl/Context.js';
import type { RuntimeValue } from '@informalsystems/quint/dist/src/runtime/impl/runtimeValue.js';
import { initialRegisterValue, type NamedRegister } from '@informalsystems/quint/dist/src/runtime/impl/VarStorage.js';
import { noExecutionListener, type TraceRecorder } from '@informalsystems/quint/dist/src/runtime/trace.js';
import { SpecificationError } from './errors.ts';
import { hurryKeys } from './keys.ts';
import { type Evaluation, right } from './outcome.ts';
import type { Program } from './program.ts';
import { hurryRecords } from './records.ts';
import { errorWords, positionWords } from './sources.ts';
import { decode, encode, type Value } from './values.ts';

/** Traces are ours to keep: the evaluator's own recorder keeps a frame for each call. */
const deafRecorder = (rng: ReturnType<typeof newRng>): TraceRecorder => ({
  ...noExecutionListener,
  verbosityLevel: 0,
  rng,
  bestTraces: [],
  clear: () => undefined,
  currentFrame: {
    app: { id: 0n, kind: 'app', opcode: '_', args: [] },
    args: [],
    result: right(undefined),
    subframes: [],
  },
});

/** The values that `nondet` names have while a refusal is explained; otherwise they have what was drawn. */
type Picks = Map<bigint, RuntimeValue>;

/** Compiled expressions, of which the names that `nondet` defines may be given a value from outside. */
class Compiled extends Map<bigint, EvalFunction> {
  readonly #nondet: ReadonlySet<bigint>;
  readonly #picks: Picks;

  constructor(nondet: ReadonlySet<bigint>, picks: Picks) {
    super();
    this.#nondet = nondet;
    this.#picks = picks;
  }

  override set(id: bigint, compiled: EvalFunction): this {
    if (!this.#nondet.has(id)) return super.set(id, compiled);
    return super.set(id, (context) => {
      const pick = this.#picks.get(id);
      return pick === undefined ? compiled(context) : right(pick);
    });
  }
}

/** Values of all variables that have one. */
export type RawState = ReadonlyMap<string, RuntimeValue>;

interface Variables {
  readonly of: unknown;
  readonly current: ReadonlyMap<string, NamedRegister>;
  readonly next: ReadonlyMap<string, NamedRegister>;
}

/** The key under which the evaluator keeps a variable. */
const keyOf = ({ id, importedFrom, namespaces = [] }: LookupDefinition): string =>
  [id, ...(importedFrom?.kind === 'instance' ? namespaces : [])].join('#');

export class Machine {
  readonly program: Program;
  readonly rng: ReturnType<typeof newRng>;
  readonly context: Context;
  readonly #builder: Builder;
  readonly #picks: Picks = new Map();
  /** What the main module calls variables: those of an instance have longer names of their own. */
  readonly #names = new Map<string, string>();
  #variables: Variables | undefined;

  constructor(program: Program, seed: bigint, keepsPicks: boolean) {
    hurryRecords();
    hurryKeys();
    this.program = program;
    this.rng = newRng();
    this.rng.setState(seed);
    this.#builder = new Builder(program.table, keepsPicks);
    this.#builder.memo = new Compiled(program.nondet, this.#picks);
    for (const instance of program.instances) {
      this.#builder.memoByInstance.set(instance, new Compiled(program.nondet, this.#picks));
    }
    this.context = new Context(deafRecorder(this.rng), (bound) => this.rng.next(bound), this.#builder.varStorage);
    for (const [name, definition] of program.definitions) {
      if (definition.kind !== 'var') continue;
      buildDef(this.#builder, definition);
      this.#names.set(keyOf(definition), name);
    }
  }

  /** Compiling may discover more of them, in modules that the main one does not see. */
  get #registers(): Variables {
    const { vars, nextVars } = this.#builder.varStorage;
    if (this.#variables?.of === vars) return this.#variables;
    const withName = (key: string, register: NamedRegister) =>
      [this.#names.get(key) ?? register.name, register] as const;
    this.#variables = {
      of: vars,
      current: new Map(Array.from(vars, ([key, register]) => withName(key, register))),
      next: new Map(Array.from(nextVars, ([key, register]) => withName(key, register))),
    };
    return this.#variables;
  }

  /** @throws SpecError when there is none, or it takes parameters. */
  definition(name: string): LookupDefinition {
    const { definitions, main, file, sources } = this.program;
    const definition = definitions.get(name);
    if (definition === undefined)
      throw new SpecificationError(`${file}: there is no ${name} in module ${main}; define it there`);
    if (definition.kind !== 'def') {
      if (definition.kind === 'var' || definition.kind === 'const') return definition;
      throw new SpecificationError(`${positionWords(sources.position(definition.id))}: ${name} has no value`);
    }
    if (definition.expr.kind === 'lambda') {
      const at = positionWords(sources.position(definition.id));
      throw new SpecificationError(`${at}: ${name} takes parameters; define one without, which applies it`);
    }
    return definition;
  }

  /** A definition as a function. */
  compiled(name: string): () => RuntimeValue {
    const compiled = buildDef(this.#builder, this.definition(name));
    return () => this.outcome(compiled(this.context));
  }

  /** Like `compiled`, for what says yes or no. */
  predicate(name: string): () => boolean {
    const compiled = this.compiled(name);
    return () => {
      try {
        return compiled().toBool();
      } catch (error) {
        if (error instanceof SpecificationError) throw error;
        const at = positionWords(this.program.sources.position(this.definition(name).id));
        throw new SpecificationError(`${at}: ${name} is neither true nor false`);
      }
    };
  }

  /** What the evaluator says, without making anything of errors. */
  raw(name: string): () => Evaluation {
    const compiled = buildDef(this.#builder, this.definition(name));
    return () => compiled(this.context);
  }

  evaluate(expression: QuintEx): RuntimeValue {
    return this.outcome(buildExpr(this.#builder, expression)(this.context));
  }

  outcome(outcome: Evaluation): RuntimeValue {
    if (outcome.isRight()) return outcome.value;
    throw this.error(outcome.value);
  }

  error(error: QuintError): SpecificationError {
    return new SpecificationError(
      `${positionWords(this.program.sources.position(error.reference))}: ${errorWords(error)}`,
    );
  }

  /** No variable has a value, as before the first action. */
  reset(seed: bigint): void {
    this.rng.setState(seed);
    this.#builder.varStorage.reset();
    this.context.trace.reset();
    this.#forget();
  }

  /** Makes what an action has assigned the state. */
  shift(action: string): void {
    const missing = Array.from(this.#registers.next).find(([, { value }]) => value.isLeft())?.[0];
    if (missing !== undefined) {
      const { sources, definitions } = this.program;
      const at = positionWords(sources.position(definitions.get(action)?.id));
      throw new SpecificationError(`${at}: ${action} leaves ${missing} without a value; assign ${missing}'`);
    }
    this.#builder.varStorage.shiftVars();
    this.#builder.varStorage.clearMetadata();
  }

  /** Gives up what a refused action has assigned. */
  unassign(): void {
    for (const register of this.#registers.next.values()) register.value = initialRegisterValue(register.name);
    this.#builder.varStorage.clearMetadata();
  }

  /** Gives variables other values, and back those that they had. */
  assign(values: Readonly<Record<string, Value>>): () => void {
    const names = Object.keys(values);
    if (names.length === 0) return () => undefined;
    const registers = names.map((name) => this.#variable(name));
    const before = registers.map(({ value }) => value);
    for (const [place, name] of names.entries()) {
      const register = registers[place];
      if (register !== undefined) register.value = right(encode(values[name] ?? {}));
    }
    this.#forget();
    return () => {
      for (const [place, register] of registers.entries()) register.value = before[place] ?? register.value;
      this.#forget();
    };
  }

  #variable(name: string): NamedRegister {
    const register = this.#registers.current.get(name);
    if (register !== undefined) return register;
    const { file, main } = this.program;
    const known = [...this.#registers.current.keys()].join(', ');
    throw new SpecificationError(`${file}: there is no variable ${name} in module ${main}; there are ${known}`);
  }

  /** Values that were computed of the variables' values. */
  #forget(): void {
    for (const cached of this.#builder.varStorage.cachesToClear) cached.value = undefined;
  }

  state(): RawState {
    const state = new Map<string, RuntimeValue>();
    for (const [name, { value }] of this.#registers.current) if (value.isRight()) state.set(name, value.value);
    return state;
  }

  /** Which action it was and what was drawn, before `shift` forgets it. */
  taken(): { readonly action: string; readonly picks: RawState } {
    const { actionTaken, nondetPicks } = this.#builder.varStorage;
    const picks = new Map<string, RuntimeValue>();
    for (const [name, value] of nondetPicks) if (value !== undefined) picks.set(name, value);
    return { action: actionTaken ?? '', picks };
  }

  /** Within the body of a `let`, its name is computed anew. */
  within<Result>(name: bigint, work: () => Result): Result {
    const cache = this.#builder.scopedCachedValues.get(name);
    if (cache === undefined) return work();
    const before = cache.value;
    cache.value = undefined;
    const result = work();
    cache.value = before;
    return result;
  }

  /** Within the body of a `nondet`, its name has a value of our choice. */
  picking<Result>(name: bigint, value: RuntimeValue, work: () => Result): Result {
    this.#picks.set(name, value);
    try {
      return work();
    } finally {
      this.#picks.delete(name);
    }
  }

  /** Within the body of an operator, its parameters have the values of its arguments. */
  applying<Result>(parameters: readonly bigint[], values: readonly RuntimeValue[], work: () => Result): Result {
    const registers = parameters.map((id) => this.#parameter(id));
    const before = registers.map(({ value }) => value);
    for (const [place, register] of registers.entries()) register.value = right(values[place]);
    try {
      return work();
    } finally {
      for (const [place, register] of registers.entries()) register.value = before[place] ?? register.value;
    }
  }

  #parameter(id: bigint): Register {
    const { paramRegistry } = this.#builder;
    const register = paramRegistry.get(id) ?? { value: initialRegisterValue('') };
    paramRegistry.set(id, register);
    return register;
  }

  /** Within a definition of an instance of a module, expressions are those of this instance. */
  inside<Result>(definition: LookupDefinition, work: () => Result): Result {
    const instance = definition.importedFrom;
    if (instance?.kind !== 'instance') return work();
    const builder = this.#builder;
    const { memo, namespaces } = builder;
    builder.memo = builder.memoByInstance.get(instance.id) ?? memo;
    builder.namespaces = namespaces.clear().concat(definition.namespaces ?? []);
    try {
      return work();
    } finally {
      Object.assign(builder, { memo, namespaces });
    }
  }
}

export const decodeState = (state: RawState): Readonly<Record<string, Value>> =>
  Object.fromEntries(Array.from(state, ([name, value]) => [name, decode(value)]));
