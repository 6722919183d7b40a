import { describe, expect, test } from 'vitest';
import { crc32c } from '../../../src/core/checksum.ts';
import { protocolWith } from '../../../src/core/extensions/index.ts';
import { membership, membershipOf, partsOf, withConfiguration } from '../../../src/core/extensions/membership.ts';
import { weave } from '../../../src/core/extensions/weave.ts';
import { append, emptyLog } from '../../../src/core/log.ts';
import { type Configuration, configurationOf, othersOf } from '../../../src/core/quorum.ts';
import { newProgress } from '../../../src/core/rules/progress.ts';
import { emptyDurable } from '../../../src/core/server.ts';
import type { Durable, Entry, ExtensionId, Message, Server, ServerId, Step, Term } from '../../../src/core/types.ts';
import * as arrange from '../arrange.ts';

const { step, restart } = weave([membership]);
const five = ['S1', 'S2', 'S3', 'S4', 'S5'];
const command = (text: string, term: Term = 1): Entry => ({ term, command: text });
const configured = (members: readonly ServerId[], oldMembers?: readonly ServerId[], term: Term = 1): Entry => ({
  term,
  configuration: { members, ...(oldMembers && { oldMembers }) },
});
const changeTo = (...members: readonly ServerId[]) => ({ type: 'changeMembership', members }) as const;
const electionTimeout = { type: 'timeout', timer: 'election' } as const;
const diskOf = (...entries: readonly Entry[]): Durable => ({
  ...emptyDurable({ id: 'S1', servers: five }),
  currentTerm: 1,
  log: append(emptyLog(), entries),
});
const follower = (...entries: readonly Entry[]): Server => restart(diskOf(...entries));
/** S1 leads; who it speaks to has matchIndex as given, and is sent entries ahead. */
const leader = (
  entries: readonly Entry[],
  commitIndex: number,
  match: Readonly<Record<ServerId, number>> = {},
  change: readonly ServerId[] | null = null,
  protocol = restart,
): Server => {
  const back = protocol(diskOf(...entries));
  const known = membershipOf(back);
  const all = [...new Set([...known.others, ...(change ?? [])])].filter((id) => id !== 'S1').sort();
  const led: Server = {
    ...back,
    role: 'leader',
    leaderId: 'S1',
    commitIndex,
    lastApplied: commitIndex,
    extensions: { ...back.extensions, membership: { ...known, change, others: all } },
  };
  const progress = newProgress(led);
  const pipelining = Object.fromEntries(all.map((id) => [id, id in match]));
  return { ...led, ...progress, matchIndex: { ...progress.matchIndex, ...match }, pipelining };
};
const first = configured(['S1', 'S2', 'S3']);
const messagesOf = ({ effects }: Step): readonly Message[] =>
  effects.flatMap((effect) => (effect.type === 'send' ? [effect.message] : []));
const writtenBy = ({ effects }: Step): readonly Entry[] =>
  effects.flatMap((effect) => (effect.type === 'persist' ? (effect.append?.entries ?? []) : []));
const refusalOf = ({ effects }: Step) =>
  effects.flatMap((effect) => (effect.type === 'reject' ? [effect.reason] : []))[0];
const plain = ({ members, oldMembers }: Configuration): Configuration => ({
  members,
  ...(oldMembers && { oldMembers }),
});
const actsBy = (server: Server): Configuration => plain(configurationOf(server));
const acknowledges = (from: ServerId, matchIndex: number) =>
  arrange.appendReply({ from, success: true, prevLogIndex: matchIndex, matchIndex });

