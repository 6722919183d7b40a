import { describe, expect, test } from 'vitest';
import { messages } from '../../../src/core/extensions/messages.ts';
import type { Message } from '../../../src/core/types.ts';
import { messageCodec } from '../../../src/runtime/transport/codec.ts';
import { FrameAssembler, PREAMBLE } from '../../../src/runtime/transport/frames.ts';
import { Outbox } from '../../../src/runtime/transport/outbox.ts';
import { append, chunk, vote } from './servers.ts';

const codec = messageCodec(messages);
const bounds = { maxWaitingBytes: 1000, maxFrameBytes: 5000 };

/** The messages of what was taken out. */
const messagesIn = (...parts: readonly (Buffer | undefined)[]): readonly unknown[] => {
  const read: unknown[] = [];
  const assembler = new FrameAssembler(5000, (body) => void read.push(codec.read(body, 'S1', 'S2')));
  for (const part of [PREAMBLE, ...parts]) if (part !== undefined) expect(assembler.push(part)).toBeUndefined();
  return read;
};

describe('what waits for a peer', () => {
  test('is taken out in its order, once', () => {
    const outbox = new Outbox(codec, bounds);
    expect([outbox.put(vote(1)), outbox.put(append(2, 10)), outbox.put(vote(3))]).toEqual(['waits', 'waits', 'waits']);
    const batch = outbox.take(true);
    expect(messagesIn(batch?.ordered.written())).toEqual([vote(1), append(2, 10), vote(3)]);
    expect(batch?.bulk).toBeUndefined();
    expect(outbox.take(true)).toBeUndefined();
  });

  test('counts until the system has it', () => {
    const outbox = new Outbox(codec, bounds);
    outbox.put(append(1, 900));
    const batch = outbox.take(true);
    if (batch === undefined) throw new Error('nothing was taken out');
    expect(outbox.waitingBytes).toBe(batch.ordered.length);
    expect(outbox.put(append(1, 900))).toBe('full');
    outbox.giveBack(batch);
    expect(outbox.waitingBytes).toBe(0);
    expect(outbox.put(append(1, 900))).toBe('waits');
    expect(outbox.lost).toBe(1);
  });

  test('may be a message longer than the bound, if nothing else waits, but not longer than a frame', () => {
    const outbox = new Outbox(codec, bounds);
    expect(outbox.put(append(1, 6000))).toBe('too long');
    expect(outbox.put(append(1, 4000))).toBe('waits');
    expect(outbox.put(vote(1))).toBe('full');
    expect(messagesIn(outbox.take(true)?.ordered.written())).toEqual([append(1, 4000)]);
    expect(outbox.lost).toBe(2);
  });

  test('holds no part of a message that can not be written', () => {
    const outbox = new Outbox(codec, bounds);
    outbox.put(vote(1));
    expect(
      outbox.put({
        ...append(2, 10),
        entries: [
          { term: 2, command: 'a' },
          { term: -1, command: 'b' },
        ],
      } as Message),
    ).toBe('no message');
    expect(outbox.put({ ...vote(3), type: 'Unknown' } as unknown as Message)).toBe('no message');
    outbox.put(vote(4));
    expect(messagesIn(outbox.take(true)?.ordered.written())).toEqual([vote(1), vote(4)]);
  });

  test('has the last chunk alone, behind the others, and only when the one before was read', () => {
    const outbox = new Outbox(codec, bounds);
    for (const message of [chunk(1, 'data'), chunk(2, 'data'), vote(1), chunk(3, 'data')]) outbox.put(message);
    expect(outbox.lost).toBe(2);
    expect(outbox.take(false)?.bulk).toBeUndefined();
    const batch = outbox.take(true);
    expect(messagesIn(batch?.ordered.written(), batch?.bulk?.written())).toEqual([chunk(3, 'data')]);
  });

  test('is lost when there is no stream', () => {
    const outbox = new Outbox(codec, bounds);
    for (const message of [vote(1), chunk(1, 'data'), vote(2)]) outbox.put(message);
    outbox.clear();
    expect([outbox.take(true), outbox.waitingBytes, outbox.lost]).toEqual([undefined, 0, 3]);
  });
});
