/** What a step may say of itself where the page of pre-vote is woven in: when each clause of the page has acted. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type { Server } from '../../../src/core/types.ts';
import { answerIn, type Claim, type Conduct, isHeard, stoodForElection } from '../contracts/claims.ts';
import { isMessage } from '../contracts/expected.ts';

const asks = (deed: Conduct, isIt: (role: Server['role']) => boolean): boolean => {
  const { before, event } = deed;
  return event.type === 'timeout' && event.timer === 'election' && before.role !== 'leader' && isIt(before.role);
};

const answer = ({ before, event, ...deed }: Conduct, isIt: (granted: boolean, isOld: boolean) => boolean): boolean => {
  const given = answerIn({ before, event, ...deed }, 'PreVoteReply');
  return given !== undefined && isMessage(event) && isIt(given.preVoteGranted, event.term < before.currentTerm);
};

const preVotesIn = ({ extensions }: Server): number => extensions?.['pre-vote']?.preVotesGranted.length ?? 0;

const isCounted = (deed: Conduct): boolean =>
  isHeard(deed, 'preCandidate') && preVotesIn(deed.after) > preVotesIn(deed.before);

/** By clause, when it has acted. */
export const preVoteClaims: Readonly<Partial<Record<ClauseId, Claim>>> = {
  'PV-2': { on: ['timeout'], acted: (deed) => asks(deed, (role) => role !== 'preCandidate') },
  'PV-3': {
    on: ['timeout'],
    acted: ({ effects }) => effects.some((effect) => effect.type === 'send' && effect.message.type === 'PreVote'),
  },
  'PV-4': { on: ['timeout'], acted: (deed) => asks(deed, (role) => role === 'preCandidate') },
  'PV-5': { on: ['PreVote'], acted: (deed) => answer(deed, (granted, isOld) => !granted && isOld) },
  'PV-6': { on: ['PreVote'], acted: (deed) => answer(deed, (granted) => granted) },
  'PV-7': { on: ['PreVote'], acted: (deed) => answer(deed, (granted, isOld) => !granted && !isOld) },
  'PV-8': { on: ['PreVote'], acted: (deed) => answer(deed, (granted) => granted) },
  'PV-9': { on: ['timeout', 'PreVoteReply'], acted: (deed) => isCounted(deed) || stoodForElection(deed) },
  'PV-10': {
    on: ['RequestVote', 'AppendEntries', 'InstallSnapshot'],
    acted: (deed) => isHeard(deed, 'preCandidate') && deed.after.role === 'follower',
  },
};
