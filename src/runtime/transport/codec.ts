/**
 * Messages as bytes, by the rows of their table: the first byte says which row, then the fields stand in their order. Who sends and who
 * receives is not in it: that is known of the stream (`hello.ts`).
 */
import { type FieldKind, fieldsOf, type MessageRows } from '../../core/messages.ts';
import type { Entry, Message, ServerId } from '../../core/types.ts';
import { readEntries, writeEntries } from '../bytes/entry.ts';
import { MalformedBytes } from '../bytes/malformed.ts';
import { ByteReader } from '../bytes/reader.ts';
import { readText, writeText } from '../bytes/text.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import { BodyType } from './frames.ts';

/** Writes and reads the messages of a table. */
export interface MessageCodec {
  /**
   * Writes the body of a frame.
   *
   * @throws RangeError when a number in it is none that a message may have (D-24); what was written by then is to be forgotten.
   */
  readonly write: (writer: ByteWriter, message: Message) => void;
  /**
   * Reads the body of a frame, whoever wrote it. A number beyond 2^48 is refused here already, and does not reach a server (D-24).
   *
   * @returns what is wrong with it, when it is no message: who speaks this protocol never sends that.
   */
  readonly read: (body: Uint8Array, from: ServerId, to: ServerId) => Message | MalformedBytes;
  /** Does the message hold a chunk of something long, which what is short need not wait for? */
  readonly isBulk: (message: Message) => boolean;
}

/** How the values of a kind are written and read. */
interface KindCodec {
  readonly write: (writer: ByteWriter, value: never) => void;
  readonly read: (reader: ByteReader) => unknown;
}

const count: KindCodec = {
  write: (writer, value: number) => writer.number(value),
  read: (reader) => reader.number(),
};
const text: KindCodec = { write: (writer, value: string) => writeText(writer, value), read: readText };

const kinds: Readonly<Record<FieldKind, KindCodec>> = {
  term: count,
  index: count,
  checksum: count,
  offset: count,
  serverId: text,
  text,
  round: count,
  readId: text,
  boolean: { write: (writer, value: boolean) => writer.boolean(value), read: (reader) => reader.boolean() },
  entries: { write: (writer, value: readonly Entry[]) => writeEntries(writer, value), read: readEntries },
};

/** A row of the table, ready to be gone through. */
interface RowCodec {
  readonly type: string;
  readonly code: number;
  readonly isBulk: boolean;
  readonly fields: readonly (KindCodec & { readonly name: keyof Message })[];
}

export const messageCodec = (rows: MessageRows): MessageCodec => {
  const table = Object.entries(rows).map(([type, row], place): RowCodec => {
    const fields = fieldsOf(row);
    return {
      type,
      code: BodyType.message + place,
      isBulk: fields.some(({ kind }) => kind === 'text'),
      fields: fields.map(({ name, kind }) => ({ name: name as keyof Message, ...kinds[kind] })),
    };
  });
  const byType = new Map(table.map((row) => [row.type, row]));
  return {
    write: (writer, message) => {
      const row = byType.get(message.type);
      if (row === undefined) throw new RangeError(`there is no message ${message.type}`);
      writer.byte(row.code);
      for (const { name, write } of row.fields) write(writer, message[name] as never);
    },
    read: (body, from, to) => {
      try {
        return readRow(table, new ByteReader(body), from, to);
      } catch (error) {
        if (error instanceof MalformedBytes) return error;
        throw error;
      }
    },
    isBulk: (message) => byType.get(message.type)?.isBulk ?? false,
  };
};

const readRow = (table: readonly RowCodec[], reader: ByteReader, from: ServerId, to: ServerId): Message => {
  const code = reader.byte();
  const row = table[code - BodyType.message];
  if (row === undefined) throw new MalformedBytes(`no message has the number ${code}`);
  const message: Record<string, unknown> = { type: row.type, from, to };
  for (const { name, read } of row.fields) message[name] = read(reader);
  reader.expectEnd();
  return message as unknown as Message;
};
