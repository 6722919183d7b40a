/** Submissions in Go for the schedules: the good one, and the same with parts of its text replaced. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { SubjectProgram } from '../../../model/runs/labs/index.ts';
import { buildGo, goProgram } from '../../../src/grade/index.ts';
import { runSchedule, schedules } from '../../../src/grade/schedules/index.ts';

export const hasGo = spawnSync('go', ['version']).status === 0;

const GOOD = 'test/grade/submissions/good';

export const goodGo = (): SubjectProgram => goProgram(buildGo(GOOD));

/** The good submission with parts of its Raft replaced, each of which stands there once. */
export const changedGo = (...changes: readonly (readonly [string, string])[]): SubjectProgram => {
  const copy = mkdtempSync(join(tmpdir(), 'figure2-schedules-'));
  try {
    cpSync(GOOD, copy, { recursive: true });
    const path = join(copy, 'src/raft1/raft.go');
    let text = readFileSync(path, 'utf8');
    for (const [from, to] of changes) {
      expect(text.split(from)).toHaveLength(2);
      text = text.replace(from, () => to);
    }
    writeFileSync(path, text);
    return goProgram(buildGo(copy));
  } finally {
    rmSync(copy, { recursive: true });
  }
};

export const findingOf = (id: string, program: SubjectProgram, seed = 1) => {
  const schedule = schedules.find((one) => one.id === id);
  if (!schedule) throw new Error(`there is no schedule ${id}`);
  return runSchedule({ schedule, program, seed });
};
