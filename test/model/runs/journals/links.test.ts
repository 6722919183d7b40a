import { expect, test } from 'vitest';
import { Links, type MessageOnItsWay } from '../../../../model/runs/journals/links.ts';
import type { Message } from '../../../../src/core/types.ts';

const reply = (term: number): Message => ({ type: 'RequestVoteReply', from: 'S1', to: 'S2', term, voteGranted: true });

const sent = (message: Message, isUnwritten = false): MessageOnItsWay =>
  ({ message, isUnwritten, observation: {}, place: { file: 'S1.journal', line: 1 } }) as unknown as MessageOnItsWay;

test('a message arrives as often as it was sent, and first the ones whose batch was written', () => {
  const links = new Links();
  links.send(sent(reply(1), true));
  expect(links.arrive(reply(1))).toBeUndefined();
  expect(links.unwritten(reply(1))).toMatchObject({ isUnwritten: true });
  links.send(sent(reply(1)));
  expect(links.arrive(reply(1))).toMatchObject({ isUnwritten: false });
  expect(links.arrive(reply(1))).toBeUndefined();
  expect(links.unwritten(reply(1))).toMatchObject({ isUnwritten: true });
  expect(links.unwritten(reply(2))).toBeUndefined();
});

test('what was never written is not remembered as lost', () => {
  const links = new Links();
  links.send(sent(reply(1), true));
  links.send(sent(reply(2)));
  for (let term = 3; term < 10_003; term++) links.send(sent(reply(term)));
  expect(links.arrive(reply(2))).toBe('lost');
  expect(links.arrive(reply(1))).toBeUndefined();
});

test('of messages that are on their way for long, the steps are not kept, but for those that were never written', () => {
  const links = new Links();
  links.send(sent(reply(1), true));
  for (let term = 2; term < 400; term++) links.send(sent(reply(term)));
  const stepOf = (term: number) => {
    const found = links.arrive(reply(term));
    return found === undefined || found === 'lost' ? found : found.observation;
  };
  expect([stepOf(2), stepOf(143)]).toEqual([undefined, undefined]);
  expect([stepOf(144), stepOf(399), links.unwritten(reply(1))?.observation]).not.toContain(undefined);
});

test('of a part of a snapshot that is on its way for long only a number is kept, for as often as it was sent', () => {
  const part = { type: 'InstallSnapshot', from: 'S1', to: 'S2', term: 1, leaderId: 'S1', data: 'x', offset: 0 };
  const chunk = { ...part, lastIncludedIndex: 1, lastIncludedTerm: 1, done: false, checksum: 0 } as unknown as Message;
  const links = new Links();
  links.send(sent(chunk));
  links.send(sent(chunk));
  for (let term = 2; term < 300; term++) links.send(sent(reply(term)));
  expect([links.arrive(chunk), links.arrive(chunk), links.arrive(chunk)]).toEqual(['lost', 'lost', undefined]);
});
