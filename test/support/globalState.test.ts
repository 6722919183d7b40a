/** What a test file may not leave behind is seen. */
import { tmpdir } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { globalState, leftBehind } from './globalState.ts';

const before = globalState();
const folder = process.cwd();

afterEach(() => {
  process.chdir(folder);
  process.exitCode = undefined;
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  expect(leftBehind(before, globalState())).toEqual([]);
});

test.each<readonly [string, () => unknown]>([
  ['the working directory', () => process.chdir(tmpdir())],
  ['process.exitCode', () => (process.exitCode = 1)],
  ['process.env.HOME', () => vi.stubEnv('HOME', '/nowhere')],
  ['process.env.NOBODY_HAS_THIS', () => vi.stubEnv('NOBODY_HAS_THIS', '')],
  ['process.stdout.write', () => vi.spyOn(process.stdout, 'write')],
  ['Date.now', () => vi.spyOn(Date, 'now')],
])('%s', (name, leave) => {
  leave();
  expect(leftBehind(before, globalState())).toEqual([name]);
});
