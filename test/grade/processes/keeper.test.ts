/** No process of a submission is left over, however its run or the grader ends. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { withBuiltPool } from '../built.ts';
import { scratch, sleeper, written } from '../subjects/lines/programs.ts';

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A program that starts another, writes both numbers down, and never is done. */
const stubborn = (name: string) => {
  const file = join(scratch, `${name}.pids`);
  const code = `const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);'], { stdio: 'inherit' });
    writeFileSync(${JSON.stringify(file)}, process.pid + ' ' + child.pid);
    process.on('SIGTERM', () => {});
    for (;;);`;
  return { file, path: written(name, sleeper(code)) };
};

const pidsIn = async (file: string): Promise<readonly number[]> => {
  for (let tries = 0; tries < 600; tries++) {
    const pids = existsSync(file) ? readFileSync(file, 'utf8').split(' ').map(Number) : [];
    if (pids.length === 2) return pids;
    await sleep(50);
  }
  throw new Error('the program was not started');
};

/** Those that are still there; the system may take a moment to end them. */
const leftOf = async (pids: readonly number[]): Promise<readonly number[]> => {
  for (let tries = 0; tries < 100 && pids.some(isAlive); tries++) await sleep(50);
  return pids.filter(isAlive);
};

test('a run that is given up leaves none', async () => {
  const { file, path } = stubborn('given-up');
  await withBuiltPool(async ({ open }) => {
    const { scenario } = await open(path, 1500);
    const run = scenario('InitialElection3A').then(
      () => 'ended',
      (error: unknown) => String(error),
    );
    const pids = await pidsIn(file);
    expect(pids.filter(isAlive)).toEqual(pids);
    expect(await run).toMatch(/computed for 1\.5 s/);
    expect(await leftOf(pids)).toEqual([]);
  });
});

describe.each(['SIGINT', 'SIGTERM'] as const)('a grader that gets %s', (signal) => {
  test('leaves none, and nothing that was built', { timeout: 60_000 }, async () => {
    const { file, path } = stubborn(signal);
    const args = [resolve('dist/src/cli/main.js'), 'grade', path, '--only', '3A', '--seed', '1', '--workers', '1'];
    const env = { ...process.env, TMPDIR: scratch };
    const grader = spawn(process.execPath, args, { stdio: 'ignore', env });
    const ended = new Promise((done) => grader.on('exit', (code, by) => done(by ?? code)));
    const pids = await pidsIn(file);
    expect(readdirSync(scratch).some((name) => name.startsWith('figure2-programs-'))).toBe(true);
    grader.kill(signal);
    expect(await ended).toBe(signal);
    expect(await leftOf(pids)).toEqual([]);
    expect(readdirSync(scratch).filter((name) => name.startsWith('figure2-programs-'))).toEqual([]);
    expect(tmpdir()).not.toBe(scratch);
  });
});

test('a process that is asked after is seen', () => {
  expect([isAlive(process.pid), isAlive(0x7ffffffe)]).toEqual([true, false]);
});
