/**
 * The course's test harness on top of the simulator: servers that can be cut off, killed and restarted, what they deliver,
 * and the checks that the labs are made of. Servers are numbered from 0 here, as in the course; server 0 is `S1`.
 *
 * What takes time is a generator that yields the milliseconds to sleep.
 */

import { type Random, randomOf } from '../../../src/sim/random.ts';
import { type Schedule, VirtualTime } from '../../../src/sim/time.ts';
import { Applier, type CommittedCommand, short } from './applier.ts';
import { fail, nameOf, namesOf, servers } from './failure.ts';
import { HostedServers } from './hosted.ts';
import { LabNetwork } from './network.ts';
import type { ApplyMessage, ClaimedState, Started, SubjectProgram } from './subject.ts';

/** The course's constant: within this time a new leader should come up. */
export const ELECTION_MS = 1000;

/** A kill hits a server in the middle of a step with this probability, if it takes a step soon enough. */
const MID_STEP_KILL_PROBABILITY = 0.3;
const MID_STEP_KILL_WAIT_MS = 5;
const MAX_OUTPUTS_BEFORE_KILL = 4;

/** Something that takes virtual time and has a result. */
export type Timed<T> = Generator<number, T, void>;

/** What clients of the course send. */
export type LabCommand = number | string;

export interface LabSetup {
  readonly seed: number;
  readonly peers: number;
  readonly isReliable: boolean;
  /** Does the service on top take snapshots? Then the stricter checks of part 3D apply to what is delivered. */
  readonly withSnapshots: boolean;
  /** What runs on the servers. */
  readonly program: SubjectProgram;
  /** Gets the comments of the lab. */
  readonly trace?: ((line: string) => void) | undefined;
}

/** A command as servers and the applier know it. */
export const encode = (command: LabCommand): string => JSON.stringify(command);

export class Lab {
  readonly servers: readonly number[];
  readonly network: LabNetwork;
  /** How many calls of `one` have succeeded. */
  agreements = 0;
  readonly random: Random;
  readonly #time = new VirtualTime();
  readonly #hosted: HostedServers;
  readonly #applier: Applier;
  readonly #trace: LabSetup['trace'];
  #running = 0;

