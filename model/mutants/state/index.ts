/** The defects that break a clause of the box State. */

import type { Mutant } from '../mutant.ts';
import { acknowledgesBeforeWrite } from './acknowledges-before-write.ts';
import { acknowledgesSnapshotEarly } from './acknowledges-snapshot-early.ts';
import { asksBeforeWrite } from './asks-before-write.ts';
import { beginsTooEarly } from './begins-too-early.ts';
import { comesBackEmpty } from './comes-back-empty.ts';
import { commitsInherited } from './commits-inherited.ts';
import { commitsLogOnRestart } from './commits-log-on-restart.ts';
import { countsUnwrittenEntry } from './counts-unwritten-entry.ts';
import { deletesBeforeSnapshot } from './deletes-before-snapshot.ts';
import { entriesBeforeTerm } from './entries-before-term.ts';
import { forgetsLog } from './forgets-log.ts';
import { forgetsTerm } from './forgets-term.ts';
import { forgetsVote } from './forgets-vote.ts';
import { grantsBeforeWrite } from './grants-before-write.ts';
import { initialisesLate } from './initialises-late.ts';
import { keepsAcks } from './keeps-acks.ts';
import { logRestartsEmpty } from './log-restarts-empty.ts';
import { matchIndexBeginsAtOne } from './match-index-begins-at-one.ts';
import { matchIndexGuessed } from './match-index-guessed.ts';
import { replaysFromNothing } from './replays-from-nothing.ts';
import { resumesLeadership } from './resumes-leadership.ts';
import { revertsTerm } from './reverts-term.ts';
import { skipsFirstEntry } from './skips-first-entry.ts';
import { snapshotUncommitted } from './snapshot-uncommitted.ts';
import { termBeforeVote } from './term-before-vote.ts';
import { truncatesAfterSnapshot } from './truncates-after-snapshot.ts';
import { unwrittenAndResumed } from './unwritten-and-resumed.ts';
import { voteBeforeTerm } from './vote-before-term.ts';
import { waitsForEver } from './waits-for-ever.ts';

export const stateMutants: readonly Mutant[] = [
  acknowledgesBeforeWrite,
  acknowledgesSnapshotEarly,
  asksBeforeWrite,
  beginsTooEarly,
  comesBackEmpty,
  commitsLogOnRestart,
  countsUnwrittenEntry,
  deletesBeforeSnapshot,
  commitsInherited,
  entriesBeforeTerm,
  forgetsLog,
  forgetsTerm,
  forgetsVote,
  grantsBeforeWrite,
  initialisesLate,
  matchIndexBeginsAtOne,
  matchIndexGuessed,
  replaysFromNothing,
  resumesLeadership,
  skipsFirstEntry,
  termBeforeVote,
  truncatesAfterSnapshot,
  unwrittenAndResumed,
  voteBeforeTerm,
  waitsForEver,
  snapshotUncommitted,
  logRestartsEmpty,
  revertsTerm,
  keepsAcks,
];
