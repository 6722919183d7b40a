import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transition } from 'xstate';
import { entriesBetween, termAt } from '../../src/core/log.ts';
import { machineEventOf, raftMachine } from '../../src/core/machine.ts';
import { joinWrites } from '../../src/core/outcome.ts';
import { applyPersist, durable } from '../../src/core/server.ts';
import { step } from '../../src/core/step.ts';
import type { Durable, Effect, Event, Index, Message, Server, Term } from '../../src/core/types.ts';
import type { Visit } from '../support/cluster.ts';
import { messageFrom } from '../support/messages.ts';
import {
  appendEntries,
  appendReply,
  candidate,
  deepFreeze,
  entriesOf,
  expectIgnored,
  follower,
  leader,
  logOf,
  requestVote,
  snapshotReply,
  voteReply,
} from './arrange.ts';
import { clusterAfter, visitsOf, walks } from './walk.ts';

describe('step on every server that a random run reaches', () => {
  test("RS-A-2, RS-C-2: gives what xstate's own transition() gives", () => {
    let visits = 0;
    forEachVisit(60, ({ before, event, after }) => {
      visits++;
      const start = raftMachine.resolveState({
        value: before.role,
        context: { server: before, effects: [], fired: [] },
      });
      const [{ value, context }] = transition(raftMachine, start, machineEventOf(event));
      const { server, effects, fired } = context;
      const writes = effects.some(({ type }) => type === 'persist') ? (['ST-8'] as const) : [];
      expect(after).toEqual({
        server: { ...server, role: value },
        effects: joinWrites(effects),
        fired: [...new Set([...fired, ...writes])],
      });
    });
    expect(visits).toBeGreaterThan(3000);
  });

  test('ST-8: changes none of its arguments, and gives the same result again', () => {
    forEachVisit(40, ({ before, event, after }) => {
      expect(step(deepFreeze(before), deepFreeze(event))).toEqual(after);
    });
  });

  test('ST-1, ST-2, ST-3: needs no more of a server and an event than their JSON', () => {
    forEachVisit(40, ({ before, event, after }) => {
      expect(step(throughJson(before), throughJson(event))).toEqual(after);
      expect(throughJson(after)).toEqual(after);
    });
  });

  test('ST-8: writes exactly what has changed of the durable part', () => {
    forEachVisit(60, ({ before, after: { server, effects, fired } }) => {
      const writes = effects.filter((effect) => effect.type === 'persist');
      expect(writes.reduce(applyPersist, durable(before))).toEqual(durable(server));
      expect(fired.includes('ST-8')).toBe(writes.length > 0);
      if (writes.length > 0) expect(durable(server)).not.toEqual(durable(before));
    });
  });

  test('ST-8: writes before it sends, applies or answers what depends on the write', () => {
    forEachVisit(60, ({ before, event, after }) => {
      let storage = durable(before);
      for (const effect of after.effects) {
        expect(unbacked(storage, effect, event)).toBeUndefined();
        if (effect.type === 'persist') storage = applyPersist(storage, effect);
      }
    });
  });

  test('D-6, D-19: where no clause acts, the very same server comes back and nothing is done', () => {
    forEachVisit(60, ({ before, after }) => {
      if (after.fired.length === 0) expectIgnored(before, after);
    });
  });

  test('RS-F-1: never throws, whatever a peer says', () => {
    fc.assert(
      fc.property(walks, fc.array(anyMessage, { minLength: 1, maxLength: 12 }), (walk, messages) => {
        const cluster = clusterAfter(walk);
        for (const id of cluster.ids.filter((up) => cluster.isUp(up))) talk(cluster.server(id), messages);
      }),
      { numRuns: 150 },
    );
  });
});

