/** What becomes of a submission that is not opened, or that was graded before. */
import { expect, test } from 'vitest';
import { grade } from '../../src/grade/grade.ts';
import type { GradeFinding } from '../../src/grade/outcome.ts';
import { GivenUp, type GradePool } from '../../src/grade/threads/pool.ts';

const plan = { scenarios: ['ReElection3A'], schedules: [], seeds: [1], limitSeconds: 1 };

/** Threads of which each job ends so. */
const poolThat = (run: () => unknown): GradePool => ({
  workers: 1,
  run: (() => new Promise((done) => done(run()))) as unknown as GradePool['run'],
});

test('what has not been built in time is not gradable', async () => {
  const pool = poolThat(() => {
    throw new GivenUp('it has computed for 300 s');
  });
  const because = "it can't be opened: it has computed for 300 s";
  expect((await grade('x', plan, pool)).findings).toEqual([
    { outcome: 'not gradable', check: 'build', because, seed: 0 },
  ]);
});

test('what was asked of the same program before is told again, and not run', async () => {
  let jobs = 0;
  const pool = poolThat(() => {
    jobs++;
    return { submission: { kind: 'protocol', path: 'x', words: 'rules', fingerprint: 'f00d' } };
  });
  const kept: readonly GradeFinding[] = [{ outcome: 'passed', check: 'ReElection3A', because: '', seed: 1 }];
  const told: GradeFinding[] = [];
  const earlier = (fingerprint: string): readonly GradeFinding[] => (fingerprint === 'f00d' ? kept : []);
  const { findings } = await grade('x', plan, pool, (finding) => void told.push(finding), earlier);
  expect([findings, told, jobs]).toEqual([kept, kept, 1]);
});
