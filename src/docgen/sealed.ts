/** A page that a long run makes: what it was made from stands at its end, so that it can't get old unnoticed. */
import { createHash } from 'node:crypto';
import { clauses } from '../core/clauses.ts';
import { clauseLink } from './generated.ts';

/** What a page was made from: a digest of each thing, by its name. */
export type Ingredients = ReadonlyMap<string, string>;

/** A few digits are enough to tell a change from none. */
export const digest = (value: unknown, length = 8): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, length);

const MADE_FROM = '<!-- Made from: ';

/** The page of a text, and of what it was made from. */
export const sealPage = (text: string, ingredients: Ingredients): string => {
  const list = [...ingredients].map(([name, hex]) => `${name}=${hex}`).join(' ');
  const body = `${text}\n\n${MADE_FROM}${list} -->`;
  return `${body}\n${seal(body)}\n`;
};

/** A page, as it is found. */
export interface SealedPage {
  readonly path: string;
  /** Makes it anew. */
  readonly command: string;
  /** Undefined: it is missing. */
  readonly page: string | undefined;
  /** What it should be made from. */
  readonly ingredients: Ingredients;
}

/**
 * What is wrong with a page, in a sentence; undefined: it was made from these things, and is as a run has written it. That tells
 * whoever forgets to make it anew, and whoever edits it; it is no protection from one who computes the checksum too.
 */
export const sealedProblem = ({ path, command, page, ingredients }: SealedPage): string | undefined => {
  if (page === undefined) return `${path} is missing; make it with ${command}`;
  const body = sealedBody(page);
  if (body === undefined) return editedWords(path, command);
  const changes = changesBetween(readIngredients(body), ingredients);
  if (changes.length === 0) return undefined;
  return `${path} was made from something else (${changes.join('; ')}); make it anew with ${command}`;
};

/** What stands above the checksum; undefined: it is not what the checksum was taken of. */
const sealedBody = (page: string): string | undefined => {
  const lines = page.trimEnd().split('\n');
  const body = lines.slice(0, -1).join('\n');
  return lines.at(-1) === seal(body) ? body : undefined;
};

const editedWords = (path: string, command: string): string =>
  `${path} was edited: it is not what a run has written; make it anew with ${command}`;

/** A sealed page that was edited, so that it can't be told in other words. The message is one line. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/**
 * The same page in other words: what a run has measured stays, and what the page says that it was made from stays as it is.
 *
 * @throws SealError when the page was edited: a checksum would then vouch for what no run has written.
 */
export const retellPage = (
  { path, command, page }: Pick<SealedPage, 'path' | 'command'> & { readonly page: string },
  retell: (body: string) => string,
): string => {
  const body = sealedBody(page);
  if (body === undefined) throw new SealError(editedWords(path, command));
  const end = body.lastIndexOf(MADE_FROM);
  const told = `${retell(body.slice(0, end))}${body.slice(end)}`;
  return `${told}\n${seal(told)}\n`;
};

/** A text whose links to clauses lead to their headings as these are called now. */
export const relink = (text: string): string =>
  text.replaceAll(CLAUSE_LINK, (link, id: string) => (Object.hasOwn(clauses, id) ? clauseLink(id) : link));

const CLAUSE_LINK = /\[([A-Z]+(?:-[A-Z])?-\d+)\]\(\.\.\/\.\.\/spec\/[^)\s]*\)/g;

const readIngredients = (body: string): Ingredients => {
  const [, list = ''] = /^<!-- Made from: (.*) -->$/m.exec(body) ?? [];
  return new Map([...list.matchAll(/(\S+)=(\S+)/g)].map(([, name = '', hex = '']) => [name, hex]));
};

const seal = (body: string): string => `<!-- Checksum of all above: ${digest(body, 32)} -->`;

const changesBetween = (old: Ingredients, young: Ingredients): readonly string[] => {
  const changed = [...young.keys()].filter((name) => old.has(name) && old.get(name) !== young.get(name));
  const added = [...young.keys()].filter((name) => !old.has(name));
  const gone = [...old.keys()].filter((name) => !young.has(name));
  return [listOf(changed, 'changed'), listOf(added, 'new'), listOf(gone, 'gone')].filter((words) => words !== '');
};

const LISTED_MAX = 6;

const listOf = (names: readonly string[], what: string): string => {
  if (names.length === 0) return '';
  const more = names.length > LISTED_MAX ? ` and ${names.length - LISTED_MAX} more` : '';
  return `${what}: ${names.slice(0, LISTED_MAX).join(', ')}${more}`;
};
