// Room src/page/session. The session behind the explorer page: what is played, moves and frames, all pure.
// What may be touched here: what can be done, and what is shown of it. The same moves give the same frames, and an
// address that was shared still opens.

/**
 * Plays a session: one more driver of the protocol, untimed at heart. Time is virtual and only says what is due next; whoever
 * plays may do something else. Timeouts and delays are drawn from the seed in the order in which they are needed, so that the
 * same moves give the same frames.
 */

import { differenceAtRestart, differenceFromReference } from '../../../model/oracle/difference.ts';
import { Monitor } from '../../../model/properties/index.ts';
import { statesOf } from '../../../model/properties/statesOf.ts';
import { Cluster, type TimerEffect } from '../../cluster/cluster.ts';
import { attempt } from '../../cluster/failure.ts';
import { linkBetween } from '../../cluster/links.ts';
import { Network } from '../../cluster/network.ts';
import { perform } from '../../cluster/perform.ts';
import { commandList, digestOfCommands, type StateMachines, stateMachines } from '../../cluster/stateMachines.ts';
import type { Protocol } from '../../core/protocol.ts';
import type { LocalEvent, Message, ServerId, TimerName } from '../../core/types.ts';
import { type Random, randomOf } from '../../sim/random.ts';
import { type Timing, timerMs } from '../../sim/timers.ts';
import { type Action, formatAction, formatEvent, formatLine } from '../../trace/grammar.ts';
import type { Observation } from '../../trace/observation.ts';
import type { Fallen, Frame, NodeView, Stepped, TimedPacket, Timer } from './frame.ts';
import { formatMove, type Move, type TimedMove } from './move.ts';
import type { PlaySession } from './playSession.ts';

/** How long timers run, messages travel and writes take, in milliseconds: an election timeout is drawn from T to 2T. */
export const timing = {
  electionTimeoutMs: 150,
  heartbeatIntervalMs: 50,
  minDelayMs: 5,
  maxDelayMs: 25,
  writeMs: 10,
} as const;

const lengths: Timing = { ...timing, electionTimeoutSpreadMs: timing.electionTimeoutMs };

export class Play {
  readonly #ids: readonly ServerId[];
  readonly #cluster: Cluster;
  readonly #monitor: Monitor;
  /** A monitor ends with the first property that falls. What comes of a broken rule is often seen later, by the paper's own five. */
  readonly #coreMonitor = new Monitor({ isCoreOnly: true });
  readonly #machines: StateMachines;
  readonly #timerRandom: Random;
  readonly #delayRandom: Random;
  /** The timers that run, in the order in which they were armed. */
  #timers: readonly (Timer & { readonly id: ServerId })[] = [];
  /** What servers have to be told of their writes, and when. */
  #owed: readonly { readonly id: ServerId; readonly event: LocalEvent; readonly dueMs: number }[] = [];
  #now = 0;
  /** What has arrived may arrive again: a trace does not say which copy it was. */
  readonly #network = new Network<TimedPacket>(Number.POSITIVE_INFINITY);
  #sent = 0;
  #lost: Message[] = [];
  #step: Stepped | undefined;
  #frame: Frame;

