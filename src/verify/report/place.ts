/** Where a finding points to: a file of the user's repository, so that others' programs can show it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type ClauseId, clauses } from '../../core/clauses.ts';
import type { Place } from './judgement.ts';

/** Says where a text is written. */
export interface Places {
  /** Where the judged code says most about a clause. */
  readonly ofClause: (id: ClauseId) => Place;
  /** Where it names something. */
  readonly ofName: (name: string) => Place;
}

interface Page {
  readonly file: string;
  readonly lines: readonly string[];
}

/** What the spec says of a clause, in Markdown, without its heading. */
export const clauseText = (id: ClauseId): string => {
  const page = specPage(id);
  const start = page.lines.findIndex((text) => headingOf(id).test(text)) + 1;
  const length = page.lines.slice(start).findIndex((text) => text.startsWith('#'));
  return page.lines
    .slice(start, length === -1 ? undefined : start + length)
    .join('\n')
    .trim();
};

/**
 * In a file of the user's, the first line that cites the clause or names the thing; otherwise where it exports what is judged.
 * Without a file, the clause in the written spec if that is in the repository; otherwise the line that asks for figure2.
 */
export const placesIn = (file: string | undefined, root = repositoryRoot()): Places => {
  const judged = file === undefined ? undefined : pageOf(resolve(file));
  const ofName = (name: string): Place =>
    judged
      ? placeIn(root, judged, wholeWord(name), EXPORT)
      : placeIn(root, pageOf(join(root, 'package.json')), OURSELVES);
  const ofClause = (id: ClauseId): Place => {
    const page = judged ?? specPage(id);
    return !judged && isWithin(root, page.file) ? placeIn(root, page, headingOf(id)) : ofName(id);
  };
  const remembered = new Map<ClauseId, Place>();
  return {
    ofName,
    ofClause: (id) => {
      const place = remembered.get(id) ?? ofClause(id);
      remembered.set(id, place);
      return place;
    },
  };
};

const EXPORT = /export\b.*\b(?:protocol|model)\b/;
const OURSELVES = /"figure2"/;

/** The first line with one of the patterns, the first pattern first; otherwise the first line. */
const placeIn = (root: string, { file, lines }: Page, ...patterns: readonly RegExp[]): Place => {
  const found = patterns.map((pattern) => lines.findIndex((text) => pattern.test(text))).find((index) => index !== -1);
  const index = found ?? 0;
  const path = relative(root, file).split(sep).join('/');
  return { file: path, line: index + 1, endColumn: (lines[index]?.length ?? 0) + 1 };
};

const headingOf = (id: ClauseId): RegExp => new RegExp(`^### ${id} `);

const specPage = (id: ClauseId): Page => pageOf(join(packageFolder(), 'spec', clauses[id].page));

const packageFolder = (): string => dirname(createRequire(import.meta.url).resolve('figure2/package.json'));

const pages = new Map<string, Page>();

/** A file that can't be read has no lines. */
const pageOf = (file: string): Page => {
  const known = pages.get(file);
  if (known) return known;
  const page = { file, lines: linesOf(file) };
  pages.set(file, page);
  return page;
};

const linesOf = (file: string): readonly string[] => {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
};

/** Paths are from the top of the repository, wherever the command was given. */
const repositoryRoot = (): string => resolve(process.env['GITHUB_WORKSPACE'] ?? '.');

/** Is it a file of the repository's own? */
const isWithin = (root: string, file: string): boolean => {
  const path = relative(root, file);
  return !isAbsolute(path) && !path.startsWith('..') && !path.split(sep).includes('node_modules');
};

const wholeWord = (name: string): RegExp => {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`);
};
