/** Why an action is not enabled: the first of its conditions that is false. */
import type { QuintApp, QuintEx, QuintLambda, QuintLet } from '@informalsystems/quint/dist/src/ir/quintIr.js';
import type { RuntimeValue } from '@informalsystems/quint/dist/src/runtime/impl/runtimeValue.js';
import type { Machine } from './machine.ts';
import type { Position } from './sources.ts';
import { decode, type Value } from './values.ts';

/** A condition that is false, as it is written; of a comparison, both sides. */
export interface QuintRefusal extends Position {
  readonly text: string;
  readonly left?: Value;
  readonly right?: Value;
  /** What names in it or beneath it stand for: parameters of operators, and choices of `nondet`. */
  readonly where: Readonly<Record<string, Value>>;
}

/** How far an explanation has come: of several ways that all fail, the one that holds longest says most. */
interface Failure {
  readonly expression: QuintEx;
  readonly held: number;
  readonly sides: readonly RuntimeValue[];
  readonly where: readonly Binding[];
}

interface Binding {
  readonly name: string;
  readonly value: RuntimeValue;
}

const COMPARISONS = ['eq', 'neq', 'ilt', 'ilte', 'igt', 'igte', 'in', 'contains', 'subseteq'];
/** The evaluator, too, tries no more values of a `nondet`. */
const PICKS = 100;

/** The first false condition of an expression; undefined when it holds, or fails for another reason. */
export const refusalOf = (machine: Machine, expression: QuintEx): QuintRefusal | undefined => {
  const failure = new Search(machine).failure(expression);
  if (failure === undefined) return undefined;
  const { sources } = machine.program;
  const { id } = failure.expression;
  const [left, right] = failure.sides.map(finite);
  return {
    text: sources.text(id),
    ...sources.position(id),
    ...(left === undefined ? {} : { left }),
    ...(right === undefined ? {} : { right }),
    where: Object.fromEntries(failure.where.flatMap(({ name, value }) => entryOf(name, finite(value)))),
  };
};

const entryOf = (name: string, value: Value | undefined): readonly (readonly [string, Value])[] =>
  value === undefined ? [] : [[name, value]];

/** The same of a definition of the main module. */
export const refusalOfNamed = (machine: Machine, name: string): QuintRefusal | undefined => {
  const definition = machine.definition(name);
  if (definition.kind !== 'def') return undefined;
  return machine.inside(definition, () => refusalOf(machine, definition.expr));
};

/** Int and Nat are no values, but may be what something is compared to. */
const finite = (value: RuntimeValue): Value | undefined => (value.cardinality().isLeft() ? undefined : decode(value));

class Search {
  readonly #machine: Machine;
  #held = 0;
  #where: readonly Binding[] = [];

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  failure(expression: QuintEx): Failure | undefined {
    if (expression.kind === 'let') return this.#letFailure(expression);
    if (expression.kind === 'name') return this.#nameFailure(expression);
    if (expression.kind === 'app') return this.#appFailure(expression);
    return this.#leafFailure(expression);
  }

