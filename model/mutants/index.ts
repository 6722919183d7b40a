/** All defects: what the checker is measured by. Each is one that someone has made, or could. */
import { votesTwice } from './a01-votes-twice.ts';
import { noLogCheck } from './a02-no-log-check.ts';
import { comparesLength } from './a03-compares-length.ts';
import { comparesLastTerm } from './a04-compares-last-term.ts';
import { needsNewerLog } from './a05-needs-newer-log.ts';
import { needsTermAndLength } from './a06-needs-term-and-length.ts';
import { comparesCommitIndex } from './a07-compares-commit-index.ts';
import { forgetsOwnVote } from './a09-forgets-own-vote.ts';
import { keepsVote } from './a10-keeps-vote.ts';
import { clearsVote } from './a11-clears-vote.ts';
import { ignoresRefusal } from './a13-ignores-refusal.ts';
import { countsOldVotes } from './a14-counts-old-votes.ts';
import { countsVotesTwice } from './a15-counts-votes-twice.ts';
import { halfIsEnough } from './a16-half-is-enough.ts';
import { retriesSameTerm } from './a17-retries-same-term.ts';
import { keepsVotes } from './a18-keeps-votes.ts';
import { leadsNewerTerm } from './a20-leads-newer-term.ts';
import { doesNotAdoptTerm } from './a21-does-not-adopt-term.ts';
import { ignoresNewerReply } from './a22-ignores-newer-reply.ts';
import { acceptsOldLeader } from './a23-accepts-old-leader.ts';
import { termFalls } from './a25-term-falls.ts';
import { ignoresPrevTerm } from './a26-ignores-prev-term.ts';
import { truncatesAlways } from './a28-truncates-always.ts';
import { overwritesInPlace } from './a29-overwrites-in-place.ts';
import { skipsConflicts } from './a30-skips-conflicts.ts';
import { appendsAtEnd } from './a32-appends-at-end.ts';
import { followsBlindly } from './a33-follows-blindly.ts';
import { commitsToEndOfLog } from './a34-commits-to-end-of-log.ts';
import { commitIndexFalls } from './a35-commit-index-falls.ts';
import { heartbeatCommitsUnchecked } from './a39-heartbeat-commits-unchecked.ts';
import { acknowledgesWholeLog } from './a40-acknowledges-whole-log.ts';
import { matchIndexFalls } from './a41-match-index-falls.ts';
import { acceptsOldReplies } from './a43-accepts-old-replies.ts';
import { initialisesLate } from './a45-initialises-late.ts';
import { commitsOldTerm } from './a46-commits-old-term.ts';
import { stopsAtOldTerm } from './a47-stops-at-old-term.ts';
import { halfCommits } from './a48-half-commits.ts';
import { neverBacksUp } from './a49-never-backs-up.ts';
import { discardsTail } from './a50-discards-tail.ts';
import { appliesLastOnly } from './a53-applies-last-only.ts';
import { appliesAtAppend } from './a54-applies-at-append.ts';
import { matchIndexBeginsAtOne } from './a55-match-index-begins-at-one.ts';
import { claimsWholeLog } from './ae-6-claims-whole-log.ts';
import { acknowledgesTooMuch } from './ae-7-acknowledges-too-much.ts';
import { forgetsCompactedEnd } from './b01-forgets-compacted-end.ts';
import { compactsUncommitted } from './b03-compacts-uncommitted.ts';
import { discardsSuffix } from './b04-discards-suffix.ts';
import { keepsConflictingSuffix } from './b05-keeps-conflicting-suffix.ts';
import { staleTermAtBoundary } from './b06-stale-term-at-boundary.ts';
import { installsOlder } from './b07-installs-older.ts';
import { termOfSnapshot } from './b08-term-of-snapshot.ts';
import { appendsBlindly } from './b10-appends-blindly.ts';
import { snapshotTooLate } from './b11-snapshot-too-late.ts';
import { deletesBeforeSnapshot } from './b13-deletes-before-snapshot.ts';
import { truncatesAfterSnapshot } from './b14-truncates-after-snapshot.ts';
import { lateRejectAfterSnapshot } from './b16-late-reject-after-snapshot.ts';
import { refusesShorterSnapshot } from './b17-refuses-shorter-snapshot.ts';
import { transfersNoState } from './b20-transfers-no-state.ts';
import { mixesSnapshots } from './b21-mixes-snapshots.ts';
import { compactsAgain } from './b22-compacts-again.ts';
import { roundEndsAtSnapshot } from './b23-round-ends-at-snapshot.ts';
import { compactsPastSnapshot } from './b24-compacts-past-snapshot.ts';
import { replaysFromNothing } from './b25-replays-from-nothing.ts';
import { forgetsVote } from './c01-forgets-vote.ts';
import { forgetsTerm } from './c02-forgets-term.ts';
import { acknowledgesBeforeWrite } from './c03-acknowledges-before-write.ts';
import { countsUnwrittenEntry } from './c04-counts-unwritten-entry.ts';
import { entriesBeforeTerm } from './c05-entries-before-term.ts';
import { commitsLogOnRestart } from './c07-commits-log-on-restart.ts';
import { grantsBeforeWrite } from './c09-grants-before-write.ts';
import { asksBeforeWrite } from './c10-asks-before-write.ts';
import { voteOfAnotherTerm } from './c11-vote-of-another-term.ts';
import { comesBackEmpty } from './c20-comes-back-empty.ts';
import { followerTakesCommands } from './cl-1-follower-takes-commands.ts';
import { yieldingFreesVote } from './d-4-yielding-frees-vote.ts';
import { neverGrantsAgain } from './d-5-never-grants-again.ts';
import { grantsAgainBlindly } from './d-5b-grants-again-blindly.ts';
import { keepsStateWithSuffix } from './d-8-keeps-state-with-suffix.ts';
import { answersNothingInParticular } from './d-10-answers-nothing-in-particular.ts';
import { ackOfAnySnapshot } from './d-11-ack-of-any-snapshot.ts';
import { refusesBeforeSnapshot } from './d-13-refuses-before-snapshot.ts';
import { sendsEverything } from './d-15-sends-everything.ts';
import { oldLeaderRestartsTimer } from './d01-old-leader-restarts-timer.ts';
import { timerRestartsAlways } from './d02-timer-restarts-always.ts';
import { voteLeavesTimer } from './d03-vote-leaves-timer.ts';
import { noIdleHeartbeats } from './d06-no-idle-heartbeats.ts';
import { heartbeatsHideLoss } from './d07-heartbeats-hide-loss.ts';
import { refusalHidesTerm } from './d10-refusal-hides-term.ts';
import { neverProbesAgain } from './d11-never-probes-again.ts';
import { waitsForEver } from './d13-waits-for-ever.ts';
import { candidateIgnoresNewerReply } from './d14-candidate-ignores-newer-reply.ts';
import { keepsLeaderHint } from './d15-keeps-leader-hint.ts';
import { hintIsLastIndex } from './e01-hint-is-last-index.ts';
import { goesBackTooLittle } from './e03-goes-back-too-little.ts';
import { lateReject } from './e05-late-reject.ts';
import { lossNotRolledBack } from './e06-loss-not-rolled-back.ts';
import { acceptsGap } from './e07-accepts-gap.ts';
import { acknowledgesLastSent } from './e08-acknowledges-last-sent.ts';
import { snapshotBringsOldTerm } from './is-1-snapshot-brings-old-term.ts';
import { clingsToPartial } from './is-2-clings-to-partial.ts';
import { writesAnywhere } from './is-3-writes-anywhere.ts';
import { noAnswerUntilDone } from './is-4-no-answer-until-done.ts';
import { notSaved } from './is-5-not-saved.ts';
import { firstChunkOnly } from './is-10-first-chunk-only.ts';
import { snapshotCountsForLog } from './is-11-snapshot-counts-for-log.ts';
import { ignoresChecksum } from './is-12-ignores-checksum.ts';
import { currentTermInSnapshot } from './is-14-current-term-in-snapshot.ts';
import { type Mutant, suites } from './mutant.ts';
import { silentFollower } from './rs-f-1-silent-follower.ts';
import { loyalFollower } from './rs-f-2-loyal-follower.ts';
import { deafTimer } from './rs-f-3-deaf-timer.ts';
import { answersAtAppend } from './rs-l-2-answers-at-append.ts';
import { neverSends } from './rs-l-3-never-sends.ts';
import { votesInOldTerm } from './rv-1-votes-in-old-term.ts';
import { claimsCurrentTerm } from './rv-3-claims-current-term.ts';
import { refusalFreesVote } from './rv-4-refusal-frees-vote.ts';
import { forgetsLog } from './st-3-forgets-log.ts';
import { electedAndCommitted } from './st-4-elected-and-committed.ts';
import { skipsFirstEntry } from './st-5-skips-first-entry.ts';
import { beginsTooEarly } from './st-6-begins-too-early.ts';
import { voteBeforeTerm } from './st-8-vote-before-term.ts';
import { unwrittenAndResumed } from './x2-unwritten-and-resumed.ts';
import { blindAtBoundary } from './x3-blind-at-boundary.ts';
import { commitsWhenElected } from './x4-commits-when-elected.ts';
import { voteFollowsLeader } from './z02-vote-follows-leader.ts';
import { grantsOldCandidate } from './z03-grants-old-candidate.ts';
import { staysCandidate } from './z04-stays-candidate.ts';
import { evenHalfCommits } from './z05-even-half-commits.ts';
import { matchIndexGuessed } from './z06-match-index-guessed.ts';
import { termBeforeVote } from './z07-term-before-vote.ts';
import { resumesLeadership } from './z08-resumes-leadership.ts';
import { hintIsTheBeginning } from './z10-hint-is-the-beginning.ts';
import { followerCountsVotes } from './z13-follower-counts-votes.ts';
import { acceptsOldSnapshot } from './z14-accepts-old-snapshot.ts';
import { acknowledgesSnapshotEarly } from './z15-acknowledges-snapshot-early.ts';
import { countsTwiceOfThree } from './z16-counts-twice-of-three.ts';
import { sticksToLeader } from './z23-sticks-to-leader.ts';

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
