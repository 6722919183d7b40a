/** Any messages of the table, field by field as their rows have them. */
import fc from 'fast-check';
import { messages, messageTypes } from '../../src/core/extensions/messages.ts';
import { type FieldKind, fieldsOf } from '../../src/core/messages.ts';
import type { Message, MessageType, ServerId } from '../../src/core/types.ts';

/** What the fields of each kind are drawn from. */
export type KindArbitraries<T = unknown> = Readonly<Record<FieldKind, fc.Arbitrary<T>>>;

/** The fields of a message from its term on, each drawn from what its kind is drawn from. */
export const fieldsFrom = <T>(
  type: MessageType,
  kinds: KindArbitraries<T>,
): fc.Arbitrary<Readonly<Record<string, T>>> =>
  fc.record(Object.fromEntries(fieldsOf(messages[type]).map(({ name, kind }) => [name, kinds[kind]])));

/** Messages of all types, sent and received by anyone. */
export const messageFrom = (id: fc.Arbitrary<ServerId>, kinds: KindArbitraries): fc.Arbitrary<Message> =>
  fc.oneof(
    ...messageTypes.map((type) =>
      fc
        .tuple(id, id, fieldsFrom(type, kinds))
        .map(([from, to, fields]) => ({ type, from, to, ...fields }) as unknown as Message),
    ),
  );
