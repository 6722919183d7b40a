/**
 * A snapshot in a file: whose it is and what it stands for, then its data in blocks, each compressed for itself. Every byte is
 * covered by a CRC-32C that goes on from the one before.
 */
import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import type { Snapshot } from '../../core/types.ts';
import { checksumOf } from '../bytes/checksum.ts';
import { ByteReader } from '../bytes/reader.ts';
import { readText, writeText } from '../bytes/text.ts';
import { ByteWriter } from '../bytes/writer.ts';
import { corruptFault, readingFrom } from './fault.ts';
import { type OpenFile, readUpTo, writeAll } from './fileSystem.ts';
import { readMark, type SnapshotMark, writeMark } from './record.ts';
import { StorageFault, type StorageOwner } from './storage.ts';

/** What a snapshot file begins with, and the version of its format behind it. */
const MAGIC = Buffer.from('f2snaps\u0001', 'latin1');

const VERSION = 1;

/** UTF-16 code units in a block: so few that the work between two turns of the event loop is a matter of a millisecond or two. */
const BLOCK_LENGTH = 2 ** 18;

/** The head of a block: bytes of its data, bytes of what they are compressed to, encoding. */
const BLOCK_HEAD = 9;

const UTF8 = 0;
const UTF16 = 1;

/** No block is longer: three bytes of UTF-8 for each code unit. */
const BLOCK_MAX = 3 * BLOCK_LENGTH;

/** What is compressed is hardly longer than what is not, and the names in a head are short: nothing longer is read in one go. */
const PART_MAX = 2 * BLOCK_MAX;

/** The longest text that there can be in memory, in UTF-16 code units. */
const TEXT_MAX = 2 ** 29 - 24;

/** Better and faster than gzip on data such as JSON. */
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

const compress: (bytes: Buffer, options: object) => Promise<Buffer> = promisify(brotliCompress);
const decompress: (bytes: Buffer, options: object) => Promise<Buffer> = promisify(brotliDecompress);

/** Writes a snapshot to an empty file. The file is not yet synced. */
export const writeSnapshot = async (
  file: OpenFile,
  path: string,
  owner: StorageOwner,
  number: number,
  { data, ...snapshot }: Snapshot,
): Promise<SnapshotMark> => {
  const mark = { ...snapshot, file: number, length: data.length };
  const writer = new ByteWriter();
  let at = 0;
  let crc = 0;
  const put = async () => {
    crc = checksumOf(writer.written(), 0, writer.length, crc);
    writer.uint32(crc);
    await writeAll(file, writer.written(), at);
    at += writer.length;
    writer.clear();
  };
  writeSnapshotHead(writer, owner, mark);
  await put();
  let ofData = 0;
  for (const [piece, encoding] of piecesOf(data)) {
    ofData = checksumOf(Buffer.from(piece, 'utf16le'), 0, piece.length * 2, ofData);
    const bytes = Buffer.from(piece, encoding === UTF8 ? 'utf8' : 'utf16le');
    writeBlock(writer, bytes.length, encoding, await compress(bytes, QUALITY));
    await put();
  }
  writeBlock(writer, 0, UTF8, Buffer.alloc(0));
  await put();
  if (ofData !== snapshot.checksum)
    throw new StorageFault(
      `can't write ${path}: the checksum of the snapshot is ${snapshot.checksum}, but that of its data ${ofData}; make it with crc32c`,
    );
  return mark;
};

/** Pieces of a text that are encoded each for itself; none ends in the middle of a pair. */
const piecesOf = function* (data: string): Generator<readonly [string, number]> {
  for (let from = 0; from < data.length; ) {
    let to = Math.min(from + BLOCK_LENGTH, data.length);
    if (to < data.length && (data.charCodeAt(to - 1) & 0xfc00) === 0xd800) to--;
    const piece = data.slice(from, to);
    yield [piece, (piece as string & { isWellFormed(): boolean }).isWellFormed() ? UTF8 : UTF16];
    from = to;
  }
};

const writeSnapshotHead = (writer: ByteWriter, owner: StorageOwner, mark: SnapshotMark): void => {
  const fields = new ByteWriter();
  writeText(fields, owner.cluster);
  writeText(fields, owner.id);
  writeMark(fields, mark);
  writer.raw(MAGIC);
  writer.uint32(fields.length);
  writer.raw(fields.written());
};