  constructor({ seed, peers, isReliable, withSnapshots, program, trace }: LabSetup) {
    const random = randomOf(seed);
    this.random = random.fork();
    this.#trace = trace;
    this.servers = Array.from({ length: peers }, (_, server) => server);
    this.network = new LabNetwork(peers, isReliable, () => this.nowMs);
    this.#applier = new Applier(peers, withSnapshots);
    this.#hosted = new HostedServers({
      servers: peers,
      program,
      time: this.#time,
      network: this.network,
      random: { ofSubject: random.fork(), ofNetwork: random.fork() },
      booting: (server, snapshot) => this.#applier.booting(server, snapshot),
      apply: (server, message) => this.#apply(server, message),
    });
  }

  get nowMs(): number {
    return this.#time.nowMs;
  }

  /** What servers have been given so far. */
  get events(): number {
    return this.#hosted.steps;
  }

  /** Starts all servers and runs a script until it ends; false: it did not end in time. */
  run(script: Timed<void>, limitMs: number): boolean {
    for (const server of this.servers) this.restart(server);
    return this.#time.runScript(script, limitMs);
  }

  /** Runs a client beside the scenario. */
  spawn(client: Schedule): void {
    this.#running++;
    const finish = (): void => {
      this.#running--;
    };
    this.#time.spawn(
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
  start(server: number, command: LabCommand): Started {
    return this.#hosted.start(server, encode(command));
  }

  /** What a server believes; a dead one believes nothing. */
  getState(server: number): ClaimedState {
    return this.#hosted.state(server);
  }

  /** The size of the largest saved Raft state, snapshots not counted. */
  raftStateSize(): number {
    return Math.max(...this.servers.map((server) => this.#hosted.saved(server)?.raftState.length ?? 0));
  }

  connect(...servers: readonly number[]): void {
    this.note(`connect ${namesOf(servers)}`);
    for (const server of servers) this.network.connect(server);
  }

  disconnect(...servers: readonly number[]): void {
    this.note(`disconnect ${namesOf(servers)}`);
    for (const server of servers) this.network.disconnect(server);
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
    return this.network.isConnected(server);
  }

  isAlive(server: number): boolean {
    return this.#hosted.isUp(server);
  }

  /** Kills servers one after another; now and then in the middle of what they do. */
  *kill(...servers: readonly number[]): Timed<void> {
    for (const server of servers) {
      this.note(`kill ${nameOf(server)}`);
      if (this.random.chance(MID_STEP_KILL_PROBABILITY)) {
        this.#hosted.crashWithin(server, this.random.between(0, MAX_OUTPUTS_BEFORE_KILL));
        for (let waited = 0; waited < MID_STEP_KILL_WAIT_MS && this.isAlive(server); waited++) yield 1;
      }
      this.network.disconnect(server);
      this.#hosted.crash(server);
    }
  }

  /** Starts servers from what they have saved, and connects them. */
  restart(...servers: readonly number[]): void {
    for (const server of servers) {
      this.network.connect(server);
      this.#hosted.boot(server);
    }
  }

  /** Requests that servers have received so far. */
  rpcsReceived(): number {
    return this.servers.reduce((sum, server) => sum + this.network.received(server), 0);
  }

  // Checks

  /** How many servers have delivered an index, and what. They must not differ. */
  committed(index: number): CommittedCommand {
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
        fail(`a term has at most one leader, but term ${double} has ${namesOf(both)}`);
      }
      const newest = leaders.find(({ term }) => term === Math.max(...terms));
      if (newest) return newest.server;
    }
    return fail(`one leader was expected, but no leader came up among ${this.#describeConnected()} in about 5 s`);
  }

  /** The term on which all connected servers agree. */
  checkTerms(): number {
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
    fail(`no leader was expected without a quorum, but ${namesOf(leaders.map(({ server }) => server))} claims to lead`);
  }

  /**
   * Agreement on a command by at least so many servers within ten seconds; the index it got. With `retry` the command is
   * submitted again when it does not come through, and may be committed twice.
   */
  *one(command: LabCommand, expected: number, mode: 'once' | 'retry'): Timed<number> {
    const endMs = this.nowMs + 10_000;
    const encoded = encode(command);
    let server = 0;
    while (this.nowMs < endMs) {
      let index: number | undefined;
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
  *wait(index: number, expected: number, startTerm?: number): Timed<string | undefined> {
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

  *#isCommitted(index: number, command: string, expected: number): Timed<boolean> {
    const endMs = this.nowMs + 2000;
    while (this.nowMs < endMs) {
      const committed = this.committed(index);
      if (committed.count >= expected && committed.command === command) return true;
      yield 20;
    }
    return false;
  }

  #connectedStates(): readonly (ClaimedState & { readonly server: number })[] {
    return this.servers
      .filter((server) => this.isConnected(server))
      .map((server) => ({ server, ...this.getState(server) }));
  }

  #describeConnected(): string {
    const states = this.#connectedStates();
    const text = states.map(({ server, term, isLeader }) => `${nameOf(server)}@${term}${isLeader ? ' (leader)' : ''}`);
    return text.length === 0 ? 'no connected server' : text.join(', ');
  }

  #apply(server: number, message: ApplyMessage): void {
    const data = this.#applier.deliver(server, message);
    if (data !== undefined) this.#snapshotSoon(server, message.index, data);
  }

  /** The service takes its snapshot a moment later, if its server still lives. */
  #snapshotSoon(server: number, index: number, data: string): void {
    const lives = this.network.livesOf(server);
    this.#time.after(this.random.between(0, 2), () => {
      if (this.network.livesOf(server) === lives) this.#hosted.snapshot(server, index, data);
    });
  }
}
