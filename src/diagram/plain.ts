/** Values of somebody's machine as plain data: nothing in them is run, and whatever they are, they can be printed. */
import type { Computing, PlainValue } from './chart.ts';

/** A value as data. What it has no words for is a text in round brackets. */
export const plainOf = (value: unknown, around: readonly unknown[] = []): PlainValue => {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'function') return value.name === '' ? '(function)' : `(function ${value.name})`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object') return '(symbol)';
  if (around.includes(value)) return '(what is around it)';
  return plainObject(value, [...around, value]);
};

const plainObject = (value: object, around: readonly unknown[]): PlainValue => {
  if (Array.isArray(value)) return value.map((item) => plainOf(item, around));
  const { sessionId, id } = fieldsOf(value);
  if (typeof sessionId === 'string') return `(actor ${String(id)})`;
  if (value instanceof Map) return plainOf([...value], around);
  if (value instanceof Set) return plainOf([...value], around);
  if (value instanceof Date || value instanceof RegExp || value instanceof Error) return `(${String(value)})`;
  return Object.fromEntries(
    Object.entries(fieldsOf(value))
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => [name, plainOf(field, around)]),
  );
};

/** The fields that are there: a getter would have to be run. */
const fieldsOf = (value: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(Object.getOwnPropertyDescriptors(value))
      .filter(([, { enumerable }]) => enumerable)
      .map(([name, descriptor]) => [name, 'value' in descriptor ? descriptor.value : '(getter)']),
  );

/** Those fields that are there, as data, and the names of those that a function computes when they are used. */
export const plainFields = (
  fields: Readonly<Record<string, unknown>>,
): { readonly data: Readonly<Record<string, PlainValue>>; readonly computed: readonly string[] } => {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    data: Object.fromEntries(
      there.filter(([, value]) => typeof value !== 'function').map(([name, value]) => [name, plainOf(value)]),
    ),
    computed: there.filter(([, value]) => typeof value === 'function').map(([name]) => name),
  };
};

/** The same in one object, for fields that are not called `computed` themselves. */
export const describeFields = (
  fields: Readonly<Record<string, unknown>>,
): Computing & Readonly<Record<string, PlainValue>> => {
  const { data, computed } = plainFields(fields);
  return computed.length === 0 ? data : { ...data, computed };
};
