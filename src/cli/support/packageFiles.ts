/** Files of the package beside the code: what the spec says is read from there. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type ClauseId, clauses } from '../../core/clauses.ts';
import { clauseTexts } from '../../docgen/page/clauseTexts.ts';

const packageFolder = (): string => dirname(createRequire(import.meta.url).resolve('figure2/package.json'));

/** A file of the package, by its path in it. */
export const readPackageFile = (path: string): string => readFileSync(join(packageFolder(), path), 'utf8');

/** The names of the files in a folder of the package, in order. */
export const listPackageFiles = (folder: string): readonly string[] =>
  readdirSync(join(packageFolder(), folder)).sort();

/** What the written spec says of a clause, in Markdown. */
export const clauseTextOf = (id: ClauseId): string => {
  const { page } = clauses[id];
  return clauseTexts([{ page, text: readPackageFile(`spec/${page}`) }])[id] ?? '';
};