  constructor({ setting, seed }: Pick<PlaySession, 'setting' | 'seed'>, protocol: Protocol) {
    const { servers, options, disks = [], snapshotLength } = setting;
    const random = randomOf(seed);
    this.#timerRandom = random.fork();
    this.#delayRandom = random.fork();
    this.#ids = servers;
    const digests = snapshotLength === undefined ? undefined : digestOfCommands(snapshotLength);
    this.#machines = digests ? stateMachines(digests) : stateMachines(commandList);
    const monitor: Monitor = new Monitor({
      second: { step: differenceFromReference, restart: differenceAtRestart },
      ...(digests && { stateAfter: statesOf(() => monitor.ghost, digests) }),
    });
    this.#monitor = monitor;
    this.#cluster = new Cluster(
      { ids: servers, options, disks, protocol },
      {
        send: (message) => this.#send(message),
        timer: (id, effect) => this.#arm(id, effect),
        ...this.#machines.surroundings,
        owes: (id, event) => {
          this.#owed = [...this.#owed, { id, event, dueMs: toMicroseconds(this.#now + timing.writeMs) }];
        },
        crashed: (id) => {
          this.#owed = this.#owed.filter((told) => told.id !== id);
          this.#timers = this.#timers.filter((timer) => timer.id !== id);
          this.#machines.surroundings.crashed?.(id);
        },
        observe: (observation) => this.#observe(observation),
        restarted: (id, server) => {
          for (const { watcher } of this.#monitors) watcher.restarted(id, server);
        },
      },
    );
    for (const { watcher } of this.#monitors) watcher.begin(this.#cluster);
    this.#frame = this.#look(undefined, '');
  }

  /** The latest frame. */
  get frame(): Frame {
    return this.#frame;
  }

  /** Makes a move happen. Undefined: it can't, and nothing has changed. */
  do(timed: TimedMove): Frame | undefined {
    const move = this.#possible(timed.move);
    if (!move) return undefined;
    const at = timed.atMs === undefined ? {} : { atMs: toMicroseconds(timed.atMs) };
    this.#now = Math.max(this.#now, at.atMs ?? 0);
    this.#lost = [];
    this.#step = undefined;
    this.#perform(move);
    this.#frame = this.#look({ ...at, move }, this.#lineOf(move));
    return this.#frame;
  }

  /** What is due next, by the virtual clock; undefined: nothing will ever happen by itself. */
  next(): TimedMove | undefined {
    let next: { readonly atMs: number; readonly move: Move } | undefined;
    for (const { message, arrivesMs } of this.#network.inFlight) {
      if (next && arrivesMs >= next.atMs) continue;
      const type = this.#cluster.isUp(message.to) ? 'deliver' : 'lose';
      next = { atMs: arrivesMs, move: { type, message } };
    }
    for (const { id, name, endsMs } of this.#timers) {
      if (next && endsMs >= next.atMs) continue;
      next = { atMs: endsMs, move: { type: 'event', id, event: { type: 'timeout', timer: name } } };
    }
    for (const { id, event, dueMs } of this.#owed) {
      if (next && dueMs >= next.atMs) continue;
      next = { atMs: dueMs, move: { type: 'event', id, event } };
    }
    return next && { ...next, atMs: Math.max(next.atMs, this.#now) };
  }

  /** What a server's state machine would write down now. */
  snapshot(id: ServerId): ReturnType<StateMachines['snapshot']> {
    return this.#machines.snapshot(id);
  }

  /** The move as it can happen, with the message that is meant; undefined: it can't. */
  #possible(move: Move): Move | undefined {
    switch (move.type) {
      case 'restart':
        return this.#cluster.isUp(move.id) ? undefined : move;
      case 'crash':
      case 'event':
      case 'foreign':
        return this.#cluster.isUp(move.id) ? move : undefined;
      case 'cut':
        return this.#network.isCut(move) ? undefined : move;
      case 'heal':
        return this.#network.isCut(move) ? move : undefined;
      case 'deliver': {
        const message = this.#cluster.isUp(move.message.to) ? this.#meant(move.message, true) : undefined;
        return message && { ...move, message };
      }
      case 'lose':
      case 'copy':
      case 'delay': {
        const message = this.#meant(move.message, false);
        return message && { ...move, message };
      }
    }
  }

  /** The message in flight that is meant: this one, or else the oldest of its kind on its link, so that other rules can be tried. */
  #meant(wanted: Message, mayRepeat: boolean): Message | undefined {
    const packet =
      this.#network.find(wanted) ??
      (mayRepeat ? this.#network.findArrived(wanted) : undefined) ??
      this.#network.alike(wanted)[0];
    return packet?.message;
  }

  #perform(move: Move): void {
    const attempted = attempt(() => this.#change(move));
    if (!attempted.ok) this.#monitor.found('SP-18', attempted);
  }

  #change(move: Move): void {
    switch (move.type) {
      case 'event':
        if (move.event.type === 'timeout') this.#stop(move.id, move.event.timer);
        this.#tell(move.id, move.event);
        perform(move, this.#cluster);
        return;
      case 'deliver': {
        const packet = this.#packetOf(move.message);
        if (packet) this.#network.arrive(packet);
        perform(move, this.#cluster);
        return;
      }
      case 'restart':
      case 'crash':
      case 'foreign':
        perform(move, this.#cluster);
        return;
      case 'lose': {
        const packet = this.#packetOf(move.message);
        if (packet) this.#network.lose(packet);
        return;
      }
      case 'copy':
        this.#dispatch(move.message);
        return;
      case 'delay':
        this.#delay(move.message, move.byMs);
        return;
      case 'cut':
        this.#cut(move.from, move.to);
        return;
      case 'heal':
        this.#network.heal([linkBetween(move.from, move.to)]);
    }
  }

  /** The packet of this very message; undefined: it has arrived before, and arrives again. */
  #packetOf(message: Message): TimedPacket | undefined {
    return this.#network.alike(message).find((packet) => packet.message === message);
  }

  #delay(message: Message, byMs: number): void {
    const packet = this.#packetOf(message);
    if (!packet) return;
    const arrivesMs = Math.max(packet.arrivesMs, this.#now) + byMs;
    this.#network.delay(packet, { ...packet, arrivesMs });
  }

  #cut(from: ServerId, to: ServerId): void {
    this.#network.cut([linkBetween(from, to)]);
    const lost = this.#network.inFlight.filter(({ message }) => this.#network.isCut(message));
    for (const packet of lost) this.#network.lose(packet);
    this.#lost = lost.map(({ message }) => message);
  }

  #send(message: Message): void {
    if (this.#network.isCut(message)) this.#lost.push(message);
    else this.#dispatch(message);
  }

  #dispatch(message: Message): void {
    const { minDelayMs, maxDelayMs } = timing;
    const delayMs = this.#delayRandom.between(minDelayMs * 1000, maxDelayMs * 1000) / 1000;
    const arrivesMs = toMicroseconds(this.#now + delayMs);
    // a copy is a message of its own: what is done to one is not done to the other
    this.#network.send({ id: ++this.#sent, message: { ...message }, sentMs: this.#now, arrivesMs });
  }

  #arm(id: ServerId, { type, timer }: TimerEffect): void {
    this.#stop(id, timer);
    if (type === 'stopTimer') return;
    const endsMs = toMicroseconds(this.#now + timerMs(timer, lengths, this.#timerRandom));
    this.#timers = [...this.#timers, { id, name: timer, startedMs: this.#now, endsMs }];
  }

  /** What a server is told it is owed no more. */
  #tell(id: ServerId, event: LocalEvent): void {
    const place = this.#owed.findIndex((told) => told.id === id && formatEvent(told.event) === formatEvent(event));
    this.#owed = this.#owed.filter((_, at) => at !== place);
  }

  #stop(id: ServerId, name: TimerName): void {
    this.#timers = this.#timers.filter((timer) => timer.id !== id || timer.name !== name);
  }

