/** Pre-vote (spec/extensions/pre-vote.md): a server asks whether it could win before it raises its term. */
import type { ClauseId } from '../clauses.ts';
import { lastIndex, lastTerm } from '../log.ts';
import {
  adoptNewerTerm,
  cites,
  compactLog,
  refuseCommand,
  refuseOldCandidate,
  refuseOldLeader,
  refuseOldSnapshot,
  refuseVote,
  stepDownForNewerTerm,
} from '../machine.ts';
import type { MessageRows } from '../messages.ts';
import { type Guard, type Outcome, type Rule, send, withoutEffects } from '../outcome.ts';
import { configurationOf, hasQuorum, othersOf } from '../quorum.ts';
import { canGrantVote } from '../rules/requestVote.ts';
import { followerState } from '../server.ts';
import { armTimer } from '../timers.ts';
import type {
  Envelope,
  ExtensionStates,
  Index,
  Message,
  RequestVote,
  Server,
  ServerId,
  Term,
  Timeout,
} from '../types.ts';
import type { Extension, RoleConfig, Transition } from './weave.ts';

declare module '../types.ts' {
  interface Roles {
    /** Asks whether it could win (PV-2). */
    readonly preCandidate: true;
  }
  interface MessageTypes {
    /** A server asks whether it could win. */
    readonly PreVote: PreVote;
    /** The answer of who was asked. */
    readonly PreVoteReply: PreVoteReply;
  }
  interface ExtensionStates {
    /** What a server knows of pre-votes. */
    readonly 'pre-vote': PreVoteState;
  }
}

/** What a server knows of pre-votes. */
export interface PreVoteState {
  /** PV-1: who has granted a pre-vote to this pre-candidate, itself included; sorted, each once. */
  readonly preVotesGranted: readonly ServerId[];
}

/** A pre-candidate asks whether it would get a vote in the next term (PV-3). */
export interface PreVote extends Envelope<'PreVote'> {
  /** The pre-candidate that asks: the sender. */
  readonly candidateId: ServerId;
  /** Index of the pre-candidate's last entry; 0: it has none. */
  readonly lastLogIndex: Index;
  /** Term of the pre-candidate's last entry; 0: it has none. */
  readonly lastLogTerm: Term;
}

/** Whether it would (PV-6, PV-7). */
export interface PreVoteReply extends Envelope<'PreVoteReply'> {
  /** True: the sender would vote for the receiver in the next term. It is not bound to (PV-8). */
  readonly preVoteGranted: boolean;
}

/** The rows of its messages. */
export const preVoteMessages: Pick<MessageRows, 'PreVote' | 'PreVoteReply'> = {
  PreVote: {
    answers: null,
    clause: 'PV-3',
    description: 'A pre-candidate asks whether it would get a vote in the next term',
    fields: { candidateId: 'serverId', lastLogIndex: 'index', lastLogTerm: 'term' },
    words: ({ lastLogIndex, lastLogTerm }) => `last=${lastLogIndex}@${lastLogTerm}`,
    label: () => 'PV',
  },
  PreVoteReply: {
    answers: 'PreVote',
    clause: 'PV-6',
    description: 'A pre-vote is granted or rejected',
    fields: { preVoteGranted: 'boolean' },
    words: ({ preVoteGranted }) => (preVoteGranted ? 'granted' : 'rejected'),
    label: ({ preVoteGranted }) => (preVoteGranted ? 'yes' : 'no'),
  },
};

const nobody: PreVoteState = { preVotesGranted: [] };

/** PV-1 */
export const preVotesOf = ({ extensions }: Server): readonly ServerId[] =>
  (extensions?.['pre-vote'] ?? nobody).preVotesGranted;

/** The server with other pre-votes. */
export const withPreVotes = (server: Server, state: ExtensionStates['pre-vote']): Server => ({
  ...server,
  extensions: { ...server.extensions, 'pre-vote': state },
});

/** PV-2: nobody leads; ask before the term is raised. */
const askForPreVotes: Rule<Timeout> = (server) => ask(server, 'PV-2');

/** PV-4: too few would vote for it; ask again. */
const askAgain: Rule<Timeout> = (server) => ask(server, 'PV-4');

/** PV-2, PV-4: whoever led was not heard, a candidacy is over, and the count begins at one's own pre-vote. */
const ask = (server: Server, because: ClauseId): Outcome => {
  const next = withPreVotes({ ...server, ...followerState, leaderId: null }, { preVotesGranted: [server.id] });
  const questions = othersOf(next).map((to) => send(question(next, to)));
  return {
    server: next,
    effects: [armTimer('election'), ...questions],
    fired: questions.length === 0 ? [because] : [because, 'PV-3'],
  };
};

/** PV-3: in the current term, so that RS-A-2 needs no exception. */
const question = (server: Server, to: ServerId): PreVote => ({
  type: 'PreVote',
  from: server.id,
  to,
  term: server.currentTerm,
  candidateId: server.id,
  lastLogIndex: lastIndex(server.log),
  lastLogTerm: lastTerm(server.log),
});

/** PV-6, its condition: it hears no leader, not even itself, and would vote for this log, the votes of the next term being free. */
const canGrantPreVote: Guard<PreVote> = (server, request) =>
  server.leaderId === null && canGrantVote({ ...server, votedFor: null }, asVote(request));

const asVote = (request: PreVote): RequestVote => ({ ...request, type: 'RequestVote' });

/** PV-6, PV-8: say so, and change nothing. */
const grantPreVote: Rule<PreVote> = (server, request) => answer(server, request, true, 'PV-6', 'PV-8');

/** PV-7: a leader is heard, or the pre-candidate is behind. */
const refusePreVote: Rule<PreVote> = (server, request) => answer(server, request, false, 'PV-7');

