import { describe, expect, test } from 'vitest';
import { clientBatches } from '../../../src/core/extensions/clientBatches.ts';
import { protocolWith } from '../../../src/core/extensions/index.ts';
import { weave } from '../../../src/core/extensions/weave.ts';
import type { Server } from '../../../src/core/types.ts';
import * as arrange from '../arrange.ts';

const { step } = weave([clientBatches]);
const batch = (...commands: readonly string[]) => ({ type: 'clientCommands', commands }) as const;
const withPage = (server: Server): Server => ({ ...server, extensions: { 'client-batches': {} } });
const leader = (changes: Parameters<typeof arrange.leader>[0] = {}): Server => withPage(arrange.leader(changes));

describe('a batch at a leader', () => {
  const follows = { nextIndex: 2, matchIndex: 1, pipelining: true };
  const before = leader({
    log: arrange.logOf(1),
    commitIndex: 1,
    lastApplied: 1,
    followers: { S2: follows, S3: follows },
  });

  test('CB-1: is appended in its order, as one write', () => {
    const { server, effects, fired } = step(before, batch('b', 'a', 'c'));
    expect(arrange.commandsOf(server.log).slice(1)).toEqual(['b', 'a', 'c']);
    const { currentTerm: term } = before;
    const entries = ['b', 'a', 'c'].map((command) => ({ term, command }));
    expect(effects.filter(({ type }) => type === 'persist')).toEqual([
      { type: 'persist', append: { firstIndex: 2, entries } },
    ]);
    expect(fired.slice(0, 3)).toEqual(['CB-1', 'CB-2', 'RS-L-2']);
  });

  test('CB-2: goes to each follower in one message, if it fits', () => {
    const after = step(before, batch('a', 'b'));
    for (const id of ['S2', 'S3']) {
      expect(arrange.sentTo(id, after)).toMatchObject([
        { prevLogIndex: 1, entries: [{ command: 'a' }, { command: 'b' }] },
      ]);
    }
    expect(arrange.kindsOf(after)).toEqual(['persist', 'send', 'send']);
  });

  test('CB-2: keeps to the bounds of what is sent (D-15)', () => {
    const options = { ...arrange.smallOptions, maxEntriesPerAppend: 2, maxInFlightEntries: 3 };
    const after = step({ ...before, options }, batch('a', 'b', 'c', 'd'));
    const sizes = arrange.sentTo('S2', after).map((message) => 'entries' in message && message.entries.length);
    expect(sizes).toEqual([2, 1]);
  });

  test('CB-2: is not sent to a follower that is probed, and says so', () => {
    const { effects, fired } = step({ ...before, pipelining: { S2: false, S3: false } }, batch('a', 'b'));
    expect(effects.map(({ type }) => type)).toEqual(['persist']);
    expect(fired).not.toContain('CB-2');
  });

  test('CB-1: is what the same commands one by one leave behind', () => {
    const one = step(step(before, { type: 'clientCommand', command: 'a' }).server, {
      type: 'clientCommand',
      command: 'b',
    });
    expect(step(before, batch('a', 'b')).server).toEqual(one.server);
  });

  test('RS-L-2: is answered command by command', () => {
    const alone = leader({ peers: [] });
    const { effects } = step(alone, batch('a', 'b'));
    expect(effects.filter(({ type }) => type === 'reply')).toHaveLength(2);
  });
});

describe('a batch elsewhere', () => {
  test.each([
    ['a follower', withPage(arrange.follower({ leaderId: 'S2' }))],
    ['a candidate', withPage(arrange.candidate())],
  ])('CB-3: is refused once by %s', (_, before) => {
    const { server, effects, fired } = step(before, batch('a', 'b'));
    expect(server).toBe(before);
    expect(effects).toEqual([{ type: 'reject', reason: 'notLeader', leaderId: before.leaderId }]);
    expect(fired).toEqual(['CB-3', 'CL-1']);
  });

  test.each([
    ['pre-vote first', protocolWith(['pre-vote', 'client-batches'])],
    ['pre-vote last', protocolWith(['client-batches', 'pre-vote'])],
  ])('CB-3: is refused once by a pre-candidate, with %s', (_, protocol) => {
    const before = arrange.follower({ role: 'preCandidate', extensions: { 'pre-vote': { preVotesGranted: ['S1'] } } });
    const { server, effects } = protocol.step(before, batch('a', 'b'));
    expect(server).toBe(before);
    expect(effects).toEqual([{ type: 'reject', reason: 'notLeader', leaderId: null }]);
  });
});

test.each([
  ['a leader', leader()],
  ['a follower', withPage(arrange.follower())],
  ['a candidate', withPage(arrange.candidate())],
])('CB-4: a batch of no commands changes nothing at %s', (_, before) => {
  arrange.expectIgnored(before, step(before, batch()), 'CB-4');
});

test('without the page a batch is nothing that a server answers', () => {
  const { step: bare } = weave([]);
  const before = arrange.leader();
  arrange.expectIgnored(before, bare(before, batch('a')));
});
