/** Limits on the time and the memory of a submission: who reaches one is not checked, and fails nothing. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { crashChecks } from '../../src/grade/crashPoints/run.ts';
import { grade } from '../../src/grade/grade.ts';
import { keep } from '../../src/grade/resume.ts';
import { GivenUp, type GradePool } from '../../src/grade/threads/pool.ts';
import { withBuiltPool } from './built.ts';
import { scratch as linesScratch, sleeper, written as writtenProgram } from './subjects/lines/programs.ts';
import { idle, scratch as moduleScratch, written as writtenModule } from './subjects/module/modules.ts';

afterAll(() => {
  for (const folder of [linesScratch, moduleScratch]) rmSync(folder, { recursive: true, force: true });
});

const plan = {
  scenarios: ['InitialElection3A', 'ReElection3A', 'BasicAgree3B'],
  schedules: ['leader-asked'],
  trials: ['crash-points'],
  seeds: [1, 2],
  limitSeconds: 60,
};

const submission = { kind: 'protocol', path: 'x', words: 'rules', fingerprint: 'f00d' } as const;

/** Threads that open a submission, run one scenario, and then are busy until they are told to stop, or give up. */
const slowPool = (busy: (isOver: AbortSignal | undefined) => Promise<never>): GradePool => {
  let jobs = 0;
  const run = (name: string, _: unknown, __: number, isOver?: AbortSignal): unknown => {
    isOver?.throwIfAborted();
    if (name === 'open') return { submission };
    return jobs++ === 0 ? { report: { ok: true, rpcs: 1, virtualSeconds: 1 }, wire: [] } : busy(isOver);
  };
  return {
    workers: 1,
    run: ((...args: Parameters<typeof run>) =>
      new Promise((done) => done(run(...args)))) as unknown as GradePool['run'],
  };
};

const untilOver = (isOver: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    isOver?.addEventListener('abort', () => {
      reject(isOver.reason as Error);
    });
  });

describe('the time of a submission', () => {
  test('is up: what is not done by then is not checked, what is done stays, and nothing failed', async () => {
    const graded = await grade('x', { ...plan, timeLimitSeconds: 0.05 }, slowPool(untilOver));
    const { findings, limit } = graded;
    const because = 'the limit of 0.05 s for the whole submission was reached';
    expect(limit).toBe(because);
    expect(findings.map(({ outcome }) => outcome)).toEqual([
      'passed',
      ...Array.from({ length: 8 }, () => 'not checked'),
    ]);
    for (const finding of findings.slice(1)) expect(finding.because).toBe(because);
    expect(findings.map(({ check }) => check)).toEqual(expect.arrayContaining(Object.values(crashChecks)));
    expect(keep(graded, 'plan')).toEqual([]);
  });

  test('is up while it is opened: nothing is checked', async () => {
    const pool: GradePool = {
      workers: 1,
      run: ((_: unknown, __: unknown, ___: unknown, isOver: AbortSignal) => untilOver(isOver)) as never,
    };
    const { findings, words } = await grade('x', { ...plan, timeLimitSeconds: 0.05 }, pool);
    expect(words).toBe('not opened');
    expect(new Set(findings.map(({ outcome }) => outcome))).toEqual(new Set(['not checked']));
    expect(findings.length).toBe(9);
  });

  test('is not up: who computes too long at one thing failed, as ever', async () => {
    const pool = slowPool(() => Promise.reject(new GivenUp('it computes')));
    const graded = await grade('x', { ...plan, timeLimitSeconds: 60 }, pool);
    expect(graded.limit).toBeUndefined();
    expect(graded.findings.map(({ outcome }) => outcome)).toContain('failed');
    expect(keep(graded, 'plan')).toHaveLength(1);
  });

  test('is a flag of the command, which has no verdict then', () => {
    const path = writtenProgram('endless', sleeper('for (;;);'));
    const flags = ['--only', '3A', '--seed', '1', '--workers', '1', '--time-limit', '2'];
    const main = resolve('dist/src/cli/main.js');
    const { stdout, status } = spawnSync(process.execPath, [main, 'grade', path, ...flags], { encoding: 'utf8' });
    expect(stdout).toMatch(/ManyElections3A +not checked/);
    expect(stdout).toContain('\nnot checked: the limit of 2 s for the whole submission was reached\n');
    expect(stdout).not.toMatch(/failed|broken/);
    expect(status).toBe(2);
  });
});

/** What comes of the first scenario. */
const outcomeOf = (path: string, memoryMb: number): Promise<string> =>
  withBuiltPool(
    async ({ open }) => {
      const { scenario } = await open(path);
      const result = await scenario('InitialElection3A').then(
        ({ report }) => report.because ?? 'passed',
        (error: unknown) => String(error),
      );
      return result;
    },
    { memoryMb },
  );

const hungry = `globalThis.kept ??= [];
  if (globalThis.kept.length < 30) globalThis.kept.push(Buffer.alloc(10 * 1024 * 1024, 1));`;

describe('the memory of a server', () => {
  test.skipIf(process.platform !== 'linux')('that is a process is more than it may: it is not checked', async () => {
    const path = writtenProgram('hungry', sleeper(`for (;;) { ${hungry} }`));
    expect(await outcomeOf(path, 200)).toMatch(/the limit of 200 MB for a server was reached/);
  });

  test('that is a process is less: it is judged', async () => {
    const path = writtenProgram('modest', sleeper(hungry));
    expect(await outcomeOf(path, 1024)).not.toMatch(/limit/);
  });

  test('of a module is more than it may: it is not checked', async () => {
    const path = writtenModule(
      'hungry',
      idle('setTimeout(() => { const all: any[] = []; for (;;) all.push([...Array(1000).keys()]); }, 10);'),
    );
    expect(await outcomeOf(path, 32)).toMatch(/the limit of 32 MB for a server was reached/);
  });
});
