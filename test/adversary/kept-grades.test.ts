/**
 * Tries: a file of kept grades in which any one byte is another, or that is cut short; so that a failed scenario is passed, a run is
 * missing, or another program has its grade.
 * Right: rejected in one line, or the same grades as before. Whoever makes a whole file of their own is believed: it is staff's.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keptText, readKept } from '../../src/grade/resume.ts';
import { figure2Here, oneLineThat, scratchFolder } from '../cli/figure2.ts';

const folder = scratchFolder();
const part = '3A';
const about = { check: 'InitialElection3A', part, because: 'two leaders', seed: 1 } as const;
const kept = [
  { plan: 'p', fingerprint: 'f', words: 'rules on plain data', findings: [{ ...about, outcome: 'failed' } as const] },
];
const text = keptText(kept);

test('is read as it was written', () => {
  expect(readKept(text)).toEqual({ ok: true, value: kept });
  expect(readKept(keptText([]))).toEqual({ ok: true, value: [] });
});

test('each byte that is another', () => {
  for (let at = 0; at < text.length; at++) {
    for (const other of [' ', '0', 'a', '"', '}']) {
      const read = readKept(text.slice(0, at) + other + text.slice(at + 1));
      if (read.ok) expect(read.value, `byte ${at}`).toEqual(kept);
      else expect(read.because, `byte ${at}`).not.toContain('\n');
    }
  }
});

test.each([
  ['an outcome', (old: string) => old.replace('failed', 'passed')],
  ['another program', (old: string) => old.replace('"f"', '"g"')],
  ['a run less', (old: string) => old.replace(/"findings": \[[\s\S]*\]\n {2}\}/, '"findings": []\n  }')],
  ['no sum', (old: string) => old.replace(/"sum": "\w+",/, '')],
  ['half of it', (old: string) => old.slice(0, old.length / 2)],
  ['twice', (old: string) => old + old],
])('the command says so: %s', async (_, change) => {
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(join(folder, 'kept.json'), changed);
  writeFileSync(join(folder, 'mine.mjs'), 'export const protocol = 1;');
  const { status, stdout, stderr } = await figure2Here(
    folder,
    'grade',
    'mine.mjs',
    '--seed',
    '1',
    '--resume',
    'kept.json',
  );
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(oneLineThat(/can't go on from --resume kept\.json: /));
});
