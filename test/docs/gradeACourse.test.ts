/** The autograder of docs/guides/grade-a-course, run as a platform runs it. Without a Go compiler this is skipped, and says so. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { gradeChecks } from '../../src/grade/checks.ts';
import { readRubric } from '../../src/grade/rubric.ts';

const hasGo = spawnSync('go', ['version']).status === 0;
const FOLDER = 'docs/guides/grade-a-course';
const folder = mkdtempSync(join(tmpdir(), 'figure2-course-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'bin'));
symlinkSync(resolve('dist/src/cli/main.js'), join(folder, 'bin/figure2'));

const course = join(folder, 'course');
cpSync(FOLDER, course, { recursive: true });
writeFileSync(join(course, 'rubric.json'), '{"title":"One","scenarios":{"InitialElection3A":4},"seeds":[1]}');

const dryRun = (submission: string, path = `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`) =>
  spawnSync(join(course, 'dry_run.sh'), [submission], { encoding: 'utf8', env: { ...process.env, PATH: path } });

describe('the autograder', () => {
  test('has a rubric that is read, and scripts that a shell reads', () => {
    expect(readRubric(readFileSync(join(FOLDER, 'rubric.json'), 'utf8'))).toMatchObject({ ok: true });
    const scripts = readdirSync(FOLDER).filter((name) => name.endsWith('.sh') || name === 'run_autograder');
    expect(scripts.sort()).toEqual(['dry_run.sh', 'run_autograder', 'setup.sh']);
    for (const name of scripts) expect(spawnSync('bash', ['-n', join(FOLDER, name)]).status).toBe(0);
  });

  test.skipIf(!hasGo)('grades a submission within the limits of the platform', { timeout: 120_000 }, () => {
    const { status, stdout, stderr } = dryRun('test/grade/submissions/good');
    expect([status, stderr]).toEqual([0, '']);
    // the one scenario, and all that is asked beside the course's
    const tests = 1 + gradeChecks.filter(({ kind }) => kind !== 'scenario').length;
    expect(stdout).toContain(`\ndry run: score 4, ${tests} tests\n`);
    expect(stdout).toMatch(/\ndry run: \d+ s of 600, \d+ bytes of 1000000\n$/);
  });

  test.skipIf(!hasGo)('has a result of what does not compile', { timeout: 120_000 }, () => {
    const broken = join(folder, 'broken');
    cpSync('test/grade/submissions/good', broken, { recursive: true });
    const file = join(broken, 'src/raft1/raft.go');
    writeFileSync(file, readFileSync(file, 'utf8').replace('package raft', 'package raft\nfunc {'));
    expect(dryRun(broken)).toMatchObject({ status: 0, stdout: expect.stringContaining('score 0') as unknown });
  });

  test('fails where nothing was graded, so that nobody gets no points for it', () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'figure2'), '#!/bin/sh\nexit 2\n');
    chmodSync(join(other, 'figure2'), 0o755);
    const { status, stderr } = dryRun('test/grade/submissions/good', `${other}:${process.env['PATH'] ?? ''}`);
    expect(status).toBe(1);
    expect(stderr).toBe('dry run: it failed, or took more than 600 s\n');
  });
});
