/** Values of Quint as plain data, and how to read them. */

export interface SetValue {
  readonly set: readonly Value[];
}
export interface TupleValue {
  readonly tuple: readonly Value[];
}
export interface MapValue {
  readonly map: readonly (readonly [Value, Value])[];
}
/** One of several cases. */
export interface VariantValue {
  readonly tag: string;
  readonly value: Value;
}
export interface RecordValue {
  readonly [field: string]: Value;
}

/** Lists are arrays. */
export type Value =
  | boolean
  | number
  | string
  | readonly Value[]
  | SetValue
  | TupleValue
  | MapValue
  | VariantValue
  | RecordValue;

/** A state of a trace: the variables, the action that led to it, and what `nondet` names had for values. */
export interface SpecState {
  readonly vars: Readonly<Record<string, Value>>;
  readonly action: string;
  readonly picks: Readonly<Record<string, Value>>;
}

/** A value is not of the types of the spec: the spec has changed, or it is another one. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

const EXCERPT_LENGTH = 60;

const excerpt = (value: Value | undefined): string => {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > EXCERPT_LENGTH ? `${text.slice(0, EXCERPT_LENGTH - 1)}…` : text;
};

const unexpected = (wanted: string, value: Value | undefined): ShapeError =>
  new ShapeError(`expected ${wanted}, found ${excerpt(value)}`);

const isObject = (value: Value | undefined): value is RecordValue => typeof value === 'object' && !Array.isArray(value);

export const numberOf = (value: Value | undefined): number => {
  if (typeof value !== 'number') throw unexpected('a number', value);
  return value;
};

export const textOf = (value: Value | undefined): string => {
  if (typeof value !== 'string') throw unexpected('a text', value);
  return value;
};

export const booleanOf = (value: Value | undefined): boolean => {
  if (typeof value !== 'boolean') throw unexpected('true or false', value);
  return value;
};

export const listOf = (value: Value | undefined): readonly Value[] => {
  if (!Array.isArray(value)) throw unexpected('a list', value);
  return value as readonly Value[];
};

export const recordOf = (value: Value | undefined): RecordValue => {
  if (!isObject(value)) throw unexpected('a record', value);
  return value;
};

export const setOf = (value: Value | undefined): readonly Value[] => {
  if (!isObject(value) || !Array.isArray(value['set'])) throw unexpected('a set', value);
  return value['set'] as readonly Value[];
};

export const mapOf = (value: Value | undefined): MapValue['map'] => {
  if (!isObject(value) || !Array.isArray(value['map'])) throw unexpected('a map', value);
  return (value as unknown as MapValue).map;
};

export const variantOf = (value: Value | undefined): VariantValue => {
  if (!isObject(value) || typeof value['tag'] !== 'string' || value['value'] === undefined)
    throw unexpected('a variant', value);
  return value as unknown as VariantValue;
};

/** A case that has nothing but its name. */
export const nameOnly = (tag: string): VariantValue => ({ tag, value: {} });

/** Variables of a state by their own names, whatever modules they came through: what stands after the last `::`. */
export const variablesOf = ({ vars }: SpecState): ReadonlyMap<string, Value> =>
  new Map(Object.entries(vars).map(([name, value]) => [name.slice(name.lastIndexOf(':') + 1), value]));
