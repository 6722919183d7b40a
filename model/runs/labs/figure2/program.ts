// Room model/runs/labs/figure2. The first subject of the labs: the shipped Raft, or a protocol in its place.
// What may be touched here: how the protocol meets its host. Of the labs it alone looks into a server.

/**
 * The first subject: the shipped Raft, or a protocol in its place. Its servers are doors to one cluster, so that who watches
 * the run sees all of them, and leave a line of trace for each step.
 */
import type { Surroundings, TimerEffect, Watcher } from '../../../../src/cluster/cluster.ts';
import { type Protocol, shippedProtocol } from '../../../../src/core/protocol.ts';
import type { Durable, Event, LocalEvent, Message, ServerId, TimerName } from '../../../../src/core/types.ts';
import { type Timing, timerMs } from '../../../../src/sim/timers.ts';
import { TracedCluster } from '../../../../src/sim/tracedCluster.ts';
import type { StepAction } from '../../../../src/trace/grammar.ts';
import type { Observation } from '../../../../src/trace/observation.ts';
import type {
  ClaimedState,
  LabPacket,
  Saved,
  Started,
  Subject,
  SubjectHost,
  SubjectProgram,
  SubjectRun,
} from '../subject.ts';
import { MessagePacket, messageOf } from './packet.ts';
import { readSaved, SavedDurable } from './persister.ts';

/** Well below the course's constant of a second, with heartbeats no more than ten a second. */
const timing: Timing = { electionTimeoutMs: 300, electionTimeoutSpreadMs: 300, heartbeatIntervalMs: 100 };

/** Which protocol runs on the servers, and who sees its steps. */
export interface Figure2Options {
  /** What runs on the servers; the shipped protocol unless told. */
  readonly protocol?: Protocol | undefined;
  /** More eyes. What it throws is a failure of the lab. */
  readonly watch?: Watcher | undefined;
  /** Gets a line for every step and for what the lab does, in place of `watch.trace`. */
  readonly trace?: ((line: string) => void) | undefined;
}

/** A protocol as a subject. */
export const figure2Program =
  (options: Figure2Options): SubjectProgram =>
  (run) => {
    const servers = new Figure2Servers(run, options);
    return (server, saved, host) => servers.boot(server, saved, host);
  };

class Figure2Servers {
  readonly #ids: readonly ServerId[];
  readonly #run: SubjectRun;
  readonly #watch: Watcher;
  readonly #traced: TracedCluster;
  readonly #hosts = new Map<ServerId, SubjectHost>();
  /** The timers that run, and when they run out. */
  readonly #timers = new Map<ServerId, Map<TimerName, number>>();
  /** Servers that are to crash in the middle of their next step, and after how many effects. */
  readonly #doomed = new Map<ServerId, number>();
  /** Disks as they were at first: what a server comes back from whose host has nothing of it. */
  readonly #blank = new Map<ServerId, Durable>();
  /** What servers have to be told, now that their writes are done. */
  readonly #owed: { readonly id: ServerId; readonly event: LocalEvent }[] = [];
  /** What the server that is being started comes back from. */
  #saved: Saved | null = null;