describe('an event that means nothing', () => {
  const log = logOf(1);
  const servers = { follower: follower({ log }), candidate: candidate({ log }), leader: leader({ log }) };

  test.each<[keyof typeof servers, Event]>([
    ['follower', { type: 'timeout', timer: 'heartbeat' }],
    ['follower', voteReply()],
    ['follower', appendReply()],
    ['follower', snapshotReply({ lastIncludedIndex: 1, checksum: 0 }, { done: true })],
    ['candidate', { type: 'start' }],
    ['candidate', { type: 'timeout', timer: 'heartbeat' }],
    ['candidate', appendReply()],
    ['candidate', voteReply({ voteGranted: false })],
    ['leader', { type: 'start' }],
    ['leader', { type: 'timeout', timer: 'election' }],
    ['leader', voteReply()],
  ])('D-6: leaves a %s as it is: %j', (role, event) => {
    expectIgnored(servers[role], step(servers[role], event));
  });

  test.each<[string, Message]>([
    ['a stranger', requestVote({ term: 9, from: 'S9' })],
    ['the server itself', appendEntries({ term: 9, from: 'S1' })],
    ['a peer, for someone else', requestVote({ term: 9, to: 'S3' })],
    ['a peer, for a stranger', appendEntries({ term: 9, to: 'S9' })],
  ])('D-23: is a message from %s', (_, message) => {
    for (const server of Object.values(servers)) expectIgnored(server, step(server, message), 'D-23');
  });

  test.each([2 ** 48 + 1, 2 ** 53, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('D-24: is a term of %d', (term) => {
    for (const server of Object.values(servers)) expectIgnored(server, step(server, requestVote({ term })), 'D-24');
  });

  test('D-24: is not a term of 2^48, the largest', () => {
    expect(step(servers.leader, requestVote({ term: 2 ** 48 })).server).toMatchObject({
      role: 'follower',
      currentTerm: 2 ** 48,
    });
  });
});

/** Lets `check` see every step of so many random runs. */
function forEachVisit(numRuns: number, check: (visit: Visit) => void): void {
  fc.assert(
    fc.property(walks, (walk) => visitsOf(walk).forEach(check)),
    { numRuns },
  );
}

function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Why this effect must not happen while no more than this is on the disk. */
function unbacked(storage: Durable, effect: Effect, event: Event): string | undefined {
  const { log, currentTerm, votedFor, snapshot } = storage;
  const reaches = (index: Index) => log.lastIndex >= index;
  if (effect.type === 'apply' || effect.type === 'reply') {
    return termAt(log, effect.index) === effect.term ? undefined : `applied ${effect.index} is not on the disk`;
  }
  if (effect.type === 'restoreSnapshot') {
    return snapshot?.checksum === effect.snapshot.checksum ? undefined : 'the restored snapshot is not on the disk';
  }
  if (effect.type !== 'send') return undefined;
  const { message } = effect;
  if (message.term !== currentTerm) return `sent term ${message.term}, on the disk is ${currentTerm}`;
  const backing: Readonly<Record<string, (message: never) => boolean>> = {
    RequestVote: () => votedFor === message.from,
    RequestVoteReply: ({ voteGranted, to }: Of<'RequestVoteReply'>) => !voteGranted || votedFor === to,
    AppendEntries: ({ prevLogIndex, entries }: Of<'AppendEntries'>) =>
      same(entriesBetween(log, prevLogIndex + 1, prevLogIndex + entries.length), entries),
    AppendEntriesReply: ({ success, matchIndex }: Of<'AppendEntriesReply'>) =>
      !success || (reaches(matchIndex) && event.type === 'AppendEntries' && holdsAll(storage, event)),
    InstallSnapshot: ({ lastIncludedIndex }: Of<'InstallSnapshot'>) =>
      lastIncludedIndex <= (snapshot?.lastIncludedIndex ?? 0),
    InstallSnapshotReply: ({ done, lastIncludedIndex }: Of<'InstallSnapshotReply'>) =>
      !done || reaches(lastIncludedIndex),
  };
  return backing[message.type]?.(message as never) === true
    ? undefined
    : `${message.type} says more than is on the disk`;
}

type Of<T extends Message['type']> = Extract<Message, { readonly type: T }>;

function holdsAll({ log }: Durable, { prevLogIndex, entries }: Of<'AppendEntries'>): boolean {
  return entries.every((entry, position) => {
    const index = prevLogIndex + 1 + position;
    return index <= log.snapshotIndex || termAt(log, index) === entry.term;
  });
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Small numbers, mostly, and such as no correct server sends. */
const anyNumber: fc.Arbitrary<number> = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, -33, -(2 ** 31), 1000, 2 ** 31, 2 ** 32 + 1, 2 ** 40) },
);

const anyTerm: fc.Arbitrary<Term> = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 6 }) },
  { weight: 1, arbitrary: anyNumber },
);

/** Who sends a message to whom is settled when it is delivered. */
const anyMessage: fc.Arbitrary<Message> = messageFrom(fc.constant(''), {
  term: anyTerm,
  index: anyNumber,
  offset: anyNumber,
  checksum: fc.constantFrom(0, 1), // that of nothing is 0, so that some snapshots are installed
  text: fc.oneof(fc.constant(''), fc.string({ maxLength: 6 })),
  serverId: fc.constantFrom('S1', 'S2', 'S9'),
  round: anyNumber,
  readId: fc.string({ maxLength: 3 }),
  boolean: fc.boolean(),
  entries: fc.array(anyTerm, { maxLength: 5 }).map((terms) => entriesOf(terms)),
});

/** Gives a server these messages, from each of its peers in turn, and lets it do something of its own in between. */
function talk(first: Server, messages: readonly Message[]): void {
  let server = first;
  messages.forEach((message, position) => {
    const from = server.peers[position % server.peers.length];
    if (from !== undefined) ({ server } = step(server, { ...message, from, to: server.id }));
    ({ server } = step(server, ownEvents[position % ownEvents.length] as Event));
  });
}

const ownEvents: readonly Event[] = [
  { type: 'timeout', timer: 'heartbeat' },
  { type: 'clientCommand', command: 'x' },
  { type: 'timeout', timer: 'election' },
  { type: 'compact', index: 2, data: 'x' },
];
