/** What a step may say of itself where the page of read index is woven in: when each clause of the page has acted. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type { MessageType } from '../../../src/core/types.ts';
import { type Claim, type Conduct, everything } from '../contracts/claims.ts';
import { isCounted, isHeartbeat, isLost, isRepeat, isToldIndex, knowsCommitted, waitingAt } from './readIndexFacts.ts';

const sendsOne = ({ effects }: Conduct, type: MessageType): boolean =>
  effects.some((effect) => effect.type === 'send' && effect.message.type === type);

const answersOne = ({ effects }: Conduct): boolean => effects.some(({ type }) => type === 'answerRead');

/** Is a leader given a read, by a client or by a follower? */
const isGivenRead = ({ before, event, term }: Conduct): boolean =>
  before.role === 'leader' && (event.type === 'read' || (event.type === 'ReadIndexRequest' && term === 'current'));

const knowsLeader = ({ before }: Conduct): boolean => before.role !== 'leader' && before.leaderId !== null;

const beginsRound = ({ before, after }: Conduct): boolean => waitingAt(after).round > waitingAt(before).round;

/** By clause, when it has acted. */
export const readIndexClaims: Readonly<Partial<Record<ClauseId, Claim>>> = {
  'RI-2': { on: ['read'], acted: isGivenRead },
  'RI-3': {
    on: ['read', 'ReadIndexRequest'],
    acted: (deed) => isGivenRead(deed) && !knowsCommitted(deed.before),
  },
  'RI-4': { on: everything, acted: (deed) => beginsRound(deed) && !isRepeat(deed) },
  'RI-5': { on: ['ReadIndexCheck'], acted: (deed) => sendsOne(deed, 'ReadIndexCheckReply') },
  'RI-6': { on: ['ReadIndexCheckReply'], acted: isCounted },
  'RI-7': {
    on: everything,
    acted: (deed) => deed.after.role === 'leader' && (answersOne(deed) || sendsOne(deed, 'ReadIndexReply')),
  },
  'RI-8': { on: ['timeout'], acted: isRepeat },
  'RI-9': {
    on: ['read', 'AppendEntries'],
    acted: (deed) =>
      deed.event.type === 'read' ? knowsLeader(deed) : isHeartbeat(deed) && sendsOne(deed, 'ReadIndexRequest'),
  },
  'RI-10': { on: ['ReadIndexRequest'], acted: isGivenRead },
  'RI-11': {
    on: everything,
    acted: (deed) => isToldIndex(deed) || (deed.after.role === 'follower' && answersOne(deed)),
  },
  'RI-12': { on: ['read'], acted: ({ before }) => before.role !== 'leader' && before.leaderId === null },
  'RI-13': {
    on: everything,
    acted: (deed) => waitingAt(deed.before).reads.length > 0 && isLost(deed),
  },
};
