import { describe, expect, test } from 'vitest';
import { rowOf } from '../../model/killMatrix/index.ts';
import { mutants } from '../../model/mutants/index.ts';
import { mutant } from '../../model/mutants/mutant.ts';
import { killMatrixPage, killMatrixProblem, retellKillMatrix } from '../../src/docgen/killMatrix.ts';
import { retellPage } from '../../src/docgen/sealed.ts';

const kill = {
  ...({
    kind: 'safety',
    property: 'SP-1',
    clause: 'RV-2',
    because: 'two leaders',
    where: 'elections',
    length: 4,
  } as const),
};
const rows = mutants.map((one) =>
  rowOf(one, [
    { detector: 'core', isActivated: true, kill: one.equivalent === undefined ? kill : null, work: 1234, seconds: 2 },
  ]),
);
const page = killMatrixPage(rows);

describe('the page', () => {
  test('has a row for each defect', () => {
    for (const { id, clause, title, source } of mutants) {
      const words = source === undefined ? title : `[${title}](${source})`;
      expect(page).toContain(`\n| ${id} | ${clause} | ${words.replaceAll('|', '\\|')} |`);
    }
  });

  test('says what was found', () => {
    expect(page).toMatch(
      /^\| A16 \|.*\| killed by safety \|.*\| SP-1 in elections after 1,234, 2.0 s \| {2}\| 4 \| \d+ \|$/m,
    );
    expect(page).toMatch(/^\| Z02 \|.*\| equivalent \|.*\| survived \| {2}\|/m);
    expect(page).toMatch(/^- \*\*Z02\*\* .*\.$/m);
  });
});

describe('the page is refused', () => {
  const [first, ...others] = mutants;
  if (!first) throw new Error('there are no mutants');
  const cases: readonly [string, string | undefined, typeof mutants, RegExp][] = [
    ['when it is missing', undefined, mutants, /is missing; make it with npm run figure2 -- mutants --markdown docs/],
    ['when an outcome is edited', page.replace('killed by safety', 'killed by liveness'), mutants, /was edited/],
    ['when a time is edited', page.replace('2.0 s', '0.1 s'), mutants, /was edited/],
    ['when its end is cut off', page.split('\n').slice(0, -2).join('\n'), mutants, /was edited/],
    ['when a defect is new', page, [...mutants, mutant({ ...first, id: 'X9' }, {})], /\(new: X9\); make it anew/],
    ['when a defect is gone', page, others, new RegExp(`\\(gone: ${first.id}\\)`)],
    [
      'when a defect breaks another clause',
      page,
      [{ ...first, clause: 'SP-1' }, ...others],
      new RegExp(`\\(changed: ${first.id}\\)`),
    ],
    [
      'when there is an argument that was not there',
      page,
      [{ ...first, equivalent: 'No.' }, ...others],
      new RegExp(`\\(changed: ${first.id}\\)`),
    ],
    [
      'when it was made with less effort',
      killMatrixPage(rows, {
        seed: 1,
        labSeeds: 1,
        randomRuns: 1,
        tortureRuns: 1,
        maxWorlds: 1,
        specTraces: 1,
        cuts: true,
      }),
      mutants,
      /changed: detectors/,
    ],
  ];

  test.each(cases)('%s', (_title, text, subjects, words) => {
    expect(killMatrixProblem(text, subjects)).toMatch(words);
    expect(killMatrixProblem(text, subjects)).not.toContain('\n');
  });

  test('and not when it is as it was written', () => {
    expect(killMatrixProblem(page)).toBeUndefined();
  });
});

describe('the page in other words', () => {
  const retold = (subjects: typeof mutants): string =>
    retellPage({ path: 'page.md', command: 'again', page }, (text) => retellKillMatrix(text, subjects));
  const withWords = (id: string, words: object): typeof mutants =>
    mutants.map((one) => (one.id === id ? { ...one, ...words } : one));

  test('is the same when nothing is told otherwise', () => {
    expect(retold(mutants)).toBe(page);
  });

  test('has the title and the argument of today, beside what was measured', () => {
    const young = withWords('Z02', { title: 'Told | otherwise', equivalent: 'It is so.' });
    const text = retold(young);
    const measured = /^\| Z02 \| D-4 \| .*? (?<cells>\| equivalent \|.*)$/m.exec(page)?.groups?.['cells'] ?? 'no row';
    expect(text).toContain(`\n| Z02 | D-4 | Told \\| otherwise ${measured}\n`);
    expect(text).toContain('\n- **Z02** Told | otherwise. It is so.\n');
    expect(text.split('\n').length).toBe(page.split('\n').length);
    expect(killMatrixProblem(text, young)).toBeUndefined();
  });

  test('is still made from what it was made from', () => {
    const young = withWords('A16', { clause: 'SP-1', title: 'Told otherwise' });
    expect(killMatrixProblem(retold(young), young)).toMatch(/\(changed: A16\); make it anew/);
  });
});
