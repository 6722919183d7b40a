/**
 * A user's model whose functions say which of them it was that threw, or gave what is of no use. What they give is checked as
 * far as the explorer relies on it.
 */

import { excerpt } from '../../text/printable.ts';
import { reasonIn } from '../../text/thrown.ts';
import { canonicalText } from './canonical.ts';
import { ModelFault } from './fault.ts';
import type { FunctionCalls } from './functionCalls.ts';
import type { AnyModel, AnyProperty, Model, TupleModel } from './model.ts';
import { readModel } from './modelShape.ts';
import { MAX_LENGTH } from './successors.ts';

/**
 * A value as a model that is explored: by the command and from code alike.
 *
 * @param calls where each call of its functions is told
 * @throws ModelFault when it is none.
 */
export const validModel = (value: unknown, calls: FunctionCalls): AnyModel => {
  const guard = guardTelling(calls);
  return calls.told('the reading of the model', () => {
    const read = readModel(value);
    if (!read.ok) throw new ModelFault(read.because);
    return 'places' in read.model ? guardedTuple(read.model, guard) : guardedModel(read.model, guard);
  })();
};

/** A function of a user's model, whatever it takes. */
type AnyFunction = (...args: never[]) => unknown;

interface Expectation {
  readonly words: string;
  readonly isMet: (value: unknown) => boolean;
}

const isPromise = (value: unknown): boolean => Object.prototype.toString.call(value) === '[object Promise]';

/** Each member of a list is one state, action or outcome more: nobody looks at the end of a longer one. */
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.length <= MAX_LENGTH;

const list: Expectation = { words: `an array of at most ${MAX_LENGTH} members`, isMet: isList };
const text: Expectation = { words: 'a text', isMet: (value) => typeof value === 'string' };
const truth: Expectation = { words: 'true or false', isMet: (value) => typeof value === 'boolean' };
const outcome: Expectation = { words: 'a state, { anyOf: [...] } or undefined', isMet: (value) => !isPromise(value) };
const state: Expectation = { words: 'a state', isMet: (value) => value !== undefined && !isPromise(value) };

const verdict: Expectation = {
  words: 'true, false, { ok: true } or { ok: false, because }',
  isMet: (value) => {
    if (typeof value === 'boolean') return true;
    const { ok, because } = (value ?? {}) as { readonly ok?: unknown; readonly because?: unknown };
    return ok === true || (ok === false && typeof because === 'string');
  },
};

/** What the engine says of an attempt to change a state: states are frozen. */
const IS_FROZEN = /read only property|object is not extensible|Cannot (delete|redefine) property/;

/** Makes of a function that stands in an object, and is called as it stands there, one that is looked at. */
type Guard = <T extends AnyFunction>(name: string, owner: unknown, call: T, expected: Expectation) => T;

const guardTelling =
  (calls: FunctionCalls): Guard =>
  (name, owner, call, expected) =>
    calls.told(
      name,
      explainFailure(name, ((...args: never[]) => call.apply(owner, args)) as typeof call, expected),
    ) as typeof call;

const explainFailure = <T extends AnyFunction>(name: string, call: T, expected: Expectation): T =>
  ((...args: Parameters<T>): unknown => {
    let value: unknown;
    try {
      value = call(...args);
    } catch (error) {
      if (error instanceof ModelFault) throw error;
      const message = reasonIn(error);
      const advice = IS_FROZEN.test(message) ? '; a state must not be changed: give a new one' : '';
      throw new ModelFault(`${name} threw: ${message}${advice}`);
    }
    if (expected.isMet(value)) return value;
    throw new ModelFault(`${name} gave ${excerptOf(value)}; it must give ${expected.words}`);
  }) as T;

const excerptOf = (value: unknown): string => {
  if (isPromise(value)) return 'a promise';
  try {
    return excerpt(canonicalText(value));
  } catch {
    return typeof value;
  }
};

const guardedModel = <State, Action>(model: Model<State, Action>, guard: Guard): Model<State, Action> => {
  const { name, within, describe, symmetry } = model;
  return {
    name,
    initialStates: initialStatesOf(model),
    actions: guard('model.actions', model, model.actions, list),
    next: guard('model.next', model, model.next, outcome),
    properties: propertiesOf<AnyProperty<State, Action>>(model, guard),
    fairness: fairnessOf(model, guard),
    ...(within && { within: guard('model.within', model, within, truth) }),
    ...(describe && { describe: guard('model.describe', model, describe, text) }),
    ...(symmetry && {
      symmetry: {
        renamings: symmetry.renamings,
        rename: guard('model.symmetry.rename', symmetry, symmetry.rename, state),
      },
    }),
  };
};

/** Asked twice: what is computed anew each time must be the same. */
const initialStatesOf = <State>(model: { readonly initialStates: readonly State[] }): readonly State[] => {
  const states = [...model.initialStates];
  const [one, other] = [states, model.initialStates].map((some) =>
    some.map((state, place) => canonicalText(state, `initial state ${place}`)).join(', '),
  );
  if (one === other) return states;
  throw new ModelFault(`model.initialStates are not the same each time: ${excerpt(`${one} and ${other}`)}`);
};

const guardedTuple = (model: TupleModel, guard: Guard): TupleModel => ({
  name: model.name,
  places: model.places,
  initialStates: initialStatesOf(model),
  rules: model.rules.map((rule, number) => ({
    name: rule.name,
    at: rule.at,
    step: guard(`model.rules.${number}.step (${rule.name})`, rule, rule.step, {
      words: `a list of at most ${MAX_LENGTH} lists of ${rule.at.length} components`,
      isMet: (value) =>
        isList(value) && value.every((outcome) => Array.isArray(outcome) && outcome.length === rule.at.length),
    }),
  })),
  properties: propertiesOf<NonNullable<TupleModel['properties']>[number]>(model, guard),
  fairness: fairnessOf(model, guard),
});

const propertiesOf = <
  P extends {
    readonly name: string;
    readonly holds?: AnyFunction;
    readonly whenever?: AnyFunction;
    readonly unless?: AnyFunction;
  },
>(
  { properties = [] }: { readonly properties?: readonly P[] },
  guard: Guard,
): readonly P[] =>
  properties.map((property, number) => {
    const guardField = (field: 'holds' | 'whenever' | 'unless', expected: Expectation) => {
      const call = property[field];
      const name = `model.properties.${number}.${field} (${property.name})`;
      return call && { [field]: guard(name, property, call, expected) };
    };
    return {
      ...property,
      ...guardField('holds', verdict),
      ...guardField('whenever', truth),
      ...guardField('unless', truth),
    };
  });

const fairnessOf = <Kind extends { readonly name: string; readonly includes: AnyFunction }>(
  { fairness = [] }: { readonly fairness?: readonly Kind[] },
  guard: Guard,
): readonly Kind[] =>
  fairness.map((kind, number) => ({
    ...kind,
    includes: guard(`model.fairness.${number}.includes (${kind.name})`, kind, kind.includes, truth),
  }));
