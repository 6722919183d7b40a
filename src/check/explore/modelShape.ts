/** What a user's model must look like. */

import { z } from 'zod';
import { reasonIn } from '../../text/thrown.ts';
import type { AnyModel } from './model.ts';

export type ReadModel =
  | { readonly ok: true; readonly model: AnyModel }
  | { readonly ok: false; readonly because: string };

/** A value as a model, or what is wrong with it: one line that says where. Functions are not called. */
export const readModel = (value: unknown): ReadModel => {
  if (typeof value !== 'object' || value === null) return { ok: false, because: 'model: expected an object' };
  if (Object.prototype.toString.call(value) === '[object Promise]') {
    return { ok: false, because: 'model: expected an object, not a promise of one; await it' };
  }
  const schema = 'places' in value ? tupleModel : model;
  const issue = firstIssue(schema, value);
  return issue ? { ok: false, because: sentenceOf(issue) } : { ok: true, model: value as AnyModel };
};

/** A field may be computed, and fail. */
const firstIssue = (schema: z.ZodType, value: object): z.core.$ZodIssue | undefined => {
  try {
    return schema.safeParse(value).error?.issues[0];
  } catch (error) {
    return { code: 'custom', path: [], message: `a field of it threw: ${reasonIn(error)}`, input: value };
  }
};

const sentenceOf = ({ path, ...issue }: z.core.$ZodIssue): string => {
  const where = ['model', ...path].join('.');
  if (issue.code === 'unrecognized_keys') return `${where} has a field that no model has: ${issue.keys.join(', ')}`;
  return `${where}: ${issue.message}`;
};

const func = z.custom((value) => typeof value === 'function', { error: 'expected a function' });
const name = z.string({ error: 'expected a text' }).min(1, 'expected a text that is not empty');
const given = z.custom((value) => value !== undefined, { error: 'expected a state' });

const listOf = <T extends z.ZodType>(item: T) => z.array(item, { error: 'expected an array' });
const someOf = <T extends z.ZodType>(item: T) => listOf(item).min(1, 'expected at least one');

/** Reports and fairness are told by name. */
const withDistinctNames = <T extends z.ZodType<{ readonly name: string }[]>>(list: T) =>
  list.refine((items) => new Set(items.map((item) => item.name)).size === items.length, {
    error: 'expected names that differ',
  });

const kind = z.enum(['always', 'sometimes', 'eventually', 'step', 'noDeadlock'], {
  error: 'expected always, sometimes, eventually, step or noDeadlock',
});

/** Which functions go with a kind. */
const ofItsKind = <T extends z.ZodType<{ readonly kind: string }>>(object: T) =>
  object.check(({ value, issues }) => {
    const { kind: own, holds, whenever, unless } = value as Readonly<Record<string, unknown>>;
    const complain = (field: string, message: string): void =>
      void issues.push({ code: 'custom', input: value, path: [field], message });
    if (own !== 'noDeadlock' && holds === undefined) complain('holds', 'expected a function');
    if (own === 'noDeadlock' && holds !== undefined)
      complain('holds', 'noDeadlock has none; where a run may end, say unless');
    if (own !== 'eventually' && whenever !== undefined) complain('whenever', 'whenever is for eventually only');
    if (own !== 'noDeadlock' && unless !== undefined) complain('unless', 'unless is for noDeadlock only');
  });

const property = ofItsKind(
  z.strictObject({ name, kind, holds: func.optional(), whenever: func.optional(), unless: func.optional() }),
);

const fairness = z.strictObject({
  name,
  strength: z.enum(['weak', 'strong'], { error: 'expected weak or strong' }),
  includes: func,
});

const symmetry = z.strictObject({
  renamings: z.int({ error: 'expected how many renamings there are beside the identity' }).positive().max(1_000_000),
  rename: func,
});

const model = z.strictObject({
  name,
  initialStates: someOf(given),
  actions: func,
  next: func,
  properties: withDistinctNames(listOf(property)).optional(),
  fairness: withDistinctNames(listOf(fairness)).optional(),
  within: func.optional(),
  symmetry: symmetry.optional(),
  describe: func.optional(),
});

const place = z.int({ error: 'expected the number of a place' }).nonnegative();

const somePlaces = someOf(place).refine((at) => new Set(at).size === at.length, {
  error: 'expected places that differ',
});

const rule = z.strictObject({ name, at: somePlaces, step: func });

const tupleProperty = ofItsKind(
  z.strictObject({
    name,
    kind: kind.exclude(['step'], { error: 'expected always, sometimes, eventually or noDeadlock' }),
    at: listOf(someOf(place)).optional(),
    holds: func.optional(),
  }),
).refine(({ kind: own, at }) => (at === undefined) === (own === 'noDeadlock'), {
  error: 'expected places for holds to read, and none for noDeadlock',
  path: ['at'],
});

const tupleModel = z
  .strictObject({
    name,
    places: someOf(name).refine((places) => new Set(places).size === places.length, {
      error: 'expected names that differ',
    }),
    initialStates: someOf(listOf(given)),
    rules: withDistinctNames(listOf(rule)),
    properties: withDistinctNames(listOf(tupleProperty)).optional(),
    fairness: withDistinctNames(listOf(fairness)).optional(),
  })
  .check(({ value, issues }) => {
    const { places, initialStates, rules, properties = [] } = value;
    const complain = (path: (string | number)[], message: string): void =>
      void issues.push({ code: 'custom', input: value, path, message });
    for (const [number, state] of initialStates.entries()) {
      if (state.length !== places.length) complain(['initialStates', number], `expected ${places.length} components`);
    }
    const lists = [
      ...rules.map(({ at }, number) => [['rules', number, 'at'], at] as const),
      ...properties.map(({ at }, number) => [['properties', number, 'at'], at?.flat() ?? []] as const),
    ];
    for (const [path, at] of lists) {
      if (at.some((number) => number >= places.length)) complain([...path], `expected places below ${places.length}`);
    }
  });
