import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { GradeFinding } from '../../../src/grade/outcome.ts';
import { Ledger, ledgerPath } from './ledger.ts';
import { goodVariant } from './variant.ts';

const folder = mkdtempSync(join(tmpdir(), 'figure2-ledger-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'grades.jsonl');

const passed: GradeFinding = { outcome: 'passed', check: 'vote-crash', because: '', seed: 1 };
const broken: GradeFinding = { ...passed, outcome: 'broken', clause: 'ST-2', because: 'S1 votes twice' };

test('what is known of a variant is read as it was written, a line for each', () => {
  const ledger = new Ledger(file);
  ledger.add(goodVariant, new Map([['vote-crash', [passed]]]));
  ledger.add(goodVariant, new Map([['figure-8', [broken, { ...passed, seed: 2 }]]]));
  const again = new Ledger(file);
  expect(again.findings(goodVariant, 'vote-crash')).toEqual([passed]);
  expect(again.findings(goodVariant, 'figure-8')).toEqual([broken, { ...passed, seed: 2 }]);
  expect(again.findings(goodVariant, 'leader-crash')).toBeUndefined();
  expect(again.findings({ ...goodVariant, renames: [['votedFor', 'givenTo']] }, 'vote-crash')).toBeUndefined();
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2);
});

test('what a variant was before it was changed is not kept', () => {
  const changed = { ...goodVariant, renames: [['votedFor', 'givenTo']] as const };
  const ledger = new Ledger(file);
  ledger.add(changed, new Map([['vote-crash', [broken]]]));
  expect(ledger.findings(goodVariant, 'vote-crash')).toBeUndefined();
  expect(new Ledger(file).findings(changed, 'vote-crash')).toEqual([broken]);
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2);
});

test.each(['[', '["good","",{"vote-crash":"fine"}]', '["good",1,{}]\n["good","",{"vote-crash":[{}]}]'])(
  'a file of something else is refused: %s',
  (text) => {
    writeFileSync(file, text);
    expect(() => new Ledger(file)).toThrow(/^can't go on from .*; give another file, or delete it$/);
  },
);

test('what stands in the repository can be gone on from', () => {
  expect(new Ledger(ledgerPath).findings(goodVariant, 'vote-crash')?.map(({ outcome }) => outcome)).toEqual(['passed']);
});
