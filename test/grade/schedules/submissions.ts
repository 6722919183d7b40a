/** Submissions in Go for the schedules: those of the catalogue, and the good one with more changes. */
import { spawnSync } from 'node:child_process';
import type { SubjectProgram } from '../../../model/runs/labs/index.ts';
import { goProgram } from '../../../src/grade/index.ts';
import { buildVariant } from '../catalogue/index.ts';
import type { TextChange } from '../catalogue/variant.ts';

export const hasGo = spawnSync('go', ['version']).status === 0;

/** A submission of the catalogue, with parts of its Raft replaced, each of which stands there once. */
export const goVariant = (id: string, ...changes: readonly TextChange[]): SubjectProgram =>
  goProgram(buildVariant(id, ...changes));

/** A leader begins its term with an entry of its own, which is right, and not what the course's scenarios expect of indexes. */
export const withNoOp: TextChange = [
  '\tterm := rf.currentTerm\n',
  '\tterm := rf.currentTerm\n\trf.log = append(rf.log, Entry{term, nil})\n\trf.persist()\n',
];
