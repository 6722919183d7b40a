import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messages, messageTypes } from '../../../src/core/extensions/messages.ts';
import { type FieldKind, MAX_NUMBER, messageCheck } from '../../../src/core/messages.ts';
import type { Message } from '../../../src/core/types.ts';
import { MalformedBytes } from '../../../src/runtime/bytes/malformed.ts';
import { ByteWriter } from '../../../src/runtime/bytes/writer.ts';
import { messageCodec } from '../../../src/runtime/transport/codec.ts';
import { fieldsFrom, messageFrom } from '../../support/messages.ts';
import { isNightly } from '../../support/nightly.ts';

const codec = messageCodec(messages);
const isMessage = messageCheck(messages);

const numbers = fc.oneof(
  fc.nat(300),
  fc.maxSafeNat().map((n) => n % (MAX_NUMBER + 1)),
  fc.constant(MAX_NUMBER),
);
/** Also halves of characters. */
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0xd7f0, max: 0xe00f })).map((units) => String.fromCharCode(...units)),
);
/** As JSON has it, which knows no -0. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const kinds: Readonly<Record<FieldKind, fc.Arbitrary<unknown>>> = {
  term: numbers,
  index: numbers,
  checksum: numbers,
  offset: numbers,
  serverId: texts,
  text: texts,
  round: numbers,
  readId: texts,
  boolean: fc.boolean(),
  entries: fc.array(
    fc.oneof(
      fc.record({ term: numbers, command: texts }),
      fc.record({ term: numbers, noOp: fc.jsonValue().map(plain) }),
    ),
  ),
};
const anyMessage = messageFrom(fc.constantFrom('S1', 'S2'), kinds);

const bodyOf = (message: Message): Buffer => {
  const writer = new ByteWriter();
  codec.write(writer, message);
  return Buffer.from(writer.written());
};

const numRuns = isNightly ? 100_000 : 3000;

describe('the codec', () => {
  test.each(messageTypes)('reads a %s as it was written', (type) => {
    fc.assert(
      fc.property(fieldsFrom(type, kinds), (fields) => {
        const message = { type, from: 'S1', to: 'S2', ...fields } as unknown as Message;
        expect(codec.read(bodyOf(message), 'S1', 'S2')).toEqual(message);
      }),
      { numRuns: isNightly ? 10_000 : 200 },
    );
  });

  test('reads what anybody wrote, and gives a message or says what is wrong', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const message = codec.read(Buffer.from(bytes), 'S1', 'S2');
        expect(message instanceof MalformedBytes || isMessage(message)).toBe(true);
      }),
      { numRuns },
    );
  });

  test('reads what was a message, and gives a message or says what is wrong', () => {
    const place = fc.nat();
    fc.assert(
      fc.property(
        anyMessage,
        fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 3 }),
        place,
        (message, changes, end) => {
          const body = bodyOf(message);
          for (const [at, byte] of changes) body[at % body.length] = byte;
          const read = codec.read(body.subarray(0, (end % (2 * body.length)) + 1), 'S1', 'S2');
          expect(read instanceof MalformedBytes || isMessage(read)).toBe(true);
        },
      ),
      { numRuns },
    );
  });

  test.each([
    ['an unknown number', [99]],
    ['nothing', []],
    [
      'more than a message',
      [...bodyOf({ type: 'RequestVoteReply', from: 'S1', to: 'S2', term: 1, voteGranted: true }), 0],
    ],
    ['a number above 2^48', [17, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 1]],
  ])('refuses %s', (_, bytes) => {
    expect(codec.read(Buffer.from(bytes), 'S1', 'S2')).toBeInstanceOf(MalformedBytes);
  });

  test('refuses an entry with too many levels, and not one with some', () => {
    const nested = (levels: number): unknown => (levels === 0 ? true : [nested(levels - 1)]);
    const withEntry = (levels: number): Message =>
      ({
        type: 'AppendEntries',
        from: 'S1',
        to: 'S2',
        term: 1,
        leaderId: 'S1',
        prevLogIndex: 0,
        prevLogTerm: 0,
        entries: [{ term: 1, noOp: nested(levels) }],
        leaderCommit: 0,
      }) as unknown as Message;
    expect(codec.read(bodyOf(withEntry(64)), 'S1', 'S2')).toEqual(withEntry(64));
    expect(codec.read(bodyOf(withEntry(65)), 'S1', 'S2')).toBeInstanceOf(MalformedBytes);
  });

  test.each([-1, 0.5, Number.NaN, MAX_NUMBER + 1])('does not write the term %d', (term) => {
    expect(() => bodyOf({ type: 'RequestVoteReply', from: 'S1', to: 'S2', term, voteGranted: true })).toThrow(
      RangeError,
    );
  });
});
