import { describe, expect, test } from 'vitest';
import { protocolWith } from '../../../src/core/extensions/index.ts';
import { parallelWrite } from '../../../src/core/extensions/parallelWrite.ts';
import { weave } from '../../../src/core/extensions/weave.ts';
import { raftMachine } from '../../../src/core/machine.ts';
import { createServer, durable } from '../../../src/core/server.ts';
import type { Event, ExtensionId, Index, Persist, Server, Step } from '../../../src/core/types.ts';
import * as arrange from '../arrange.ts';

const protocol = weave([parallelWrite]);
const { step } = protocol;
const command: Event = { type: 'clientCommand', command: 'x' };
const written = (index: Index, term = 1): Event => ({ type: 'written', index, term });

const withPage = (server: Server, writtenIndex: Index | null = null): Server => ({
  ...server,
  extensions: { 'parallel-write': { writtenIndex } },
});
const follows = { nextIndex: 3, matchIndex: 2, pipelining: true };
const leader = (writtenIndex: Index | null, changes: Parameters<typeof arrange.leader>[0] = {}): Server =>
  withPage(
    arrange.leader({
      log: arrange.logOf(1, 1),
      commitIndex: 2,
      lastApplied: 2,
      followers: { S2: follows, S3: follows },
      ...changes,
    }),
    writtenIndex,
  );
const writtenIndexOf = ({ extensions }: Server) => extensions?.['parallel-write']?.writtenIndex;
const acknowledged = (from: string, matchIndex: Index) =>
  arrange.appendReply({ from, term: 1, success: true, matchIndex, prevLogIndex: matchIndex });
const after = (before: Server, ...events: readonly Event[]): Step =>
  events.reduce<Step>((so, event) => step(so.server, event), { server: before, effects: [], fired: [] });

test('PW-1: a server that starts has all of its log on its disk', () => {
  const storage = durable(createServer({ id: 'S1', servers: ['S1', 'S2', 'S3'] }));
  expect(writtenIndexOf(protocol.restart(storage))).toBeNull();
});

describe('a command', () => {
  test('PW-2: is sent first and then written', () => {
    const { server, effects, fired } = step(leader(null), command);
    expect(effects.map(({ type }) => type)).toEqual(['send', 'send', 'persist']);
    expect(arrange.sent({ server, effects, fired })).toMatchObject([
      { entries: [{ command: 'x' }] },
      { entries: [{}] },
    ]);
    expect(fired).toEqual(['RS-L-2', 'PW-2', 'RS-L-3', 'AE-6', 'D-14', 'D-15', 'ST-8']);
    expect(writtenIndexOf(server)).toBe(2);
  });

  test('PW-2: is written where it can be sent to nobody', () => {
    const { server, effects } = step(leader(null, { followers: {} }), command);
    expect(effects.map(({ type }) => type)).toEqual(['persist']);
    expect(writtenIndexOf(server)).toBe(2);
  });

  test('PW-1: leaves writtenIndex where it is while earlier entries are being written', () => {
    expect(writtenIndexOf(after(leader(null), command, command, command).server)).toBe(2);
  });

  test('PW-2: leaves the same server as without the page, but for what the page keeps', () => {
    const { extensions: _, ...rest } = step(leader(null), command).server;
    const { extensions: __, ...bare } = leader(null);
    expect(rest).toEqual(weave([]).step(bare, command).server);
  });

  test.each<[string, readonly ExtensionId[]]>([
    ['after', ['client-batches', 'parallel-write']],
    ['before', ['parallel-write', 'client-batches']],
  ])('PW-2, CB-1: a batch is sent first and then written, with the page woven %s that of batches', (_, pages) => {
    const before = { ...leader(null), extensions: { 'client-batches': {}, 'parallel-write': { writtenIndex: null } } };
    const { server, effects } = protocolWith(pages).step(before, { type: 'clientCommands', commands: ['a', 'b'] });
    expect(effects.map(({ type }) => type)).toEqual(['send', 'send', 'persist']);
    expect(writtenIndexOf(server)).toBe(2);
  });
});

describe('a commitment', () => {
  test('PW-3: does not count what the leader has not written', () => {
    const { server } = after(leader(null), command, acknowledged('S2', 3));
    expect([server.commitIndex, server.matchIndex['S2']]).toEqual([2, 3]);
  });

  test('PW-3: needs the leader no longer once a majority of the others has written', () => {
    const { server, fired } = after(leader(null), command, acknowledged('S2', 3), acknowledged('S3', 3));
    expect([server.commitIndex, writtenIndexOf(server)]).toEqual([3, 2]);
    expect(fired).toContain('PW-3');
  });

  test('PW-3, PW-4: counts the leader once it has been told', () => {
    const { server, effects, fired } = after(leader(null), command, acknowledged('S2', 3), written(3));
    expect([server.commitIndex, writtenIndexOf(server)]).toEqual([3, null]);
    expect(effects.map(({ type }) => type)).toEqual(['apply', 'reply']);
    expect(fired).toEqual(['PW-4', 'RS-L-4', 'PW-3', 'RS-A-1']);
  });

  test('PW-3: waits at a server that is alone for its disk', () => {
    const alone = leader(null, { peers: [] });
    const asked = step(alone, command);
    expect([asked.server.commitIndex, asked.effects.map(({ type }) => type)]).toEqual([2, ['persist']]);
    expect(step(asked.server, written(3)).server.commitIndex).toBe(3);
  });
});

