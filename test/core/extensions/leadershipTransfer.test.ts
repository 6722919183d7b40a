import { describe, expect, test } from 'vitest';
import { checkQuorum } from '../../../src/core/extensions/checkQuorum.ts';
import { clientBatches } from '../../../src/core/extensions/clientBatches.ts';
import { protocolWith } from '../../../src/core/extensions/index.ts';
import { leadershipTransfer, transfereeOf, withTransferee } from '../../../src/core/extensions/leadershipTransfer.ts';
import { preVote } from '../../../src/core/extensions/preVote.ts';
import { weave } from '../../../src/core/extensions/weave.ts';
import type { Message, Server, ServerId, Step } from '../../../src/core/types.ts';
import * as arrange from '../arrange.ts';

const { step, restart } = weave([leadershipTransfer]);
const transferTo = (target: ServerId) => ({ type: 'transferLeadership', target }) as const;
const timeoutNow = (term = 1) => ({ type: 'TimeoutNow', from: 'S2', to: 'S1', term }) as const;
const expired = { type: 'timeout', timer: 'transfer' } as const;
const level = { nextIndex: 2, matchIndex: 1, pipelining: true };
const behind = { nextIndex: 2, matchIndex: 0, pipelining: true };
const leader = (changes: Parameters<typeof arrange.leader>[0] = {}): Server =>
  withTransferee(
    arrange.leader({
      log: arrange.logOf(1),
      commitIndex: 1,
      lastApplied: 1,
      followers: { S2: level, S3: behind },
      ...changes,
    }),
    null,
  );
const follower = (changes: Partial<Server> = {}): Server => withTransferee(arrange.follower(changes), null);
const messagesOf = ({ effects }: Step): readonly Message[] =>
  effects.flatMap((effect) => (effect.type === 'send' ? [effect.message] : []));
const askedBy = (after: Step): readonly ServerId[] =>
  messagesOf(after).flatMap(({ type, to }) => (type === 'TimeoutNow' ? [to] : []));
const acknowledgement = (from: ServerId, matchIndex = 1) =>
  arrange.appendReply({ from, success: true, prevLogIndex: 1, matchIndex });

describe('a leader that is asked to hand over', () => {
  test('LT-1, LT-2: notes its target and starts the transfer timer', () => {
    const after = step(leader(), transferTo('S3'));
    expect(transfereeOf(after.server)).toBe('S3');
    expect(after.effects).toEqual([{ type: 'armTimer', timer: 'transfer' }]);
    expect(after.fired).toEqual(['LT-2']);
  });

  test('LT-4: asks a target that is level at once, and no other server', () => {
    const after = step(leader(), transferTo('S2'));
    expect(askedBy(after)).toEqual(['S2']);
    expect(after.fired).toEqual(['LT-2', 'LT-4']);
  });

  test('LT-2: lets another target take the place of the first, with a timer of its own', () => {
    const after = step(withTransferee(leader(), 'S3'), transferTo('S2'));
    expect(transfereeOf(after.server)).toBe('S2');
    expect(after.effects[0]).toEqual({ type: 'armTimer', timer: 'transfer' });
  });

  test.each(['S3', 'S1'])('LT-2: changes nothing when it is asked again, or for itself: %s', (target) => {
    const before = withTransferee(leader(), 'S3');
    const { server, effects, fired } = step(before, transferTo(target));
    expect([server, effects, fired]).toEqual([before, [], ['LT-2']]);
  });

  test('LT-9: rejects a target that its cluster does not have, and goes on with another transfer', () => {
    const before = withTransferee(leader(), 'S3');
    const { server, effects } = step(before, transferTo('S9'));
    expect(server).toEqual(before);
    expect(effects).toEqual([{ type: 'reject', reason: 'notMember', leaderId: 'S1' }]);
  });

  test('LT-9: is alone in its cluster, and knows nobody to hand over to', () => {
    const alone = withTransferee({ ...arrange.leader(), peers: [] }, null);
    expect(step(alone, transferTo('S2')).effects).toMatchObject([{ reason: 'notMember' }]);
  });
});

