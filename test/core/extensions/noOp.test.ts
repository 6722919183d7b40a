import { describe, expect, test } from 'vitest';
import { contentText } from '../../../src/core/entries.ts';
import { protocolWith } from '../../../src/core/extensions/index.ts';
import { noOp } from '../../../src/core/extensions/noOp.ts';
import { weave } from '../../../src/core/extensions/weave.ts';
import { append, compactTo, emptyLog, entriesBetween, type Log } from '../../../src/core/log.ts';
import { durable } from '../../../src/core/server.ts';
import { step as figureStep } from '../../../src/core/step.ts';
import type { Entry, Server, Term } from '../../../src/core/types.ts';
import * as arrange from '../arrange.ts';

const { step, restart } = weave([noOp]);
const withPage = (server: Server): Server => ({ ...server, extensions: { 'no-op': {} } });
const candidate = (changes: Partial<Server> = {}): Server => withPage(arrange.candidate(changes));
const follower = (changes: Partial<Server> = {}): Server => withPage(arrange.follower(changes));
const leader = (changes: Parameters<typeof arrange.leader>[0] = {}): Server => withPage(arrange.leader(changes));
const own = (term: Term): Entry => ({ term, noOp: true });
const command = (term: Term, text: string): Entry => ({ term, command: text });
const logOf = (...entries: readonly Entry[]): Log => append(emptyLog(), entries);
const contentOf = (log: Log): readonly string[] =>
  entriesBetween(log, log.snapshotIndex + 1, log.lastIndex).map((entry) => `${entry.term}:${contentText(entry)}`);
const vote = arrange.voteReply();
const timeout = { type: 'timeout', timer: 'election' } as const;

describe('a server that begins to lead', () => {
  test('NO-1: appends an entry of its own term behind its log, which holds no command', () => {
    const { server, fired } = step(candidate({ currentTerm: 1, log: logOf(command(1, 'a')) }), vote);
    expect(server.role).toBe('leader');
    expect(contentOf(server.log)).toEqual(['1:"a"', '1:noOp=true']);
    expect(fired).toEqual(['RS-C-2', 'RS-L-1', 'AE-6', 'NO-1', 'NO-2', 'ST-8']);
  });

  test('NO-1: sends the heartbeats of RS-L-1 first, as without the page, and nextIndex begins at its entry (ST-6)', () => {
    const before = arrange.candidate({ log: logOf(command(1, 'a')) });
    const after = step(withPage(before), vote);
    expect(arrange.sent(after)).toEqual(arrange.sent(figureStep(before, vote)));
    expect(after.server.nextIndex).toEqual({ S2: 2, S3: 2 });
    const heard = step(after.server, arrange.appendReply({ prevLogIndex: 1, matchIndex: 1 }));
    expect(arrange.sentTo('S2', heard)).toMatchObject([{ prevLogIndex: 1, entries: [own(1)] }]);
  });

  test('NO-2: writes it in the same step, as one append', () => {
    const after = step(candidate({ log: logOf(command(1, 'a')) }), vote);
    expect(arrange.kindsOf(after)).toEqual(['stopTimer election', 'send', 'send', 'armTimer heartbeat', 'persist']);
    expect(after.effects.at(-1)).toEqual({ type: 'persist', append: { firstIndex: 2, entries: [own(1)] } });
  });

  test('NO-2: joins it with its vote where nothing has been sent', () => {
    const { effects } = step(follower({ peers: [], currentTerm: 0 }), timeout);
    expect(effects[0]).toEqual({
      type: 'persist',
      currentTerm: 1,
      votedFor: 'S1',
      append: { firstIndex: 1, entries: [own(1)] },
    });
  });

  test('NO-3: appends one although its log ends with one, which is of an older term', () => {
    const { server, fired } = step(candidate({ currentTerm: 2, log: logOf(own(1)) }), arrange.voteReply({ term: 2 }));
    expect(contentOf(server.log)).toEqual(['1:noOp=true', '2:noOp=true']);
    expect(fired).toContain('NO-3');
  });

  test('NO-3: does not say so of one that is in the snapshot, or further back', () => {
    const logs = [compactTo(logOf(own(1)), 1, 1), logOf(own(1), command(1, 'a'))];
    for (const log of logs) {
      const { server, fired } = step(candidate({ log }), vote);
      expect([contentOf(server.log).at(-1), fired.includes('NO-3')]).toEqual(['1:noOp=true', false]);
    }
  });

  test('NO-3: begins anew after a restart', () => {
    const alone = follower({ peers: [], currentTerm: 0 });
    const first = step(alone, timeout).server;
    const again = step(restart(durable(first)), timeout);
    expect(contentOf(again.server.log)).toEqual(['1:noOp=true', '2:noOp=true']);
    expect(again.server).toMatchObject({ currentTerm: 2, commitIndex: 2, lastApplied: 2, extensions: { 'no-op': {} } });
  });

  test('NO-1, RS-L-4: commits it at once if it is alone, and applies what stands before it', () => {
    const { server, effects } = step(follower({ peers: [], log: logOf(own(1), command(1, 'a')) }), timeout);
    expect(server).toMatchObject({ role: 'leader', commitIndex: 3, lastApplied: 3 });
    expect(effects.filter(({ type }) => type === 'apply' || type === 'reply')).toEqual([
      { type: 'apply', index: 2, term: 1, command: 'a' },
    ]);
  });
});

