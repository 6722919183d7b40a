/** A page that a long run makes: what it was made from stands at its end, so that it can't get old unnoticed. */
import { createHash } from 'node:crypto';

/** What a page was made from: a digest of each thing, by its name. */
export type Ingredients = ReadonlyMap<string, string>;

/** A few digits are enough to tell a change from none. */
export const digest = (value: unknown, length = 8): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, length);

/** The page of a text, and of what it was made from. */
export const sealPage = (text: string, ingredients: Ingredients): string => {
  const list = [...ingredients].map(([name, hex]) => `${name}=${hex}`).join(' ');
  const body = `${text}\n\n<!-- Made from: ${list} -->`;
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
  const lines = page.trimEnd().split('\n');
  const body = lines.slice(0, -1).join('\n');
  if (lines.at(-1) !== seal(body))
    return `${path} was edited: it is not what a run has written; make it anew with ${command}`;
  const changes = changesBetween(readIngredients(body), ingredients);
  if (changes.length === 0) return undefined;
  return `${path} was made from something else (${changes.join('; ')}); make it anew with ${command}`;
};

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
