/**
 * The servers of a lab, each under a host of its own: it carries their packets, wakes them when they asked for it, keeps what
 * they saved over their crashes, and writes down what they do wrong.
 */
import type { Random } from '../../../src/sim/random.ts';
import type { VirtualTime } from '../../../src/sim/time.ts';
import { Calls } from './calls.ts';
import { fail, nameOf } from './failure.ts';
import type {
  ApplyMessage,
  BootSubject,
  ClaimedState,
  LabPacket,
  Saved,
  Started,
  Subject,
  SubjectHost,
  SubjectProgram,
} from './subject.ts';

/** A loop that is caught in itself: no lab needs so many steps, neither in one millisecond nor in all. */
const MAX_STEPS_A_MILLISECOND = 1_000;
const MAX_STEPS = 1_000_000;

const NOWHERE: Started = { index: 0, term: 0, isLeader: false };
const NOBODY: ClaimedState = { term: 0, isLeader: false };

/** The way of a packet. */
export interface Flight {
  readonly delayMs: number;
  /** It arrives after its delay; false: it is lost after all. */
  readonly arrives: () => boolean;
}

/** What carries the packets of hosted servers, and says what becomes of each. */
export interface HostedNetwork {
  /** A packet sets out. `held`: it comes when somebody hands it to `HostedServers.arrives`; undefined: it is lost. */
  readonly send: (packet: LabPacket, random: Random) => Flight | 'held' | undefined;
  /** How long it takes until a requester learns that its request stays without a reply, in milliseconds. */
  readonly failureMs: (request: LabPacket, random: Random) => number;
  /** A server has crashed. */
  readonly crashed: (server: number) => void;
  /** How often it has crashed. */
  readonly livesOf: (server: number) => number;
  /** Do replies that have left a server come although it has crashed? */
  readonly keepsReplies: boolean;
}

interface Slot {
  readonly host: SubjectHost;
  isUp: boolean;
  /** Null before the first start; the last one when it is down. */
  subject: Subject | null;
  saved: Saved | null;
  /** Counts what it has asked for, so that only the last is done. */
  wakes: number;
}

/** Who wants to know what servers do. */
export interface HostedOptions {
  readonly servers: number;
  readonly program: SubjectProgram;
  readonly time: VirtualTime;
  readonly network: HostedNetwork;
  readonly random: { readonly ofSubject: Random; readonly ofNetwork: Random };
  /** A server is about to start, with this snapshot. */
  readonly booting: (server: number, snapshot: string | null) => void;
  readonly apply: (server: number, message: ApplyMessage) => void;
}

export class HostedServers {
  /** What servers have been given so far: starts, commands, packets, snapshots, moments. */
  steps = 0;
  readonly #options: HostedOptions;
  readonly #boot: BootSubject;
  readonly #slots: readonly Slot[];
  readonly #calls = new Calls();
  /** What a server did wrong. It is thrown at once, and again when the call returns, should the server have caught it. */
  #wrong: { readonly error: unknown } | null = null;
  /** Servers that have crashed from within a call of theirs, and have not been told yet. */
  readonly #dying = new Set<number>();
  #millisecond = 0;
  #stepsInMillisecond = 0;

