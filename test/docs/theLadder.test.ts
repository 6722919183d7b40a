/** The ladder: each clause of Figure 2 and Figure 13 is added at one rung, and each rung plays what the last one could not do. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exhibits } from '../../model/experiments/index.ts';
import { citations } from '../../src/core/boxes.ts';
import { clauseIds, clauses } from '../../src/core/clauses.ts';
import { scenarios } from '../scenarios/golden.ts';

const text = readFileSync('docs/tutorial/the-ladder.md', 'utf8');

/** What can be played: experiments by their clauses, and defects of the museum. */
const playable = new Set([
  ...scenarios('spec/experiments').map(({ name }) => name),
  ...exhibits.map(({ defect }) => defect),
]);

/** What the paper's two figures have; what a server says to clients is part of the third rung. */
const ofTheFigures = clauseIds.filter(
  (id) => ['figure2.md', 'snapshots.md'].includes(clauses[id].page) || id === 'CL-1',
);

interface Rung {
  readonly title: string;
  readonly added: readonly string[];
  readonly played: readonly string[];
}

const rungsOf = (page: string): readonly Rung[] =>
  page
    .split(/^## (?=\d+\. )/m)
    .slice(1)
    .map((section) => ({
      title: section.split('\n', 1)[0] ?? '',
      added: Array.from(
        /^\*\*Added:\*\* .*$/m.exec(section)?.[0].matchAll(/\[([A-Z-]+\d+)\]/g) ?? [],
        ([, id = '']) => id,
      ),
      played: Array.from(section.matchAll(/\bfigure2 without ([\w-]+)/g), ([, id = '']) => id),
    }));

/** What is wrong with the ladder. */
const problemsOf = (page: string): readonly string[] => {
  const rungs = rungsOf(page);
  const added = rungs.flatMap((rung) => rung.added);
  return [
    ...ofTheFigures.filter((id) => !added.includes(id)).map((id) => `no rung adds ${id}`),
    ...added.filter((id, place) => added.indexOf(id) !== place).map((id) => `${id} is added twice`),
    ...rungs.filter(({ played }) => played.length === 0).map(({ title }) => `${title}: nothing is played`),
    ...rungs.flatMap(({ title, played }) =>
      played.filter((id) => !playable.has(id)).map((id) => `${title}: ${id} can't be played`),
    ),
  ];
};

describe('the ladder', () => {
  test('has ten rungs, which add each clause of the figures once and play what the last one could not do', () => {
    expect(rungsOf(text)).toHaveLength(10);
    expect(problemsOf(text)).toEqual([]);
  });

  test('cites clauses by ids that there are', () => {
    const cited = Array.from(text.matchAll(citations()), ([id]) => id);
    expect(cited.length).toBeGreaterThan(50);
    expect(cited.filter((id) => !clauseIds.some((each) => each === id))).toEqual([]);
  });
});

describe('the ladder is refused', () => {
  test.each([
    ['without a clause', text.replace(/\[RV-2\]\([^)]*\), /, ''), 'no rung adds RV-2'],
    ['with a clause on two rungs', text.replace('**Added:** ', '**Added:** [RV-2](x), '), 'RV-2 is added twice'],
    [
      'with a rung that plays nothing',
      text.replaceAll('$ figure2 without C04', ''),
      '1. One server with a log: nothing is played',
    ],
    [
      'for a run that there is not',
      text.replace('without RS-F-2`', 'without RS-F-9`'),
      "4. Terms and votes: RS-F-9 can't be played",
    ],
  ])('%s', (_what, page, problem) => {
    expect(problemsOf(page)).toContain(problem);
  });
});
