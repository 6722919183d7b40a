/**
 * The stage of a directed schedule: hosted servers, and a hand on each of their packets and on each of their lives. It knows a
 * server by what passes between it and its host; what servers say of themselves only tells when to go on.
 */
import {
  type ApplyMessage,
  HostedServers,
  nameOf,
  type Started,
  type SubjectProgram,
} from '../../../model/runs/labs/index.ts';
import { randomOf } from '../../sim/random.ts';
import { VirtualTime } from '../../sim/time.ts';
import type { ServerClocks } from './clocks.ts';
import { isOfLeader, isRefusal, isVoteRequest, type StagePacket, termOf } from './packet.ts';
import { type PacketDecision, StageNetwork } from './stageNetwork.ts';

/** Something that takes virtual time, in milliseconds, and has a result. */
export type OnStage<T> = Generator<number, T, void>;

/** Decides about a packet, or leaves it to others. */
export type PacketRule = (packet: StagePacket) => PacketDecision | undefined;

/** A schedule could not bring about what it is for. */
export class NotReached extends Error {}

/** Nobody takes longer to elect a leader, whom nothing hinders. */
export const ELECTION_MS_MAX = 25_000;

/** So long takes whatever is no election. */
const LIMIT_MS = 5_000;

/** A leader is left alone for so long, until all know it and what it begins its term with has come through. */
const SETTLE_MS = 250;

/** How often servers are asked for what they believe. */
export const LOOK_MS = 5;

/** A crash to come. */
export interface CrashAtPacket {
  /** The packet, once it has left. */
  readonly packet: StagePacket | undefined;
  readonly hasHappened: boolean;
}

/** What stops a server: a packet that leaves it, or something that it applies. */
interface Doom extends CrashAtPacket {
  readonly server: number;
  readonly at: (happening: StagePacket | ApplyMessage) => boolean;
  readonly afterMs: number;
  packet: StagePacket | undefined;
  hasHappened: boolean;
}

/** What a stage is made of. */
export interface StageOptions {
  readonly servers: number;
  readonly program: SubjectProgram;
  readonly seed: number;
  /** Is it played without what it is about? Then no copy comes, and nobody crashes as something leaves it. */
  readonly isControl?: boolean;
  /** The clocks that the program is under, for schedules that say whose time passes. Absent: that of all passes alike. */
  readonly clocks?: ServerClocks | undefined;
}

export class Stage {
  readonly servers: readonly number[];
  readonly #isControl: boolean;
  readonly network: StageNetwork;
  readonly clocks: ServerClocks | undefined;
  /** All packets, in the order in which they left. */
  readonly sent: StagePacket[] = [];
  readonly #time = new VirtualTime();
  readonly #hosted: HostedServers;
  /** What each server has applied, by index. */
  readonly #applied: Map<number, string>[];
  readonly #snapshots: number[];
  readonly #rules: PacketRule[] = [];
  readonly #dooms: Doom[] = [];
  /** Who hears whom: servers of one group. */
  #groups: readonly (readonly number[])[];
  /** Who may be elected by whom. */
  #ballot: { readonly candidates: readonly number[]; readonly voters: readonly number[] };
  #commands = 100;
  #cruxMs: number | undefined;

