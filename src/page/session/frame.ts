/** A frame of a play: all that there is to see, as plain data that never changes. */

import type { Link } from '../../cluster/links.ts';
import type { Packet } from '../../cluster/network.ts';
import type { ClauseId } from '../../core/clauses.ts';
import type { Durable, Effect, Event, Message, Server, ServerId, TimerName } from '../../core/types.ts';
import type { Counts, Violation } from '../../trace/recording.ts';
import type { TimedMove } from './move.ts';

/** A message on its way. Times are milliseconds of virtual time. */
export interface TimedPacket extends Packet {
  /** Counted from 1 in the order of sending. */
  readonly id: number;
  readonly sentMs: number;
  readonly arrivesMs: number;
}

/** A timer that runs. */
export interface Timer {
  readonly name: TimerName;
  readonly startedMs: number;
  readonly endsMs: number;
}

/** A server and what belongs to it. */
export interface NodeView {
  /** null: down. */
  readonly server: Server | null;
  readonly disk: Durable;
  /** Those that run, in the order in which they were armed. */
  readonly timers: readonly Timer[];
}

/** What a step of a server was. */
export interface Stepped {
  readonly id: ServerId;
  readonly event: Event;
  readonly before: Server;
  readonly after: Server;
  readonly effects: readonly Effect[];
  /** So many of the effects were executed. */
  readonly executed: number;
  readonly crashed: boolean;
  readonly fired: readonly ClauseId[];
}

/** A violation, and the move after which it was there. */
export interface Fallen extends Violation {
  readonly number: number;
}

export interface Frame {
  /** Moves so far. */
  readonly number: number;
  /** What led here; absent at the beginning. A message in it is the one that was in flight. */
  readonly by?: TimedMove;
  /** The line of the trace, with what came of it; empty at the beginning. */
  readonly line: string;
  readonly nowMs: number;
  readonly nodes: Readonly<Record<ServerId, NodeView>>;
  readonly flight: readonly TimedPacket[];
  /** Messages that this move lost, because a link is cut. */
  readonly lost: readonly Message[];
  /** Links that are cut, each as its two servers in sorted order. */
  readonly cuts: readonly Link[];
  /** What a server did; absent: no server took a step. */
  readonly step?: Stepped;
  /** How often each property has had something to check so far. */
  readonly checked: Counts<ClauseId>;
  /** The first property that fell, and, if that is another, the first of Figure 3's five. */
  readonly violations: readonly Fallen[];
}
