/** The logs of all servers at a moment of a run, as a picture shows them. */
import { contentText, type Entry } from '../../core/entries.ts';
import { entriesBetween } from '../../core/log.ts';
import type { Index, Server, ServerId, Term } from '../../core/types.ts';
import { printable } from '../../text/printable.ts';
import type { ExplainedStep } from '../explanation.ts';

/** An entry in its box. */
export interface LogBox {
  readonly index: Index;
  readonly term: Term;
  readonly text: string;
}

/** The log of a server. */
export interface ShownLog {
  readonly id: ServerId;
  readonly isUp: boolean;
  /** Entries up to there are in a snapshot; 0: there is none. */
  readonly snapshotIndex: Index;
  readonly boxes: readonly LogBox[];
  /** What the server knows to be committed; of one that is down, 0. */
  readonly commitIndex: Index;
}

/** All logs after a step. */
export interface LogPanel {
  /** The step, counted from 1. */
  readonly after: number;
  readonly logs: readonly ShownLog[];
}

/** The logs after each of these steps; of a server that is down, what it had. A step at which there is no entry yet shows none. */
export const logPanels = (
  servers: readonly ServerId[],
  steps: readonly ExplainedStep[],
  after: readonly number[],
): readonly LogPanel[] => {
  const latest = new Map<ServerId, Server>();
  const down = new Set<ServerId>();
  const panels: LogPanel[] = [];
  for (const { step, server, after: state } of steps) {
    if (state) latest.set(server, state);
    if (state) down.delete(server);
    else down.add(server);
    if (!after.includes(step)) continue;
    const logs = servers.map((id) => logOf(id, latest.get(id), !down.has(id)));
    if (logs.some(({ boxes, snapshotIndex }) => boxes.length > 0 || snapshotIndex > 0))
      panels.push({ after: step, logs });
  }
  return panels;
};

/** A command as it is; of an entry that only says of which kind it is, that kind. */
const textOf = (entry: Entry): string => printable(contentText(entry)).replace(/^"(.*)"$|=true$/, '$1');

const logOf = (id: ServerId, server: Server | undefined, isUp: boolean): ShownLog => {
  if (!server) return { id, isUp: false, snapshotIndex: 0, boxes: [], commitIndex: 0 };
  const { log, commitIndex } = server;
  const first = log.snapshotIndex + 1;
  return {
    id,
    isUp,
    snapshotIndex: log.snapshotIndex,
    boxes: entriesBetween(log, first, log.lastIndex).map((entry, place) => ({
      index: first + place,
      term: entry.term,
      text: textOf(entry),
    })),
    commitIndex: isUp ? commitIndex : 0,
  };
};
