/** Which box of the spec a clause stands in: a box of the paper, or an optional page. */
import { type Box, boxes, type ClauseId, clauseIds } from './clauses.ts';

/** The box that a clause stands in. */
export const boxOf = (id: ClauseId): Box => {
  const box = boxesByPrefix.get(id.slice(0, id.lastIndexOf('-')));
  if (!box) throw new Error(`spec/boxes.json has no box for ${id}`); // can't be: ids are generated from boxes
  return box;
};

const boxesByPrefix: ReadonlyMap<string, Box> = new Map(boxes.map((box) => [box.prefix, box]));

/** The clauses of the figure and of these extensions, in the order of the pages. Without a page, the figure's alone. */
export const clausesWith = (extensions: readonly string[]): readonly ClauseId[] =>
  clauseIds.filter((id) => {
    const { extension } = boxOf(id);
    return extension === undefined || extensions.includes(extension);
  });

/** A pattern that finds what looks like the id of a clause in a text, and no part of a longer word. */
export const citations = (): RegExp =>
  new RegExp(`(?<![\\w-])(?:${boxes.map(({ prefix }) => prefix).join('|')})-\\d+`, 'g');