describe('at no other time', () => {
  test.each([
    ['a heartbeat of a leader', leader({ log: logOf(own(1)) }), { type: 'timeout', timer: 'heartbeat' } as const],
    ['an election that is not won', follower(), timeout],
    ['a vote that comes late', leader({ log: logOf(own(1)) }), vote],
  ])('NO-3: %s appends none', (_, before, event) => {
    expect(step(before, event).server.log).toBe(before.log);
  });
});

describe('a no-op on its way', () => {
  test('NO-4: is appended, written and acknowledged by a follower like any entry', () => {
    const after = step(follower(), arrange.appendEntries({ entries: [own(1), command(1, 'a')] }));
    expect(contentOf(after.server.log)).toEqual(['1:noOp=true', '1:"a"']);
    expect(arrange.kindsOf(after)).toEqual(['persist', 'armTimer election', 'send']);
    expect(arrange.sent(after)).toMatchObject([{ success: true, matchIndex: 2 }]);
    expect(after.fired).toContain('NO-4');
  });

  test('NO-4: is replaced by an entry of a later term, and replaces one (AE-3)', () => {
    const before = follower({ currentTerm: 2, log: logOf(own(1)) });
    const after = step(before, arrange.appendEntries({ term: 2, entries: [own(2)] }));
    expect(contentOf(after.server.log)).toEqual(['2:noOp=true']);
    expect(after.fired).toEqual(expect.arrayContaining(['AE-3', 'NO-4']));
  });

  test('NO-4: is not spoken of where entries hold commands, or were not taken', () => {
    const commands = step(follower(), arrange.appendEntries({ entries: [command(1, 'a')] }));
    const gap = step(follower(), arrange.appendEntries({ prevLogIndex: 4, prevLogTerm: 1, entries: [own(1)] }));
    for (const after of [commands, gap]) arrange.expectNotFired(after, 'NO-4');
  });

  test('NO-4: is counted by its leader, and commits what stands before it', () => {
    const follows = { nextIndex: 4, matchIndex: 0, pipelining: true };
    const log = logOf(command(1, 'a'), command(1, 'b'), own(2));
    const before = leader({ currentTerm: 2, log, followers: { S2: follows, S3: follows } });
    const older = step(before, arrange.appendReply({ term: 2, prevLogIndex: 0, matchIndex: 2 }));
    expect(older.server.commitIndex).toBe(0);
    const after = step(older.server, arrange.appendReply({ term: 2, prevLogIndex: 2, matchIndex: 3 }));
    expect(after.server).toMatchObject({ commitIndex: 3, lastApplied: 3 });
    expect(after.effects).toEqual([
      { type: 'apply', index: 1, term: 1, command: 'a' },
      { type: 'apply', index: 2, term: 1, command: 'b' },
    ]);
    arrange.expectFired(after, 'RS-L-4', 'NO-5', 'NO-6');
  });
});

describe('a no-op that is committed', () => {
  const heartbeat = arrange.appendEntries({ prevLogIndex: 3, prevLogTerm: 1, leaderCommit: 3 });
  const log = logOf(command(1, 'a'), own(1), command(1, 'b'));

  test('NO-5: is given to no state machine, and lastApplied passes it', () => {
    const { server, effects } = step(follower({ log }), heartbeat);
    expect(effects.filter(({ type }) => type === 'apply').map((effect) => 'index' in effect && effect.index)).toEqual([
      1, 3,
    ]);
    expect(server.lastApplied).toBe(3);
  });

  test('NO-5: is spoken of where it is the last that was passed', () => {
    const before = follower({ log });
    arrange.expectFired(step(before, { ...heartbeat, leaderCommit: 2 }), 'RS-A-1', 'NO-5');
    arrange.expectNotFired(step(before, heartbeat), 'NO-5');
    arrange.expectNotFired(step(before, { ...heartbeat, leaderCommit: 2 }), 'NO-6');
  });

  test('NO-6: has no answer, and the command behind it has', () => {
    const follows = { nextIndex: 3, matchIndex: 0, pipelining: true };
    const before = leader({ log: logOf(own(1), command(1, 'a')), followers: { S2: follows, S3: follows } });
    const { effects, server } = step(before, arrange.appendReply({ prevLogIndex: 0, matchIndex: 2 }));
    expect(effects).toEqual([
      { type: 'apply', index: 2, term: 1, command: 'a' },
      { type: 'reply', index: 2, term: 1 },
    ]);
    expect(server.lastApplied).toBe(2);
  });
});

describe('beside other pages', () => {
  test.each([
    [['no-op', 'pre-vote', 'client-batches', 'parallel-write'] as const],
    [['parallel-write', 'client-batches', 'pre-vote', 'no-op'] as const],
  ])(
    'NO-1: in the order %j it is appended, and a server that is alone does without a word of its write (PW-1)',
    (pages) => {
      const woven = protocolWith(pages);
      const alone = woven.restart(durable(arrange.follower({ peers: [], currentTerm: 0 })));
      const { server, fired } = woven.step(alone, timeout);
      expect(server).toMatchObject({ role: 'leader', commitIndex: 1, lastApplied: 1 });
      expect(server.extensions?.['parallel-write']).toEqual({ writtenIndex: null });
      expect(fired).toEqual(expect.arrayContaining(['PV-2', 'NO-1', 'NO-2', 'NO-5', 'NO-6']));
    },
  );

  test('NO-7, D-16: without the page nobody appends one', () => {
    expect(figureStep(arrange.candidate(), vote).server.log.lastIndex).toBe(0);
    expect(step(candidate(), vote).server.log.lastIndex).toBe(1);
  });
});
