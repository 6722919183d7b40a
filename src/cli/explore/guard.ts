/**
 * A user's model whose functions say which of them it was that threw, or gave what is of no use. What they give is checked as
 * far as the explorer relies on it.
 */
import type { AnyModel } from '../../check/explore/explore.ts';
import type { Model, TupleModel } from '../../check/explore/model.ts';
import { excerpt } from '../../text/printable.ts';

/** A function of a user's model has failed. The message says which, and how. */
export class ModelFault extends Error {}

export const guardAny = (model: AnyModel): AnyModel => ('places' in model ? guardedTuple(model) : guardedModel(model));

/** A function of a user's model, whatever it takes. */
type AnyFunction = (...args: never[]) => unknown;

interface Expectation {
  readonly words: string;
  readonly isMet: (value: unknown) => boolean;
}

const list: Expectation = { words: 'an array', isMet: Array.isArray };
const text: Expectation = { words: 'a text', isMet: (value) => typeof value === 'string' };
const truth: Expectation = { words: 'true or false', isMet: (value) => typeof value === 'boolean' };
const anything: Expectation = { words: 'a state', isMet: () => true };
const something: Expectation = { words: 'a state', isMet: (value) => value !== undefined };

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

const guard = <T extends AnyFunction>(name: string, call: T, expected: Expectation): T =>
  ((...args: Parameters<T>): unknown => {
    let value: unknown;
    try {
      value = call(...args);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const advice = IS_FROZEN.test(message) ? '; a state must not be changed: give a new one' : '';
      throw new ModelFault(`${name} threw: ${message}${advice}`);
    }
    if (expected.isMet(value)) return value;
    throw new ModelFault(`${name} gave ${excerptOf(value)}; it must give ${expected.words}`);
  }) as T;

const excerptOf = (value: unknown): string => {
  const json = JSON.stringify(value) as string | undefined;
  return json === undefined ? typeof value : excerpt(json);
};

const guardedModel = <State, Action>(model: Model<State, Action>): Model<State, Action> => ({
  ...model,
  actions: guard('model.actions', model.actions, list),
  next: guard('model.next', model.next, anything),
  ...(model.properties && { properties: model.properties.map(guardedProperty) }),
  ...fairnessOf(model),
  ...(model.within && { within: guard('model.within', model.within, truth) }),
  ...(model.describe && { describe: guard('model.describe', model.describe, text) }),
  ...(model.symmetry && {
    symmetry: { ...model.symmetry, rename: guard('model.symmetry.rename', model.symmetry.rename, something) },
  }),
});

const guardedTuple = (model: TupleModel): TupleModel => ({
  ...model,
  rules: model.rules.map((rule, number) => ({
    ...rule,
    step: guard(`model.rules.${number}.step (${rule.name})`, rule.step, {
      words: `a list of lists of ${rule.at.length} components`,
      isMet: (value) =>
        Array.isArray(value) && value.every((outcome) => Array.isArray(outcome) && outcome.length === rule.at.length),
    }),
  })),
  ...(model.properties && { properties: model.properties.map(guardedProperty) }),
  ...fairnessOf(model),
});

const guardedProperty = <
  P extends { readonly name: string; readonly holds: AnyFunction; readonly whenever?: AnyFunction },
>(
  property: P,
  number: number,
): P => {
  const nameOf = (field: string): string => `model.properties.${number}.${field} (${property.name})`;
  return {
    ...property,
    holds: guard(nameOf('holds'), property.holds, verdict),
    ...(property.whenever && { whenever: guard(nameOf('whenever'), property.whenever, truth) }),
  };
};

const fairnessOf = <Kind extends { readonly name: string; readonly includes: AnyFunction }>({
  fairness,
}: {
  readonly fairness?: readonly Kind[];
}): { readonly fairness?: readonly Kind[] } =>
  fairness
    ? {
        fairness: fairness.map((kind, number) => ({
          ...kind,
          includes: guard(`model.fairness.${number}.includes (${kind.name})`, kind.includes, truth),
        })),
      }
    : {};
