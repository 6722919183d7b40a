/** The text of each clause, for the explorer: what the spec says, in its very words. */
import type { SpecPage } from '../clauses.ts';

const HEADING = /^### (\S+) .*$/m;
const FIELDS = /^- \*\*(?:Source|Kind):\*\*.*$/gm;

/** By clause id: the body of its section as Markdown, without heading, source and kind. */
export const clauseTexts = (pages: readonly SpecPage[]): Readonly<Record<string, string>> => {
  const sections = pages.flatMap(({ text }) => text.split(/^(?=#{2,3} )/m));
  return Object.fromEntries(
    sections.flatMap((section) => {
      const id = HEADING.exec(section)?.[1];
      return id === undefined ? [] : [[id, section.replace(HEADING, '').replaceAll(FIELDS, '').trim()]];
    }),
  );
};

/** What the text of a clause ends with: what goes wrong without it, or its reason, without the words that announce it. */
export const closingLine = (text: string): string =>
  (text.split('\n\n').at(-1) ?? '').replaceAll('\n', ' ').replace(/^\*\*[^*]+\*\* /, '');
