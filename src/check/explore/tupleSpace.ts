/** A model of several components as a space. */

import { canonicalText } from './canonical.ts';
import type { Component, ComponentStore } from './componentStore.ts';
import type { FunctionCalls } from './functionCalls.ts';
import type { ComponentRule, TupleModel, TupleProperty, Verdict } from './model.ts';
import { expectSame, isSampled, verdictText } from './purity.ts';
import { isTrue, reasonOf, type Space } from './space.ts';

const HOLDS = 1;

/** A rule over numbers: a list of outcomes, each a list of numbers, under one number for the list. */
interface NumberedRule {
  readonly at: readonly number[];
  readonly outcomes: (rows: Int32Array, at: number) => readonly (readonly number[])[];
}

/** What rules and properties are looked up in. */
interface Kinds {
  readonly store: ComponentStore;
  readonly componentAt: (place: number) => Component<unknown>;
  /** Numbers at the first places of a rule or property. */
  readonly combinations: Component<readonly number[]>;
  readonly outcomes: Component<readonly (readonly number[])[]>;
  /** The components of an outcome of a rule. */
  readonly numbersOf: (rule: ComponentRule, outcome: readonly unknown[]) => readonly number[];
  readonly sample: <T>(name: string, ask: () => T, textOf: (answer: T) => string) => T;
}

/** A tuple of components as a space: one number for each. */
export const tupleSpace = (model: TupleModel, store: ComponentStore, calls: FunctionCalls): Space => {
  const components = model.places.map((_name, place) => store.component<unknown>(`place ${place}`, 'a component'));
  const componentAt = (place: number): Component<unknown> => {
    const component = components[place];
    if (!component)
      throw new Error(`${model.name} has ${components.length} places, but a rule or property reads place ${place}`);
    return component;
  };
  const kinds: Kinds = {
    store,
    numbersOf: calls.told('the reading of components', (rule, outcome) => numbersOf(rule, outcome, componentAt)),
    componentAt,
    combinations: store.component('combination'),
    outcomes: store.component('outcomes'),
    sample: sampler(),
  };
  const valueAt = (rows: Int32Array, at: number, place: number): unknown =>
    componentAt(place).valueOf(rows[at + place] as number);
  const rules = model.rules.map((rule) => toNumberedRule(rule, kinds));
  const all = model.properties ?? [];
  const lookups = all.map((property) =>
    property.kind === 'noDeadlock' ? [] : property.at.map((places) => lookup(property, places, kinds)),
  );
  return {
    name: model.name,
    width: model.places.length,
    symmetry: 1,
    properties: all.map(({ name, kind }) => ({ name, kind })),
    fairness: model.fairness ?? [],
    begin: (sink) => {
      for (const state of model.initialStates) {
        for (const place of components.keys()) sink.row[place] = componentAt(place).numberOf(state[place]);
        sink.accept(0);
      }
    },
    expand: (rows, at, sink) => {
      const { row } = sink;
      for (const [number, rule] of rules.entries()) {
        for (const outcome of rule.outcomes(rows, at)) {
          for (let place = 0; place < row.length; place++) row[place] = rows[at + place] as number;
          for (const [position, place] of rule.at.entries()) row[place] = outcome[position] as number;
          sink.accept(number);
        }
      }
    },
    canonicalize: () => undefined,
    isWithin: () => true,
    judge: (property, rows, at) => {
      if (all[property]?.kind === 'noDeadlock') return false;
      const isSome = all[property]?.kind === 'sometimes';
      const found = (lookups[property] ?? []).some((holds) => holds(rows, at) === isSome);
      if (found === isSome) return true;
      const because = isSome
        ? undefined
        : reasonIn(all[property] as TupleProperty, (place) => valueAt(rows, at, place));
      return because === undefined ? false : { ok: false, because };
    },
    isAsked: (_property, _rows, _at, isInitial) => isInitial,
    isFair: (fairness, action) => model.fairness?.[fairness]?.includes(model.rules[action]?.name ?? '') ?? false,
    stateOf: (rows, at) => Object.fromEntries(model.places.map((name, place) => [name, valueAt(rows, at, place)])),
    actionText: (action) => model.rules[action]?.name ?? '',
    calls,
    localSteps: () => store.localSteps,
    bytes: () => store.bytes,
  };
};