  constructor(options: HostedOptions) {
    const { servers, program, time, random } = options;
    this.#options = options;
    this.#slots = Array.from({ length: servers }, (_, server) => ({
      host: this.#hostOf(server),
      isUp: false,
      subject: null,
      saved: null,
      wakes: 0,
    }));
    this.#boot = program({ servers, random: random.ofSubject, nowMs: () => time.nowMs });
  }

  isUp(server: number): boolean {
    return this.#slot(server).isUp;
  }

  /** What is on a server's disk; null: nothing was ever saved. */
  saved(server: number): Saved | null {
    return this.#slot(server).saved;
  }

  start(server: number, command: string): Started {
    const subject = this.#begin(server);
    if (!subject) return NOWHERE;
    const started = subject.start(command);
    this.#end();
    return started.isLeader && this.isUp(server) ? started : NOWHERE;
  }

  state(server: number): ClaimedState {
    const { isUp, subject } = this.#slot(server);
    return isUp && subject ? subject.state() : NOBODY;
  }

  snapshot(server: number, index: number, data: string): void {
    const subject = this.#begin(server);
    if (!subject) return;
    subject.snapshot(index, data);
    this.#end();
  }

  /** Starts a server from what it has saved, if it is down. */
  boot(server: number): void {
    const slot = this.#slot(server);
    if (slot.isUp) return;
    this.steps++;
    this.#options.booting(server, slot.saved?.snapshot ?? null);
    slot.isUp = true;
    slot.subject = this.#boot(server, slot.saved, slot.host);
    this.#end();
  }

  /** Crashes a server, if it is up. */
  crash(server: number): void {
    const { isUp, subject } = this.#slot(server);
    if (!isUp) return;
    subject?.crash();
    this.#crashed(server);
  }

  /** Crashes a server in the middle of what it does next. */
  crashWithin(server: number, outputs: number): void {
    const { isUp, subject } = this.#slot(server);
    if (isUp) subject?.crashWithin(outputs);
  }

  /**
   * Crashes a server at what it does this moment, be that a packet that it sends or something that it applies: what it does from
   * then on in the same call goes nowhere.
   */
  crashHere(server: number): void {
    const { isUp, subject } = this.#slot(server);
    if (!isUp) return;
    subject?.crashWithin(0);
    this.#crashed(server);
    this.#dying.add(server);
  }

  /** A packet arrives now, which was held back, or which is a copy. */
  arrives(packet: LabPacket): void {
    if (!this.isUp(packet.to) || !this.#calls.admits(packet)) this.lost(packet);
    else this.#deliver(packet);
  }

  /** A packet that was held back never comes. */
  lost(packet: LabPacket): void {
    this.#unanswered(this.#calls.end(packet));
  }

  #hostOf(server: number): SubjectHost {
    return {
      send: (packet) => this.#send(server, packet),
      save: (saved) => {
        const slot = this.#slot(server);
        if (slot.isUp) slot.saved = saved;
      },
      apply: (message) => this.#apply(server, message),
      wakeAt: (ms) => this.#wakeAt(server, ms),
      crashed: () => this.#crashed(server),
    };
  }

  #send(server: number, packet: LabPacket): void {
    if (packet.from !== server) throw new Error(`${nameOf(server)} sends in the name of ${nameOf(packet.from)}`);
    if (!this.isUp(server)) return;
    const { network, random, time } = this.#options;
    this.#calls.sent(packet);
    const flight = network.send(packet, random.ofNetwork);
    if (flight === 'held') return;
    if (flight) time.after(flight.delayMs, () => this.#arrive(packet, flight));
    else this.lost(packet);
  }

  #arrive(packet: LabPacket, { arrives }: Flight): void {
    if (!this.isUp(packet.to) || !this.#calls.admits(packet) || !arrives()) this.lost(packet);
    else this.#deliver(packet);
  }

  #deliver(packet: LabPacket): void {
    if (packet.type === 'reply') this.#calls.end(packet);
    this.#begin(packet.to)?.deliver(packet);
    this.#end();
  }

  /** Tells the requester that no reply will come, if it lives until then. */
  #unanswered(request: LabPacket | undefined): void {
    if (request?.call === undefined) return;
    const { from, to, call } = request;
    const { network, random, time } = this.#options;
    const lives = network.livesOf(from);
    time.after(network.failureMs(request, random.ofNetwork), () => {
      if (network.livesOf(from) !== lives) return;
      this.#begin(from)?.unanswered?.(to, call);
      this.#end();
    });
  }

  #apply(server: number, message: ApplyMessage): void {
    if (!this.isUp(server)) return;
    try {
      this.#options.apply(server, message);
    } catch (error) {
      this.#wrong ??= { error };
      throw error;
    }
  }

  #wakeAt(server: number, ms: number): void {
    const slot = this.#slot(server);
    const wake = ++slot.wakes;
    if (ms === Number.POSITIVE_INFINITY) return;
    const { time } = this.#options;
    time.after(ms - time.nowMs, () => {
      if (slot.wakes !== wake) return;
      this.#begin(server)?.advance(time.nowMs);
      this.#end();
    });
  }

  #crashed(server: number): void {
    const slot = this.#slot(server);
    if (!slot.isUp) return;
    slot.isUp = false;
    slot.wakes++;
    this.#options.network.crashed(server);
    const { keepsReplies } = this.#options.network;
    for (const request of this.#calls.crashed(server, keepsReplies)) this.#unanswered(request);
  }

  /** The server, if it is up, for something that it is given. */
  #begin(server: number): Subject | null {
    const { isUp, subject } = this.#slot(server);
    if (!isUp) return null;
    this.steps++;
    return subject;
  }

  /** After everything that a server was given. */
  #end(): void {
    for (const server of this.#dying) this.#slot(server).subject?.crash();
    this.#dying.clear();
    if (this.#wrong) throw this.#wrong.error;
    const millisecond = Math.floor(this.#options.time.nowMs);
    this.#stepsInMillisecond = millisecond === this.#millisecond ? this.#stepsInMillisecond + 1 : 1;
    this.#millisecond = millisecond;
    if (this.#stepsInMillisecond > MAX_STEPS_A_MILLISECOND) {
      fail(
        `servers took more than ${MAX_STEPS_A_MILLISECOND} steps in one millisecond: they answer each other for ever`,
      );
    }
    if (this.steps > MAX_STEPS) fail(`servers took more than ${MAX_STEPS} steps: they answer each other for ever`);
  }

  #slot(server: number): Slot {
    return this.#slots[server] ?? fail(`there is no server ${server}`);
  }
}
