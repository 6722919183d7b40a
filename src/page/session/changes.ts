/** What a step changed of a server. */
import { commandOf, contentText } from '../../core/entries.ts';
import { entriesBetween, type Log } from '../../core/log.ts';
import type { Server } from '../../core/types.ts';

/** A field of the server with its value before and after. */
export interface Change {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/** The fields that differ, in the order in which Figure 2 has them. */
export const changesOf = (before: Server, after: Server): readonly Change[] =>
  FIELDS.map((field) => ({ field, before: textOf(before, field), after: textOf(after, field) })).filter(
    (change) => change.before !== change.after,
  );

const FIELDS = [
  ...(['role', 'currentTerm', 'votedFor', 'log', 'commitIndex', 'lastApplied', 'nextIndex', 'matchIndex'] as const),
  ...(['leaderId', 'votesGranted', 'snapshot', 'incomingSnapshot', 'pipelining', 'snapshotOffset'] as const),
  ...(['outgoingSnapshot'] as const),
];

const textOf = (server: Server, field: (typeof FIELDS)[number]): string => {
  const value = server[field];
  if (field === 'log') return logText(server.log);
  if (value === null) return 'none';
  if (field === 'outgoingSnapshot') return outgoingText(server);
  if (typeof value !== 'object') return String(value);
  const pairs = Object.entries(value).map(([key, held]) =>
    Array.isArray(value) ? String(held) : `${key}=${String(held)}`,
  );
  return pairs.join(' ') || 'empty';
};

/** Which followers get another snapshot than the newest one. */
const outgoingText = ({ outgoingSnapshot }: Server): string => {
  const kept = Object.entries(outgoingSnapshot).flatMap(([peer, snapshot]) =>
    snapshot ? [`${peer}=${snapshot.lastIncludedIndex}@${snapshot.lastIncludedTerm}`] : [],
  );
  return kept.join(' ') || 'empty';
};

const logText = (log: Log): string => {
  const entries = entriesBetween(log, log.snapshotIndex + 1, log.lastIndex);
  const words = entries.map(
    (entry, place) => `${log.snapshotIndex + 1 + place}@${entry.term} ${commandOf(entry) ?? contentText(entry)}`,
  );
  const start = log.snapshotIndex > 0 ? [`snapshot ${log.snapshotIndex}@${log.snapshotTerm}`] : [];
  return [...start, ...words].join(', ') || 'empty';
};
