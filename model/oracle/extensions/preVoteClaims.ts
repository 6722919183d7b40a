/** What a step may say of itself where the page of pre-vote is woven in: when each clause of the page has acted. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type { Server } from '../../../src/core/types.ts';
import { type Claim, type Conduct, isHeard, stoodForElection } from '../contracts/claims.ts';

const asks = (deed: Conduct, isIt: (role: Server['role']) => boolean): boolean => {
  const { before, event } = deed;
  return event.type === 'timeout' && event.timer === 'election' && before.role !== 'leader' && isIt(before.role);
};

const answers = ({ answer, term }: Conduct, isIt: (granted: boolean, isOld: boolean) => boolean): boolean =>
  answer?.type === 'PreVoteReply' && isIt(answer.preVoteGranted, term === 'older');

const preVotesIn = ({ extensions }: Server): number => extensions?.['pre-vote']?.preVotesGranted.length ?? 0;

const isCounted = (deed: Conduct): boolean =>
  isHeard(deed, 'preCandidate') && preVotesIn(deed.after) > preVotesIn(deed.before);

/** By clause, when it has acted. */
export const preVoteClaims: Readonly<Partial<Record<ClauseId, Claim>>> = {
  'PV-2': { on: ['timeout'], acted: (deed) => asks(deed, (role) => role !== 'preCandidate') },
  'PV-3': {
    on: ['timeout'],
    acted: ({ sendsPreVotes }) => sendsPreVotes,
  },
  'PV-4': { on: ['timeout'], acted: (deed) => asks(deed, (role) => role === 'preCandidate') },
  'PV-5': { on: ['PreVote'], acted: (deed) => answers(deed, (granted, isOld) => !granted && isOld) },
  'PV-6': { on: ['PreVote'], acted: (deed) => answers(deed, (granted) => granted) },
  'PV-7': { on: ['PreVote'], acted: (deed) => answers(deed, (granted, isOld) => !granted && !isOld) },
  'PV-8': { on: ['PreVote'], acted: (deed) => answers(deed, (granted) => granted) },
  'PV-9': { on: ['timeout', 'PreVoteReply'], acted: (deed) => isCounted(deed) || stoodForElection(deed) },
  'PV-10': {
    on: ['RequestVote', 'AppendEntries', 'InstallSnapshot'],
    acted: (deed) => isHeard(deed, 'preCandidate') && deed.after.role === 'follower',
  },
};
