/** The words of a picture. Traces come from files of others: what can't be seen must not reach a screen. */
import type { Message } from '../../core/types.ts';
import type { Action } from '../../sim/trace.ts';

/** Controls, formats such as a change of direction, halves of characters, and places without a character. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** A text in which everything can be seen: what can't is written as its number. */
export const printable = (text: string): string =>
  text.replaceAll(UNSEEN, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`);

/** At most so many characters, the last of them an ellipsis if there were more. */
export const clip = (text: string, width: number): string => {
  if (text.length <= width) return text;
  const characters = Array.from(text);
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
};

/** The text in lines of at most so many characters, broken at blanks where there are some. */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width);
    const end = blank > width / 2 ? blank : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
};

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

/** A text as one line, without what follows the first paragraph. */
export const oneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, ' ');

/** JSON lets through what a terminal may obey; inside of texts, the only place where it can be, it may be escaped as well. */
const UNSEEN_IN_JSON = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu;

const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, place) => character.charCodeAt(place))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');

/** JSON in which everything can be seen. */
export const jsonText = (document: unknown, indent: number): string =>
  JSON.stringify(document, null, indent).replaceAll(UNSEEN_IN_JSON, escaped);
