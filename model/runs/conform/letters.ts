/** Messages as texts. */
import type { Message } from '../../../src/core/types.ts';
import { formatMessage } from '../../../src/trace/grammar.ts';

const known = new WeakMap<Message, string>();

/** Equal messages, and no others, have equal letters. */
export const letterOf = (message: Message): string => {
  const found = known.get(message);
  if (found !== undefined) return found;
  const letter = `${message.from} → ${message.to} ${formatMessage(message)}`;
  known.set(message, letter);
  return letter;
};
