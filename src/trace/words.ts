/** A message and an action in the few words that tell a story. */
import type { Message } from '../core/types.ts';
import { clip, printable } from '../text/printable.ts';
import type { Action } from './grammar.ts';

const MAX_COMMAND = 20;

const quoted = (text: string): string => `"${clip(printable(text), MAX_COMMAND)}"`;

/** What of a message tells a story. */
export const messageWords = (message: Message): string => {
  const head = `${message.type} term=${message.term}`;
  switch (message.type) {
    case 'RequestVote':
      return `${head} last=${message.lastLogIndex}@${message.lastLogTerm}`;
    case 'RequestVoteReply':
      return `${head} ${message.voteGranted ? 'granted' : 'refused'}`;
    case 'AppendEntries': {
      const { prevLogIndex, prevLogTerm, entries, leaderCommit } = message;
      const what = entries.map(({ term, command }) => `${term}:${quoted(command)}`).join(' ');
      return `${head} prev=${prevLogIndex}@${prevLogTerm} [${what}] commit=${leaderCommit}`;
    }
    case 'AppendEntriesReply':
      return `${head} ${message.success ? `match=${message.matchIndex}` : `refused, conflict=${message.conflictIndex}`}`;
    case 'InstallSnapshot': {
      const { lastIncludedIndex, lastIncludedTerm, offset, done } = message;
      return `${head} upto=${lastIncludedIndex}@${lastIncludedTerm} offset=${offset}${done ? ' done' : ''}`;
    }
    case 'InstallSnapshotReply':
      return `${head} upto=${message.lastIncludedIndex} offset=${message.offset}${message.done ? ' done' : ''}`;
  }
};

/** What happened, in a few words. */
export const actionWords = (action: Action): string => {
  if (action.type === 'crash' || action.type === 'restart') return action.type;
  if (action.type === 'lose') return `lost: ${messageWords(action.message)}`;
  const cut = action.crashAfter === undefined ? '' : `, crash after ${action.crashAfter}`;
  if (action.type === 'deliver') return `${messageWords(action.message)}${action.corrupted ? ', damaged' : ''}${cut}`;
  const { event } = action;
  if (event.type === 'clientCommand') return `clientCommand ${quoted(event.command)}${cut}`;
  return `${event.type === 'compact' ? `compact ${event.index}` : event.type}${cut}`;
};
