/** Values as bytes and back: nothing is lost, and bytes that are none are refused by one error. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32c } from '../../../src/core/checksum.ts';
import type { Entry } from '../../../src/core/entries.ts';
import { MAX_NUMBER } from '../../../src/core/messages.ts';
import { checksumOf, checksumOfText } from '../../../src/runtime/bytes/checksum.ts';
import { readEntries, readEntry, writeEntries } from '../../../src/runtime/bytes/entry.ts';
import { MalformedBytes } from '../../../src/runtime/bytes/malformed.ts';
import { ByteReader } from '../../../src/runtime/bytes/reader.ts';
import { readText, writeText } from '../../../src/runtime/bytes/text.ts';
import { ByteWriter } from '../../../src/runtime/bytes/writer.ts';

/** What is read back of what a function writes, when nothing may be left. */
const back = <T>(write: (writer: ByteWriter) => void, read: (reader: ByteReader) => T): T => {
  const writer = new ByteWriter(1);
  write(writer);
  const reader = new ByteReader(writer.written());
  const value = read(reader);
  reader.expectEnd();
  return value;
};

const bytesOf = (write: (writer: ByteWriter) => void): Buffer => {
  const writer = new ByteWriter();
  write(writer);
  return Buffer.from(writer.written());
};

const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
const anyNumber = fc.integer({ min: 0, max: MAX_NUMBER });
const anyEntry = fc.oneof(
  fc.record({ term: anyNumber, command: fc.oneof(fc.string(), anyText) }, { noNullPrototype: true }),
  fc
    .tuple(anyNumber, fc.jsonValue())
    .map(([term, value]) => ({ term, noOp: JSON.parse(JSON.stringify(value)) as unknown })),
) as fc.Arbitrary<Entry>;

describe('numbers', () => {
  it('come back, from 0 to 2^48', () => {
    for (let exponent = 0; exponent <= 48; exponent++) {
      for (const value of [2 ** exponent - 1, 2 ** exponent]) {
        expect(
          back(
            (writer) => writer.number(value),
            (reader) => reader.number(),
          ),
        ).toBe(value);
      }
    }
  });

  it('are refused above, below and between by the writer', () => {
    for (const value of [-1, 0.5, MAX_NUMBER + 1, Number.NaN])
      expect(() => bytesOf((writer) => writer.number(value))).toThrow(RangeError);
  });

  it.each([
    ['above 2^48', [0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40]],
    ['without an end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['longer than they have to be', [0x81, 0x00]],
    ['cut off', [0x81]],
  ])('are refused %s by the reader', (_, bytes) => {
    expect(() => new ByteReader(Uint8Array.from(bytes)).number()).toThrow(MalformedBytes);
  });

  it('of four bytes, bytes and truth values come back', () => {
    const values = back(
      (writer) => {
        writer.uint32(0xffff_fffe);
        writer.byte(255);
        writer.boolean(true);
        writer.bytes(Uint8Array.of(1, 2, 3));
      },
      (reader) => [reader.uint32(), reader.byte(), reader.boolean(), [...reader.bytes()]],
    );
    expect(values).toEqual([0xffff_fffe, 255, true, [1, 2, 3]]);
    expect(() => new ByteReader(Uint8Array.of(2)).boolean()).toThrow(MalformedBytes);
    expect(() => new ByteReader(Uint8Array.of(1, 2, 3)).uint32()).toThrow(MalformedBytes);
  });
});

describe('texts', () => {
  it('come back unit by unit, whatever they are', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: 'binary' })), (text) => {
        expect(back((writer) => writeText(writer, text), readText)).toBe(text);
      }),
    );
  });

  it('are UTF-8 unless half a pair stands alone', () => {
    expect(bytesOf((writer) => writeText(writer, 'aé😀'))).toEqual(Buffer.from([14, ...Buffer.from('aé😀')]));
    expect(bytesOf((writer) => writeText(writer, '\ud83d'))).toEqual(Buffer.from([5, 0x3d, 0xd8]));
    expect(bytesOf((writer) => writeText(writer, '\ufeff'))).toEqual(Buffer.from([6, 0xef, 0xbb, 0xbf]));
  });

  it.each([
    ['broken UTF-8', [4, 0xc3, 0x28]],
    ['UTF-16 without need', [5, 0x61, 0x00]],
    ['half a code unit', [3, 0x61]],
    ['less than was said', [20, 0x61]],
  ])('are refused with %s', (_, bytes) => {
    expect(() => readText(new ByteReader(Uint8Array.from(bytes)))).toThrow(MalformedBytes);
  });
});

describe('entries', () => {
  it('come back, of every kind', () => {
    fc.assert(
      fc.property(fc.array(anyEntry), (entries) => {
        expect(back((writer) => writeEntries(writer, entries), readEntries)).toEqual(entries);
      }),
    );
  });

  it('are refused in a number for which there is no room', () => {
    const bytes = bytesOf((writer) => writer.number(MAX_NUMBER));
    expect(() => readEntries(new ByteReader(bytes))).toThrow('a count of 281474976710656 with 0 bytes left');
  });

  it.each([
    ['of an unknown sort', (writer: ByteWriter) => writer.byte(2)],
    ['of a kind that is a field already', other('term', '1')],
    ['of a kind that is no name of its own', other('__proto__', '{}')],
    ['that are no JSON', other('noOp', '{')],
  ])('are refused %s', (_, write) => {
    const bytes = bytesOf((writer) => {
      writer.number(1);
      write(writer);
    });
    expect(() => readEntry(new ByteReader(bytes))).toThrow(MalformedBytes);
  });

  it('never throw anything else, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          readEntries(new ByteReader(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedBytes);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function other(kind: string, json: string): (writer: ByteWriter) => void {
  return (writer) => {
    writer.byte(1);
    writeText(writer, kind);
    writeText(writer, json);
  };
}

describe('the checksum', () => {
  it('is CRC-32C', () => {
    expect(checksumOf(Buffer.from('123456789')).toString(16)).toBe('e3069283');
    expect(checksumOf(new Uint8Array())).toBe(0);
  });

  it('is the same in parts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat({ max: 64 }), (bytes, cut) => {
        const middle = Math.min(cut, bytes.length);
        const first = checksumOf(bytes, 0, middle);
        expect(checksumOf(bytes, middle, bytes.length, first)).toBe(checksumOf(bytes));
      }),
    );
  });

  it('of the code units of a text is the one of the core', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(checksumOf(Buffer.from(text, 'utf16le'))).toBe(crc32c(text));
      }),
    );
  });

  it('of a long text lets others have their turn', async () => {
    const text = 'a€\ud800'.repeat(800_000);
    let turns = 0;
    const count = (): void => {
      turns++;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    expect(await checksumOfText(text)).toBe(crc32c(text));
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(2);
    expect(await checksumOfText('')).toBe(0);
  });
});