/** Why a property does not hold of a state: what it says of the first of its places that has a word for it. */
const reasonIn = ({ at: lists, holds }: TupleProperty, valueAt: (place: number) => unknown): string | undefined => {
  for (const places of lists) {
    const because = reasonOf((holds as Judge)(...places.map(valueAt)));
    if (because !== undefined) return because;
  }
  return undefined;
};

type Judge = (...components: unknown[]) => Verdict;
type Step = (...components: unknown[]) => readonly (readonly unknown[])[];

/** A function of the numbers at some places, computed once for each combination of them. */
const withMemo = (
  places: readonly number[],
  { store, combinations }: Kinds,
  compute: (numbers: readonly number[]) => number,
  isLocalStep: boolean,
) => {
  const isLast = (depth: number): boolean => depth === places.length - 1;
  const next = (depth: number, prefix: readonly number[]): number => {
    if (isLast(depth)) return compute(prefix);
    return combinations.numberOf(prefix);
  };
  const tables = places.map((_place, depth) =>
    store.memoize(
      (left, right) => next(depth, [...(depth === 0 ? [] : combinations.valueOf(left)), right]),
      isLocalStep && isLast(depth),
    ),
  );
  return (rows: Int32Array, at: number): number => {
    let left = 0;
    for (let depth = 0; depth < places.length; depth++) {
      left = (tables[depth] as (a: number, b: number) => number)(left, rows[at + (places[depth] as number)] as number);
    }
    return left;
  };
};

/** Asks some functions twice, those of the sample. */
const sampler = () => {
  let asked = 0;
  return <T>(name: string, ask: () => T, textOf: (answer: T) => string): T => {
    const answer = ask();
    if (isSampled(asked++)) expectSame(name, textOf(answer), textOf(ask()));
    return answer;
  };
};

const outcomesText = (outcomes: readonly (readonly unknown[])[]): string => canonicalText(outcomes, 'a component');

const toNumberedRule = (rule: ComponentRule, kinds: Kinds): NumberedRule => {
  const { componentAt, outcomes: lists, sample, numbersOf: read } = kinds;
  const compute = (numbers: readonly number[]): number => {
    const values = numbers.map((number, position) => componentAt(rule.at[position] as number).valueOf(number));
    const outcomes = sample(`model.rules (${rule.name}).step`, () => (rule.step as Step)(...values), outcomesText);
    return lists.numberOf(outcomes.map((outcome) => read(rule, outcome)));
  };
  const find = withMemo(rule.at, kinds, compute, true);
  return { at: rule.at, outcomes: (rows, at) => lists.valueOf(find(rows, at)) };
};

const numbersOf = (
  rule: ComponentRule,
  outcome: readonly unknown[],
  componentAt: (place: number) => Component<unknown>,
): readonly number[] => {
  if (outcome.length !== rule.at.length) {
    throw new Error(`${rule.name} touches ${rule.at.length} places, but gives ${outcome.length} components`);
  }
  return outcome.map((value, position) => componentAt(rule.at[position] as number).numberOf(value));
};

const lookup = ({ name, holds }: TupleProperty, places: readonly number[], kinds: Kinds) => {
  const compute = (numbers: readonly number[]): number => {
    const values = numbers.map((number, position) => kinds.componentAt(places[position] as number).valueOf(number));
    return isTrue(kinds.sample(`model.properties (${name}).holds`, () => (holds as Judge)(...values), verdictText))
      ? HOLDS
      : 0;
  };
  const find = withMemo(places, kinds, compute, false);
  return (rows: Int32Array, at: number): boolean => find(rows, at) === HOLDS;
};
