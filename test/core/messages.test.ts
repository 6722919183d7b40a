import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isReply, messages, messageTypes, requestTypeOf } from '../../src/core/extensions/messages.ts';
import { raftMachine } from '../../src/core/machine.ts';
import { fieldsOf, figureMessages, type MessageRow, messageCheck } from '../../src/core/messages.ts';
import { createServer } from '../../src/core/server.ts';
import { createStep, step } from '../../src/core/step.ts';
import type { Message, RequestVoteReply } from '../../src/core/types.ts';
import { messageWords } from '../../src/trace/words.ts';
import { messageFrom } from '../support/messages.ts';
import { appendEntries, requestVote, voteReply } from './arrange.ts';

const count = fc.nat(99);
const anyMessage = messageFrom(fc.constantFrom('S1', 'S2'), {
  term: count,
  index: count,
  checksum: count,
  offset: count,
  serverId: fc.constant('S2'),
  text: fc.string({ maxLength: 3 }),
  round: count,
  readId: fc.string({ maxLength: 3 }),
  boolean: fc.boolean(),
  entries: fc.array(fc.record({ term: count, command: fc.string({ maxLength: 3 }) }), { maxLength: 2 }),
});

/** What is of no kind of field; of the right one for none of them. */
const nothing = [undefined, null, Number.NaN, -1, 1.5, 2 ** 49, {}] as const;

describe('the table of messages', () => {
  test('names for each reply the request that it answers', () => {
    for (const type of messageTypes) {
      const { answers } = messages[type];
      if (answers !== null) expect(messages[answers].answers).toBeNull();
    }
    expect(messageTypes.filter((type) => messages[type].answers === null)).toEqual(
      expect.arrayContaining(['RequestVote', 'AppendEntries', 'InstallSnapshot']),
    );
    expect([isReply(requestVote()), isReply(voteReply())]).toEqual([false, true]);
    expect([requestTypeOf(requestVote()), requestTypeOf(voteReply())]).toEqual(['RequestVote', 'RequestVote']);
  });

  test('gives the fields of a message in the order in which the figure has them, the term first', () => {
    expect(fieldsOf(messages.RequestVote).map(({ name }) => name)).toEqual([
      ...['term', 'candidateId', 'lastLogIndex', 'lastLogTerm'],
    ]);
  });

  test('has words and a short label for any message', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(messageWords(message)).toMatch(new RegExp(`^${message.type} term=\\d+ .`));
        expect(messages[message.type].label(message as never).length).toBeLessThanOrEqual(6);
      }),
    );
  });

  test('can not drift from the types: a row lacks no field, has none too many, and each has a kind that fits', () => {
    const { fields: right, ...row } = figureMessages.RequestVoteReply;
    const rows: MessageRow<RequestVoteReply>[] = [
      { ...row, fields: right },
      // @ts-expect-error: voteGranted is lacking
      { ...row, fields: {} },
      // @ts-expect-error: voteGranted is no number
      { ...row, fields: { voteGranted: 'term' } },
      // @ts-expect-error: there is no field of that name
      { ...row, fields: { voteGranted: 'boolean', granted: 'boolean' } },
    ];
    expect(rows).toHaveLength(4);
  });
});

describe('what is no message', () => {
  const isWellFormed = messageCheck(messages);

  test('D-24: any message of the table passes; one that lacks a field, or has something else in one, does not', () => {
    fc.assert(
      fc.property(anyMessage, fc.nat(), fc.constantFrom(...nothing), (message, which, wrong) => {
        expect(isWellFormed(message)).toBe(true);
        const fields = fieldsOf(messages[message.type]);
        const { name } = fields[which % fields.length] ?? fields[0] ?? { name: 'term' };
        expect(isWellFormed({ ...message, [name]: wrong })).toBe(false);
      }),
    );
  });

  test('D-24: is of no kind, or of a page that is not woven in', () => {
    const unknown = { ...requestVote(), type: 'constructor' } as unknown as Message;
    expect(isWellFormed(unknown)).toBe(false);
    const { RequestVote: _, ...others } = figureMessages;
    expect(messageCheck(others)(requestVote())).toBe(false);
  });

  test('D-24: changes nothing, and no part of it makes step throw', () => {
    const server = createServer({ id: 'S1', servers: ['S1', 'S2', 'S3'] });
    const { entries: _, ...headless } = appendEntries({ term: 1 });
    expect(step(server, headless as Message).server).toBe(server);
  });

  test.each<[string, readonly unknown[]]>([
    ['null', [null]],
    ['a number', [3]],
    ['a hole', new Array(1)],
    ['nothing in it', [{}]],
    ['no term', [{ command: 'a' }]],
    ['a term below zero', [{ term: -1, command: 'a' }]],
    ['a term that is no number', [{ term: Number.NaN, command: 'a' }]],
    ['a command that is no text', [{ term: 1, command: 5 }]],
    ['a term and no content', [{ term: 1 }]],
    ['a good one before a bad one', [{ term: 1, command: 'a' }, undefined]],
  ])('D-24: an entry that is none is in no message, and comes into no log: %s', (_, entries) => {
    const server = createServer({ id: 'S1', servers: ['S1', 'S2', 'S3'] });
    const message = { ...appendEntries({ term: 1, leaderCommit: 9 }), entries } as Message;
    expect(step(server, message)).toEqual({ server, effects: [], fired: ['D-24'] });
  });

  test('D-24: an entry may be of a kind that an optional page has', () => {
    expect(
      isWellFormed({ ...appendEntries({ term: 1 }), entries: [{ term: 1, noOp: true }] } as unknown as Message),
    ).toBe(true);
  });

  test('D-24: a step answers the messages of its own rows only', () => {
    const server = createServer({ id: 'S1', servers: ['S1', 'S2', 'S3'] });
    const deaf = createStep(raftMachine, { AppendEntries: figureMessages.AppendEntries });
    expect(deaf(server, requestVote()).server).toBe(server);
    expect(step(server, requestVote()).server).not.toBe(server);
  });
});
