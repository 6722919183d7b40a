import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { UsageError } from '../../../src/host/errors.ts';
import { withReports } from '../../../src/verify/report/reports.ts';
import { green, red } from './arrange.ts';

const folder = mkdtempSync(join(tmpdir(), 'figure2-reports-'));
afterAll(() => rmSync(folder, { recursive: true }));
const about = { verb: 'check', subject: 'the shipped Raft' };
const wanted = (name: string) => ({ report: [{ name: 'junit', file: join(folder, name) }] }) as const;

test('the result is handed on, and reported', async () => {
  const isTextWanted = await withReports(wanted('green.xml'), {
    ...about,
    run: (wantsText) => Promise.resolve(wantsText),
    judge: () => green,
  });
  expect(isTextWanted).toBe(true);
  expect(readFileSync(join(folder, 'green.xml'), 'utf8')).toContain('value="PASS."');
});

test('a check that fails itself is reported as an error, and fails', async () => {
  const run = () => Promise.reject(new Error('a thread\nhas ended'));
  await expect(withReports(wanted('broken.xml'), { ...about, run, judge: () => red })).rejects.toThrow('a thread');
  const text = readFileSync(join(folder, 'broken.xml'), 'utf8');
  expect(text).toContain('tests="1" failures="0" errors="1"');
  expect(text).toContain('<error message="a thread has ended" type="breakdown">');
});

test('bad input is not reported', async () => {
  const run = () => Promise.reject(new UsageError('no such file'));
  await expect(withReports(wanted('none.xml'), { ...about, run, judge: () => red })).rejects.toThrow(UsageError);
  expect(existsSync(join(folder, 'none.xml'))).toBe(false);
});
