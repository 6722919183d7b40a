/** Submissions in Go for the schedules: the good one, and the same with parts of its text replaced. */
import { spawnSync } from 'node:child_process';
import type { SubjectProgram } from '../../../model/runs/labs/index.ts';
import { goProgram } from '../../../src/grade/index.ts';
import { buildVariant } from '../catalogue/index.ts';
import type { TextChange } from '../catalogue/variant.ts';

export const hasGo = spawnSync('go', ['version']).status === 0;

export const goodGo = (): SubjectProgram => changedGo();

/** The good submission with parts of its Raft replaced, each of which stands there once. */
export const changedGo = (...changes: readonly TextChange[]): SubjectProgram =>
  goProgram(buildVariant('good', ...changes));

// Submissions that are right and unusual, as changes of the good one.

/** Parts of the text of the good submission, and what stands there instead. */
export type Changes = readonly TextChange[];

export const withoutHints: Changes = [
  ['\t\treply.ConflictNext = rf.lastIndex() + 1\n', '\t\treply.ConflictNext = max(1, prev)\n'],
  ['\t\treply.ConflictNext = first\n', '\t\tfirst = max(1, prev)\n\t\treply.ConflictNext = first\n'],
];

export const atHeartbeats: Changes = [['\trf.persist()\n\trf.sendAll()\n', '\trf.persist()\n']];

export const slow: Changes = [
  ['electionAtLeast = 400', 'electionAtLeast = 1000'],
  ['electionSpread  = 400', 'electionSpread  = 1000'],
];

/** A leader waits for the answer to an append before it sends the next one to that server. */
export const oneAtATime: Changes = [
  ['\tdeadline    time.Time\n', '\tdeadline    time.Time\n\tbusy        []bool\n'],
  [
    '\trf.nextIndex, rf.matchIndex = make',
    '\trf.busy = make([]bool, len(rf.peers))\n\trf.nextIndex, rf.matchIndex = make',
  ],
  [
    '\t\tprev := rf.nextIndex[peer] - 1\n',
    '\t\tif rf.busy[peer] {\n\t\t\tcontinue\n\t\t}\n\t\trf.busy[peer] = true\n\t\tprev := rf.nextIndex[peer] - 1\n',
  ],
  [
    '\tif !rf.peers[peer].Call("Raft.AppendEntries", &args, &reply) {\n\t\treturn\n\t}\n\trf.mu.Lock()\n\tdefer rf.mu.Unlock()\n',
    '\tisAnswered := rf.peers[peer].Call("Raft.AppendEntries", &args, &reply)\n\trf.mu.Lock()\n\tdefer rf.mu.Unlock()\n' +
      '\tif rf.leads(args.Term) {\n\t\trf.busy[peer] = false\n\t}\n\tif !isAnswered {\n\t\treturn\n\t}\n',
  ],
];

/** A leader begins its term with an entry of its own. */
export const withNoOp: Changes = [
  [
    '\tterm := rf.currentTerm\n',
    '\tterm := rf.currentTerm\n\trf.log = append(rf.log, Entry{term, nil})\n\trf.persist()\n',
  ],
];