describe('the configurations that a server knows', () => {
  test('MC-1: are read from the disk when it comes back', () => {
    const server = follower(
      first,
      command('a'),
      configured(['S1', 'S2'], ['S1', 'S2', 'S3']),
      configured(['S1', 'S2']),
    );
    expect(membershipOf(server).configurations.map(({ index, term }) => [index, term])).toEqual([
      [0, 0],
      [3, 1],
      [4, 1],
    ]);
    expect(actsBy(server)).toEqual({ members: ['S1', 'S2'] });
    expect(membershipOf(server).change).toBeNull();
  });

  test('MC-3: begin with the first entry, and without such an entry with all servers that were given', () => {
    expect(actsBy(follower())).toEqual({ members: five });
    expect(actsBy(follower(command('a')))).toEqual({ members: five });
    expect(actsBy(follower(first))).toEqual({ members: ['S1', 'S2', 'S3'] });
    expect(membershipOf(follower(first)).configurations).toHaveLength(1);
  });

  test('MC-4: begin to hold in the step that appends one', () => {
    const entries = [configured(['S1', 'S4'], ['S1', 'S2', 'S3'])];
    const after = step(follower(first), arrange.appendEntries({ prevLogIndex: 1, prevLogTerm: 1, entries }));
    expect(actsBy(after.server)).toEqual({ members: ['S1', 'S4'], oldMembers: ['S1', 'S2', 'S3'] });
    expect(othersOf(after.server)).toEqual(['S2', 'S3', 'S4']);
    expect(after.fired).toContain('MC-4');
    expect(after.server.commitIndex).toBe(0);
    const asked = messagesOf(step(after.server, electionTimeout));
    expect(asked.map(({ type, to }) => [type, to])).toEqual(['S2', 'S3', 'S4'].map((to) => ['RequestVote', to]));
  });

  test('MC-4: hold nothing of an entry that is no configuration', () => {
    const odd = { term: 1, configuration: { members: [] } } as unknown as Entry;
    const request = arrange.appendEntries({ prevLogIndex: 1, prevLogTerm: 1, entries: [odd, command('a')] });
    const after = step(follower(first), request);
    expect(actsBy(after.server)).toEqual({ members: ['S1', 'S2', 'S3'] });
    expect(after.fired).not.toContain('MC-4');
  });

  test('MC-5: go back to the former one when one is deleted', () => {
    const before = follower(first, configured(['S1', 'S2'], ['S1', 'S2', 'S3']), command('a'));
    const request = arrange.appendEntries({
      term: 2,
      prevLogIndex: 1,
      prevLogTerm: 1,
      entries: [command('b', 2)],
    });
    const after = step(before, request);
    expect(actsBy(after.server)).toEqual({ members: ['S1', 'S2', 'S3'] });
    expect(after.fired).toContain('MC-5');
    expect(after.fired).not.toContain('MC-4');
  });

  test('MC-5: are not touched by entries that are there already', () => {
    const joint = configured(['S1', 'S2'], ['S1', 'S2', 'S3']);
    const before = follower(first, joint);
    const request = arrange.appendEntries({ prevLogIndex: 1, prevLogTerm: 1, entries: [joint] });
    const { server, fired } = step(before, request);
    expect(membershipOf(server)).toBe(membershipOf(before));
    expect(fired).not.toContain('MC-4');
  });
});

describe('a joint configuration', () => {
  const joint = [first, configured(['S3', 'S4', 'S5'], ['S1', 'S2', 'S3'])];
  const candidate = (votesGranted: readonly ServerId[]): Server => ({
    ...follower(...joint),
    role: 'candidate',
    votedFor: 'S1',
    votesGranted,
  });

  test.each<[string, readonly ServerId[], ServerId, string]>([
    ['both majorities', ['S1', 'S2', 'S4'], 'S5', 'leader'],
    ['with one server in both', ['S1', 'S3'], 'S4', 'leader'],
    ['the old one alone', ['S1', 'S2'], 'S3', 'candidate'],
    ['the new one alone', ['S1', 'S4'], 'S5', 'candidate'],
    ['three of the five', ['S1', 'S2'], 'S4', 'candidate'],
  ])('MC-6: elects by %s', (_what, votes, from, role) => {
    const after = step(candidate(votes), arrange.voteReply({ from, voteGranted: true }));
    expect(after.server.role).toBe(role);
    expect(after.fired.includes('MC-6')).toBe(role === 'leader');
  });

  test.each<[string, Readonly<Record<ServerId, number>>, ServerId, number]>([
    ['a majority of each', { S2: 3, S4: 3 }, 'S5', 3],
    ['one server in both', { S3: 3 }, 'S4', 3],
    ['the old members alone', { S3: 1 }, 'S2', 1],
    ['the new members alone', { S3: 3, S4: 3 }, 'S5', 3],
  ])('MC-6: commits by %s', (_what, match, from, commitIndex) => {
    const entries = [...joint, command('a')];
    const before = leader(entries, 1, { S2: 1, S3: 1, S4: 1, S5: 1, ...match });
    const after = step(before, acknowledges(from, 3));
    expect(after.server.commitIndex).toBe(commitIndex);
  });

  test('MC-10: is followed by the new one once it is committed', () => {
    const before = leader(joint, 1, { S2: 2, S3: 1, S4: 2, S5: 1 });
    const after = step(before, acknowledges('S3', 2));
    expect(writtenBy(after)).toEqual([configured(['S3', 'S4', 'S5'])]);
    expect(actsBy(after.server)).toEqual({ members: ['S3', 'S4', 'S5'] });
    expect(after.server.commitIndex).toBe(2);
    expect(after.fired).toEqual(expect.arrayContaining(['MC-6', 'MC-10']));
  });

  test('MC-10: waits for an entry of the leader in its own term', () => {
    const before = { ...leader(joint, 2, { S2: 2, S3: 2, S4: 2, S5: 2 }), currentTerm: 2 };
    const heartbeat = step(before, { type: 'timeout', timer: 'heartbeat' });
    expect(writtenBy(heartbeat)).toEqual([]);
    const own = step(before, { type: 'clientCommand', command: 'b' }).server;
    const reply = (from: ServerId) => ({ ...acknowledges(from, 3), term: 2 });
    const after = step(step(own, reply('S3')).server, reply('S4'));
    expect(writtenBy(after)).toEqual([configured(['S3', 'S4', 'S5'], undefined, 2)]);
  });
});