  #observe(observation: Observation): void {
    const { id, event, before, after, effects, executed, crashed, fired } = observation;
    this.#step = { id, event, before, after, effects, executed, crashed, fired };
    for (const { watcher } of this.#monitors) watcher.observe(observation);
  }

  #lineOf(move: Move): string {
    if (!isAction(move)) return formatMove(move);
    const step = this.#step;
    if (move.type === 'crash') return formatLine({ action: move, outcome: { server: null, fired: [] } });
    if (!step || move.type === 'lose') return formatAction(move);
    return formatLine({ action: move, outcome: { server: step.crashed ? null : step.after, fired: step.fired } });
  }

  #look(by: TimedMove | undefined, line: string): Frame {
    const nodes = this.#ids.map((id): [ServerId, NodeView] => [
      id,
      {
        server: this.#cluster.server(id),
        disk: this.#cluster.disk(id),
        timers: this.#timers.filter((timer) => timer.id === id),
      },
    ]);
    const number = by ? this.#frame.number + 1 : 0;
    return {
      number,
      line,
      nowMs: this.#now,
      nodes: Object.fromEntries(nodes),
      flight: [...this.#network.inFlight],
      lost: this.#lost,
      cuts: this.#network.cuts,
      checked: this.#checked,
      violations: this.#violations(number),
      ...(by && { by }),
      ...(this.#step && { step: this.#step }),
    };
  }

  get #monitors(): readonly Monitor[] {
    return [this.#monitor, this.#coreMonitor];
  }

  get #checked(): Frame['checked'] {
    return { ...this.#monitor.checked, ...this.#coreMonitor.checked };
  }

  #violations(number: number): readonly Fallen[] {
    const [first, core] = this.#monitors.map(({ verdict }) => verdict);
    const all = [first, core?.property === first?.property ? undefined : core].filter((found) => found !== undefined);
    const known = number === 0 ? [] : this.#frame.violations;
    return all.map((found) => known.find(({ property }) => property === found.property) ?? { ...found, number });
  }
}

/** Times are written with three digits: what is written has to be what was meant. */
const toMicroseconds = (ms: number): number => Math.round(ms * 1000) / 1000;

const isAction = (move: Move): move is Action =>
  move.type !== 'copy' && move.type !== 'delay' && move.type !== 'cut' && move.type !== 'heal';
