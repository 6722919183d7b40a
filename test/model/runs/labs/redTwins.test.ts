/** Broken protocols, each of which makes a lab fail for the reason that the lab is there for. */

import { describe, expect, test } from 'vitest';
import { runLab } from '../../../../model/runs/labs/index.ts';
import { append, emptyLog } from '../../../../src/core/log.ts';
import { actionOf, guardOf, type RaftMachine, raftMachine } from '../../../../src/core/machine.ts';
import { type Guard, type Rule, send, withoutEffects } from '../../../../src/core/outcome.ts';
import { type Protocol, shippedProtocol } from '../../../../src/core/protocol.ts';
import { agreedIndex, configurationOf } from '../../../../src/core/quorum.ts';
import { appendEntries } from '../../../../src/core/rules/appendEntries.ts';
import * as candidates from '../../../../src/core/rules/candidates.ts';
import * as leaders from '../../../../src/core/rules/leaders.ts';
import { createStep, step } from '../../../../src/core/step.ts';
import { armTimer } from '../../../../src/core/timers.ts';
import type { AppendEntries, Effect, Event, Index, RequestVote, Server, Snapshot } from '../../../../src/core/types.ts';

type Provided = Parameters<RaftMachine['provide']>[0];

/** The protocol with other rules under the same names. */
const provided = (implementations: Provided): Protocol => ({
  ...shippedProtocol,
  step: createStep(raftMachine.provide(implementations)),
});

/** The protocol with its effects changed on the way out. */
const withEffects = (
  change: (effects: readonly Effect[], server: Server, event: Event) => readonly Effect[],
): Protocol => ({
  ...shippedProtocol,
  step: (server, event) => {
    const taken = step(server, event);
    return { ...taken, effects: change(taken.effects, taken.server, event) };
  },
});

const nothing = actionOf((server) => withoutEffects(server));

/** Votes for every candidate of the term who finds the vote free, whatever its log. */
const ignoresLogs: Guard<RequestVote> = ({ currentTerm, votedFor }, { term, candidateId }) =>
  term === currentTerm && (votedFor === null || votedFor === candidateId);

/** Commits what a majority has, be it of an older term (Figure 8). */
const ignoresTerms: Guard = (server) => replicatedIndex(server) > server.commitIndex;

const replicatedIndex = (server: Server): Index =>
  agreedIndex(configurationOf(server), (id) => server.matchIndex[id] ?? server.log.lastIndex);

/** Keeps what it has at an index, whatever the leader says. */
const keepsConflicts: Rule<AppendEntries> = (server, request) => {
  const { log } = server;
  const lastNewIndex = request.prevLogIndex + request.entries.length;
  const news = request.entries.slice(Math.max(0, log.lastIndex - request.prevLogIndex));
  return {
    server: { ...server, log: append(log, news), commitIndex: Math.min(request.leaderCommit, lastNewIndex) },
    effects: [
      { type: 'persist', append: { firstIndex: log.lastIndex + 1, entries: news } },
      armTimer('election'),
      send({
        type: 'AppendEntriesReply',
        from: server.id,
        to: request.from,
        term: server.currentTerm,
        success: true,
        prevLogIndex: request.prevLogIndex,
        matchIndex: lastNewIndex,
        conflictTerm: 0,
        conflictIndex: 0,
      }),
    ],
    fired: [],
  };
};

/** Begins its term with an entry of its own. */
const beginsWithNoOp: Rule = (server, event) => {
  const { server: leader, effects, fired } = candidates.becomeLeader(server, event);
  const entries = [{ term: leader.currentTerm, command: '0' }];
  return {
    server: { ...leader, log: append(leader.log, entries) },
    effects: [{ type: 'persist', append: { firstIndex: leader.log.lastIndex + 1, entries } }, ...effects],
    fired,
  };
};

/** Sends all it has at each heartbeat. */
const heartbeatsWithAll: Rule = (server, event) => {
  const { effects, ...rest } = leaders.heartbeat(server, event as never);
  const all = server.peers.map((peer) => send(appendEntries(server, peer, 1, server.log.lastIndex)));
  return { ...rest, effects: [...all, ...effects] };
};

const isEntries = (effect: Effect): boolean =>
  effect.type === 'send' && effect.message.type === 'AppendEntries' && effect.message.entries.length > 0;

const isSnapshot = (effect: Effect): boolean => effect.type === 'send' && effect.message.type === 'InstallSnapshot';

const without = (isMeant: (effect: Effect) => boolean): Protocol =>
  withEffects((effects) => effects.filter((effect) => !isMeant(effect)));

/** What a state machine is given comes in the wrong order, where a step gives it more than one thing. */
const appliesBackwards = withEffects((effects) => {
  const applies = effects.filter(({ type }) => type === 'apply').reverse();
  return effects.map((effect) => (effect.type === 'apply' ? (applies.shift() ?? effect) : effect));
});

const restoresInstead = (change: (snapshot: Snapshot) => Snapshot): Protocol =>
  withEffects((effects) =>
    effects.map((effect) =>
      effect.type === 'restoreSnapshot' ? { ...effect, snapshot: change(effect.snapshot) } : effect,
    ),
  );

