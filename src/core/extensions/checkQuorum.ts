/**
 * Check quorum (spec/extensions/check-quorum.md): a leader that hears no majority steps down, and who hears a leader takes no notice
 * of candidates.
 */
import type { ClauseId } from '../clauses.ts';
import { cites } from '../machine.ts';
import { type Guard, type Rule, withoutEffects } from '../outcome.ts';
import { configurationOf, hasQuorum } from '../quorum.ts';
import { hasNewerTerm } from '../rules/allServers.ts';
import { followerState } from '../server.ts';
import { armTimer, stopTimer, type TimerRows } from '../timers.ts';
import type {
  AppendEntriesReply,
  ExtensionStates,
  InstallSnapshotReply,
  Message,
  MessageType,
  RequestVote,
  Server,
  ServerId,
} from '../types.ts';
import type { PreVote } from './preVote.ts';
import type { Addition, Answers, Extension, Transition } from './weave.ts';

declare module '../types.ts' {
  interface TimerNames {
    /** Runs out when a leader has to know whether a majority still answers it. */
    readonly quorum: true;
    /** Runs out when a follower has heard nothing from the leader for the shortest election timeout. */
    readonly lease: true;
  }
  interface ExtensionStates {
    /** What a server knows of its contact with others. */
    readonly 'check-quorum': CheckQuorumState;
  }
}

/** What a server knows of its contact with others. */
export interface CheckQuorumState {
  /** CQ-1: leaders: who has answered since the quorum timer was last started, itself included; sorted, each once. */
  readonly heardFrom: readonly ServerId[];
  /** CQ-2: does the lease timer run that the last word from a leader has started? */
  readonly leaseRuns: boolean;
}

/** The rows of its timers. */
export const checkQuorumTimers: Pick<TimerRows, 'quorum' | 'lease'> = {
  quorum: {
    description: 'Leaders: how long to go on without an answer from a majority',
    clause: 'CQ-3',
    length: 'electionTimeout',
  },
  lease: {
    description: 'Followers: how long after word from the leader to take no notice of candidates',
    clause: 'CQ-8',
    length: 'minimumElectionTimeout',
  },
};

const nothing: CheckQuorumState = { heardFrom: [], leaseRuns: false };

/** What the server knows of its contact with others. */
export const contactOf = ({ extensions }: Server): CheckQuorumState => extensions?.['check-quorum'] ?? nothing;

/** The server with other knowledge of its contact. */
export const withContact = (server: Server, state: Partial<ExtensionStates['check-quorum']>): Server => ({
  ...server,
  extensions: { ...server.extensions, 'check-quorum': { ...contactOf(server), ...state } },
});

/** CQ-3, CQ-5: the leader counts anew, itself first. */
const count = (server: Server, because: ClauseId) => ({
  server: withContact(server, { heardFrom: [server.id] }),
  effects: [armTimer('quorum')],
  fired: [because],
});

/** CQ-3: a new leader has a majority's votes; from now on it counts its answers. */
const startQuorum: Rule = (server) => count(server, 'CQ-3');

/** CQ-4, its condition: an answer to this leadership, from a server that has not answered yet. */
const isNewlyHeard: Guard<AppendEntriesReply | InstallSnapshotReply> = (server, { term, from }) =>
  term === server.currentTerm && !contactOf(server).heardFrom.includes(from);

/** CQ-4: whatever it says, it comes from a server that this leader has reached. */
const countHeard: Rule<AppendEntriesReply | InstallSnapshotReply> = (server, { from }) =>
  withoutEffects(withContact(server, { heardFrom: [...contactOf(server).heardFrom, from].sort() }), 'CQ-4');

/** CQ-5, its condition. */
const hasQuorumHeard: Guard = (server) => hasQuorum(configurationOf(server), contactOf(server).heardFrom);

/** CQ-5: a majority has answered; ask once more. */
const renewQuorum: Rule = (server) => count(server, 'CQ-5');

/** CQ-6: whoever is not heard may have another leader by now. The term stays, and so does the vote. */
const loseQuorum: Rule = (server) => ({
  server: withContact({ ...server, ...followerState, leaderId: null }, { heardFrom: [] }),
  effects: [stopTimer('heartbeat'), armTimer('election')],
  fired: ['CQ-6'],
});

const stopCounting = (server: Server) => ({
  server: withContact(server, { heardFrom: [] }),
  effects: [stopTimer('quorum')],
});

/** CQ-7: there is no leadership any more to be asked about. CQ-11: and what ended it was no candidate's request. */
const stopQuorum: Rule<Message> = (server) => ({ ...stopCounting(server), fired: ['CQ-7', 'CQ-11'] });

/** CQ-7: a leader steps down for another reason than a newer term. */
const endQuorum: Rule = (server) => ({ ...stopCounting(server), fired: ['CQ-7'] });

/** CQ-8: from now on, for the shortest election timeout, the leader is heard. */
const renewLease: Rule<Message> = (server) => ({
  server: contactOf(server).leaseRuns ? server : withContact(server, { leaseRuns: true }),
  effects: [armTimer('lease')],
  fired: ['CQ-8'],
});