describe('a leader that hands over', () => {
  const before = withTransferee(leader(), 'S3');

  test('LT-3: takes no command, and says why', () => {
    const { server, effects, fired } = step(before, { type: 'clientCommand', command: 'x' });
    expect(server).toEqual(before);
    expect(effects).toEqual([{ type: 'reject', reason: 'transferring', leaderId: 'S1' }]);
    expect(fired).toEqual(['LT-3']);
  });

  test.each([
    ['before', [leadershipTransfer, clientBatches]],
    ['after', [clientBatches, leadershipTransfer]],
  ])('LT-3, CB-4: takes no batch, and a batch of nothing is nothing, woven %s client batches', (_, pages) => {
    const woven = weave(pages);
    const refused = woven.step(before, { type: 'clientCommands', commands: ['a', 'b'] });
    expect([refused.server, refused.fired]).toEqual([before, ['LT-3']]);
    expect(refused.effects).toMatchObject([{ type: 'reject', reason: 'transferring' }]);
    const nothing = woven.step(before, { type: 'clientCommands', commands: [] });
    expect([nothing.effects, nothing.fired]).toEqual([[], ['CB-4']]);
  });

  test('LT-4: asks its target when it has become level, and again with each acknowledgement', () => {
    const first = step(before, acknowledgement('S3'));
    expect(askedBy(first)).toEqual(['S3']);
    expect(first.fired).toContain('LT-4');
    expect(askedBy(step(first.server, acknowledgement('S3')))).toEqual(['S3']);
  });

  test('LT-4: asks nobody that is behind, and nobody else', () => {
    expect(askedBy(step(before, acknowledgement('S2')))).toEqual([]);
    expect(askedBy(step(before, acknowledgement('S3', 0)))).toEqual([]);
    expect(askedBy(step(before, { ...acknowledgement('S3'), term: 0 }))).toEqual([]);
    expect(askedBy(step(leader(), acknowledgement('S3')))).toEqual([]);
  });

  test('LT-4: asks a target that a snapshot has brought level', () => {
    const compacted = { ...arrange.compacted(arrange.logOf(1), 1, 1), followers: { S3: { nextIndex: 1 } } };
    const sending = withTransferee(leader(compacted), 'S3');
    const { checksum } = arrange.snapshotOf(1, 1, 'abcdefghij');
    const installed = {
      type: 'InstallSnapshotReply',
      from: 'S3',
      to: 'S1',
      term: 1,
      lastIncludedIndex: 1,
      checksum,
    } as const;
    expect(askedBy(step(sending, { ...installed, offset: 10, done: true }))).toEqual(['S3']);
    expect(askedBy(step(sending, { ...installed, offset: 4, done: false }))).toEqual([]);
  });

  test('LT-6: gives up when its timer expires, and takes commands again', () => {
    const { server, effects, fired } = step(before, expired);
    expect([transfereeOf(server), server.role, effects, fired]).toEqual([null, 'leader', [], ['LT-6']]);
    expect(step(server, { type: 'clientCommand', command: 'x' }).server.log.lastIndex).toBe(2);
  });

  test('LT-6: has nothing to give up without a transfer', () => {
    expect(step(leader(), expired)).toEqual({ server: leader(), effects: [], fired: [] });
  });

  test.each([
    arrange.requestVote({ term: 2 }),
    arrange.voteReply({ term: 2 }),
    arrange.appendEntries({ term: 2 }),
    arrange.appendReply({ term: 2 }),
    timeoutNow(2),
    { ...timeoutNow(2), type: 'TakingOver' } as const,
  ])('LT-7: ends the transfer when it steps down for a $type', (message) => {
    const { server, effects, fired } = step(before, message);
    expect(server.role).not.toBe('leader');
    expect(transfereeOf(server)).toBeNull();
    expect(effects).toContainEqual({ type: 'stopTimer', timer: 'transfer' });
    expect(fired).toContain('LT-7');
  });

  test('LT-7: has nothing to end without a transfer', () => {
    const { effects, fired } = step(leader(), arrange.appendEntries({ term: 2 }));
    expect(effects).not.toContainEqual({ type: 'stopTimer', timer: 'transfer' });
    expect(fired).not.toContain('LT-7');
  });

  test.each([[[checkQuorum, leadershipTransfer]], [[leadershipTransfer, checkQuorum]]])(
    'LT-7, CQ-6: ends the transfer when it steps down for want of answers',
    (pages) => {
      const woven = weave(pages);
      const { server, effects } = woven.step(before, { type: 'timeout', timer: 'quorum' });
      expect([server.role, transfereeOf(server)]).toEqual(['follower', null]);
      expect(effects).toContainEqual({ type: 'stopTimer', timer: 'transfer' });
    },
  );
});

