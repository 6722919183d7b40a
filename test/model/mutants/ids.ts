/** Ids of defects that could be taken for something else: for a clause, or for another defect. */

import { citations } from '../../../src/core/boxes.ts';

/** A defect by its id and by the name of its file, without `.ts`. */
export interface NamedDefect {
  readonly id: string;
  readonly slug: string;
}

/** A row of the catalogue: a letter and a number, with no hyphen. */
const ROW = /^[A-Z]\d+$/;

/** As wide as the column of `figure2 mutants`. */
const LENGTH_MAX = 20;

/** What is wrong with ids, a sentence each. */
export const idProblems = (defects: readonly NamedDefect[]): readonly string[] => [
  ...defects.flatMap(({ id, slug }) => [
    ...(citations().test(id.toUpperCase()) ? [`${id}: reads like the id of a clause`] : []),
    ...(ROW.test(id) || id === slug ? [] : [`${id}: is no row of the catalogue; name it as its file, ${slug}`]),
    ...(id.length > LENGTH_MAX ? [`${id}: has ${id.length} characters; at most ${LENGTH_MAX}`] : []),
  ]),
  ...defects.flatMap(({ id }, index) =>
    defects
      .slice(index + 1)
      .filter((other) => bare(other.id) === bare(id))
      .map((other) => `${id}: differs from ${other.id} by nothing but case and hyphens`),
  ),
];

const bare = (id: string): string => id.toLowerCase().replaceAll('-', '');
