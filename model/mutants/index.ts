/** All defects: what the checker is measured by. Each is one that someone has made, or could. */

import { appliesAtAppend } from './allServers/applies-at-append.ts';
import { appliesLastOnly } from './allServers/applies-last-only.ts';
import { candidateIgnoresNewerReply } from './allServers/candidate-ignores-newer-reply.ts';
import { doesNotAdoptTerm } from './allServers/does-not-adopt-term.ts';
import { ignoresNewerReply } from './allServers/ignores-newer-reply.ts';
import { keepsLeaderHint } from './allServers/keeps-leader-hint.ts';
import { keepsVote } from './allServers/keeps-vote.ts';
import { leadsNewerTerm } from './allServers/leads-newer-term.ts';
import { acceptsGap } from './appendEntries/accepts-gap.ts';
import { acceptsOldLeader } from './appendEntries/accepts-old-leader.ts';
import { acknowledgesTooMuch } from './appendEntries/acknowledges-too-much.ts';
import { appendsAtEnd } from './appendEntries/appends-at-end.ts';
import { claimsWholeLog } from './appendEntries/claims-whole-log.ts';
import { followsBlindly } from './appendEntries/follows-blindly.ts';
import { heartbeatCommitsUnchecked } from './appendEntries/heartbeat-commits-unchecked.ts';
import { ignoresPrevTerm } from './appendEntries/ignores-prev-term.ts';
import { overwritesInPlace } from './appendEntries/overwrites-in-place.ts';
import { refusalHidesTerm } from './appendEntries/refusal-hides-term.ts';
import { skipsConflicts } from './appendEntries/skips-conflicts.ts';
import { termFalls } from './appendEntries/term-falls.ts';
import { countsTwiceOfThree } from './candidates/counts-twice-of-three.ts';
import { countsVotesTwice } from './candidates/counts-votes-twice.ts';
import { discardsTail } from './candidates/discards-tail.ts';
import { followerCountsVotes } from './candidates/follower-counts-votes.ts';
import { forgetsOwnVote } from './candidates/forgets-own-vote.ts';
import { halfIsEnough } from './candidates/half-is-enough.ts';
import { ignoresRefusal } from './candidates/ignores-refusal.ts';
import { keepsVotes } from './candidates/keeps-votes.ts';
import { retriesSameTerm } from './candidates/retries-same-term.ts';
import { staysCandidate } from './candidates/stays-candidate.ts';
import { followerTakesCommands } from './clients/follower-takes-commands.ts';
import { acceptsOldReplies } from './divergences/accepts-old-replies.ts';
import { ackOfAnySnapshot } from './divergences/ack-of-any-snapshot.ts';
import { answersNothingInParticular } from './divergences/answers-nothing-in-particular.ts';
import { appendsBlindly } from './divergences/appends-blindly.ts';
import { blindAtBoundary } from './divergences/blind-at-boundary.ts';
import { clearsVote } from './divergences/clears-vote.ts';
import { commitIndexFalls } from './divergences/commit-index-falls.ts';
import { commitsToEndOfLog } from './divergences/commits-to-end-of-log.ts';
import { comparesLastTerm } from './divergences/compares-last-term.ts';
import { countsOldVotes } from './divergences/counts-old-votes.ts';
import { grantsAgainBlindly } from './divergences/grants-again-blindly.ts';
import { hintIsLastIndex } from './divergences/hint-is-last-index.ts';
import { hintIsTheBeginning } from './divergences/hint-is-the-beginning.ts';
import { installsOlder } from './divergences/installs-older.ts';
import { keepsStateWithSuffix } from './divergences/keeps-state-with-suffix.ts';
import { lateReject } from './divergences/late-reject.ts';
import { lateRejectAfterSnapshot } from './divergences/late-reject-after-snapshot.ts';
import { lossNotRolledBack } from './divergences/loss-not-rolled-back.ts';
import { matchIndexFalls } from './divergences/match-index-falls.ts';
import { mixesSnapshots } from './divergences/mixes-snapshots.ts';
import { needsTermAndLength } from './divergences/needs-term-and-length.ts';
import { neverGrantsAgain } from './divergences/never-grants-again.ts';
import { neverProbesAgain } from './divergences/never-probes-again.ts';
import { refusesBeforeSnapshot } from './divergences/refuses-before-snapshot.ts';
import { sendsEverything } from './divergences/sends-everything.ts';
import { truncatesAlways } from './divergences/truncates-always.ts';
import { voteFollowsLeader } from './divergences/vote-follows-leader.ts';
import { voteOfAnotherTerm } from './divergences/vote-of-another-term.ts';
import { yieldingFreesVote } from './divergences/yielding-frees-vote.ts';
import { deafTimer } from './followers/deaf-timer.ts';
import { loyalFollower } from './followers/loyal-follower.ts';
import { oldLeaderRestartsTimer } from './followers/old-leader-restarts-timer.ts';
import { silentFollower } from './followers/silent-follower.ts';
import { sticksToLeader } from './followers/sticks-to-leader.ts';
import { timerRestartsAlways } from './followers/timer-restarts-always.ts';
import { voteLeavesTimer } from './followers/vote-leaves-timer.ts';
import { acceptsOldSnapshot } from './installSnapshot/accepts-old-snapshot.ts';
import { clingsToPartial } from './installSnapshot/clings-to-partial.ts';
import { compactsAgain } from './installSnapshot/compacts-again.ts';
import { compactsPastSnapshot } from './installSnapshot/compacts-past-snapshot.ts';
import { compactsUncommitted } from './installSnapshot/compacts-uncommitted.ts';
import { currentTermInSnapshot } from './installSnapshot/current-term-in-snapshot.ts';
import { discardsSuffix } from './installSnapshot/discards-suffix.ts';
import { firstChunkOnly } from './installSnapshot/first-chunk-only.ts';
import { forgetsCompactedEnd } from './installSnapshot/forgets-compacted-end.ts';
import { ignoresChecksum } from './installSnapshot/ignores-checksum.ts';
import { keepsConflictingSuffix } from './installSnapshot/keeps-conflicting-suffix.ts';
import { noAnswerUntilDone } from './installSnapshot/no-answer-until-done.ts';
import { notSaved } from './installSnapshot/not-saved.ts';
import { refusesShorterSnapshot } from './installSnapshot/refuses-shorter-snapshot.ts';
import { snapshotBringsOldTerm } from './installSnapshot/snapshot-brings-old-term.ts';
import { snapshotCountsForLog } from './installSnapshot/snapshot-counts-for-log.ts';
import { snapshotTooLate } from './installSnapshot/snapshot-too-late.ts';
import { staleTermAtBoundary } from './installSnapshot/stale-term-at-boundary.ts';
import { termOfSnapshot } from './installSnapshot/term-of-snapshot.ts';
import { transfersNoState } from './installSnapshot/transfers-no-state.ts';
import { writesAnywhere } from './installSnapshot/writes-anywhere.ts';
import { acknowledgesLastSent } from './leaders/acknowledges-last-sent.ts';
import { acknowledgesWholeLog } from './leaders/acknowledges-whole-log.ts';
import { answersAtAppend } from './leaders/answers-at-append.ts';
import { commitsOldTerm } from './leaders/commits-old-term.ts';
import { commitsWhenElected } from './leaders/commits-when-elected.ts';
import { evenHalfCommits } from './leaders/even-half-commits.ts';
import { goesBackTooLittle } from './leaders/goes-back-too-little.ts';
import { halfCommits } from './leaders/half-commits.ts';
import { heartbeatsHideLoss } from './leaders/heartbeats-hide-loss.ts';
import { neverBacksUp } from './leaders/never-backs-up.ts';
import { neverSends } from './leaders/never-sends.ts';
import { noIdleHeartbeats } from './leaders/no-idle-heartbeats.ts';
import { roundEndsAtSnapshot } from './leaders/round-ends-at-snapshot.ts';
import { stopsAtOldTerm } from './leaders/stops-at-old-term.ts';
import { type Mutant, suites } from './mutant.ts';
import { claimsCurrentTerm } from './requestVote/claims-current-term.ts';
import { comparesCommitIndex } from './requestVote/compares-commit-index.ts';
import { comparesLength } from './requestVote/compares-length.ts';
import { grantsOldCandidate } from './requestVote/grants-old-candidate.ts';
import { needsNewerLog } from './requestVote/needs-newer-log.ts';
import { noLogCheck } from './requestVote/no-log-check.ts';
import { refusalFreesVote } from './requestVote/refusal-frees-vote.ts';
import { votesInOldTerm } from './requestVote/votes-in-old-term.ts';
import { votesTwice } from './requestVote/votes-twice.ts';
import { acknowledgesBeforeWrite } from './state/acknowledges-before-write.ts';
import { acknowledgesSnapshotEarly } from './state/acknowledges-snapshot-early.ts';
import { asksBeforeWrite } from './state/asks-before-write.ts';
import { beginsTooEarly } from './state/begins-too-early.ts';
import { comesBackEmpty } from './state/comes-back-empty.ts';
import { commitsLogOnRestart } from './state/commits-log-on-restart.ts';
import { countsUnwrittenEntry } from './state/counts-unwritten-entry.ts';
import { deletesBeforeSnapshot } from './state/deletes-before-snapshot.ts';
import { electedAndCommitted } from './state/elected-and-committed.ts';
import { entriesBeforeTerm } from './state/entries-before-term.ts';
import { forgetsLog } from './state/forgets-log.ts';
import { forgetsTerm } from './state/forgets-term.ts';
import { forgetsVote } from './state/forgets-vote.ts';
import { grantsBeforeWrite } from './state/grants-before-write.ts';
import { initialisesLate } from './state/initialises-late.ts';
import { matchIndexBeginsAtOne } from './state/match-index-begins-at-one.ts';
import { matchIndexGuessed } from './state/match-index-guessed.ts';
import { replaysFromNothing } from './state/replays-from-nothing.ts';
import { resumesLeadership } from './state/resumes-leadership.ts';
import { skipsFirstEntry } from './state/skips-first-entry.ts';
import { termBeforeVote } from './state/term-before-vote.ts';
import { truncatesAfterSnapshot } from './state/truncates-after-snapshot.ts';
import { unwrittenAndResumed } from './state/unwritten-and-resumed.ts';
import { voteBeforeTerm } from './state/vote-before-term.ts';
import { waitsForEver } from './state/waits-for-ever.ts';

