/** Defects that only experiments use: a rule left out as its clause tells it, where no defect of the catalogue does that. */
import type { Mutant } from '../../mutants/mutant.ts';
import { hidesPredecessor } from './appendEntries/hides-predecessor.ts';
import { neverLooksBack } from './appendEntries/never-looks-back.ts';
import { candidateRefuses } from './candidates/candidate-refuses.ts';
import { standsOnce } from './candidates/stands-once.ts';
import { asksFromMatch } from './divergences/asks-from-match.ts';
import { gluesSnapshots } from './divergences/glues-snapshots.ts';
import { goesBackByOne } from './divergences/goes-back-by-one.ts';
import { muteFollower } from './followers/mute-follower.ts';
import { firstChunkIsAll } from './installSnapshot/first-chunk-is-all.ts';
import { ignoresDone } from './installSnapshot/ignores-done.ts';
import { sendsNoSnapshot } from './installSnapshot/sends-no-snapshot.ts';
import { ignoresSuccess } from './leaders/ignores-success.ts';
import { noHeartbeats } from './leaders/no-heartbeats.ts';
import { sendsOnce } from './leaders/sends-once.ts';
import { appliesLastTwice } from './properties/applies-last-twice.ts';
import { appliesWholeLog } from './properties/applies-whole-log.ts';
import { discardsInherited } from './properties/discards-inherited.ts';
import { namesEntryBefore } from './properties/names-entry-before.ts';
import { asksWithoutLog } from './requestVote/asks-without-log.ts';
import { refusesNobody } from './requestVote/refuses-nobody.ts';
import { appliesAtOnce } from './state/applies-at-once.ts';
import { appliesFromStart } from './state/applies-from-start.ts';
import { countsSent } from './state/counts-sent.ts';
import { entriesWithoutTerm } from './state/entries-without-term.ts';
import { oneNextIndex } from './state/one-next-index.ts';
import { recordsNoVote } from './state/records-no-vote.ts';

export const leftOut: readonly Mutant[] = [
  recordsNoVote,
  entriesWithoutTerm,
  appliesAtOnce,
  appliesFromStart,
  oneNextIndex,
  countsSent,
  asksWithoutLog,
  refusesNobody,
  neverLooksBack,
  hidesPredecessor,
  muteFollower,
  candidateRefuses,
  standsOnce,
  noHeartbeats,
  sendsOnce,
  ignoresSuccess,
  firstChunkIsAll,
  sendsNoSnapshot,
  ignoresDone,
  goesBackByOne,
  gluesSnapshots,
  asksFromMatch,
  discardsInherited,
  appliesWholeLog,
  namesEntryBefore,
  appliesLastTwice,
];
