/** The defects that break a clause of the box Divergences. */

import type { Mutant } from '../mutant.ts';
import { acceptsOldReplies } from './accepts-old-replies.ts';
import { ackOfAnySnapshot } from './ack-of-any-snapshot.ts';
import { answersNothing } from './answers-nothing.ts';
import { appendsBlindly } from './appends-blindly.ts';
import { blindAtBoundary } from './blind-at-boundary.ts';
import { clearsVote } from './clears-vote.ts';
import { commitIndexFalls } from './commit-index-falls.ts';
import { commitsToEndOfLog } from './commits-to-end-of-log.ts';
import { comparesLastTerm } from './compares-last-term.ts';
import { conflictFreesVote } from './conflict-frees-vote.ts';
import { countsOldVotes } from './counts-old-votes.ts';
import { countsTooFar } from './counts-too-far.ts';
import { grantsAgainBlindly } from './grants-again-blindly.ts';
import { hintIsLastIndex } from './hint-is-last-index.ts';
import { hintIsTheBeginning } from './hint-is-the-beginning.ts';
import { installsOlder } from './installs-older.ts';
import { keepsState } from './keeps-state.ts';
import { lateReject } from './late-reject.ts';
import { lateRejectAfterSnapshot } from './late-reject-after-snapshot.ts';
import { listensToStrangers } from './listens-to-strangers.ts';
import { lossNotRolledBack } from './loss-not-rolled-back.ts';
import { matchIndexFalls } from './match-index-falls.ts';
import { mixesSnapshots } from './mixes-snapshots.ts';
import { needsTermAndLength } from './needs-term-and-length.ts';
import { neverGrantsAgain } from './never-grants-again.ts';
import { neverProbesAgain } from './never-probes-again.ts';
import { oldProbeCounts } from './old-probe-counts.ts';
import { oldSnapshotUnheard } from './old-snapshot-unheard.ts';
import { probesForEver } from './probes-for-ever.ts';
import { refusesCompacted } from './refuses-compacted.ts';
import { repeatsChunks } from './repeats-chunks.ts';
import { sendsEverything } from './sends-everything.ts';
import { truncatesAlways } from './truncates-always.ts';
import { voteFollowsLeader } from './vote-follows-leader.ts';
import { voteOfAnotherTerm } from './vote-of-another-term.ts';
import { yieldingFreesVote } from './yielding-frees-vote.ts';

export const divergencesMutants: readonly Mutant[] = [
  acceptsOldReplies,
  ackOfAnySnapshot,
  answersNothing,
  appendsBlindly,
  blindAtBoundary,
  clearsVote,
  commitIndexFalls,
  commitsToEndOfLog,
  comparesLastTerm,
  countsOldVotes,
  countsTooFar,
  grantsAgainBlindly,
  hintIsLastIndex,
  hintIsTheBeginning,
  installsOlder,
  keepsState,
  lateRejectAfterSnapshot,
  lateReject,
  listensToStrangers,
  lossNotRolledBack,
  matchIndexFalls,
  mixesSnapshots,
  needsTermAndLength,
  neverGrantsAgain,
  neverProbesAgain,
  refusesCompacted,
  repeatsChunks,
  sendsEverything,
  truncatesAlways,
  voteFollowsLeader,
  voteOfAnotherTerm,
  yieldingFreesVote,
  conflictFreesVote,
  oldSnapshotUnheard,
  probesForEver,
  oldProbeCounts,
];