/** Hears nothing of its followers but now and then. */
const isSlow = (): Protocol => {
  let beats = 0;
  return {
    ...shippedProtocol,
    step: (server, event) => {
      if (event.type === 'timeout' && event.timer === 'heartbeat') beats++;
      const isDeaf = event.type === 'AppendEntriesReply' && beats % 15 > 0;
      return isDeaf ? { server, effects: [], fired: [] } : step(server, event);
    },
  };
};

const waitsForEver: Protocol = {
  ...shippedProtocol,
  step: (server, event) =>
    event.type === 'timeout' && event.timer === 'election' && server.leaderId !== null
      ? { server, effects: [], fired: [] }
      : step(server, event),
};

/** Answers every answer. */
const talksTooMuch = withEffects((effects, server, event) =>
  event.type === 'AppendEntriesReply'
    ? [...effects, ...[1, 2].map(() => send(appendEntries(server, event.from, 1, 0)))]
    : effects,
);

interface Twin {
  readonly what: string;
  readonly protocol: Protocol;
  readonly lab: string;
  readonly because: RegExp;
  /** How many seeds it may take; one unless it takes luck. */
  readonly seeds?: number;
}

const elections: readonly Twin[] = [
  {
    what: 'nobody grants a vote',
    protocol: provided({ guards: { canGrantVote: () => false } }),
    lab: 'InitialElection3A',
    because: /^one leader was expected, but no leader came up among S1@\d+, S2@\d+, S3@\d+ in about 5 s$/,
  },
  {
    what: 'who has had a leader waits for it for ever',
    protocol: waitsForEver,
    lab: 'ReElection3A',
    because: /^one leader was expected, but no leader came up among S\d@\d+, S\d@\d+ in about 5 s$/,
  },
  {
    what: 'one vote is enough',
    protocol: provided({ guards: { hasMajority: ({ context }) => context.server.votesGranted.length > 0 } }),
    lab: 'ReElection3A',
    because: /^no leader was expected without a quorum, but S\d claims to lead$/,
  },
  {
    what: 'a vote is given to everyone who asks',
    protocol: provided({
      guards: { canGrantVote: ({ context, event }) => 'term' in event && event.term === context.server.currentTerm },
    }),
    lab: 'ManyElections3A',
    because: /^a term has at most one leader, but term \d+ has S\d S\d$/,
    seeds: 30,
  },
];

const logs: readonly Twin[] = [
  {
    what: 'a leader begins with an entry of its own',
    protocol: provided({ actions: { becomeLeader: actionOf(beginsWithNoOp) } }),
    lab: 'BasicAgree3B',
    because: /^100 should get index 1, but got index 2$/,
  },
  {
    what: 'entries are sent twice',
    protocol: withEffects((effects) => effects.flatMap((effect) => (isEntries(effect) ? [effect, effect] : [effect]))),
    lab: 'Count3B',
    because: /^at most 42 RPCs should be received for 12 entries, but \d+ were$/,
  },
  {
    what: 'heartbeats come in fours',
    protocol: withEffects((effects, _, event) =>
      event.type === 'timeout' && event.timer === 'heartbeat'
        ? [...effects, ...effects, ...effects, ...effects]
        : effects,
    ),
    lab: 'Count3B',
    because: /^at most 60 RPCs should be received in an idle second, but \d+ were$/,
  },
  {
    what: 'heartbeats carry the whole log',
    protocol: provided({ actions: { heartbeat: actionOf(heartbeatsWithAll) } }),
    lab: 'RPCBytes3B',
    because: /^at most 200000 bytes should be sent for 50000 bytes of commands, but \d+ were$/,
  },
  {
    what: 'the leader alone commits',
    protocol: provided({
      guards: { canCommit: ({ context: { server } }) => server.log.lastIndex > server.commitIndex },
      actions: {
        advanceCommitIndex: actionOf((server) => withoutEffects({ ...server, commitIndex: server.log.lastIndex })),
      },
    }),
    lab: 'FollowerFailure3B',
    because: /^index 4 can't be committed without a majority, but 1 server committed it$/,
  },
  {
    what: 'what contradicts the leader is kept',
    protocol: provided({
      actions: { acceptEntries: actionOf(keepsConflicts) },
      guards: { lacksPrevEntry: () => false },
    }),
    lab: 'Rejoin3B',
    because: /^at index 2 all servers must apply the same command, but S\d applied \d+ and S\d \d+$/,
  },
  {
    what: 'the leader never goes back',
    protocol: provided({ actions: { backUp: nothing } }),
    lab: 'Backup3B',
    because: /^\d+ should be committed by \d servers, but they did not agree on it in 10 s: S\d@\d+/,
  },
  {
    what: 'the leader hears too little',
    protocol: isSlow(),
    lab: 'Backup3B',
    because: /^it should take at most 120 s of virtual time, but has not ended by then$/,
  },
  {
    what: 'commands are applied in the wrong order',
    protocol: appliesBackwards,
    lab: 'FailAgree3B',
    because: /^S\d applied out of order: index \d came, and index \d never did$/,
  },
  {
    what: 'a vote is given to a candidate that lacks entries',
    protocol: provided({ guards: { canGrantVote: guardOf(ignoresLogs) } }),
    lab: 'Rejoin3B',
    because: /^at index \d+ all servers must apply the same command, but S\d applied \d+ and S\d \d+$/,
    seeds: 30,
  },
];

