/** What was thrown, in words: anything may be, and not all of it can be turned into text. */

import { clip, oneLine } from './printable.ts';

/** No line of an error is longer, in characters. */
const MAX_LENGTH = 2000;

/** One line that says what was thrown. Never throws itself. */
export const reasonIn = (thrown: unknown): string => {
  try {
    if (thrown instanceof Error) return messageOf(thrown);
    return isObject(thrown) ? 'an object that is no error' : clip(oneLine(String(thrown)), MAX_LENGTH);
  } catch {
    return 'something that can not be printed';
  }
};

const messageOf = ({ message, name }: Error): string => {
  const [text] = [message, name].filter((words: unknown) => typeof words === 'string' && words !== '');
  return clip(oneLine(text ?? 'an error without a message'), MAX_LENGTH);
};

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