  constructor({ servers, program, seed, isControl = false, clocks }: StageOptions) {
    this.#isControl = isControl;
    this.clocks = clocks;
    const random = randomOf(seed);
    this.servers = Array.from({ length: servers }, (_, server) => server);
    this.#groups = [this.servers];
    this.#ballot = { candidates: this.servers, voters: this.servers };
    this.#applied = this.servers.map(() => new Map<number, string>());
    this.#snapshots = this.servers.map(() => 0);
    this.network = new StageNetwork(
      servers,
      (packet) => this.#decide(packet),
      (packet) => this.#left(packet),
    );
    this.#hosted = new HostedServers({
      servers,
      program,
      time: this.#time,
      network: this.network,
      random: { ofSubject: random.fork(), ofNetwork: random.fork() },
      booting: () => {},
      apply: (server, message) => this.#apply(server, message),
    });
  }

  /** When the schedule came to the point that it is about; undefined: it has not. */
  get cruxMs(): number | undefined {
    return this.#cruxMs;
  }

  /** The schedule has come to its point: what is broken from now on is broken by the rule that it is about. */
  crux(): void {
    this.#cruxMs = this.nowMs;
  }

  get nowMs(): number {
    return this.#time.nowMs;
  }

  /** Starts all servers and plays until the end; false: it has not ended in time. */
  play(script: OnStage<void>, limitMs: number): boolean {
    for (const server of this.servers) this.boot(server);
    return this.#time.runScript(script, limitMs);
  }

  // The network

  /** A rule that goes before those that there are. */
  rule(rule: PacketRule): void {
    this.#rules.unshift(rule);
  }

  /** Only servers of one group hear each other; a server in none is alone. */
  partition(...groups: readonly (readonly number[])[]): void {
    this.#groups = groups;
  }

  /** A packet that was held comes now. */
  release(held: StagePacket): void {
    this.network.held.splice(this.network.held.indexOf(held), 1);
    if (this.network.arrives(held)) this.#hosted.arrives(held.packet);
    else this.#hosted.lost(held.packet);
  }

  /** A packet that was held is lost. */
  lose(held: StagePacket): void {
    this.network.held.splice(this.network.held.indexOf(held), 1);
    this.#hosted.lost(held.packet);
  }

  /** A packet comes once more; the copy, to which the answer goes nowhere. */
  comeAgain(packet: StagePacket): StagePacket {
    const copy = this.network.copyOf(packet);
    this.network.arrives(copy);
    this.#hosted.arrives(copy.packet);
    return copy;
  }

  /** Packets come once more; what is said to them goes nowhere. */
  *redeliver(packets: readonly StagePacket[]): OnStage<void> {
    if (this.#isControl) return;
    for (const packet of packets) {
      const copy = this.comeAgain(packet);
      yield* this.until(`${nameOf(packet.to)} did not answer the copy`, () => copy.answer, 1000);
    }
  }

  #decide(packet: StagePacket): PacketDecision {
    // no schedule is about what a server tells itself
    if (packet.from === packet.to) return 'deliver';
    for (const rule of this.#rules) {
      const decision = rule(packet);
      if (decision) return decision;
    }
    if (!this.#groups.some((group) => group.includes(packet.from) && group.includes(packet.to))) return 'lose';
    if (!isVoteRequest(packet)) return 'deliver';
    const { candidates, voters } = this.#ballot;
    return candidates.includes(packet.from) && voters.includes(packet.to) ? 'deliver' : 'lose';
  }

  #left(packet: StagePacket): void {
    this.sent.push(packet);
    this.#doom(packet.from, packet);
  }

  // Servers

  boot(server: number): void {
    this.#hosted.boot(server);
  }

  crash(server: number): void {
    this.#hosted.crash(server);
  }

  /** Crashes a server in the middle of what it does at this moment. */
  crashHere(server: number): void {
    this.#hosted.crashHere(server);
  }

  /** Crashes a server at the first such packet that leaves it, or a while after. */
  crashAtPacket(server: number, at: (packet: StagePacket) => boolean, afterMs = 0): CrashAtPacket {
    return this.#doomed(server, (happening) => 'packet' in happening && at(happening), afterMs);
  }

  /** Crashes a server when it has applied an index. */
  crashAtApply(server: number, index: number): void {
    this.#doomed(server, (happening) => 'index' in happening && happening.index === index, 0);
  }

  isUp(server: number): boolean {
    return this.#hosted.isUp(server);
  }

  #doomed(server: number, at: Doom['at'], afterMs: number): Doom {
    const doom: Doom = { server, at, afterMs, packet: undefined, hasHappened: false };
    this.#dooms.push(doom);
    return doom;
  }

  #doom(server: number, happening: StagePacket | ApplyMessage): void {
    const place = this.#dooms.findIndex((doom) => doom.server === server && doom.at(happening));
    const [doom] = place < 0 ? [] : this.#dooms.splice(place, 1);
    if (!doom) return;
    if ('packet' in happening) doom.packet = happening;
    const happens = (): void => {
      doom.hasHappened = true;
    };
    if (this.#isControl) {
      happens();
      return;
    }
    if (doom.afterMs === 0) {
      this.#hosted.crashHere(server);
      happens();
      return;
    }
    this.#time.after(doom.afterMs, () => {
      this.#hosted.crash(server);
      happens();
    });
  }

  // Leaders

  /** The term in which a server says that it leads; undefined: it does not say so. */
  ledBy(server: number): number | undefined {
    const { isLeader, term } = this.#hosted.state(server);
    return isLeader ? term : undefined;
  }

  /** From now on only these servers are given votes, and only by these. */
  ballot(candidates: readonly number[], voters: readonly number[]): void {
    this.#ballot = { candidates, voters };
  }

  /** Waits until a server leads, whom only these servers can vote for; the term. */
  *elect(leader: number, voters: readonly number[]): OnStage<number> {
    this.ballot([leader], voters);
    const what = `${nameOf(leader)} was not elected by ${voters.map(nameOf).join(' ')}`;
    yield* this.until(what, () => this.ledBy(leader), ELECTION_MS_MAX);
    yield SETTLE_MS;
    return yield* this.until(what, () => this.ledBy(leader), ELECTION_MS_MAX);
  }

  /** Lets a server stand for a while, or until all of these have refused it twice; does it lead? */
  *canBeElected(candidate: number, voters: readonly number[]): OnStage<boolean> {
    this.ballot([candidate], voters);
    const before = this.sent.length;
    for (const endMs = this.nowMs + LIMIT_MS; this.nowMs < endMs; yield LOOK_MS) {
      if (this.ledBy(candidate) !== undefined) return true;
      const refusals = this.sent.slice(before).filter((packet) => isRefusal(packet) && packet.to === candidate);
      if (voters.every((voter) => refusals.filter(({ from }) => from === voter).length > 1)) return false;
    }
    return false;
  }

  // Commands

  /** A command that nobody has been given yet. */
  newCommand(): string {
    return `${++this.#commands}`;
  }

  /** Gives a leader a command. */
  propose(leader: number, command = this.newCommand()): Started & { readonly command: string } {
    const started = this.#hosted.start(leader, command);
    if (!started.isLeader) throw new NotReached(`${nameOf(leader)} led and did not take a command`);
    return { ...started, command };
  }

  /** Gives a leader a command, and waits until these servers have applied it; its index. */
  *commit(leader: number, servers: readonly number[]): OnStage<number> {
    const { index, command } = this.propose(leader);
    yield* this.untilApplied(index, command, servers);
    return index;
  }

  *untilApplied(index: number, command: string, servers: readonly number[]): OnStage<void> {
    for (const server of servers) {
      const what = `${nameOf(server)} did not apply what was proposed at index ${index}`;
      yield* this.until(what, () => this.appliedAt(server, index) === command);
    }
  }

  /** What a server has applied at an index last. */
  appliedAt(server: number, index: number): string | undefined {
    return this.#applied[server]?.get(index);
  }

  /** The last index that a server has applied a command at. */
  lastApplied(server: number): number {
    return Math.max(0, ...(this.#applied[server]?.keys() ?? []));
  }

  /** The service on a server writes itself down. */
  snapshot(server: number, index: number): void {
    const commands = Array.from({ length: index + 1 }, (_, at) => this.appliedAt(server, at) ?? null);
    this.#hosted.snapshot(server, index, JSON.stringify({ lastIncludedIndex: index, commands }));
  }

  /** Is there a snapshot on the disk of a server? */
  hasSavedSnapshot(server: number): boolean {
    return (this.#hosted.saved(server)?.snapshot ?? null) !== null;
  }

  /** The index of the last snapshot that a server has installed; 0: none. */
  installedBy(server: number): number {
    return this.#snapshots[server] ?? 0;
  }

  #apply(server: number, message: ApplyMessage): void {
    if (message.type === 'command') this.#applied[server]?.set(message.index, message.command);
    else this.#snapshots[server] = message.index;
    this.#doom(server, message);
  }

  // Waiting

  /** Waits until something is there. */
  *until<T>(what: string, look: () => T | undefined | false, limitMs = LIMIT_MS): OnStage<T> {
    for (const endMs = this.nowMs + limitMs; this.nowMs < endMs; yield LOOK_MS) {
      const seen = look();
      if (seen !== undefined && seen !== false) return seen;
    }
    throw new NotReached(`${what} in ${limitMs / 1000} s`);
  }

  /** Holds the schedule to what it is built on. */
  premise(isSo: boolean, what: string): void {
    if (!isSo) throw new NotReached(what);
  }
}

/** Nothing but votes is carried: leaders are not heard of. */
export const withoutLeaders: PacketRule = (packet) => (isOfLeader(packet) ? 'lose' : undefined);

/** A request for a vote in a term, among those that are held. */
export const heldRequest = (stage: Stage, from: number, term: number): StagePacket | undefined =>
  stage.network.held.find((packet) => isVoteRequest(packet) && packet.from === from && termOf(packet) === term);
