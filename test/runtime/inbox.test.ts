import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/core/types.ts';
import { Inbox } from '../../src/runtime/inbox.ts';
import { requestVote } from '../core/arrange.ts';

const bounds = { maxWaitingCommands: 2, maxWaitingLength: 5, maxWaitingMessages: 100 };
const inboxWith = (less: Partial<typeof bounds> = {}) => new Inbox({ ...bounds, ...less });
const message: Message = requestVote({ from: 'S2', to: 'S1' });
const command = (text: string) => ({ command: text, deadline: 10 });
const types = (inbox: Inbox<ReturnType<typeof command>>): readonly string[] =>
  inbox.take().events.map(({ type }) => type);

describe('what waits is taken together', () => {
  test('local events first, then messages, then timers', () => {
    const inbox = inboxWith();
    inbox.receive(message);
    inbox.tell({ type: 'start' });
    expect(types(inbox)).toEqual(['start', 'RequestVote']);
    expect(types(inbox)).toEqual([]);
  });

  test('who waits for it to be filled is woken up by each kind', async () => {
    const fill: readonly ((inbox: ReturnType<typeof inboxWith>) => unknown)[] = [
      (inbox) => inbox.receive(message),
      (inbox) => inbox.tell({ type: 'start' }),
      (inbox) => inbox.ranOut('election'),
      (inbox) => inbox.propose(command('a')),
      (inbox) => inbox.interrupt(),
    ];
    for (const put of fill) {
      const inbox = inboxWith();
      const filled = inbox.filled();
      put(inbox);
      await filled;
    }
  });
});

describe('a timer that has run out', () => {
  test('is believed at once where no message waits', () => {
    const inbox = inboxWith();
    inbox.ranOut('election');
    expect(inbox.take().events).toEqual([{ type: 'timeout', timer: 'election' }]);
    expect(types(inbox)).toEqual([]);
  });

  test('waits until the messages beside it are handled, and is forgotten when these arm it again', () => {
    const inbox = inboxWith();
    inbox.receive(message);
    inbox.ranOut('election');
    expect(types(inbox)).toEqual(['RequestVote']);
    inbox.forget('election');
    expect(types(inbox)).toEqual([]);
  });

  test('waits for no more than that, however many messages come', () => {
    const inbox = inboxWith();
    inbox.receive(message);
    inbox.ranOut('heartbeat');
    expect(types(inbox)).toEqual(['RequestVote']);
    inbox.receive(message);
    expect(types(inbox)).toEqual(['RequestVote', 'timeout']);
  });
});

describe('bounds', () => {
  test('commands beyond their number or their length are refused, until others are taken', () => {
    const inbox = inboxWith();
    expect([inbox.propose(command('abc')), inbox.propose(command('def')), inbox.propose(command('de'))]).toEqual([
      true,
      false,
      true,
    ]);
    expect(inbox.propose(command(''))).toBe(false);
    expect(inbox.take().commands.map((waiting) => waiting.command)).toEqual(['abc', 'de']);
    expect(inbox.propose(command('def'))).toBe(true);
  });

  test('messages beyond their number are lost', () => {
    const inbox = inboxWith();
    for (let count = 0; count < 101; count++) inbox.receive(message);
    expect(inbox.take().events).toHaveLength(100);
  });

  test('a command that is taken back leaves its room, and is taken back once', () => {
    const inbox = inboxWith();
    const waiting = command('abcde');
    inbox.propose(waiting);
    expect([inbox.withdraw(waiting), inbox.withdraw(waiting)]).toEqual([true, false]);
    expect(inbox.propose(command('abcde'))).toBe(true);
    expect(inbox.overdue(9)).toEqual([]);
    expect(inbox.overdue(10)).toHaveLength(1);
  });
});