describe('a leader that is asked for other members', () => {
  const ready = [first, command('a')];

  test('MC-2, MC-8: notes them, and sends its log to newcomers, who count for nothing', () => {
    const before = leader(ready, 2, { S2: 2, S3: 1 });
    const after = step(before, changeTo('S4', 'S1', 'S2'));
    expect(membershipOf(after.server).change).toEqual(['S1', 'S2', 'S4']);
    expect(writtenBy(after)).toEqual([]);
    expect(after.fired).toEqual(['MC-8']);
    const more = step(after.server, { type: 'clientCommand', command: 'b' }).server;
    const told = step(step(more, acknowledges('S4', 1)).server, acknowledges('S4', 3));
    expect(told.server.commitIndex).toBe(2);
  });

  test('MC-7: begins with a newcomer as a new leader does, and keeps what it knows of others', () => {
    const before = leader(ready, 2, { S2: 2, S3: 1 });
    const { server } = step(before, changeTo('S1', 'S2', 'S3', 'S4'));
    expect([server.nextIndex['S4'], server.matchIndex['S4'], server.pipelining['S4']]).toEqual([3, 0, false]);
    expect([server.matchIndex['S2'], server.pipelining['S2']]).toEqual([2, true]);
    const asked = messagesOf(step(server, { type: 'timeout', timer: 'heartbeat' }));
    expect(asked.map(({ to }) => to)).toEqual(['S2', 'S3', 'S4']);
  });

  test('MC-7: ignores answers of whom it does not speak to', () => {
    const before = leader(ready, 2, { S2: 2, S3: 2 });
    for (const message of [
      acknowledges('S5', 2),
      arrange.appendReply({ from: 'S5', success: false, prevLogIndex: 2, conflictIndex: 1 }),
    ]) {
      const after = step(before, message);
      expect([after.server, after.effects, after.fired]).toEqual([before, [], ['MC-7']]);
    }
    expect(step(before, { ...acknowledges('S5', 2), term: 2 }).server.role).toBe('follower');
  });

  test('MC-7: forgets who leaves', () => {
    const after = step(leader(ready, 2, { S2: 2, S3: 2 }), changeTo('S1', 'S2'));
    const left = step(after.server, acknowledges('S2', 3)).server;
    expect(Object.keys(left.matchIndex)).toEqual(['S2']);
    expect(Object.keys(left.outgoingSnapshot)).toEqual(['S2']);
  });

  test('MC-9: appends both at once where nobody has to catch up', () => {
    const after = step(leader(ready, 2, { S2: 2, S3: 2 }), changeTo('S1', 'S2'));
    expect(writtenBy(after)).toEqual([configured(['S1', 'S2'], ['S1', 'S2', 'S3'])]);
    expect(membershipOf(after.server).change).toBeNull();
    expect(after.effects[0]?.type).toBe('persist');
    expect(after.fired.slice(0, 2)).toEqual(['MC-8', 'MC-9']);
    expect(messagesOf(after).map(({ to }) => to)).toEqual(['S2', 'S3']);
  });

  test('MC-9: waits until every newcomer has what is committed', () => {
    const before = leader(ready, 2, { S2: 2, S3: 2, S4: 1, S5: 0 }, ['S1', 'S4', 'S5']);
    const one = step(before, acknowledges('S4', 2));
    expect(writtenBy(one)).toEqual([]);
    const both = step(one.server, acknowledges('S5', 2));
    expect(writtenBy(both)).toEqual([configured(['S1', 'S4', 'S5'], ['S1', 'S2', 'S3'])]);
  });

  test('MC-8: gives a change up for another one, or for the present members', () => {
    const before = leader(ready, 2, { S2: 2, S3: 2 }, ['S1', 'S4']);
    expect(membershipOf(step(before, changeTo('S1', 'S5')).server).change).toEqual(['S1', 'S5']);
    const given = step(before, changeTo('S3', 'S2', 'S1'));
    expect(membershipOf(given.server).change).toBeNull();
    expect(othersOf(given.server)).toEqual(['S2', 'S3']);
    expect(step(before, changeTo('S4', 'S1')).server).toBe(before);
  });

  test.each<[string, Server, readonly ServerId[], string]>([
    ['by who does not lead', follower(first), ['S1'], 'notLeader'],
    ['before it has committed an entry of its term', { ...leader(ready, 2), currentTerm: 2 }, ['S1'], 'notReady'],
    ['while a change is made', leader([...ready, configured(['S1'], ['S1', 'S2'])], 2), ['S1', 'S2'], 'changeUnderWay'],
    ['until the last one is committed', leader([...ready, configured(['S1', 'S2'])], 2), ['S1'], 'changeUnderWay'],
    ['for nobody', leader(ready, 2), [], 'noSuchMembers'],
    ['for a server that was not given', leader(ready, 2), ['S1', 'S9'], 'noSuchMembers'],
  ])('MC-13: is rejected %s', (_when, before, members, reason) => {
    const after = step(before, changeTo(...members));
    expect(refusalOf(after)).toBe(reason);
    expect(after.server).toBe(before);
    expect(after.fired[0]).toBe('MC-13');
  });

  test('MC-14: forgets the change when it steps down', () => {
    const before = leader(ready, 2, { S2: 2, S3: 2 }, ['S1', 'S4']);
    const after = step(before, arrange.requestVote({ term: 2, from: 'S2', candidateId: 'S2' }));
    expect(membershipOf(after.server)).toMatchObject({ change: null, others: ['S2', 'S3'] });
    expect(after.fired).toContain('MC-14');
  });
});

