/**
 * Every message that a trace may speak of: those of the figures and those of the optional pages, whichever of these are woven
 * into a protocol. A page adds its rows here, in one line.
 */
import { figureMessages, type MessageRow, type MessageRows } from '../messages.ts';
import type { Message, MessageType } from '../types.ts';
import { leadershipTransferMessages } from './leadershipTransfer.ts';
import { preVoteMessages } from './preVote.ts';
import { readIndexMessages } from './readIndex.ts';

export const messages: MessageRows = {
  ...figureMessages,
  ...preVoteMessages,
  ...readIndexMessages,
  ...leadershipTransferMessages,
};

/** All types of messages, in the order of the table. */
export const messageTypes = Object.keys(messages) as readonly MessageType[];

/** The row of a message: it is of those messages, which the compiler can't see. */
export const rowOf = ({ type }: Message): MessageRow<Message> => messages[type] as MessageRow<Message>;

/** Does the message answer another one? */
export const isReply = (message: Message): boolean => rowOf(message).answers !== null;

/** The type of the request that the message is, or that it answers: what the two are about. */
export const requestTypeOf = (message: Message): MessageType => rowOf(message).answers ?? message.type;
