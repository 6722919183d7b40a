/** What pages say in passing and nobody generates: how many defects and labs there are, and where a file is. */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mutants } from '../../model/mutants/index.ts';
import { labNames } from '../../model/runs/labs/index.ts';
import { repositoryFiles, type SourceFile } from '../tidy/files.ts';

const isWritten = ({ path, text }: SourceFile): boolean =>
  path.endsWith('.md') && !path.startsWith('docs/reference/') && !text.startsWith('<!-- Generated');

const pages = repositoryFiles().filter(isWritten);

const counts: readonly (readonly [RegExp, number])[] = [
  [/\b(\d+) defects that do harm\b/g, mutants.filter(({ equivalent }) => equivalent === undefined).length],
  [/\b(\d+) (?:seeded )?defects\b(?! that do harm)/g, mutants.length],
  [/\b(\d+) (?:labs|lab scenarios|scenarios of (?:a course|MIT 6\.5840))\b/g, labNames.length],
];

/** Numbers on a page that are not those of the code. */
const wrongCounts = ({ path, text }: SourceFile): string[] =>
  counts.flatMap(([words, right]) =>
    Array.from(text.matchAll(words), ([found, number]) => ({ found, number }))
      .filter(({ number }) => Number(number) !== right)
      .map(({ found }) => `${path}: "${found}", but there are ${right}`),
  );

/** Files and folders that a page names in code, and that are not there; NAME stands for one that a reader will write. */
const gone = ({ path, text }: SourceFile): string[] =>
  Array.from(text.matchAll(/`((?:src|model|spec|test|docs)\/[\w./-]+)`/g), ([, named = '']) => named)
    .filter((named) => !named.includes('NAME') && !existsSync(named))
    .map((named) => `${path}: there is no ${named}`);

describe('a page that is written by hand', () => {
  test('counts defects and labs as the code does', () => {
    expect(pages.length).toBeGreaterThan(20);
    expect(pages.flatMap(wrongCounts)).toEqual([]);
  });

  test('names files that are there', () => {
    expect(pages.flatMap(gone)).toEqual([]);
  });
});

describe('it is refused', () => {
  test.each([
    ['for a wrong number of defects', '7 seeded defects', /^a\.md: "7 seeded defects", but there are \d+$/],
    ['for a wrong number of those that do harm', 'all 7 defects that do harm', /^a\.md: "7 defects that do harm", but/],
    ['for a wrong number of labs', 'the 27 labs', /^a\.md: "27 labs", but there are 28$/],
  ])('%s', (_, text, problem) => {
    expect(wrongCounts({ path: 'a.md', text })).toEqual([expect.stringMatching(problem)]);
  });

  test('for a file that is gone', () => {
    expect(gone({ path: 'a.md', text: '`model/world.ts`, `src/core`, `src/core/NAME.ts`' })).toEqual([
      'a.md: there is no model/world.ts',
    ]);
  });
});