describe('a server that is told to take over', () => {
  test('LT-5, LT-8: stands for election at once, and tells everybody of its term before it asks for votes', () => {
    const after = step(follower({ leaderId: 'S2' }), timeoutNow());
    expect(after.server).toMatchObject({ role: 'candidate', currentTerm: 2, votedFor: 'S1', votesGranted: ['S1'] });
    expect(arrange.kindsOf(after).slice(0, 2)).toEqual(['persist', 'armTimer election']);
    expect(messagesOf(after).map(({ type, to, term }) => `${type} ${to} ${term}`)).toEqual([
      'TakingOver S2 2',
      'TakingOver S3 2',
      'RequestVote S2 2',
      'RequestVote S3 2',
    ]);
    expect(after.fired).toEqual(['LT-5', 'LT-8', 'RS-C-1', 'RV-3', 'ST-8']);
  });

  test('LT-5: obeys the leader of a newer term, once it is in that term', () => {
    const { server, fired } = step(follower(), timeoutNow(3));
    expect([server.role, server.currentTerm]).toEqual(['candidate', 4]);
    expect(fired.slice(0, 2)).toEqual(['RS-A-2', 'LT-5']);
  });

  test('LT-5: takes no notice of an older term', () => {
    const before = follower({ currentTerm: 2 });
    expect(step(before, timeoutNow(1))).toEqual({ server: before, effects: [], fired: [] });
  });

  test.each([
    ['candidate', withTransferee(arrange.candidate(), null)],
    ['leader', leader()],
  ])('LT-5: takes no notice as a %s of the same term', (_, before) => {
    expect(step(before, timeoutNow())).toEqual({ server: before, effects: [], fired: [] });
  });

  test('LT-5: asks for no pre-vote', () => {
    const woven = weave([preVote, leadershipTransfer]);
    const { server, fired } = woven.step(follower({ leaderId: 'S2' }), timeoutNow());
    expect(server.role).toBe('candidate');
    expect(fired).not.toContain('PV-2');
  });

  test('LT-5: stands for election as a pre-candidate too, and its pre-votes count for nothing more', () => {
    const woven = weave([leadershipTransfer, preVote]);
    const asking = woven.step(follower(), { type: 'timeout', timer: 'election' }).server;
    const { server } = woven.step(asking, timeoutNow());
    expect([asking.role, server.role]).toEqual(['preCandidate', 'candidate']);
    expect(server.extensions?.['pre-vote']).toEqual({ preVotesGranted: [] });
    expect(woven.step(asking, timeoutNow(0)).server).toBe(asking);
  });
});

describe('TakingOver', () => {
  test('LT-8, RS-A-2: brings its term, and nothing else', () => {
    const message = { type: 'TakingOver', from: 'S2', to: 'S1', term: 2 } as const;
    const after = step(follower({ leaderId: 'S3' }), message);
    expect(after.server).toMatchObject({ role: 'follower', currentTerm: 2, votedFor: null, leaderId: null });
    expect(messagesOf(after)).toEqual([]);
    expect(step(after.server, message)).toEqual({ server: after.server, effects: [], fired: [] });
  });

  test('LT-8, CQ-10, CQ-11: after it a server that heard the leader answers the one that takes over', () => {
    const woven = weave([checkQuorum, leadershipTransfer]);
    const hearing = woven.step(
      { ...woven.restart(follower()), currentTerm: 1 },
      arrange.appendEntries({ from: 'S3' }),
    ).server;
    const request = arrange.requestVote({ term: 2 });
    expect(woven.step(hearing, request)).toMatchObject({ server: hearing, effects: [] });
    const told = woven.step(hearing, { type: 'TakingOver', from: 'S2', to: 'S1', term: 2 }).server;
    expect(messagesOf(woven.step(told, request))).toMatchObject([{ type: 'RequestVoteReply', voteGranted: true }]);
  });
});

describe('a server that does not lead', () => {
  test.each([
    ['follower', step, follower({ leaderId: 'S2' })],
    ['candidate', step, withTransferee(arrange.candidate(), null)],
  ])('LT-9, CL-1: rejects a transfer as a %s', (_, by, before) => {
    const { server, effects, fired } = by(before, transferTo('S2'));
    expect(server).toEqual(before);
    expect(effects).toEqual([{ type: 'reject', reason: 'notLeader', leaderId: before.leaderId }]);
    expect(fired).toEqual(['LT-9', 'CL-1']);
  });

  test('LT-9: rejects a transfer as a pre-candidate', () => {
    const woven = protocolWith(['pre-vote', 'leadership-transfer']);
    const asking = woven.step(follower(), { type: 'timeout', timer: 'election' }).server;
    expect(woven.step(asking, transferTo('S2')).effects).toMatchObject([{ type: 'reject', reason: 'notLeader' }]);
  });

  test('LT-1: comes back without a transfer', () => {
    expect(transfereeOf(restart(withTransferee(leader(), 'S3')))).toBeNull();
  });
});