/** CQ-9, its condition. */
const hasLease: Guard = (server) => contactOf(server).leaseRuns;

/** CQ-9: candidates are listened to again. */
const endLease: Rule = (server) => withoutEffects(withContact(server, { leaseRuns: false }), 'CQ-9');

/** CQ-10, CQ-12, their condition at a follower: a newer term, while the leader of its own is heard. */
const isHeldBack: Guard<RequestVote | PreVote> = (server, request) =>
  hasNewerTerm(server, request) && server.leaderId !== null && contactOf(server).leaseRuns;

/** CQ-10: as if the request were lost. */
const ignoreCandidate: Rule<RequestVote> = (server) => withoutEffects(server, 'CQ-10');

/** CQ-12: the same for a pre-candidate. */
const ignorePreCandidate: Rule<PreVote> = (server) => withoutEffects(server, 'CQ-12');

/** Beside the leader's ways to step down for a newer term. */
export const stopAt = (...types: readonly MessageType[]): Readonly<Record<string, Addition>> =>
  Object.fromEntries(
    types.map((type) => [`leader ${type} stepDown`, { actions: 'stopQuorum', clauses: ['CQ-7', 'CQ-11'] }]),
  );

/** Beside what a follower does about each message of its leader. */
const renewAt = (type: MessageType, ...rules: readonly string[]): Readonly<Record<string, Addition>> =>
  Object.fromEntries(rules.map((rule) => [`follower ${type} ${rule}`, { actions: 'renewLease', clauses: ['CQ-8'] }]));

/** CQ-4, as a transition that comes before what is made of the answer. */
export const countAnswer: Transition = {
  guard: 'isNewlyHeard',
  actions: ['countHeard', 'handleAgain'],
  ...cites('A follower answers: count it, and look at the answer', 'CQ-4'),
};

const leaseEnds: Answers = {
  'timeout.lease': {
    guard: 'hasLease',
    actions: 'endLease',
    ...cites('No word from the leader: listen to candidates again', 'CQ-9'),
  },
};

const ignoreAt = (guard: string): Transition => ({
  guard,
  actions: 'ignoreCandidate',
  ...cites('A leader is heard: a candidate of a newer term is ignored', 'CQ-10'),
});

const ignorePreAt = (guard: string): Transition => ({
  guard,
  actions: 'ignorePreCandidate',
  ...cites('A leader is heard: a pre-candidate of a newer term is ignored', 'CQ-12'),
});

/** Its conditions by the names that the machine knows them by. */
export const checkQuorumGuards = { isNewlyHeard, hasQuorumHeard, hasLease, isHeldBack };

/** Its rules by the names that the machine knows them by. */
export const checkQuorumRules = {
  startQuorum,
  countHeard,
  renewQuorum,
  loseQuorum,
  stopQuorum,
  endQuorum,
  renewLease,
  endLease,
  ignoreCandidate,
  ignorePreCandidate,
};

/** The page of check quorum, to be woven into a machine. */
export const checkQuorum: Extension = {
  id: 'check-quorum',
  messages: {},
  guards: checkQuorumGuards,
  actions: checkQuorumRules,
  roles: {},
  before: {
    follower: { ...leaseEnds, RequestVote: ignoreAt('isHeldBack') },
    candidate: leaseEnds,
    leader: {
      ...leaseEnds,
      'timeout.quorum': [
        {
          guard: 'hasQuorumHeard',
          actions: 'renewQuorum',
          ...cites('A majority has answered: count anew', 'CQ-5'),
        },
        { target: 'follower', actions: 'loseQuorum', ...cites('No majority has answered: step down', 'CQ-6') },
      ],
      RequestVote: ignoreAt('hasNewerTerm'),
      AppendEntriesReply: countAnswer,
      InstallSnapshotReply: countAnswer,
    },
  },
  adds: {
    'candidate always becomeLeader': { actions: 'startQuorum', clauses: ['CQ-3'] },
    ...stopAt('RequestVoteReply', 'AppendEntries', 'AppendEntriesReply', 'InstallSnapshot', 'InstallSnapshotReply'),
    ...renewAt('AppendEntries', 'refuseEntries', 'acceptEntries'),
    ...renewAt('InstallSnapshot', 'skipSnapshot', 'installSnapshot', 'discardSnapshot', 'storeChunk'),
  },
  beside: {
    'pre-vote': {
      before: {
        follower: { PreVote: ignorePreAt('isHeldBack') },
        leader: { PreVote: ignorePreAt('hasNewerTerm') },
        preCandidate: leaseEnds,
      },
      adds: stopAt('PreVoteReply'),
      clauses: ['CQ-13'],
    },
    'parallel-write': {
      adds: { 'leader timeout.quorum loseQuorum': { actions: 'forgetWrites', clauses: ['PW-6'] } },
    },
  },
  replaces: [],
  initial: nothing,
};
