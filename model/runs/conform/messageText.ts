/** Messages as texts. */
import type { Message } from '../../../src/core/types.ts';
import { formatMessage } from '../../../src/trace/grammar.ts';

const known = new WeakMap<Message, string>();

/** Equal messages, and no others, have equal texts. */
export const messageText = (message: Message): string => {
  const found = known.get(message);
  if (found !== undefined) return found;
  const text = `${message.from} → ${message.to} ${formatMessage(message)}`;
  known.set(message, text);
  return text;
};
