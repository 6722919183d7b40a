/** Values of Quint as plain data, and how to read them. */

export interface SpecSetValue {
  readonly set: readonly SpecValue[];
}
export interface SpecTupleValue {
  readonly tuple: readonly SpecValue[];
}
export interface SpecMapValue {
  readonly map: readonly (readonly [SpecValue, SpecValue])[];
}
/** One of several cases. */
export interface SpecVariantValue {
  readonly tag: string;
  readonly value: SpecValue;
}
export interface SpecRecordValue {
  readonly [field: string]: SpecValue;
}

/** Lists are arrays. */
export type SpecValue =
  | boolean
  | number
  | string
  | readonly SpecValue[]
  | SpecSetValue
  | SpecTupleValue
  | SpecMapValue
  | SpecVariantValue
  | SpecRecordValue;

/** A state of a trace: the variables, the action that led to it, and what `nondet` names had for values. */
export interface SpecState {
  readonly vars: Readonly<Record<string, SpecValue>>;
  readonly action: string;
  readonly picks: Readonly<Record<string, SpecValue>>;
}

/** A value is not of the types of the spec: the spec has changed, or it is another one. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

const EXCERPT_LENGTH = 60;

const excerpt = (value: SpecValue | undefined): string => {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > EXCERPT_LENGTH ? `${text.slice(0, EXCERPT_LENGTH - 1)}…` : text;
};

const shapeError = (wanted: string, value: SpecValue | undefined): ShapeError =>
  new ShapeError(`expected ${wanted}, found ${excerpt(value)}`);

const isObject = (value: SpecValue | undefined): value is SpecRecordValue =>
  typeof value === 'object' && !Array.isArray(value);

export const numberOf = (value: SpecValue | undefined): number => {
  if (typeof value !== 'number') throw shapeError('a number', value);
  return value;
};

export const textOf = (value: SpecValue | undefined): string => {
  if (typeof value !== 'string') throw shapeError('a text', value);
  return value;
};

export const booleanOf = (value: SpecValue | undefined): boolean => {
  if (typeof value !== 'boolean') throw shapeError('true or false', value);
  return value;
};

export const listOf = (value: SpecValue | undefined): readonly SpecValue[] => {
  if (!Array.isArray(value)) throw shapeError('a list', value);
  return value as readonly SpecValue[];
};

export const recordOf = (value: SpecValue | undefined): SpecRecordValue => {
  if (!isObject(value)) throw shapeError('a record', value);
  return value;
};

export const setOf = (value: SpecValue | undefined): readonly SpecValue[] => {
  if (!isObject(value) || !Array.isArray(value['set'])) throw shapeError('a set', value);
  return value['set'] as readonly SpecValue[];
};

export const mapOf = (value: SpecValue | undefined): SpecMapValue['map'] => {
  if (!isObject(value) || !Array.isArray(value['map'])) throw shapeError('a map', value);
  return (value as unknown as SpecMapValue).map;
};

export const variantOf = (value: SpecValue | undefined): SpecVariantValue => {
  if (!isObject(value) || typeof value['tag'] !== 'string' || value['value'] === undefined)
    throw shapeError('a variant', value);
  return value as unknown as SpecVariantValue;
};

/** A case that has nothing but its name. */
export const nameOnly = (tag: string): SpecVariantValue => ({ tag, value: {} });

/** Variables of a state by their own names, whatever modules they came through: what stands after the last `::`. */
export const variablesOf = ({ vars }: SpecState): ReadonlyMap<string, SpecValue> =>
  new Map(Object.entries(vars).map(([name, value]) => [name.slice(name.lastIndexOf(':') + 1), value]));
