import { expect, test } from 'vitest';
import { Links, type MessageOnItsWay } from '../../../../model/runs/journals/links.ts';
import type { Message } from '../../../../src/core/types.ts';
import type { Observation } from '../../../../src/trace/observation.ts';

const reply = (term: number): Message => ({ type: 'RequestVoteReply', from: 'S1', to: 'S2', term, voteGranted: true });

const disk = { id: 'S1', without: 'no vote', withWrite: 'a vote' };

const appendEntries = {
  type: 'AppendEntries',
  from: 'S1',
  to: 'S2',
  term: 1,
  leaderId: 'S1',
  prevLogTerm: 1,
  leaderCommit: 0,
};

const sent = (message: Message, isUnwritten = false): MessageOnItsWay => ({
  message,
  unwritten: isUnwritten ? disk : undefined,
  observation: {} as Observation,
  place: { file: 'S1.journal', line: 1 },
});

test('a message arrives as often as it was sent, and first the ones whose batch was written', () => {
  const links = new Links();
  links.send(sent(reply(1), true));
  expect(links.arrive(reply(1))).toBeUndefined();
  expect(links.unwritten(reply(1))).toMatchObject({ unwritten: disk });
  links.send(sent(reply(1)));
  expect(links.arrive(reply(1))).toMatchObject({ unwritten: undefined });
  expect(links.arrive(reply(1))).toBeUndefined();
  expect(links.unwritten(reply(1))).toMatchObject({ unwritten: disk });
  expect(links.unwritten(reply(2))).toBeUndefined();
});

test('what was never written is not remembered as lost', () => {
  const links = new Links();
  links.send(sent(reply(1), true));
  links.send(sent(reply(2)));
  for (let term = 3; term < 2003; term++) links.send(sent(reply(term)));
  expect(links.arrive(reply(2))).toBe('lost');
  expect(links.arrive(reply(1))).toBeUndefined();
});

test('the steps of the messages that were sent last are kept, on whatever link, and of no others', () => {
  const links = new Links();
  const all = [sent(reply(1), true)];
  for (let term = 2; term < 1500; term++) all.push(sent(term % 100 === 0 ? { ...reply(term), to: 'S3' } : reply(term)));
  for (const one of all) links.send(one);
  const kept = all.filter(({ observation }) => observation !== undefined);
  expect(kept).toEqual(all.slice(-1024));
  expect(links.unwritten(reply(1))?.unwritten).toEqual(disk); // it is told without its step
});

test('of terms that all servers have left, nothing is kept', () => {
  const links = new Links();
  for (let term = 1; term <= 5; term++) links.send(sent(reply(term), term === 2));
  for (let count = 0; count < 2000; count++) links.send(sent(reply(9))); // of the first, numbers are left
  links.forget(4);
  expect([1, 2, 3, 4, 5].map((term) => links.arrive(reply(term)))).toEqual(['late', 'late', 'late', 'lost', 'lost']);
  expect(links.unwritten(reply(2))).toBeUndefined();
  expect(links.arrive(reply(5))).toBeUndefined();
});

test('of long messages no more are kept than are so long together, and the others by a number', () => {
  const command = 'x'.repeat(2 ** 20);
  const long = (prevLogIndex: number): Message =>
    ({ ...appendEntries, prevLogIndex, entries: [{ term: 1, command }] }) as Message;
  const links = new Links();
  for (let index = 0; index < 9; index++) links.send(sent(long(index)));
  expect(Array.from({ length: 9 }, (_, index) => links.arrive(long(index)))).toEqual([
    ...Array.from({ length: 5 }, () => 'lost'),
    ...Array.from({ length: 4 }, () => expect.objectContaining({ unwritten: undefined }) as unknown),
  ]);
  expect(links.arrive(long(0))).toBeUndefined();
});

test('of a part of a snapshot that is on its way for long only a number is kept, for as often as it was sent', () => {
  const part = { type: 'InstallSnapshot', from: 'S1', to: 'S2', term: 1, leaderId: 'S1', data: 'x', offset: 0 };
  const chunk = { ...part, lastIncludedIndex: 1, lastIncludedTerm: 1, done: false, checksum: 0 } as unknown as Message;
  const links = new Links();
  links.send(sent(chunk));
  links.send(sent(chunk));
  for (let term = 2; term < 1100; term++) links.send(sent(reply(term)));
  expect([links.arrive(chunk), links.arrive(chunk), links.arrive(chunk)]).toEqual(['lost', 'lost', undefined]);
});
