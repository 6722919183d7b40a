/** Traces in the Informal Trace Format, which the tools for Quint and TLA+ read. */
import type { QuintState, SpecTrace } from './run.ts';
import { isList, isMap, isSet, isTuple, isVariant, type Value } from './values.ts';

export type ItfValue = boolean | string | readonly ItfValue[] | { readonly [field: string]: ItfValue };

export interface ItfDocument {
  readonly '#meta': Readonly<Record<string, string>>;
  readonly vars: readonly string[];
  readonly states: readonly Readonly<Record<string, ItfValue | { readonly index: number }>>[];
}

const ACTION = 'mbt::actionTaken';
const PICKS = 'mbt::nondetPicks';

export const toItf = ({ states, seed }: SpecTrace, source = ''): ItfDocument => {
  const vars = [...new Set(states.flatMap((state) => Object.keys(state.vars)))];
  const picks = [...new Set(states.flatMap((state) => Object.keys(state.picks)))].sort();
  return {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      source,
      seed: String(seed),
    },
    vars: [...vars, ACTION, PICKS],
    states: states.map((state, index) => ({
      '#meta': { index },
      ...itfRecord(state.vars),
      [ACTION]: state.action,
      [PICKS]: itfPicks(picks, state),
    })),
  };
};

/** Every state has all names of the trace, as a record of one type must. */
const itfPicks = (names: readonly string[], { picks }: QuintState): ItfValue =>
  Object.fromEntries(
    names.map((name) => {
      const pick = picks[name];
      return [name, pick === undefined ? itfVariant('None', {}) : itfVariant('Some', pick)];
    }),
  );

const itfRecord = (record: Readonly<Record<string, Value>>): Readonly<Record<string, ItfValue>> =>
  Object.fromEntries(Object.entries(record).map(([field, value]) => [field, itfValue(value)]));

const itfVariant = (tag: string, value: Value): ItfValue => ({
  tag,
  value:
    typeof value === 'object' && Object.keys(value).length === 0 && !isList(value) ? { '#tup': [] } : itfValue(value),
});

const itfValue = (value: Value): ItfValue => {
  if (typeof value === 'number') return { '#bigint': String(value) };
  if (typeof value !== 'object') return value;
  if (isList(value)) return value.map(itfValue);
  if (isSet(value)) return { '#set': value.set.map(itfValue) };
  if (isTuple(value)) return { '#tup': value.tuple.map(itfValue) };
  if (isMap(value)) return { '#map': value.map.map(([key, at]) => [itfValue(key), itfValue(at)]) };
  if (isVariant(value)) return itfVariant(value.tag, value.value);
  return itfRecord(value);
};
