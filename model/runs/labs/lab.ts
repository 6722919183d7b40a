/**
 * The course's test harness on top of the simulator: servers that can be cut off, killed and restarted, what they deliver,
 * and the checks that the labs are made of. Servers are numbered from 0 here, as in the course; server 0 is `S1`.
 *
 * What takes time is a generator that yields the milliseconds to sleep.
 */

import type { Watcher } from '../../../src/cluster/cluster.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import type { Index, ServerId, Term } from '../../../src/core/types.ts';
import type { Random } from '../../../src/sim/random.ts';
import { Simulator } from '../../../src/sim/simulator.ts';
import type { Script } from '../../../src/sim/time.ts';
import type { Timing } from '../../../src/sim/timers.ts';
import { Applier, type Committed, short } from './applier.ts';
import { fail, servers } from './failure.ts';
import { LabNetwork } from './network.ts';
import { persist, readPersist, type Saved } from './persister.ts';

/** The course's constant: within this time a new leader should come up. */
export const ELECTION_MS = 1000;

/** Ours: well below the course's constant, with heartbeats no more than ten a second. */
const timing: Timing = { electionTimeoutMs: 300, electionTimeoutSpreadMs: 300, heartbeatIntervalMs: 100 };

/** A loop that is caught in itself: no lab needs so many steps, neither in one millisecond nor in all. */
const MAX_STEPS_A_MILLISECOND = 1_000;
const MAX_STEPS = 1_000_000;

/** A kill hits a server in the middle of a step with this probability, if it takes a step soon enough. */
const MID_STEP_KILL_PROBABILITY = 0.3;
const MID_STEP_KILL_WAIT_MS = 5;
const MAX_EFFECTS_BEFORE_KILL = 4;

/** Something that takes virtual time and has a result. */
export type Timed<T> = Generator<number, T, void>;

/** What clients of the course send. */
export type Command = number | string;

/** What a server said to a command. */
export interface Started {
  readonly index: Index;
  readonly term: Term;
  readonly isLeader: boolean;
}

export interface State {
  readonly term: Term;
  readonly isLeader: boolean;
}

export interface LabOptions {
  readonly seed: number;
  readonly peers: number;
  readonly isReliable: boolean;
  /** Does the service on top take snapshots? Then the stricter checks of part 3D apply to what is delivered. */
  readonly withSnapshots: boolean;
  readonly protocol?: Protocol | undefined;
  readonly watch?: Watcher | undefined;
  readonly trace?: ((line: string) => void) | undefined;
}

const NOWHERE: Started = { index: 0, term: 0, isLeader: false };

/** A command as the core and the applier know it. */
export const encode = (command: Command): string => JSON.stringify(command);

export class Lab {
  readonly servers: readonly number[];
  readonly network: LabNetwork;
  /** How many calls of `one` have succeeded. */
  agreements = 0;
  readonly #ids: readonly ServerId[];
  readonly #simulator: Simulator;
  readonly #applier: Applier;
  readonly #trace: LabOptions['trace'];
  /** The server that is to be killed in the middle of its next step, and after how many effects. */
  #doomed: { readonly id: ServerId; readonly afterEffects: number } | null = null;
  #millisecond = 0;
  #stepsInMillisecond = 0;
  #running = 0;

