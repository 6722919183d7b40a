/** A message and an action in the few words that tell a story. */
import { eventRowOf } from '../core/extensions/events.ts';
import { rowOf } from '../core/extensions/messages.ts';
import type { Event, Message } from '../core/types.ts';
import { clip, printable } from '../text/printable.ts';
import type { Action, ForeignArrival } from './grammar.ts';

const MAX_COMMAND = 20;

const quote = (text: string): string => `"${clip(printable(text), MAX_COMMAND)}"`;

/** What of a message tells a story. */
export const messageWords = (message: Message): string =>
  `${message.type} term=${message.term} ${rowOf(message).words(message, quote)}`;

/** What kind of event it is, such as `election timeout`. */
export const eventName = (event: Event): string => (event.type === 'timeout' ? `${event.timer} timeout` : event.type);

const foreignWords = ({ id, message }: ForeignArrival): string => {
  const { from, to } = message;
  return `from outside: ${messageWords(message)}, from ${from}${to === id ? '' : `, for ${to}`}`;
};

/** What happened, in a few words. */
export const actionWords = (action: Action): string => {
  if (action.type === 'crash' || action.type === 'restart') return action.type;
  if (action.type === 'lose') return `lost: ${messageWords(action.message)}`;
  if (action.type === 'foreign') return foreignWords(action);
  const cut = action.crashAfter === undefined ? '' : `, crash after ${action.crashAfter}`;
  if (action.type === 'deliver') return `${messageWords(action.message)}${action.corrupted ? ', corrupted' : ''}${cut}`;
  return `${eventRowOf(action.event).words(action.event, quote)}${cut}`;
};
