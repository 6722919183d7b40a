/** What generated pages have in common. */
import { clauses } from '../core/clauses.ts';
import { slugOf } from '../text/slug.ts';

/** A file that is generated. */
export interface Generated {
  /** From the top of the repository. */
  readonly path: string;
  readonly text: string;
}

/** A clause id as a link to its heading, from a page in docs/reference; any other text as it is. */
export const clauseLink = (id: string): string => {
  if (!Object.hasOwn(clauses, id)) return id;
  const { title, page } = clauses[id as keyof typeof clauses];
  return `[${id}](../../spec/${page}#${slugOf(`${id} ${title}`)})`;
};

/** A picture that leads to itself: whoever wants to read it closely opens it alone. */
export const pictureLink = (title: string, file: string): string => `[![${title}](${file})](${file})`;

/** A text that means nothing to Markdown, for a cell of a table. */
export const markdownText = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>#|~]/g, String.raw`\$&`);
