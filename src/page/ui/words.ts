/** How things are called on the page. */
import { rowOf } from '../../core/extensions/messages.ts';
import type { Message, Server, ServerId } from '../../core/types.ts';
import { messageWords } from '../../trace/words.ts';
import type { NodeView, TimedPacket } from '../session/frame.ts';

/** Milliseconds, to a tenth where that matters. */
export const milliseconds = (ms: number): string => `${ms < 100 ? ms.toFixed(1) : Math.round(ms)} ms`;

/** What a message is called on its wire. */
export const shortName = (message: Message): string => rowOf(message).label(message);

export const letterLabel = ({ message, arrivesMs }: TimedPacket, nowMs: number): string =>
  `${messageWords(message)}, from ${message.from} to ${message.to}, arrives in ${milliseconds(Math.max(0, arrivesMs - nowMs))}`;

export const postLabel = (id: ServerId, { server, timers }: NodeView, nowMs: number): string => {
  if (!server) return `${id}, down`;
  const vote = server.votedFor === null ? '' : `, voted for ${server.votedFor}`;
  const runs = timers
    .map(({ name, endsMs }) => `, ${name} timer ends in ${milliseconds(Math.max(0, endsMs - nowMs))}`)
    .join('');
  return `${id}, ${server.role} of term ${server.currentTerm}${vote}, log ends at ${server.log.lastIndex}, committed ${server.commitIndex}${runs}`;
};

/** What a candidate has and a leader needs. */
export const votesText = ({ votesGranted, peers }: Server): string =>
  `${votesGranted.length} of ${peers.length + 1} votes`;
