import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  FrameAssembler,
  type FrameFault,
  frameOf,
  HEAD_BYTES,
  PREAMBLE,
} from '../../../src/runtime/transport/frames.ts';
import { isNightly } from '../../support/nightly.ts';

const MAX = 1000;

/** What an assembler makes of a stream that comes in these pieces. */
const readIn = (pieces: readonly Buffer[], maxBytes = MAX) => {
  const bodies: string[] = [];
  const assembler = new FrameAssembler(maxBytes, (body) => void bodies.push(body.toString('latin1')));
  let fault: FrameFault | undefined;
  for (const piece of pieces) fault = assembler.push(piece);
  return { bodies, fault };
};

/** Cuts bytes at these places. */
const piecesOf = (bytes: Buffer, cuts: readonly number[]): readonly Buffer[] => {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return places.slice(1).map((end, place) => bytes.subarray(places[place], end));
};

const bodies = fc.array(fc.uint8Array({ minLength: 1, maxLength: MAX }), { maxLength: 8 });
const cuts = fc.array(fc.nat(), { maxLength: 20 });
const numRuns = isNightly ? 100_000 : 1000;

/** A frame whose body these bytes are. */
const frame = (body: Uint8Array): Buffer => frameOf(body[0] ?? 0, body.subarray(1));

const latin1 = (body: Uint8Array): string => Buffer.from(body).toString('latin1');

describe('frames', () => {
  test('come out as they went in, however the stream is cut into pieces', () => {
    fc.assert(
      fc.property(bodies, cuts, (all, places) => {
        const stream = Buffer.concat([PREAMBLE, ...all.map(frame)]);
        expect(readIn(piecesOf(stream, places))).toEqual({ bodies: all.map(latin1), fault: undefined });
      }),
      { numRuns },
    );
  });

  test('are those before a changed byte, or fewer, and none that was not sent', () => {
    fc.assert(
      fc.property(bodies, cuts, fc.nat(), fc.integer({ min: 1, max: 255 }), (all, places, at, change) => {
        const stream = Buffer.concat([PREAMBLE, ...all.map(frame)]);
        stream[at % stream.length] = (stream[at % stream.length] ?? 0) ^ change;
        const read = readIn(piecesOf(stream, places));
        expect(read.bodies).toEqual(all.slice(0, read.bodies.length).map(latin1));
        expect(all.length === 0 || read.bodies.length < all.length).toBe(true);
      }),
      { numRuns },
    );
  });

  test('do not come out of what anybody sends, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), cuts, (bytes, places) => {
        expect(readIn(piecesOf(Buffer.concat([PREAMBLE, bytes]), places)).bodies).toEqual([]);
      }),
      { numRuns },
    );
  });

  test('do not come out behind a fault, or when the assembler is closed', () => {
    const wrong = frame(Buffer.from('wrong'));
    wrong[HEAD_BYTES] = 0;
    const stream = Buffer.concat([PREAMBLE, frame(Buffer.from('a')), wrong, frame(Buffer.from('b'))]);
    expect(readIn([stream])).toEqual({ bodies: ['a'], fault: { type: 'checksum', length: 5 } });
    const read: string[] = [];
    const assembler = new FrameAssembler(MAX, (body) => {
      read.push(body.toString());
      assembler.close();
    });
    assembler.push(Buffer.concat([PREAMBLE, frame(Buffer.from('a')), frame(Buffer.from('b'))]));
    expect(read).toEqual(['a']);
  });

  test('of an announced length take no memory before they come', () => {
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32LE(2 ** 30);
    const assembler = new FrameAssembler(2 ** 30, () => {});
    const before = process.memoryUsage().arrayBuffers;
    assembler.push(Buffer.concat([PREAMBLE, head]));
    for (let byte = 0; byte < 5000; byte++) assembler.push(Buffer.of(7));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  });
});