/** PV-5: the pre-candidate's term is over; the answer tells it so. */
const refuseOldPreCandidate: Rule<PreVote> = (server, request) => answer(server, request, false, 'PV-5');

const answer = (server: Server, { from }: PreVote, preVoteGranted: boolean, ...fired: ClauseId[]): Outcome => ({
  server,
  effects: [send({ type: 'PreVoteReply', from: server.id, to: from, term: server.currentTerm, preVoteGranted })],
  fired,
});

/** PV-9: does the answer bring a pre-vote in the current term? */
const bringsPreVote: Guard<PreVoteReply> = (server, reply) => reply.preVoteGranted && reply.term === server.currentTerm;

/** PV-9: a set, so that an answer that arrives twice counts once. */
const countPreVote: Rule<PreVoteReply> = (server, { from }) => {
  const counted = preVotesOf(server);
  return counted.includes(from)
    ? withoutEffects(server, 'D-6')
    : withoutEffects(withPreVotes(server, { preVotesGranted: [...counted, from].sort() }), 'PV-9');
};

/** PV-9, its condition. */
const hasPreMajority: Guard = (server) => hasQuorum(configurationOf(server), preVotesOf(server));

/** PV-9: enough would vote for it; what was counted was not votes. */
const endPreVote: Rule = (server) => withoutEffects(withPreVotes(server, nobody), 'PV-9');

/** PV-10: another server leads or is elected. */
const giveUpPreVote: Rule<Message> = (server) => withoutEffects(withPreVotes(server, nobody), 'PV-10');

/** RS-A-2 at a pre-candidate: what it has counted was of the term before. */
const forgetPreVotes: Rule<Message> = (server) => withoutEffects(withPreVotes(server, nobody));

/** RS-A-2 at a pre-candidate, for every message. */
export const forgetForNewerTerm: Transition = {
  ...adoptNewerTerm,
  actions: ['forgetPreVotes', 'adoptTerm', 'handleAgain'],
};

const answerPreVote: readonly Transition[] = [
  {
    guard: 'hasOlderTerm',
    actions: 'refuseOldPreCandidate',
    ...cites('The pre-candidate is of an older term', 'PV-5'),
  },
  {
    guard: 'canGrantPreVote',
    actions: 'grantPreVote',
    ...cites('No leader is heard and the pre-candidate is up to date', 'PV-6', 'PV-8'),
  },
  { actions: 'refusePreVote', ...cites('A leader is heard, or the pre-candidate is behind', 'PV-7') },
];

const beginPreVote: Transition = {
  target: 'preCandidate',
  actions: 'askForPreVotes',
  ...cites('No word from a leader: ask who would vote for it', 'PV-2', 'PV-3'),
};

const giveUp = (description: string): Transition => ({
  target: 'follower',
  actions: ['giveUpPreVote', 'handleAgain'],
  ...cites(description, 'PV-10'),
});

/** The role of a server that asks. */
export const preCandidate: RoleConfig = {
  description: 'Asks whether it could win',
  always: {
    guard: 'hasPreMajority',
    target: 'candidate',
    actions: ['endPreVote', 'becomeCandidate'],
    ...cites('Pre-votes from a majority: stand for election', 'PV-9', 'RS-F-2', 'RS-C-1', 'RV-3'),
  },
  on: {
    'timeout.election': { actions: 'askAgain', ...cites('Too few would vote for it: ask again', 'PV-4', 'PV-3') },
    clientCommand: refuseCommand,
    compact: compactLog,
    PreVote: [forgetForNewerTerm, ...answerPreVote],
    PreVoteReply: [
      forgetForNewerTerm,
      { guard: 'bringsPreVote', actions: 'countPreVote', ...cites('A pre-vote', 'PV-9', 'D-6') },
    ],
    RequestVote: [
      forgetForNewerTerm,
      refuseOldCandidate,
      { guard: 'canGrantVote', ...giveUp('It votes for another server, and waits') },
      refuseVote,
    ],
    RequestVoteReply: forgetForNewerTerm,
    AppendEntries: [forgetForNewerTerm, refuseOldLeader, giveUp('Another server leads this term')],
    AppendEntriesReply: forgetForNewerTerm,
    InstallSnapshot: [forgetForNewerTerm, refuseOldSnapshot, giveUp('Another server leads this term')],
    InstallSnapshotReply: forgetForNewerTerm,
  },
};

/** Its conditions by the names that the machine knows them by. */
export const preVoteGuards = { canGrantPreVote, bringsPreVote, hasPreMajority };

/** Its rules by the names that the machine knows them by. */
export const preVoteRules = {
  askForPreVotes,
  askAgain,
  grantPreVote,
  refusePreVote,
  refuseOldPreCandidate,
  countPreVote,
  endPreVote,
  giveUpPreVote,
  forgetPreVotes,
};

/** The page of pre-vote, to be woven into a machine. */
export const preVote: Extension = {
  id: 'pre-vote',
  messages: preVoteMessages,
  guards: preVoteGuards,
  actions: preVoteRules,
  roles: { preCandidate },
  before: {
    follower: {
      'timeout.election': beginPreVote,
      PreVote: [adoptNewerTerm, ...answerPreVote],
      PreVoteReply: adoptNewerTerm,
    },
    candidate: {
      'timeout.election': beginPreVote,
      PreVote: [adoptNewerTerm, ...answerPreVote],
      PreVoteReply: adoptNewerTerm,
    },
    leader: {
      PreVote: [stepDownForNewerTerm, ...answerPreVote],
      PreVoteReply: stepDownForNewerTerm,
    },
  },
  replaces: ['follower timeout.election becomeCandidate', 'candidate timeout.election retryElection'],
  initial: nobody,
};