describe('a write that is done', () => {
  test('PW-4: counts up to where it went, and all of the log only at its end', () => {
    const asked = after(leader(null), command, command).server;
    expect(writtenIndexOf(step(asked, written(3)).server)).toBe(3);
    expect(writtenIndexOf(step(asked, written(4)).server)).toBeNull();
  });

  test('PW-4: never counts beyond the log', () => {
    const asked = after(leader(null), command, written(9)).server;
    expect(writtenIndexOf(asked)).toBeNull();
    expect(writtenIndexOf(step(asked, command).server)).toBe(3);
  });

  const asked = after(leader(null), command, command).server;
  test.each<[string, Server, Event]>([
    ['that was of an older term', asked, written(3, 0)],
    ['of which it was told before', step(asked, written(3)).server, written(3)],
    ['while all of its log is on its disk', leader(null), written(2)],
    ['at a follower', withPage(arrange.follower({ currentTerm: 1 })), written(3)],
    ['at a candidate', withPage(arrange.candidate({ currentTerm: 1 })), written(3)],
  ])('PW-5: changes nothing %s', (_, before, event) => {
    arrange.expectIgnored(before, step(before, event), 'PW-5');
  });

  test('PW-5: changes nothing at a pre-candidate', () => {
    const before = arrange.follower({ role: 'preCandidate', extensions: { 'pre-vote': { preVotesGranted: ['S1'] } } });
    for (const pages of [['pre-vote', 'parallel-write'] as const, ['parallel-write', 'pre-vote'] as const])
      arrange.expectIgnored(before, protocolWith(pages).step(before, written(1)), 'PW-5');
  });
});

describe('a leader that steps down', () => {
  test.each<[string, Event]>([
    ['RequestVote', arrange.requestVote({ term: 2 })],
    ['RequestVoteReply', arrange.voteReply({ term: 2 })],
    ['AppendEntries', arrange.appendEntries({ term: 2 })],
    ['AppendEntriesReply', arrange.appendReply({ term: 2 })],
    ['InstallSnapshotReply', arrange.snapshotReply({ lastIncludedIndex: 1, checksum: 0 }, { term: 2 })],
  ])('PW-6: forgets on %s which writes it waits for', (_, message) => {
    const { server, fired } = after(leader(null), command, message);
    expect([server.role, writtenIndexOf(server)]).toEqual(['follower', null]);
    expect(fired.slice(0, 2)).toEqual(['RS-A-2', 'PW-6']);
  });

  test('PW-6: forgets it on a pre-vote as well', () => {
    const { step: both } = protocolWith(['parallel-write', 'pre-vote']);
    const message = {
      type: 'PreVote',
      from: 'S2',
      to: 'S1',
      term: 2,
      candidateId: 'S2',
      lastLogIndex: 9,
      lastLogTerm: 1,
    } as const;
    expect(writtenIndexOf(both(step(leader(null), command).server, message).server)).toBeNull();
  });

  test('PW-6: says nothing of it where there is nothing to forget', () => {
    expect(step(leader(null), arrange.requestVote({ term: 2 })).fired).not.toContain('PW-6');
  });
});

describe('what a driver owes', () => {
  const write = (step: Step): Persist => step.effects.find((effect) => effect.type === 'persist') as Persist;

  test('PW-2: a leader is told of a write of its own entries', () => {
    const asked = after(leader(null), command);
    expect(protocol.afterWrite(asked.server, write(asked))).toEqual([written(3)]);
  });

  test('PW-1: nobody is told of any other write', () => {
    const voted = step(withPage(arrange.follower()), arrange.requestVote());
    expect(protocol.afterWrite(voted.server, write(voted))).toEqual([]);
    const followed = step(withPage(arrange.follower()), arrange.appendEntries({ entries: arrange.entriesOf([1]) }));
    expect(protocol.afterWrite(followed.server, write(followed))).toEqual([]);
    const compacted = step(leader(null), { type: 'compact', index: 2, data: '' });
    expect(protocol.afterWrite(compacted.server, write(compacted))).toEqual([]);
    const bare = weave([]);
    expect(bare.afterWrite(arrange.leader(), { type: 'persist', append: { firstIndex: 1, entries: [] } })).toEqual([]);
  });
});

test('RS-L-4, RS-A-2: no transition of the leader that the page replaces is left', () => {
  const config = JSON.stringify(protocol.machine.config);
  expect(config).not.toContain('"advanceCommitIndex"');
  expect(JSON.stringify(raftMachine.config)).toContain('"advanceCommitIndex"');
  const stepDowns = config.split('"stepDown"').length - 1;
  expect([stepDowns, config.split('"forgetWrites"').length - 1]).toEqual([6, 6]);
});
