// Room src/text. Numbers, plurals, clipped and printable text: whatever is put on a screen.
// What may be touched here: how something reads. It imports nothing and knows no Raft; the golden reports show what a
// change does.

/** Texts of unknown origin on a screen: what can't be seen is shown, what is too long is clipped, what has lines gets one. */

/** Controls, formats such as a change of direction, halves of characters, and places without a character. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** A text in which everything can be seen: what can't is written as its number. */
export const printable = (text: string): string =>
  text.replaceAll(UNSEEN, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`);

/**
 * What a terminal may obey, and what follows it if it begins one of the styles that are used here: bold, dim, and the colours of a
 * verdict, which hide nothing; nor does a line's end.
 */
const CONTROL = /(?![\n\t]|\r\n)(\p{Cc})(\[(?:[012]|22|3[1239])(?:;(?:[012]|22|3[1239])){0,3}m)?/gu;

const ESCAPE = String.fromCodePoint(0x1b);

/**
 * Lines of a document, as they are, but for what a terminal may obey: that is written as its number. What is shown may come
 * from files and programs of others.
 */
export const withoutControls = (text: string): string =>
  text.replaceAll(CONTROL, (found: string, control: string, style?: string) =>
    control === ESCAPE && style !== undefined ? found : `${printable(control)}${style ?? ''}`,
  );

/** At most so many characters, the last of them an ellipsis if there were more. */
export const clip = (text: string, width: number): string => {
  if (text.length <= width) return text;
  const characters = Array.from(text);
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
};

/** The text in lines of at most so many characters, broken at blanks where there are some. */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width);
    const end = blank > width / 2 ? blank : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
};

const MAX_EXCERPT = 60;

/** What a reason quotes of its input: never more than a line, and not all of a long one. */
export const excerpt = (text: string, max = MAX_EXCERPT): string => {
  const isLong = text.length > max;
  const start = isLong ? `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return start.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
};

/** A text as one line, without what follows the first paragraph. */
export const oneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, ' ');

/** JSON lets through what a terminal may obey; inside of texts, the only place where it can be, it may be escaped as well. */
const UNSEEN_IN_JSON = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu;

const escapeOf = (character: string): string =>
  Array.from({ length: character.length }, (_, place) => character.charCodeAt(place))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');

/** JSON in which everything can be seen. */
export const jsonText = (document: unknown, indent: number): string =>
  JSON.stringify(document, null, indent).replaceAll(UNSEEN_IN_JSON, escapeOf);
