/** The fields of messages, by their types, and the places in the log that a step speaks of. */
import { messages } from '../../../src/core/extensions/messages.ts';
import { fieldsOf, type MessageField } from '../../../src/core/messages.ts';
import type { Effect, Event, Index, Message, MessageType } from '../../../src/core/types.ts';

/** The fields of each message, in their order. */
export const fieldsByType = Object.fromEntries(
  Object.entries(messages).map(([type, row]) => [type, fieldsOf(row)]),
) as unknown as Readonly<Record<MessageType, readonly MessageField[]>>;

/** Each index that an event or one of the effects speaks of. */
export function* indexesIn(event: Event, effects: readonly Effect[]): Generator<Index> {
  if ('from' in event) yield* indexesOf(event);
  else if ('index' in event) yield event.index;
  for (const effect of effects) {
    if (effect.type === 'send') yield* indexesOf(effect.message);
    if (effect.type !== 'persist') continue;
    if (effect.truncateFrom !== undefined) yield effect.truncateFrom;
    if (effect.append) yield effect.append.firstIndex;
  }
}

function* indexesOf(message: Message): Generator<Index> {
  for (const { name, kind } of fieldsByType[message.type])
    if (kind === 'index') yield Number(message[name as keyof Message]);
}