const disks: readonly Twin[] = [
  {
    what: 'the log is forgotten',
    protocol: { ...shippedProtocol, restart: (storage) => shippedProtocol.restart({ ...storage, log: emptyLog() }) },
    lab: 'Persist13C',
    because: /^at index 1 all servers must apply the same command, but S\d applied 11 and S\d 12$/,
  },
  {
    what: 'entries are not written',
    protocol: without((effect) => effect.type === 'persist' && effect.append !== undefined),
    lab: 'Persist23C',
    because: /^at index 1 all servers must apply the same command, but S\d applied 11 and S\d 1\d$/,
  },
  {
    what: 'entries of older terms are committed by counting',
    protocol: provided({
      guards: { canCommit: guardOf(ignoresTerms) },
    }),
    lab: 'Figure83C',
    because: /^at index \d+ all servers must apply the same command, but S\d applied \d+ and S\d \d+$/,
    seeds: 100,
  },
];

const compaction: readonly Twin[] = [
  {
    what: 'a snapshot does not shorten the log',
    protocol: provided({ actions: { compact: nothing } }),
    lab: 'SnapshotBasic3D',
    because: /^the Raft state on a disk should be smaller than 2000 bytes, but one has \d+$/,
  },
  {
    what: 'a follower gets no snapshot',
    protocol: without(isSnapshot),
    lab: 'SnapshotInstall3D',
    because: /^\d+ should be committed by 3 servers, but they did not agree on it in 10 s: S1@\d+/,
  },
  {
    what: 'the state machine does not hear of a snapshot',
    protocol: without(({ type }) => type === 'restoreSnapshot'),
    lab: 'SnapshotInstall3D',
    because: /^S\d applied out of order: index \d+ was next, and index \d+ came$/,
  },
  {
    what: 'a snapshot is said to end elsewhere',
    protocol: restoresInstead((snapshot) => ({ ...snapshot, lastIncludedIndex: snapshot.lastIncludedIndex + 1 })),
    lab: 'SnapshotInstallCrash3D',
    because: /^S\d delivered a snapshot as of index \d+, but it holds \d+$/,
  },
  {
    what: 'a snapshot arrives corrupted',
    protocol: restoresInstead((snapshot) => ({ ...snapshot, data: snapshot.data.slice(1) })),
    lab: 'SnapshotInstallUnreliable3D',
    because: /^S\d delivered a snapshot that can't be read, at index \d+$/,
  },
  {
    what: 'the snapshot is forgotten',
    protocol: {
      ...shippedProtocol,
      restart: (storage) => shippedProtocol.restart({ ...storage, log: emptyLog(), snapshot: null }),
    },
    lab: 'SnapshotInit3D',
    because: /^S\d applied out of order: index 10 was next, and index 1 came$/,
  },
];

const programs: readonly Twin[] = [
  {
    what: 'it throws',
    protocol: withEffects((effects, _, { type }) => {
      if (type === 'AppendEntriesReply') throw new Error('nextIndex of undefined');
      return effects;
    }),
    lab: 'BasicAgree3B',
    because: /^nothing should be thrown, but this was: nextIndex of undefined$/,
  },
  {
    what: 'it answers answers',
    protocol: talksTooMuch,
    lab: 'BasicAgree3B',
    because: /^servers took more than 1000 steps in one millisecond: they answer each other for ever$/,
  },
];

/** What the first seed says with which it fails. */
const firstFailure = ({ lab, protocol, seeds = 1 }: Twin): string | undefined => {
  for (let seed = 1; seed <= seeds; seed++) {
    const { because } = runLab({ name: lab, seed, protocol });
    if (because !== undefined) return because;
  }
  return undefined;
};

describe.each([
  ['elections', elections],
  ['logs', logs],
  ['disks', disks],
  ['compaction', compaction],
  ['programs', programs],
])('%s', (_, twins) => {
  test.each(twins)('$what, so that $lab fails', (twin) => {
    expect(firstFailure(twin)).toMatch(twin.because);
  });
});

test('a term that changes for no reason is a warning, not a failure', () => {
  const silent = withEffects((effects, { currentTerm }, event) =>
    event.type === 'timeout' && event.timer === 'heartbeat' && currentTerm === 1 ? [] : effects,
  );
  const lines: string[] = [];
  const { ok } = runLab({ name: 'InitialElection3A', seed: 1, protocol: silent, trace: (line) => lines.push(line) });
  expect(ok).toBe(true);
  expect(lines.filter((line) => line.includes('# '))).toContainEqual(
    expect.stringMatching(/warning: term 1 became \d though nothing failed$/),
  );
});
