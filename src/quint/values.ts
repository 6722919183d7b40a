/** Values of Quint as plain data, in both directions. */
import { type RuntimeValue, rv } from '@informalsystems/quint/dist/src/runtime/impl/runtimeValue.js';
import { SpecificationError } from './errors.ts';

export interface SetValue {
  readonly set: readonly Value[];
}
export interface TupleValue {
  readonly tuple: readonly Value[];
}
export interface MapValue {
  readonly map: readonly (readonly [Value, Value])[];
}
/** One of several cases. What has nothing but its name holds `{}`. */
export interface VariantValue {
  readonly tag: string;
  readonly value: Value;
}
export interface RecordValue {
  readonly [field: string]: Value;
}

/** Lists are arrays. The elements of sets and the keys of maps are in an order of their own, so that equal values look equal. */
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

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

const hasOnly = (value: Value, ...fields: readonly string[]): value is RecordValue =>
  typeof value === 'object' &&
  !isList(value) &&
  Object.keys(value).length === fields.length &&
  fields.every((field) => field in value);

export const isSet = (value: Value): value is SetValue => hasOnly(value, 'set') && isList(value['set'] ?? 0);
export const isTuple = (value: Value): value is TupleValue => hasOnly(value, 'tuple') && isList(value['tuple'] ?? 0);
export const isMap = (value: Value): value is MapValue => hasOnly(value, 'map') && isList(value['map'] ?? 0);
export const isVariant = (value: Value): value is VariantValue =>
  hasOnly(value, 'tag', 'value') && typeof value['tag'] === 'string';

/** The classes of the evaluator are private to it, but its values tell them. */
const classOf = (value: RuntimeValue): unknown => value.constructor;
const BOOL = classOf(rv.mkBool(true));
const INT = classOf(rv.mkInt(0));
const STR = classOf(rv.mkStr(''));
const TUPLE_OR_LIST = classOf(rv.mkTuple([]));
const RECORD = classOf(rv.mkRecord([]));
const MAP = classOf(rv.mkMap([]));
const VARIANT = classOf(rv.mkVariant('', rv.mkTuple([])));
const INFINITE = classOf(rv.mkInfSet('Int'));

/** Values never change and the next state keeps most of those of the state before, so each is read once. */
const seen = new WeakMap<RuntimeValue, Value>();

/** @throws SpecError when a number is too big, a set has no end, or a record looks like something else. */
export const decode = (value: RuntimeValue): Value => {
  const known = seen.get(value);
  if (known !== undefined) return known;
  const kind = classOf(value);
  if (kind === INT) return numberOf(value.toInt());
  if (kind === BOOL) return value.toBool();
  if (kind === STR) return value.toStr();
  const decoded = decodeCompound(value, kind);
  seen.set(value, decoded);
  return decoded;
};

const decodeCompound = (value: RuntimeValue, kind: unknown): Value => {
  if (kind === RECORD) return decodeRecord(value);
  if (kind === MAP)
    return { map: inOrder(Array.from(value.toMap(), ([key, at]) => [decode(key), decode(at)] as const)) };
  if (kind === VARIANT) return decodeVariant(value);
  if (kind === TUPLE_OR_LIST) {
    const elements = Array.from(value, decode);
    return (value as unknown as { readonly kind: string }).kind === 'Tup' ? { tuple: elements } : elements;
  }
  if (kind === INFINITE)
    throw new SpecificationError('a set without end is no value; take a finite one instead of Int or Nat');
  if (!value.isSetLike) throw new SpecificationError('an operator is no value; apply it');
  return { set: Array.from(value.toSet(), decode).sort(compare) };
};

const inOrder = (pairs: readonly (readonly [Value, Value])[]): MapValue['map'] =>
  pairs.toSorted(([one], [other]) => compare(one, other));

const decodeRecord = (value: RuntimeValue): Value => {
  const record: Record<string, Value> = {};
  for (const [field, part] of value.toOrderedMap()) record[field] = decode(part);
  if (isSet(record) || isTuple(record) || isMap(record) || isVariant(record)) {
    const fields = Object.keys(record).join(', ');
    throw new SpecificationError(
      `a record of ${fields} can't be told from a value of another kind; name its fields otherwise`,
    );
  }
  return record;
};

const decodeVariant = (value: RuntimeValue): Value => {
  const [tag, held] = value.toVariant();
  const decoded = decode(held);
  return { tag, value: isTuple(decoded) && decoded.tuple.length === 0 ? {} : decoded };
};

const numberOf = (integer: bigint): number => {
  const number = Number(integer);
  if (!Number.isSafeInteger(number)) throw new SpecificationError(`${integer} is too big a number; stay below 2^53`);
  return number;
};

/** @throws SpecError when a number is not whole. */
export const encode = (value: Value): RuntimeValue => {
  if (typeof value === 'boolean') return rv.mkBool(value);
  if (typeof value === 'string') return rv.mkStr(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new SpecificationError(`${value} is no whole number below 2^53`);
    return rv.mkInt(value);
  }
  if (isList(value)) return rv.mkList(value.map(encode));
  if (isSet(value)) return rv.mkSet(value.set.map(encode));
  if (isTuple(value)) return rv.mkTuple(value.tuple.map(encode));
  if (isMap(value)) return rv.mkMap(value.map.map(([key, at]) => [encode(key), encode(at)]));
  if (isVariant(value)) return rv.mkVariant(value.tag, encodeHeld(value.value));
  return rv.mkRecord(Object.entries(value).map(([field, part]) => [field, encode(part)]));
};

const encodeHeld = (value: Value): RuntimeValue => (hasOnly(value) ? rv.mkTuple([]) : encode(value));

/** An order of all values: below zero when the first comes first. */
export const compare = (one: Value, other: Value): number => {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [first, second] = [textOf(one), textOf(other)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
};

const texts = new WeakMap<object, string>();

/** Sets and maps are in order already, and the fields of a record are in the order of their names when they come from Quint. */
const textOf = (value: Value): string => {
  if (typeof value !== 'object') return typeof value === 'string' ? value : JSON.stringify(value);
  const known = texts.get(value) ?? JSON.stringify(value);
  texts.set(value, known);
  return known;
};
