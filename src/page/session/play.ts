// Room src/page/session. The session behind the explorer page: situations, moves and frames, all pure.
// What may be touched here: what can be done, and what is shown of it. The same moves give the same frames, and an
// address that was shared still opens.

/**
 * Plays a situation: one more driver of the protocol, untimed at heart. Time is virtual and only says what is due next; whoever
 * plays may do something else. Timeouts and delays are drawn from the seed in the order in which they are needed, so that the
 * same moves give the same frames.
 */

import { differenceAtRestart, differenceFromReference } from '../../../model/oracle/difference.ts';
import { Monitor } from '../../../model/properties/index.ts';
import { statesOf } from '../../../model/runs/torture/application.ts';
import { Cluster, type TimerEffect } from '../../cluster/cluster.ts';
import { corrupt } from '../../cluster/corrupt.ts';
import { attempt } from '../../cluster/failure.ts';
import type { Protocol } from '../../core/protocol.ts';
import type { Message, ServerId, TimerName } from '../../core/types.ts';
import { type Random, randomOf } from '../../sim/random.ts';
import { type Timing, timerMs } from '../../sim/timers.ts';
import { type Action, formatAction, formatLine } from '../../trace/grammar.ts';
import type { Observation } from '../../trace/observation.ts';
import { type Fallen, type Frame, isCut, type Letter, type Post, type Stepped, type Timer } from './frame.ts';
import { formatMove, type Move, type TimedMove } from './move.ts';
import type { Situation } from './situation.ts';
import { type StateMachines, stateMachines } from './stateMachines.ts';

