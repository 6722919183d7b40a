/** The grader's threads, as they are built: those of the sources can't be run by Node alone. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { GradeFinding } from '../../src/grade/outcome.ts';
import type * as pools from '../../src/grade/threads/pool.ts';
import type { Misconduct, ScenarioResult } from '../../src/grade/threads/worker.ts';

const { withGradePool } = (await import(pathToFileURL(resolve('dist/src/grade/threads/pool.js')).href)) as typeof pools;

/** So long may a server be silent, in tests in which none should be. */
const PATIENCE_MS = 60_000;

/** What is asked of a submission in a test, and what came of it. */
export interface OpenedInTest {
  readonly scenario: (name: string, seed?: number) => Promise<ScenarioResult>;
  readonly schedule: (name: string, seed?: number) => Promise<GradeFinding>;
}

/** Threads that open submissions. */
export interface BuiltPool {
  /** Why a submission is not gradable, or what it is. */
  readonly words: (path: string) => Promise<string>;
  /** Opens a submission. One that computes for so long at one thing is given up. */
  readonly open: (path: string, limitMs?: number) => Promise<OpenedInTest>;
}

/** @throws Error when the submission has done what none may. */
const wellBehaved = async <Result extends object>(job: Promise<Result | Misconduct>): Promise<Result> => {
  const result = await job;
  if ('misconduct' in result) throw new Error(result.misconduct);
  return result;
};

/** Lends two threads. */
export const withBuiltPool = <T>(use: (pool: BuiltPool) => Promise<T>, limits?: pools.PoolLimits): Promise<T> => {
  const lend = (pool: pools.GradePool): Promise<T> => {
    const open = (path: string) => pool.run('open', { path }, PATIENCE_MS);
    return use({
      words: async (path) => {
        const opened = await open(path);
        if ('submission' in opened) return opened.submission.words;
        return 'missing' in opened ? opened.missing : opened.notGradable;
      },
      open: async (path, limitMs = PATIENCE_MS) => {
        const opened = await open(path);
        if (!('submission' in opened)) throw new Error(`${path} is not opened: ${JSON.stringify(opened)}`);
        const { submission } = opened;
        return {
          scenario: (name, seed = 1) => wellBehaved(pool.run('scenario', { submission, name, seed }, limitMs)),
          schedule: (name, seed = 1) => wellBehaved(pool.run('schedule', { submission, name, seed }, limitMs)),
        };
      },
    });
  };
  return withGradePool(2, lend, limits);
};
