/** The one text of a JSON value: equal values, equal texts, whatever the order of their fields. */

/** A value that can't be part of a state, and where it is. */
export class NotJson extends Error {}

const refuse = (what: string, path: string): never => {
  throw new NotJson(`a state may hold JSON values only, but ${path === '' ? 'it' : `its ${path.slice(1)}`} is ${what}`);
};

/** @throws NotJson when the value holds something that JSON would lose, such as a Map, undefined or NaN. */
export const canonicalText = (value: unknown, path = ''): string => {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : refuse(String(value), path);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return 'null';
  if (typeof value !== 'object') return refuse(`of type ${typeof value}`, path);
  return Array.isArray(value) ? listText(value, path) : recordText(value, path);
};

const listText = (list: readonly unknown[], path: string): string => {
  let text = '[';
  for (let place = 0; place < list.length; place++) {
    text += (place === 0 ? '' : ',') + canonicalText(list[place], `${path}.${place}`);
  }
  return `${text}]`;
};

const recordText = (record: object, path: string): string => {
  const prototype: unknown = Object.getPrototypeOf(record);
  if (prototype !== Object.prototype && prototype !== null) refuse(`a ${record.constructor.name}`, path);
  let text = '{';
  for (const name of Object.keys(record).sort()) {
    const value = record[name as keyof typeof record];
    text += `${text.length === 1 ? '' : ','}${JSON.stringify(name)}:${canonicalText(value, `${path}.${name}`)}`;
  }
  return `${text}}`;
};