/** How long timers run and messages travel, in milliseconds: an election timeout is drawn from T to 2T. */
export const timing = { electionTimeoutMs: 150, heartbeatIntervalMs: 50, minDelayMs: 5, maxDelayMs: 25 } as const;

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
  #now = 0;
  #flight: readonly Letter[] = [];
  #letters = 0;
  /** What has arrived may arrive again: a trace does not say which copy it was. */
  readonly #arrived = new Map<string, Message>();
  #cuts: Frame['cuts'] = [];
  #lost: Message[] = [];
  #step: Stepped | undefined;
  #frame: Frame;

  constructor({ setting, seed }: Pick<Situation, 'setting' | 'seed'>, protocol: Protocol) {
    const { servers, options, disks = [], snapshotLength } = setting;
    const random = randomOf(seed);
    this.#timerRandom = random.fork();
    this.#delayRandom = random.fork();
    this.#ids = servers;
    this.#machines = stateMachines(snapshotLength);
    const monitor: Monitor = new Monitor({
      second: { step: differenceFromReference, restart: differenceAtRestart },
      ...(snapshotLength !== undefined && { stateAfter: statesOf(() => monitor.ghost, snapshotLength) }),
    });
    this.#monitor = monitor;
    this.#cluster = new Cluster(
      { ids: servers, options, disks, protocol },
      {
        send: (message) => this.#send(message),
        timer: (id, effect) => this.#arm(id, effect),
        apply: (id, { index, command }) => this.#machines.apply(id, index, command),
        restore: (id, { snapshot }) => this.#machines.restore(id, snapshot),
        crashed: (id) => {
          this.#timers = this.#timers.filter((timer) => timer.id !== id);
          this.#machines.forget(id);
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
    for (const { message, arrivesMs } of this.#flight) {
      if (next && arrivesMs >= next.atMs) continue;
      const type = this.#cluster.isUp(message.to) ? 'deliver' : 'lose';
      next = { atMs: arrivesMs, move: { type, message } };
    }
    for (const { id, name, endsMs } of this.#timers) {
      if (next && endsMs >= next.atMs) continue;
      next = { atMs: endsMs, move: { type: 'event', id, event: { type: 'timeout', timer: name } } };
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
        return this.#cluster.isUp(move.id) ? move : undefined;
      case 'cut':
        return isCut(this.#cuts, move.from, move.to) ? undefined : move;
      case 'heal':
        return isCut(this.#cuts, move.from, move.to) ? move : undefined;
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
    const key = keyOf(wanted);
    const isOfKind = ({ message: { from, to, type } }: Letter): boolean =>
      from === wanted.from && to === wanted.to && type === wanted.type;
    const found =
      this.#flight.find(({ message }) => keyOf(message) === key)?.message ??
      (mayRepeat ? this.#arrived.get(key) : undefined);
    return found ?? this.#flight.find(isOfKind)?.message;
  }

  #perform(move: Move): void {
    const attempted = attempt(() => this.#change(move));
    if (!attempted.ok) this.#monitor.found('SP-18', attempted);
  }

  #change(move: Move): void {
    switch (move.type) {
      case 'restart':
        this.#cluster.restart(move.id);
        return;
      case 'crash':
        this.#cluster.crash(move.id);
        return;
      case 'event':
        if (move.event.type === 'timeout') this.#stop(move.id, move.event.timer);
        this.#cluster.handle(move.id, move.event, move.crashAfter);
        return;
      case 'deliver': {
        const { message, corrupted, crashAfter } = move;
        this.#take(message);
        this.#arrived.set(keyOf(message), message);
        this.#cluster.handle(message.to, corrupted ? corrupt(message) : message, crashAfter);
        return;
      }
      case 'lose':
        this.#take(move.message);
        return;
      case 'copy':
        this.#post(move.message);
        return;
      case 'delay':
        this.#delay(move.message, move.byMs);
        return;
      case 'cut':
        this.#cut(move.from, move.to);
        return;
      case 'heal':
        this.#cuts = this.#cuts.filter((link) => !isCut([link], move.from, move.to));
    }
  }

  #take(message: Message): void {
    const place = this.#flight.findIndex((letter) => letter.message === message);
    if (place !== -1) this.#flight = this.#flight.toSpliced(place, 1);
  }

  #delay(message: Message, byMs: number): void {
    this.#flight = this.#flight.map((letter) =>
      letter.message === message ? { ...letter, arrivesMs: Math.max(letter.arrivesMs, this.#now) + byMs } : letter,
    );
  }

  #cut(from: ServerId, to: ServerId): void {
    this.#cuts = [...this.#cuts, from < to ? [from, to] : [to, from]];
    const [lost, kept] = [true, false].map((isLost) =>
      this.#flight.filter(({ message }) => isCut(this.#cuts, message.from, message.to) === isLost),
    );
    this.#lost = (lost ?? []).map(({ message }) => message);
    this.#flight = kept ?? [];
  }

  #send(message: Message): void {
    if (isCut(this.#cuts, message.from, message.to)) this.#lost.push(message);
    else this.#post(message);
  }

  #post(message: Message): void {
    const { minDelayMs, maxDelayMs } = timing;
    const delayMs = this.#delayRandom.between(minDelayMs * 1000, maxDelayMs * 1000) / 1000;
    const arrivesMs = toMicroseconds(this.#now + delayMs);
    // a copy is a message of its own: what is done to one is not done to the other
    this.#flight = [...this.#flight, { id: ++this.#letters, message: { ...message }, sentMs: this.#now, arrivesMs }];
  }

  #arm(id: ServerId, { type, timer }: TimerEffect): void {
    this.#stop(id, timer);
    if (type === 'stopTimer') return;
    const endsMs = toMicroseconds(this.#now + timerMs(timer, lengths, this.#timerRandom));
    this.#timers = [...this.#timers, { id, name: timer, startedMs: this.#now, endsMs }];
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
    const posts = this.#ids.map((id): [ServerId, Post] => [
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
      posts: Object.fromEntries(posts),
      flight: this.#flight,
      lost: this.#lost,
      cuts: this.#cuts,
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

const keyOf = (message: Message): string => formatAction({ type: 'deliver', message });
