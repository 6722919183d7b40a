/** All defects: what the checker is measured by. Each is one that someone has made, or could. */
import { votesTwice } from './a01-votes-twice.ts';
import { comparesLength } from './a03-compares-length.ts';
import { countsVotesTwice } from './a15-counts-votes-twice.ts';
import { ignoresPrevTerm } from './a27-ignores-prev-term.ts';
import { truncatesAlways } from './a28-truncates-always.ts';
import { commitsToEndOfLog } from './a34-commits-to-end-of-log.ts';
import { matchIndexFalls } from './a41-match-index-falls.ts';
import { commitsOldTerm } from './a46-commits-old-term.ts';
import { neverBacksUp } from './a49-never-backs-up.ts';
import { appliesLastOnly } from './a53-applies-last-only.ts';
import { compactsUncommitted } from './b03-compacts-uncommitted.ts';
import { discardsSuffix } from './b04-discards-suffix.ts';
import { forgetsVote } from './c01-forgets-vote.ts';
import { commitsLogOnRestart } from './c07-commits-log-on-restart.ts';
import { sendsBeforePersist } from './c09-sends-before-persist.ts';
import { timerRestartsAlways } from './d02-timer-restarts-always.ts';
import { noIdleHeartbeats } from './d06-no-idle-heartbeats.ts';
import { ignoresChecksum } from './is12-ignores-checksum.ts';
import type { Mutant } from './mutant.ts';

export type { Mutant } from './mutant.ts';

export const mutants: readonly Mutant[] = [
  votesTwice,
  comparesLength,
  countsVotesTwice,
  ignoresPrevTerm,
  truncatesAlways,
  commitsToEndOfLog,
  matchIndexFalls,
  commitsOldTerm,
  neverBacksUp,
  appliesLastOnly,
  compactsUncommitted,
  discardsSuffix,
  forgetsVote,
  commitsLogOnRestart,
  sendsBeforePersist,
  timerRestartsAlways,
  noIdleHeartbeats,
  ignoresChecksum,
];