const writeBlock = (writer: ByteWriter, length: number, encoding: number, compressed: Buffer): void => {
  writer.uint32(length);
  writer.uint32(compressed.length);
  writer.byte(encoding);
  writer.raw(compressed);
};

/** Whose a snapshot is and which, and its data. */
interface ReadSnapshot {
  readonly owner: StorageOwner;
  readonly mark: SnapshotMark;
  readonly data: string;
}

/** Reads a snapshot file and checks each byte of it. Throws a `StorageFault` that names the file when it is corrupt. */
export const readSnapshot = async (file: OpenFile, path: string): Promise<ReadSnapshot> => {
  const size = await file.size();
  const start = await readUpTo(file, 0, 12);
  expectVersion(start, path);
  let at = 0;
  let crc = 0;
  /** The next bytes, checked by the checksum behind them. */
  const take = async (length: number): Promise<Buffer> => {
    if (length > PART_MAX) throw corruptFault(path, at, `a part of ${length} bytes is longer than any that is written`);
    const bytes = length + 4 > size - at ? undefined : await readUpTo(file, at, length + 4);
    if (bytes?.length !== length + 4) throw corruptFault(path, at, 'the file ends too early');
    crc = checksumOf(bytes, 0, length, crc);
    if (crc !== bytes.readUInt32LE(length)) throw corruptFault(path, at, 'a checksum fails');
    at += length + 4;
    return bytes.subarray(0, length);
  };
  const head = new ByteReader(await take(12 + start.readUInt32LE(8)), 12);
  const { owner, mark } = readingFrom(path, 12, () => {
    const values = { owner: { cluster: readText(head), id: readText(head) }, mark: readMark(head) };
    head.expectEnd();
    return values;
  });
  const pieces: string[] = [];
  let ofData = 0;
  let length = 0;
  for (;;) {
    const where = at;
    const sizes = await readUpTo(file, at, BLOCK_HEAD);
    if (sizes.length < BLOCK_HEAD) throw corruptFault(path, at, 'the file ends too early');
    const block = await take(BLOCK_HEAD + sizes.readUInt32LE(4));
    const bytesLength = block.readUInt32LE(0);
    if (bytesLength === 0) break;
    const piece = await pieceIn(block, bytesLength, (because) => corruptFault(path, where, because));
    ofData = checksumOf(Buffer.from(piece, 'utf16le'), 0, piece.length * 2, ofData);
    length += piece.length;
    if (length > Math.min(mark.length, TEXT_MAX)) throw corruptFault(path, where, 'it holds more than its head says');
    pieces.push(piece);
  }
  if (at !== size) throw corruptFault(path, at, 'something lies behind its end');
  if (ofData !== mark.checksum || length !== mark.length)
    throw corruptFault(path, undefined, 'its data is not what its head says');
  return { owner, mark, data: pieces.join('') };
};

const pieceIn = async (block: Buffer, length: number, fault: (because: string) => StorageFault): Promise<string> => {
  if (length > BLOCK_MAX) throw fault('a block is too long');
  const bytes = await decompress(block.subarray(BLOCK_HEAD), { maxOutputLength: length }).catch(() => undefined);
  if (bytes?.length !== length) throw fault('a block can not be decompressed');
  const encoding = block[8];
  if (encoding === UTF16 && length % 2 === 0) return bytes.toString('utf16le');
  if (encoding === UTF8 && isUtf8(bytes)) return bytes.toString('utf8');
  throw fault('a block is no text');
};

const expectVersion = (start: Buffer, path: string): void => {
  if (start.length < 12 || start.compare(MAGIC, 0, 7, 0, 7) !== 0)
    throw corruptFault(path, 0, 'it does not begin as a snapshot does');
  const version = start[7] as number;
  if (version > VERSION)
    throw new StorageFault(
      `${path} is of version ${version} of the format, and this figure2 knows up to ${VERSION}; use the figure2 that wrote it`,
    );
  if (version !== VERSION) throw corruptFault(path, 7, `there is no version ${version}`);
};
