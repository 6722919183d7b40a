/** A class of 200, graded in two sittings: the first one is killed in the middle. At night, where there is a Go compiler. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { isNightly } from '../support/nightly.ts';
import { variants } from './catalogue/index.ts';
import { GOOD, textOf } from './catalogue/variant.ts';
import { hasGo } from './schedules/submissions.ts';

const CLASS = 200;

/** What the grader may have, however long a class is: it has 450 MB with two threads. */
const MEGABYTES_MAX = 900;

const folder = mkdtempSync(join(tmpdir(), 'figure2-class-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The catalogue over and over, no two of them the same program. */
const handedIn = (): readonly string[] =>
  Array.from({ length: CLASS }, (_, place) => {
    const variant = variants[place % variants.length];
    if (!variant) throw new Error('there is no catalogue');
    const name = `s${place}`;
    cpSync(GOOD, join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'src/raft1/raft.go'), `${textOf(variant)}\nvar handedIn = ${place}\n`);
    return name;
  });

const keptIn = (file: string): number =>
  existsSync(file) ? readFileSync(file, 'utf8').split('"fingerprint"').length - 1 : 0;

/** The most that a process has had, in MB, where the system tells it. */
const peakOf = (pid: number): number => {
  const file = `/proc/${pid}/status`;
  const [, kilobytes = '0'] = /^VmHWM:\s*(\d+) kB$/m.exec(existsSync(file) ? readFileSync(file, 'utf8') : '') ?? [];
  return Number(kilobytes) / 1024;
};

describe.skipIf(!hasGo || !isNightly)('a class of 200 (with Go, at night)', () => {
  test('is graded on from where it was killed, in one table', { timeout: 3_600_000 }, async () => {
    const names = handedIn();
    const kept = join(folder, 'kept.json');
    const flags = ['--only', 'leader-asked', '--seed', '1', '--workers', '2', '--resume', kept];
    const reports = ['--report', `csv=${join(folder, 'class.csv')}`, '--report', `html=${join(folder, 'class.html')}`];
    const args = [resolve('dist/src/cli/main.js'), 'grade', ...names, ...flags, ...reports];

    const first = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
    while (keptIn(kept) < CLASS / 4 && first.exitCode === null) await sleep(200);
    first.kill('SIGKILL');
    const known = keptIn(kept);
    expect(known).toBeGreaterThanOrEqual(CLASS / 4);
    expect(known).toBeLessThan(CLASS);

    const second = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    let [table, peak] = ['', 0];
    second.stdout.setEncoding('utf8').on('data', (text: string) => {
      table += text;
    });
    const isOver = new Promise<number | null>((done) => second.on('close', done));
    const look = setInterval(() => {
      peak = Math.max(peak, peakOf(second.pid ?? 0));
    }, 500);
    expect(await isOver).toBe(1);
    clearInterval(look);

    expect(table).toContain(`\n${CLASS} submissions, seed 1\n`);
    for (const name of names) expect(table).toMatch(new RegExp(`^${name} +(passed|broken|failed|not checked)`, 'm'));
    expect(table).toMatch(/\n\d+ submissions break RV-2 \(W1\) by schedule leader-asked\n/);
    expect(readFileSync(join(folder, 'class.csv'), 'utf8').trim().split('\n')).toHaveLength(CLASS + 1);
    expect(keptIn(kept)).toBe(CLASS);
    expect(peak).toBeLessThan(MEGABYTES_MAX);
  });

  test('takes nothing from a file that is cut in the middle', () => {
    const kept = join(folder, 'cut.json');
    writeFileSync(kept, '{ "figure2": "grades", "kept": [');
    const args = [resolve('dist/src/cli/main.js'), 'grade', GOOD, '--seed', '1', '--resume', kept];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toMatch(/can't go on from --resume .*cut\.json: it is not JSON/);
  });
});