describe('a server that is out', () => {
  const gone = [first, configured(['S2', 'S3'], ['S1', 'S2', 'S3']), configured(['S2', 'S3'])];

  test('MC-11: leads until it is committed, without counting itself, and steps down', () => {
    const before = leader(gone, 2, { S2: 2, S3: 2 });
    const one = step(before, acknowledges('S2', 3));
    expect([one.server.role, one.server.commitIndex]).toEqual(['leader', 2]);
    const both = step(one.server, acknowledges('S3', 3));
    expect(both.server).toMatchObject({
      role: 'follower',
      commitIndex: 3,
      lastApplied: 3,
      leaderId: null,
      matchIndex: {},
    });
    expect(both.effects.slice(-2)).toEqual([
      { type: 'stopTimer', timer: 'heartbeat' },
      { type: 'armTimer', timer: 'election' },
    ]);
    expect(both.fired).toContain('MC-11');
  });

  test('MC-11: answers its clients first', () => {
    const before = leader([...gone, command('z')], 2, { S2: 4, S3: 2 });
    const { effects } = step(before, acknowledges('S3', 4));
    expect(effects.map(({ type }) => type)).toEqual(['apply', 'reply', 'stopTimer', 'armTimer']);
  });

  test('MC-12: stands for no election once it knows that it is out, and does before', () => {
    const knows: Server = { ...follower(...gone), commitIndex: 3, lastApplied: 3 };
    const quiet = step(knows, electionTimeout);
    expect([quiet.server, quiet.effects, quiet.fired]).toEqual([knows, [], ['MC-12']]);
    const stands = step(follower(...gone), electionTimeout);
    expect(stands.server.role).toBe('candidate');
    expect(messagesOf(stands).map(({ to }) => to)).toEqual(['S2', 'S3']);
    expect(step(stands.server, arrange.voteReply({ from: 'S2', voteGranted: true })).server.role).toBe('candidate');
  });

  test('MC-12: stands for none before it was ever added', () => {
    const newcomer = follower(configured(['S2', 'S3']));
    expect(step(newcomer, electionTimeout).fired).toEqual(['MC-12']);
  });
});