export { type WatchedProtocol, watchedProtocol } from './activation.ts';
export { type Mutant, type Suite, suites } from './mutant.ts';
export { rowsWithoutMutant } from './rows.ts';

const unsorted: readonly Mutant[] = [
  votesTwice,
  noLogCheck,
  comparesLength,
  comparesLastTerm,
  needsNewerLog,
  needsTermAndLength,
  comparesCommitIndex,
  forgetsOwnVote,
  keepsVote,
  clearsVote,
  ignoresRefusal,
  countsOldVotes,
  countsVotesTwice,
  halfIsEnough,
  retriesSameTerm,
  keepsVotes,
  leadsNewerTerm,
  doesNotAdoptTerm,
  ignoresNewerReply,
  acceptsOldLeader,
  termFalls,
  ignoresPrevTerm,
  truncatesAlways,
  overwritesInPlace,
  skipsConflicts,
  appendsAtEnd,
  followsBlindly,
  commitsToEndOfLog,
  commitIndexFalls,
  heartbeatCommitsUnchecked,
  acknowledgesWholeLog,
  matchIndexFalls,
  acceptsOldReplies,
  initialisesLate,
  commitsOldTerm,
  stopsAtOldTerm,
  halfCommits,
  neverBacksUp,
  discardsTail,
  appliesLastOnly,
  appliesAtAppend,
  matchIndexBeginsAtOne,
  claimsWholeLog,
  acknowledgesTooMuch,
  forgetsCompactedEnd,
  compactsUncommitted,
  discardsSuffix,
  keepsConflictingSuffix,
  staleTermAtBoundary,
  installsOlder,
  termOfSnapshot,
  appendsBlindly,
  snapshotTooLate,
  deletesBeforeSnapshot,
  truncatesAfterSnapshot,
  lateRejectAfterSnapshot,
  refusesShorterSnapshot,
  transfersNoState,
  mixesSnapshots,
  compactsAgain,
  roundEndsAtSnapshot,
  compactsPastSnapshot,
  replaysFromNothing,
  forgetsVote,
  forgetsTerm,
  acknowledgesBeforeWrite,
  countsUnwrittenEntry,
  entriesBeforeTerm,
  commitsLogOnRestart,
  grantsBeforeWrite,
  asksBeforeWrite,
  voteOfAnotherTerm,
  comesBackEmpty,
  followerTakesCommands,
  answersNothingInParticular,
  ackOfAnySnapshot,
  refusesBeforeSnapshot,
  sendsEverything,
  yieldingFreesVote,
  neverGrantsAgain,
  grantsAgainBlindly,
  keepsStateWithSuffix,
  oldLeaderRestartsTimer,
  timerRestartsAlways,
  voteLeavesTimer,
  noIdleHeartbeats,
  heartbeatsHideLoss,
  refusalHidesTerm,
  neverProbesAgain,
  waitsForEver,
  candidateIgnoresNewerReply,
  keepsLeaderHint,
  hintIsLastIndex,
  goesBackTooLittle,
  lateReject,
  lossNotRolledBack,
  acceptsGap,
  acknowledgesLastSent,
  snapshotBringsOldTerm,
  firstChunkOnly,
  snapshotCountsForLog,
  ignoresChecksum,
  currentTermInSnapshot,
  clingsToPartial,
  writesAnywhere,
  noAnswerUntilDone,
  notSaved,
  silentFollower,
  loyalFollower,
  deafTimer,
  answersAtAppend,
  neverSends,
  votesInOldTerm,
  claimsCurrentTerm,
  refusalFreesVote,
  forgetsLog,
  electedAndCommitted,
  skipsFirstEntry,
  beginsTooEarly,
  voteBeforeTerm,
  unwrittenAndResumed,
  blindAtBoundary,
  commitsWhenElected,
  voteFollowsLeader,
  grantsOldCandidate,
  staysCandidate,
  evenHalfCommits,
  matchIndexGuessed,
  termBeforeVote,
  resumesLeadership,
  hintIsTheBeginning,
  followerCountsVotes,
  acceptsOldSnapshot,
  acknowledgesSnapshotEarly,
  countsTwiceOfThree,
  sticksToLeader,
];

const bySuiteAndId = (a: Mutant, b: Mutant): number =>
  suites.indexOf(a.suite) - suites.indexOf(b.suite) || (a.id < b.id ? -1 : 1);

/** By suite, and by id within it. */
export const mutants: readonly Mutant[] = [...unsorted].sort(bySuiteAndId);

/** The mutant of an id; undefined: there is none. */
export const mutantOf = (id: string): Mutant | undefined => mutants.find((mutant) => mutant.id === id);
