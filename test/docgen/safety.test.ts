/** What carries safety: the file of what was measured is that of the defects as they are, and the page says nothing else. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  codeOf,
  type Measurements,
  measuredPath,
  measurementsProblem,
  measurer,
  readMeasurements,
  renderMeasurements,
} from '../../src/docgen/safety/measured.ts';
import { safetyPage } from '../../src/docgen/safety/page.ts';
import { rowOf } from '../../src/docgen/safety/rows.ts';
import { defectsIn, weakenedBoxes } from '../../src/docgen/safety/weakenings.ts';
import { reasonOf } from '../../src/docgen/safety/words.ts';

const boxes = weakenedBoxes();
const defects = defectsIn(boxes);
const all = readMeasurements(readFileSync(measuredPath, 'utf8'));

const keptOf = (id: string): Measurements[string] => {
  const kept = all[id];
  if (!kept) throw new Error(`${id} was not measured`);
  return kept;
};

const defectNamed = (id: string) => {
  const found = defects.find((defect) => defect.id === id);
  if (!found) throw new Error(`there is no defect ${id}`);
  return found;
};

describe('what was measured', () => {
  const measure = (id: string) => measurer()(defectNamed(id));
  const cheap = ['C04', 'forgets-log', 'A01', 'A16', 'A13'];

  test.each(cheap)('of %s is measured again', (id) => {
    const { from: _, ...kept } = keptOf(id);
    expect(measure(id)).toEqual(kept);
  });

  test('and is another if a number is changed', () => {
    const { from: _, ...kept } = keptOf('A16');
    const changed = { ...kept, fall: kept.fall && { ...kept.fall, steps: kept.fall.steps + 1 } };
    expect(measure('A16')).not.toEqual(changed);
  });

  test('stands in its file as the command writes it', () => {
    expect(renderMeasurements(all)).toBe(readFileSync(measuredPath, 'utf8'));
  });

  test('is that of all defects, as they are', () => {
    expect(measurementsProblem(all, defects)).toBeUndefined();
  });

  const { A16: first, ...others } = all;
  test.each<readonly [string, Measurements, RegExp]>([
    ['of a defect that is new', others, /A16 is measured from something else; run npm run safety -- --resume$/],
    [
      'of one that has changed',
      { ...all, A16: { ...keptOf('A16'), from: '0' } },
      /A16 is measured from something else/,
    ],
    ['of one that is gone', { ...all, X9: keptOf('A16') }, /X9 is gone/],
  ])('is refused where it is not that %s', (_what, some, problem) => {
    expect(first).toBeDefined();
    expect(measurementsProblem(some, defects)).toMatch(problem);
  });
});

describe('the page', () => {
  const { text } = safetyPage(boxes, all);

  test('has a row for each clause and each defect of it', () => {
    for (const { weakenings } of boxes)
      for (const { clause, defect } of weakenings)
        expect(text, `${clause} ${defect.id}`).toMatch(new RegExp(`^\\| .* \\| \\[${defect.id}\\]\\(`, 'm'));
  });

  test('says of each defect by which no property falls why that is', () => {
    const rows = boxes.flatMap(({ weakenings }) => weakenings.map((weakening) => rowOf(weakening, all)));
    const others = rows.filter(({ cost }) => cost !== 'safety');
    expect(others.length).toBeGreaterThan(50);
    expect(others.filter((row) => reasonOf(row) === '').map(({ defect }) => defect.id)).toEqual([]);
    const [first] = others;
    const { equivalent: _, decision: __, ...bare } = defectNamed('A34');
    expect(first && reasonOf({ ...first, defect: bare, claims: [], matrix: undefined, cost: 'neither' })).toBe('');
  });

  test('does not say what was not measured', () => {
    const wrong = { ...all, A35: { ...keptOf('A35'), fall: null } };
    expect(() => safetyPage(boxes, wrong)).toThrow(/words\.ts says SP-4 of A35, and nothing was measured/);
    const { A35: _, ...missing } = all;
    expect(() => safetyPage(boxes, missing)).toThrow(
      /A35 is not in src\/docgen\/safety\/measured\.json; run npm run safety/,
    );
  });
});

describe('what a defect is measured from', () => {
  const file = `/** A title. */
import { a } from './a.ts';

/** Why: it's told. */
export const defect = mutant(
  { id: 'X1', title: "It's old", equivalent: 'Not // new.', clause: 'RV-2' },
  { guards: { isOld: () => a('/** kept */') } }, // as it is
);
`;

  test('is the code, in whatever words it is told', () => {
    const told = file
      .replace('A title', 'Another')
      .replace("Why: it's told.", 'No.')
      .replace('"It\'s old"', "'It is new'")
      .replace('Not // new.', 'So.')
      .replace(' // as it is', '');
    expect(told).not.toBe(file);
    expect(codeOf(told)).toBe(codeOf(file));
  });

  test.each([
    ['RV-2', 'RV-3'],
    ['isOld', 'isNew'],
    ['kept', 'gone'],
    ["id: 'X1', title", "id: 'X1', words"],
    [' equivalent:', ' // equivalent:'],
  ])('is not the same when %s becomes %s', (before, after) => {
    expect(codeOf(file.replace(before, after))).not.toBe(codeOf(file));
  });
});
