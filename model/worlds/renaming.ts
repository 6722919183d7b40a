/** Servers under other names: what symmetry is about. */
import { permutations } from '../../src/check/explore/permutations.ts';
import type { ServerId } from '../../src/core/types.ts';

/** Each server's new name. */
export type Renaming = ReadonlyMap<ServerId, ServerId>;

const isIds = (list: readonly unknown[], renaming: Renaming): list is readonly ServerId[] =>
  list.length > 0 && list.every((item) => typeof item === 'string' && renaming.has(item));

/** A value in which every server is called by its new name. Lists of servers are sorted, as they are everywhere. */
export const rename = (value: unknown, renaming: Renaming): unknown => {
  if (typeof value === 'string') return renaming.get(value) ?? value;
  if (Array.isArray(value)) {
    const list: unknown[] = value.map((item) => rename(item, renaming));
    return isIds(list, renaming) ? [...list].sort() : list;
  }
  if (typeof value !== 'object' || value === null) return value;
  const renamed: Record<string, unknown> = {}; // filled as it is: lists of pairs would cost more than all else here
  for (const name of Object.keys(value))
    renamed[renaming.get(name) ?? name] = rename((value as Readonly<Record<string, unknown>>)[name], renaming);
  return renamed;
};

/** All renamings but the identity. */
export const renamingsOf = (ids: readonly ServerId[]): readonly Renaming[] => {
  const [, ...orders] = permutations(ids.length);
  return orders.map((order) => new Map(ids.map((id, place) => [id, ids[order[place] as number] as ServerId])));
};
