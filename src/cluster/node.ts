/** One server of a cluster as a value: what it knows, what is on its disk, and what its state machine holds. */

import type { ClauseId } from '../core/clauses.ts';
import type { Protocol } from '../core/protocol.ts';
import { applyPersist } from '../core/server.ts';
import type { Durable, Effect, Event, LocalEvent, Message, Server } from '../core/types.ts';
import { formatEvent } from '../trace/grammar.ts';
import type { Observation } from '../trace/observation.ts';
import { type Executor, execute, type Turn, takeStep } from './executor.ts';
import { attempt } from './failure.ts';
import { expectRestarted } from './given.ts';
import { withCommand } from './stateMachines.ts';

/** Something that a server has to be told: that a write of its own is done. */
export interface Owed {
  readonly event: LocalEvent;
  /** The disk as it was before the write, which a disk that is slow may still be; absent: the write is done for sure. */
  readonly without?: Durable;
}

export interface Node {
  /** null: down. */
  readonly server: Server | null;
  readonly disk: Durable;
  /** The state machine: all commands that it was given, one after the other. Empty while the server is down. */
  readonly state: string;
  /** What the server has to be told, now that its writes are done, and has not been told yet; absent: nothing. */
  readonly owed?: readonly Owed[];
}

/** What became of a node, and of what is around it. */
export interface NodeStep {
  readonly node: Node;
  readonly sent: readonly Message[];
  /** None if the server crashed. */
  readonly fired: readonly ClauseId[];
  /** undefined: no step was taken, or the protocol threw, and `because` says what. */
  readonly observation?: Observation;
  readonly because?: string;
}

/** What is on the disk for sure, whatever its server has not been told of. */
export const sureDisk = ({ disk, owed = [] }: Node): Durable => owed.find(({ without }) => without)?.without ?? disk;

/** A node that has never run. */
export const newNode = (disk: Durable): Node => ({ server: null, disk, state: '' });

/** Nothing is left of it but the disk. */
export const crashNode = ({ disk }: Node): Node => newNode(disk);

/** A node in the middle of a step. */
interface Midway extends Node {
  readonly sent: readonly Message[];
}

/** Timers and answers to clients leave nothing behind in a node: what may happen next follows from the server. */
const executor: Partial<Executor<Midway, Midway>> = {
  persist: (node, effect) => ({ ...node, disk: applyPersist(node.disk, effect) }),
  send: (node, { message }) => ({ ...node, sent: [...node.sent, message] }),
  apply: (node, { command }) => ({ ...node, state: withCommand(node.state, command) }),
  restoreSnapshot: (node, { snapshot }) => ({ ...node, state: snapshot.data }),
};

const executeOn = (node: Midway, effect: Effect): Midway => execute(node, effect, executor) ?? node;

const nothing = { sent: [], fired: [] } as const;

/** A node goes down. */
export const crash = (node: Node): NodeStep => ({ node: crashNode(node), ...nothing });

/** A node gives an event to its server; with `crashAfter` it goes down when so many effects have been executed. */
export const handle = (node: Node, event: Event, protocol: Protocol, crashAfter?: number): NodeStep => {
  if (node.server === null) throw new Error(`${node.disk.id} is down and can't handle ${event.type}`);
  const attempted = attempt(() => stepOf(node, { event, protocol, crashAfter }));
  return attempted.ok ? attempted.value : { node: crashNode(node), ...nothing, because: attempted.because };
};

/**
 * What is still owed when this has happened. Writes are done in their order: who is told of one knows of those before it, and any
 * other write comes after all of them.
 */
const owedThen = (
  { owed = [], disk }: Node,
  event: Event,
  news: readonly LocalEvent[],
  writes: boolean,
): readonly Owed[] => {
  if (owed.length === 0 && news.length === 0) return [];
  const place = 'from' in event ? -1 : owed.findIndex((told) => formatEvent(told.event) === formatEvent(event));
  const isDone = (at: number): boolean => at < place || (writes && news.length === 0);
  const kept = owed
    .map((told, at): Owed => (isDone(at) ? { event: told.event } : told))
    .filter((_, at) => at !== place);
  return [...kept, ...news.map((told): Owed => ({ event: told, without: disk }))];
};

const stepOf = (before: Node, turn: Turn): NodeStep => {
  const { node, observation, owed } = takeStep({ sent: [], ...before }, turn, executeOn);
  const { disk, state, sent } = node;
  const writes = observation.effects.some(({ type }) => type === 'persist');
  const later = owedThen(before, turn.event, owed, writes);
  const { after, fired } = observation;
  const seen = { sent, observation };
  return observation.crashed
    ? { node: newNode(disk), ...seen, fired: [] }
    : { node: { server: after, disk, state, ...(later.length > 0 && { owed: later }) }, ...seen, fired };
};

/** A node that comes back from its disk, and begins. */
export const restartNode = (node: Node, protocol: Protocol): NodeStep & { readonly restarted?: Server } => {
  const attempted = attempt(() => {
    const server = protocol.restart(node.disk);
    expectRestarted(server, node.disk.id);
    return { ...handle({ ...node, server }, { type: 'start' }, protocol), restarted: server };
  });
  return attempted.ok ? attempted.value : { node, ...nothing, because: attempted.because };
};