  #appFailure(app: QuintApp): Failure | undefined {
    const definition = this.#machine.program.table.get(app.id);
    if (definition !== undefined) return this.#callFailure(app);
    switch (app.opcode) {
      case 'actionAll':
      case 'and':
        return this.#firstFailure(app.args);
      case 'actionAny':
        return this.#furthest(
          app,
          app.args.map((arg) => () => this.failure(arg)),
        );
      case 'ite':
        return this.#branchFailure(app);
      case 'matchVariant':
        return this.#caseFailure(app);
      case 'forall':
        return this.#forallFailure(app);
      case 'assign':
        return undefined;
      default:
        return this.#leafFailure(app);
    }
  }

  #firstFailure(conditions: readonly QuintEx[]): Failure | undefined {
    for (const condition of conditions) {
      const failure = this.failure(condition);
      // The word `false` says nothing; what came to it does.
      if (failure?.expression.kind === 'bool') return { ...failure, expression: condition };
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  /** All ways fail, or there is no failure. */
  #furthest(whole: QuintEx, ways: readonly (() => Failure | undefined)[]): Failure | undefined {
    const start = this.#held;
    let furthest: Failure | undefined;
    for (const way of ways) {
      this.#held = start;
      const failure = way();
      if (failure === undefined) return undefined;
      if (furthest === undefined || failure.held > furthest.held) furthest = failure;
    }
    return furthest ?? this.#failed(whole);
  }

  #branchFailure(app: QuintApp): Failure | undefined {
    const [condition, yes, no] = app.args as [QuintEx, QuintEx, QuintEx];
    if (this.#machine.evaluate(condition).toBool()) return this.failure(yes);
    // Without a choice, it is the condition that says no.
    return no.kind === 'bool' && !no.value ? this.failure(condition) : this.failure(no);
  }

  #caseFailure(app: QuintApp): Failure | undefined {
    const [matched, ...cases] = app.args as [QuintEx, ...QuintEx[]];
    const [tag, held] = this.#machine.evaluate(matched).toVariant();
    for (let place = 0; place + 1 < cases.length; place += 2) {
      const [label, body] = [cases[place], cases[place + 1]];
      if (label?.kind !== 'str' || (label.value !== '_' && label.value !== tag)) continue;
      return body?.kind === 'lambda' ? this.#bodyFailure(body, [held]) : this.#leafFailure(app);
    }
    return this.#leafFailure(app);
  }

  #letFailure(expression: QuintLet): Failure | undefined {
    const { opdef, expr } = expression;
    if (opdef.qualifier !== 'nondet') return this.#machine.within(opdef.id, () => this.failure(expr));
    const set = opdef.expr.kind === 'app' ? opdef.expr.args[0] : undefined;
    if (set === undefined) return this.#leafFailure(expression);
    const values = firstOf(this.#machine.evaluate(set));
    if (values === undefined) return this.#leafFailure(expression);
    const ways = values.map(
      (value) => () =>
        this.#knowing([{ name: opdef.name, value }], () =>
          this.#machine.picking(opdef.id, value, () => this.failure(expr)),
        ),
    );
    return this.#furthest(opdef.expr, ways);
  }

  #nameFailure(name: Extract<QuintEx, { readonly kind: 'name' }>): Failure | undefined {
    const definition = this.#machine.program.table.get(name.id);
    if (definition?.kind !== 'def' || definition.qualifier === 'nondet') return this.#leafFailure(name);
    return this.#machine.inside(definition, () => this.failure(definition.expr));
  }

  #callFailure(app: QuintApp): Failure | undefined {
    const definition = this.#machine.program.table.get(app.id);
    // An operator that is a parameter itself is not known before it is applied.
    if (definition?.kind !== 'def' || definition.expr.kind !== 'lambda') return this.#leafFailure(app);
    if (app.args.some(isOperator)) return this.#leafFailure(app);
    const operator = definition.expr;
    const values = app.args.map((arg) => this.#machine.evaluate(arg));
    return this.#machine.inside(definition, () => this.#bodyFailure(operator, values));
  }

  /** The first element for which it is false. */
  #forallFailure(app: QuintApp): Failure | undefined {
    const [set, body] = app.args;
    if (set === undefined || body?.kind !== 'lambda' || body.params.length !== 1) return this.#leafFailure(app);
    for (const element of this.#machine.evaluate(set)) {
      const failure = this.#bodyFailure(body, [element]);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  #leafFailure(expression: QuintEx): Failure | undefined {
    if (this.#machine.evaluate(expression).toBool()) {
      this.#held += 1;
      return undefined;
    }
    return this.#failed(expression);
  }

  #failed(expression: QuintEx): Failure {
    return { expression, held: this.#held, sides: this.#sides(expression), where: this.#where };
  }

  /** The body of an operator, with values for its parameters. */
  #bodyFailure({ params, expr }: QuintLambda, values: readonly RuntimeValue[]): Failure | undefined {
    const bindings = params.flatMap(({ name }, place) => bindingOf(name, values[place]));
    const parameters = params.map(({ id }) => id);
    return this.#knowing(bindings, () => this.#machine.applying(parameters, values, () => this.failure(expr)));
  }

  #knowing(bindings: readonly Binding[], work: () => Failure | undefined): Failure | undefined {
    const before = this.#where;
    this.#where = [...before, ...bindings];
    const failure = work();
    this.#where = before;
    return failure;
  }

  #sides(expression: QuintEx): readonly RuntimeValue[] {
    if (expression.kind !== 'app') return [];
    const [first] = expression.args;
    if (expression.opcode === 'not' && first !== undefined) return this.#sides(first);
    if (!COMPARISONS.includes(expression.opcode)) return [];
    return expression.args.map((arg) => this.#machine.evaluate(arg));
  }
}

/** A parameter that the body does not use has no name. */
const bindingOf = (name: string, value: RuntimeValue | undefined): readonly Binding[] =>
  value === undefined || name.startsWith('_') ? [] : [{ name, value }];

const isOperator = (expression: QuintEx): boolean => expression.kind === 'lambda';

/** Some values of a set; undefined when it has no end. */
const firstOf = (set: RuntimeValue): readonly RuntimeValue[] | undefined => {
  if (set.cardinality().isLeft()) return undefined;
  const values: RuntimeValue[] = [];
  for (const value of set) {
    values.push(value);
    if (values.length === PICKS) break;
  }
  return values;
};