  constructor(options: LabOptions) {
    const { seed, peers, withSnapshots, protocol = shippedProtocol } = options;
    this.servers = Array.from({ length: peers }, (_, server) => server);
    this.#ids = this.servers.map((server) => idOf(server));
    this.#trace = options.trace ?? options.watch?.trace;
    this.network = new LabNetwork(options.isReliable, () => this.nowMs);
    this.#applier = new Applier(this.#ids, withSnapshots);
    this.#simulator = new Simulator({
      ids: this.#ids,
      seed,
      timing,
      protocol: fromBytes(protocol),
      network: this.network,
      watcher: this.#watcher(options.watch ?? {}),
      crashPoint: (id) => this.#crashPoint(id),
    });
  }

  get random(): Random {
    return this.#simulator.random;
  }

  get nowMs(): number {
    return this.#simulator.nowMs;
  }

  get events(): number {
    return this.#simulator.events;
  }

  /** Starts all servers and runs a script until it ends; false: it did not end in time. */
  run(script: Timed<void>, limitMs: number): boolean {
    for (const server of this.servers) this.restart(server);
    let isOver = false;
    this.#simulator.spawn(
      (function* () {
        yield* script;
        isOver = true;
      })(),
    );
    return this.#simulator.runUntil(limitMs, () => isOver);
  }

  /** Runs a client beside the scenario. */
  spawn(client: Script): void {
    this.#running++;
    const finish = (): void => {
      this.#running--;
    };
    this.#simulator.spawn(
      (function* () {
        yield* client;
        finish();
      })(),
    );
  }

  /** Waits until all clients have ended. */
  *joinClients(): Timed<void> {
    while (this.#running > 0) yield 10;
  }

  /** A comment in the trace. */
  note(text: string): void {
    this.#trace?.(`# ${this.nowMs.toFixed(3)} ${text}`);
  }

  /** A whole number as the course draws its commands. */
  number(): number {
    return this.random.between(0, 0x7fffffff);
  }

  /** The server so many places after another, in a circle. */
  next(server: number, places = 1): number {
    return (server + places) % this.servers.length;
  }

  // Servers

  /** Gives a command to a server, which takes it if it leads. */
  start(server: number, command: Command): Started {
    const observation = this.#simulator.handle(idOf(server), { type: 'clientCommand', command: encode(command) });
    if (!observation || observation.crashed) return NOWHERE;
    const { before, after, effects } = observation;
    if (before.role !== 'leader' || effects.some(({ type }) => type === 'reject')) return NOWHERE;
    return { index: after.log.lastIndex, term: after.currentTerm, isLeader: true };
  }

  /** What a server believes; a dead one believes nothing. */
  getState(server: number): State {
    const state = this.#simulator.cluster.server(idOf(server));
    return { term: state?.currentTerm ?? 0, isLeader: state?.role === 'leader' };
  }

  /** The service on a server has taken a snapshot that covers everything up to an index. */
  snapshot(server: number, index: Index, data: string): void {
    this.#simulator.handle(idOf(server), { type: 'compact', index, data });
  }

  /** What is on a server's disk. */
  readPersist(server: number): Saved {
    return persist(this.#simulator.cluster.disk(idOf(server)));
  }

  /** The size of the largest saved Raft state, snapshots not counted. */
  raftStateSize(): number {
    return Math.max(...this.servers.map((server) => this.readPersist(server).raftState.length));
  }

  connect(...servers: readonly number[]): void {
    this.note(`connect ${names(servers)}`);
    for (const server of servers) this.network.connect(idOf(server));
  }

  disconnect(...servers: readonly number[]): void {
    this.note(`disconnect ${names(servers)}`);
    for (const server of servers) this.network.disconnect(idOf(server));
  }

  setReliable(isReliable: boolean): void {
    this.note(`${isReliable ? 'reliable' : 'unreliable'} network`);
    this.network.isReliable = isReliable;
  }

  /** From now on two thirds of the replies come late. */
  startLongReordering(): void {
    this.note('long reordering');
    this.network.hasLongReordering = true;
  }

  isConnected(server: number): boolean {
    return this.network.isConnected(idOf(server));
  }

  isAlive(server: number): boolean {
    return this.#simulator.cluster.isUp(idOf(server));
  }

  /** Kills servers one after another; now and then in the middle of what they do. */
  *kill(...servers: readonly number[]): Timed<void> {
    for (const server of servers) {
      const id = idOf(server);
      this.note(`kill ${id}`);
      if (this.random.chance(MID_STEP_KILL_PROBABILITY)) {
        this.#doomed = { id, afterEffects: this.random.between(0, MAX_EFFECTS_BEFORE_KILL) };
        for (let waited = 0; waited < MID_STEP_KILL_WAIT_MS && this.isAlive(server); waited++) yield 1;
        this.#doomed = null;
      }
      this.network.disconnect(id);
      this.#simulator.crash(id);
    }
  }

  /** Starts servers from what they have saved, and connects them. */
  restart(...servers: readonly number[]): void {
    for (const server of servers) {
      this.network.connect(idOf(server));
      this.#simulator.restart(idOf(server));
    }
  }

  /** Requests that servers have received so far. */
  rpcsReceived(): number {
    return this.#ids.reduce((sum, id) => sum + this.network.received(id), 0);
  }

  // Checks

  /** How many servers have delivered an index, and what. They must not differ. */
  committed(index: Index): Committed {
    return this.#applier.committed(index);
  }

  /** The leader, which must come up within about five seconds. Older leaders may not have noticed yet. */
  *checkOneLeader(): Timed<number> {
    for (let poll = 0; poll < 10; poll++) {
      yield this.random.between(450, 549);
      const leaders = this.#connectedStates().filter(({ isLeader }) => isLeader);
      const terms = leaders.map(({ term }) => term);
      const double = terms.find((term, place) => terms.indexOf(term) !== place);
      if (double !== undefined) {
        const both = leaders.filter(({ term }) => term === double).map(({ server }) => server);
        fail(`a term has at most one leader, but term ${double} has ${names(both)}`);
      }
      const newest = leaders.find(({ term }) => term === Math.max(...terms));
      if (newest) return newest.server;
    }
    return fail(`one leader was expected, but no leader came up among ${this.#describeConnected()} in about 5 s`);
  }

  /** The term on which all connected servers agree. */
  checkTerms(): Term {
    const [first, ...others] = this.#connectedStates();
    if (!first) return 0;
    if (others.some(({ term }) => term !== first.term)) {
      fail(`connected servers should agree on the term, but saw ${this.#describeConnected()}`);
    }
    return first.term;
  }

  checkNoLeader(): void {
    const leaders = this.#connectedStates().filter(({ isLeader }) => isLeader);
    if (leaders.length === 0) return;
    fail(`no leader was expected without a quorum, but ${names(leaders.map(({ server }) => server))} claims to lead`);
  }

  /**
   * Agreement on a command by at least so many servers within ten seconds; the index it got. With `retry` the command is
   * submitted again when it does not come through, and may be committed twice.
   */
  *one(command: Command, expected: number, mode: 'once' | 'retry'): Timed<Index> {
    const endMs = this.nowMs + 10_000;
    const encoded = encode(command);
    let server = 0;
    while (this.nowMs < endMs) {
      let index: Index | undefined;
      for (let tries = 0; tries < this.servers.length && index === undefined; tries++) {
        server = this.next(server);
        if (!this.isConnected(server)) continue;
        const started = this.start(server, command);
        if (started.isLeader) index = started.index;
      }
      if (index === undefined) {
        yield 50;
      } else {
        if (yield* this.#isCommitted(index, encoded, expected)) {
          this.agreements++;
          return index;
        }
        if (mode === 'once') break;
      }
    }
    const seconds = mode === 'once' ? '' : ' in 10 s';
    return fail(
      `${short(encoded)} should be committed by ${servers(expected)}, but they did not agree on it${seconds}: ` +
        this.#describeConnected(),
    );
  }

  /** Waits for an index to be delivered by so many servers. Undefined: the term has passed, so that it can't be judged. */
  *wait(index: Index, expected: number, startTerm?: Term): Timed<string | undefined> {
    let pauseMs = 10;
    for (let poll = 0; poll < 30 && this.committed(index).count < expected; poll++) {
      yield pauseMs;
      if (pauseMs < 1000) pauseMs *= 2;
      if (startTerm !== undefined && this.servers.some((server) => this.getState(server).term > startTerm)) {
        return undefined;
      }
    }
    const { count, command } = this.committed(index);
    if (count < expected)
      fail(`index ${index} should be committed by ${servers(expected)}, but only ${servers(count)} did it`);
    return command;
  }

  *#isCommitted(index: Index, command: string, expected: number): Timed<boolean> {
    const endMs = this.nowMs + 2000;
    while (this.nowMs < endMs) {
      const committed = this.committed(index);
      if (committed.count >= expected && committed.command === command) return true;
      yield 20;
    }
    return false;
  }

  #connectedStates(): readonly (State & { readonly server: number })[] {
    return this.servers
      .filter((server) => this.isConnected(server))
      .map((server) => ({ server, ...this.getState(server) }));
  }

  #describeConnected(): string {
    const states = this.#connectedStates();
    const text = states.map(({ server, term, isLeader }) => `${idOf(server)}@${term}${isLeader ? ' (leader)' : ''}`);
    return text.length === 0 ? 'no connected server' : text.join(', ');
  }

  // What the simulator asks and tells

  #crashPoint(id: ServerId): number | undefined {
    if (this.#doomed?.id !== id) return undefined;
    const { afterEffects } = this.#doomed;
    this.#doomed = null;
    return afterEffects;
  }

  #watcher(watch: Watcher): Watcher {
    return {
      ...watch,
      ...(this.#trace && { trace: this.#trace }),
      apply: (id, apply) => {
        watch.apply?.(id, apply);
        const data = this.#applier.apply(id, apply);
        if (data !== undefined) this.#snapshotSoon(id, apply.index, data);
      },
      restore: (id, restore) => {
        watch.restore?.(id, restore);
        this.#applier.restore(id, restore.snapshot);
      },
      restarted: (id, server) => {
        watch.restarted?.(id, server);
        this.#applier.restarted(id, this.#simulator.cluster.disk(id).snapshot);
      },
      crashed: (id) => {
        watch.crashed?.(id);
        this.network.crashed(id);
      },
      observe: (observation) => {
        watch.observe?.(observation);
        this.#countStep();
      },
    };
  }

  /** The service takes its snapshot a moment later, if its server still lives. */
  #snapshotSoon(id: ServerId, index: Index, data: string): void {
    const lives = this.network.livesOf(id);
    this.#simulator.after(this.random.between(0, 2), () => {
      if (this.network.livesOf(id) === lives) this.snapshot(this.#ids.indexOf(id), index, data);
    });
  }

  #countStep(): void {
    const millisecond = Math.floor(this.nowMs);
    this.#stepsInMillisecond = millisecond === this.#millisecond ? this.#stepsInMillisecond + 1 : 1;
    this.#millisecond = millisecond;
    if (this.#stepsInMillisecond > MAX_STEPS_A_MILLISECOND) {
      fail(
        `servers took more than ${MAX_STEPS_A_MILLISECOND} steps in one millisecond: they answer each other for ever`,
      );
    }
    if (this.events > MAX_STEPS) fail(`servers took more than ${MAX_STEPS} steps: they answer each other for ever`);
  }
}

/** The course counts from 0, we from 1. */
export const idOf = (server: number): ServerId => `S${server + 1}`;

const names = (servers: readonly number[]): string => servers.map(idOf).join(' ');

/** The protocol, restarted from what was written as bytes. */
const fromBytes = ({ step, restart }: Protocol): Protocol => ({
  step,
  restart: (storage) => restart(readPersist(storage, persist(storage))),
});
