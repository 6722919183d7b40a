/** A cluster whose actions are counted, and written down line by line with the time at which they happen. */
import { Cluster, type ClusterOptions, type Surroundings } from '../cluster/cluster.ts';
import type { CrashPoint } from '../cluster/executor.ts';
import type { Event, ServerId } from '../core/types.ts';
import { type Action, formatLine, type StepAction } from '../trace/grammar.ts';
import type { Observation } from '../trace/observation.ts';

/** When an action happens, and who wants its line. */
export interface Tracing {
  readonly nowMs: () => number;
  /** Given only if asked for, since it costs. */
  readonly trace?: ((line: string) => void) | undefined;
}

export class TracedCluster {
  readonly cluster: Cluster;
  readonly #tracing: Tracing;
  #events = 0;

  constructor(options: ClusterOptions, surroundings: Surroundings, tracing: Tracing) {
    this.cluster = new Cluster(options, surroundings);
    this.#tracing = tracing;
  }

  /** Steps begun so far, by all servers; a start counts as one. */
  get events(): number {
    return this.#events;
  }

  /** Gives an event to a server that is up, which may crash in the middle of its step. */
  step(action: StepAction, id: ServerId, event: Event, crashAfter?: CrashPoint): Observation {
    this.#events++;
    const observation = this.#handle(action, id, event, crashAfter);
    this.#trace(crashAfter === undefined ? action : { ...action, crashAfter: observation.executed }, observation);
    return observation;
  }

  crash(id: ServerId): void {
    if (!this.cluster.isUp(id)) return;
    this.cluster.crash(id);
    this.#trace({ type: 'crash', id });
  }

  restart(id: ServerId): void {
    if (this.cluster.isUp(id)) return;
    this.#events++;
    try {
      this.cluster.restart(id);
    } finally {
      this.#trace({ type: 'restart', id });
    }
  }

  /** A step that throws has its line too, or else nothing could replay it. */
  #handle(action: StepAction, id: ServerId, event: Event, crashAfter: CrashPoint | undefined): Observation {
    try {
      return this.cluster.handle(id, event, crashAfter);
    } catch (error) {
      this.#trace(typeof crashAfter === 'number' ? { ...action, crashAfter } : action);
      throw error;
    }
  }

  #trace(action: Action, observation?: Observation): void {
    const { trace, nowMs } = this.#tracing;
    if (!trace) return;
    const { after, fired, crashed } = observation ?? {};
    const outcome = after && fired && { server: crashed ? null : after, fired };
    trace(formatLine({ timeMs: nowMs(), action, ...(outcome && { outcome }) }));
  }
}