describe('an entry that holds a configuration', () => {
  test('MC-15: is applied to nothing, and lastApplied passes it', () => {
    const before = leader([first, configured(['S1', 'S2'])], 1, { S2: 1 });
    const after = step(before, acknowledges('S2', 2));
    expect([after.server.commitIndex, after.server.lastApplied]).toEqual([2, 2]);
    expect(after.effects).toEqual([]);
    expect(after.fired).toContain('MC-15');
    const follows = { ...follower(first, configured(['S1', 'S2'])), commitIndex: 1, lastApplied: 1 };
    const told = step(follows, arrange.appendEntries({ prevLogIndex: 2, prevLogTerm: 1, leaderCommit: 2 }));
    expect(told.server.lastApplied).toBe(2);
    expect(told.effects.map(({ type }) => type)).not.toContain('apply');
    expect(told.fired).toContain('MC-15');
  });
});

describe('a snapshot', () => {
  const data = withConfiguration({ members: ['S1', 'S2'] }, 'state');
  const snapshot = { lastIncludedIndex: 3, lastIncludedTerm: 1, data, checksum: crc32c(data) };

  test('MC-16: begins with the configuration after its last entry', () => {
    const before = leader([first, command('a'), configured(['S1', 'S2']), command('b')], 4, { S2: 4 });
    const after = step(before, { type: 'compact', index: 3, data: 'state' });
    expect(after.server.snapshot).toEqual(snapshot);
    expect(membershipOf(after.server).configurations).toEqual([{ index: 3, term: 1, members: ['S1', 'S2'] }]);
    expect(after.fired).toEqual(['IS-13', 'MC-16', 'ST-8']);
    const earlier = step(before, { type: 'compact', index: 2, data: 'state' }).server;
    expect(partsOf(earlier.snapshot?.data ?? '').configuration).toEqual({ members: ['S1', 'S2', 'S3'] });
    expect(actsBy(earlier)).toEqual({ members: ['S1', 'S2'] });
  });

  test('MC-17: gives its configuration to who installs it, and the rest to the state machine', () => {
    const request = arrange.chunkOf(snapshot, 0, data.length);
    const after = step(follower(first), request);
    expect(actsBy(after.server)).toEqual({ members: ['S1', 'S2'] });
    expect(after.server.snapshot).toEqual(snapshot);
    const own = { ...snapshot, data: 'state', checksum: crc32c('state') };
    expect(after.effects).toContainEqual({ type: 'restoreSnapshot', snapshot: own });
    expect(after.fired).toContain('MC-17');
    const back = restart({ ...diskOf(), snapshot, log: emptyLog(3, 1) });
    expect(actsBy(back)).toEqual({ members: ['S1', 'S2'] });
    expect(step(back, { type: 'start' }).effects[0]).toEqual({ type: 'restoreSnapshot', snapshot: own });
  });

  test('MC-17: that begins with no configuration is the state machine’s', () => {
    for (const text of ['state', '{"a":1}\nstate', '{\nstate', '{"members":[]}\n'])
      expect(partsOf(text)).toEqual({ own: text });
    expect(partsOf(data)).toEqual({ configuration: { members: ['S1', 'S2'] }, own: 'state' });
  });
});

describe('whom a server listens to', () => {
  test('MC-18: every server that was given, whether it is a member or not', () => {
    const asked = step(
      follower(first),
      arrange.requestVote({ from: 'S5', candidateId: 'S5', term: 2, lastLogIndex: 9, lastLogTerm: 1 }),
    );
    expect(messagesOf(asked)[0]).toMatchObject({ type: 'RequestVoteReply', to: 'S5', voteGranted: true });
    const sent = step(
      follower(first),
      arrange.appendEntries({ from: 'S5', leaderId: 'S5', prevLogIndex: 1, prevLogTerm: 1 }),
    );
    expect(sent.server.leaderId).toBe('S5');
    const strange = step(follower(first), arrange.requestVote({ from: 'S9', candidateId: 'S9', term: 2 }));
    expect(strange.fired).toEqual(['D-23']);
  });

  test('MC-19: a leader that hears of a newer term from who was removed steps down, unless check quorum is woven in', () => {
    const pages: readonly (readonly ExtensionId[])[] = [['membership'], ['check-quorum', 'membership']];
    const removed = arrange.requestVote({ from: 'S5', candidateId: 'S5', term: 2 });
    const roles = pages.map((ids) => {
      const woven = protocolWith(ids);
      return woven.step(leader([first, command('a')], 2, { S2: 2 }, null, woven.restart), removed).server.role;
    });
    expect(roles).toEqual(['follower', 'leader']);
  });
});