  constructor(run: SubjectRun, { protocol = shippedProtocol, watch = {}, trace }: Figure2Options) {
    this.#run = run;
    this.#watch = watch;
    this.#ids = Array.from({ length: run.servers }, (_, server) => `S${server + 1}`);
    this.#traced = new TracedCluster({ ids: this.#ids, protocol: this.#fromBytes(protocol) }, this.#surroundings(), {
      nowMs: run.nowMs,
      trace,
    });
    watch.begin?.(this.#traced.cluster);
  }

  boot(server: number, saved: Saved | null, host: SubjectHost): Subject {
    const id = this.#ids[server] ?? '';
    this.#hosts.set(id, host);
    this.#saved = saved;
    this.#traced.restart(id);
    return {
      start: (command) => this.#start(id, command),
      state: () => this.#state(id),
      snapshot: (index, data) => void this.#handle(id, { type: 'compact', index, data }),
      deliver: (packet) => {
        this.#deliver(id, packet);
      },
      advance: (untilMs) => {
        this.#advance(id, untilMs);
      },
      crash: () => {
        this.#traced.crash(id);
      },
      crashWithin: (outputs) => void this.#doomed.set(id, outputs),
    };
  }

  #start(id: ServerId, command: string): Started {
    const { before, after, effects, crashed } = this.#handle(id, { type: 'clientCommand', command });
    const isTaken = !crashed && before.role === 'leader' && !effects.some(({ type }) => type === 'reject');
    return { index: isTaken ? after.log.lastIndex : 0, term: after.currentTerm, isLeader: isTaken };
  }

  #state(id: ServerId): ClaimedState {
    const { currentTerm = 0, role } = this.#traced.cluster.server(id) ?? {};
    return { term: currentTerm, isLeader: role === 'leader' };
  }

  #deliver(id: ServerId, packet: LabPacket): void {
    const message = messageOf(packet);
    this.#step({ type: 'deliver', message }, id, message);
  }

  #advance(id: ServerId, untilMs: number): void {
    const timers = this.#timersOf(id);
    for (let first = firstOf(timers); first && !isBefore(untilMs, first.dueMs); first = firstOf(timers)) {
      timers.delete(first.timer);
      const next = firstOf(timers);
      if (next) this.#host(id).wakeAt(next.dueMs);
      this.#handle(id, { type: 'timeout', timer: first.timer });
    }
  }

  #handle(id: ServerId, event: LocalEvent): Observation {
    return this.#step({ type: 'event', id, event }, id, event);
  }

  #step(action: StepAction, id: ServerId, event: Event): Observation {
    const crashAfter = this.#doomed.get(id);
    if (crashAfter !== undefined) this.#doomed.delete(id);
    const observation = this.#traced.step(action, id, event, crashAfter);
    for (let told = this.#owed.shift(); told; told = this.#owed.shift()) {
      if (this.#traced.cluster.isUp(told.id)) this.#step({ type: 'event', ...told }, told.id, told.event);
    }
    return observation;
  }

  #surroundings(): Surroundings {
    const watch = this.#watch;
    return {
      ...watch,
      owes: (id, event) => {
        this.#owed.push({ id, event });
        watch.owes?.(id, event);
      },
      persisted: (id, disk) => this.#persisted(id, disk),
      send: (message) => this.#send(message),
      timer: (id, effect) => this.#arm(id, effect),
      apply: (id, apply) => {
        watch.apply?.(id, apply);
        this.#host(id).apply({ type: 'command', index: apply.index, command: apply.command });
      },
      restore: (id, restore) => {
        watch.restore?.(id, restore);
        const { lastIncludedIndex: index, data } = restore.snapshot;
        this.#host(id).apply({ type: 'snapshot', index, data });
      },
      crashed: (id) => this.#crashed(id),
    };
  }

  #persisted(id: ServerId, disk: Durable): void {
    this.#watch.persisted?.(id, disk);
    this.#host(id).save(new SavedDurable(disk));
  }

  #send(message: Message): void {
    this.#watch.send?.(message);
    const { from, to } = message;
    this.#host(from).send(new MessagePacket(message, this.#ids.indexOf(from), this.#ids.indexOf(to)));
  }

  #arm(id: ServerId, effect: TimerEffect): void {
    const { type, timer } = effect;
    const timers = this.#timersOf(id);
    timers.delete(timer);
    if (type === 'armTimer') timers.set(timer, this.#run.nowMs() + timerMs(timer, timing, this.#run.random));
    this.#host(id).wakeAt(firstOf(timers)?.dueMs ?? Number.POSITIVE_INFINITY);
    this.#watch.timer?.(id, effect);
  }

  #timersOf(id: ServerId): Map<TimerName, number> {
    const known = this.#timers.get(id);
    if (known) return known;
    const timers = new Map<TimerName, number>();
    this.#timers.set(id, timers);
    return timers;
  }

  #crashed(id: ServerId): void {
    this.#timersOf(id).clear();
    this.#doomed.delete(id);
    this.#watch.crashed?.(id);
    this.#host(id).crashed();
  }

  /** The protocol, restarted from bytes. */
  #fromBytes(protocol: Protocol): Protocol {
    return {
      ...protocol,
      restart: (disk) => {
        const blank = this.#blank.get(disk.id) ?? disk;
        this.#blank.set(disk.id, blank);
        return protocol.restart(this.#saved === null ? blank : readSaved(disk, this.#saved));
      },
    };
  }

  #host(id: ServerId): SubjectHost {
    const host = this.#hosts.get(id);
    if (!host) throw new Error(`there is no server ${id}`);
    return host;
  }
}

/** The timer that runs out first. */
const firstOf = (
  timers: ReadonlyMap<TimerName, number>,
): { readonly timer: TimerName; readonly dueMs: number } | null => {
  let first: { readonly timer: TimerName; readonly dueMs: number } | null = null;
  for (const [timer, dueMs] of timers) if (!first || dueMs < first.dueMs) first = { timer, dueMs };
  return first;
};

/** Is a moment before another, by the microsecond at least? */
const isBefore = (ms: number, otherMs: number): boolean => Math.round((otherMs - ms) * 1000) > 0;
