/**
 * The checks of the wire over one run: they are told what passes between servers and their host, and hold it to the rules
 * W1 to W8. They know a submission by its messages, saves and applied commands only.
 */
import type { ApplyMessage, LabPacket, Saved, Started } from '../../../model/runs/labs/index.ts';
import type { GradeFinding } from '../outcome.ts';
import { RunRecorder } from '../recording/recorder.ts';
import { Applied } from './applied.ts';
import { type Answer, Disks } from './disks.ts';
import { Entries } from './entries.ts';
import { WireHistory } from './history.ts';
import { Leaders } from './leaders.ts';
import type { WireCheck } from './rules.ts';
import { Terms } from './terms.ts';
import { Verdicts } from './verdicts.ts';
import { viewOf, type WireKind, type WireMessage } from './view.ts';
import { Votes } from './votes.ts';

/** How many messages of a run were recognised as what; of fields, in how many messages. */
export interface Recognised {
  readonly kinds: Readonly<Record<WireKind, number>>;
  /** Names of RPCs of which nothing is known. */
  readonly unknown: readonly string[];
  readonly terms: number;
  readonly grants: number;
  readonly successes: number;
  /** Entries with their term and their command. */
  readonly entries: number;
}

/** A packet as it was read when it left, and the term of what it answers. */
interface Reading {
  readonly message: WireMessage;
  readonly askedTerm: number | undefined;
}

export class WireChecks {
  /** What has happened so far. */
  readonly recording = new RunRecorder();
  readonly #verdicts: Verdicts;
  readonly #history = new WireHistory();
  readonly #votes: Votes;
  readonly #leaders: Leaders;
  readonly #terms: Terms;
  readonly #applied: Applied;
  readonly #entries: Entries;
  readonly #disks: Disks;
  readonly #readings = new WeakMap<LabPacket, Reading>();
  readonly #kinds: Record<WireKind, number> = { vote: 0, 'pre-vote': 0, append: 0, snapshot: 0, other: 0 };
  readonly #unknown = new Set<string>();
  readonly #fields = { terms: 0, grants: 0, successes: 0, entries: 0 };

  /** The seed of the run goes with what is found in it. */
  constructor({ seed }: { readonly seed: number }) {
    this.#verdicts = new Verdicts(seed, this.recording);
    this.#votes = new Votes(this.#history, this.#verdicts);
    this.#leaders = new Leaders(this.#history, this.#verdicts);
    this.#terms = new Terms(this.#history, this.#verdicts);
    this.#applied = new Applied(this.#verdicts);
    this.#entries = new Entries(this.#verdicts);
    this.#disks = new Disks(this.#verdicts);
  }

  /** What is broken, each check with its first breach. */
  get broken(): readonly GradeFinding[] {
    return this.#verdicts.breaches(this.#isReliable);
  }

  /** What came of each of the eight checks; `not checked` where nothing was there to judge. */
  get findings(): readonly GradeFinding[] {
    return this.#verdicts.findings(this.#isReliable);
  }

  /** What was recognised of the messages. */
  get recognised(): Recognised {
    return { kinds: { ...this.#kinds }, unknown: [...this.#unknown], ...this.#fields };
  }

  /** The run begins, with so many servers. */
  opened(servers: number): void {
    this.#history.servers = servers;
    this.recording.servers = servers;
  }

  booted(server: number, saved: Saved | null, atMs: number): void {
    this.recording.booted(server, atMs);
    this.#history.booted(server);
    this.#applied.booted(server, saved);
    this.#disks.booted(server, saved);
  }

  crashed(server: number, atMs: number): void {
    this.recording.crashed(server, atMs);
    this.#history.crashed(server);
  }

  saved(server: number, saved: Saved, atMs: number): void {
    this.recording.saved(server, saved.raftState, atMs);
    this.#disks.saved(server, saved);
  }

  applied(server: number, message: ApplyMessage, atMs: number): void {
    this.recording.applied(server, message, atMs);
    this.#applied.applied(server, message, atMs);
  }

  /** A server was given a command, and said what became of it. */
  started(server: number, command: string, started: Started, atMs: number): void {
    this.recording.started(server, command, started, atMs);
    this.#entries.started(command, started);
  }

  /** The service on a server has written itself down, and given that to its server. */
  compacted(server: number, index: number, data: string, atMs: number): void {
    this.recording.compacted(server, index, atMs);
    this.#applied.compacted(server, index, data, atMs);
  }

  /** A packet leaves its server. */
  sent(packet: LabPacket, atMs: number): void {
    if (packet.type === 'request') this.#requested(packet, atMs);
    else this.#replied(packet, atMs);
  }

  /** A packet comes to a server, which has not seen it yet; copies of one that has left before may come too. */
  delivered(packet: LabPacket, atMs: number): void {
    const { message, askedTerm } = this.#readings.get(packet) ?? this.#read(packet);
    this.recording.arrived(message, atMs);
    this.#disks.delivered(message, atMs);
    if (message.type === 'request') {
      this.#arrived(message);
      return;
    }
    const term = askedTerm ?? 0;
    if (message.granted) this.#leaders.counted({ candidate: message.to, term, voter: message.from });
  }

  #arrived(request: WireMessage): void {
    const { from, to, kind, term } = request;
    this.#history.arrived({ request, toldTerm: this.#terms.toldBy(to), changes: this.#disks.changesOf(to) });
    if ((kind === 'append' || kind === 'snapshot') && term !== undefined) this.#votes.heard(to, from, term);
  }

  /** Reads a packet that was not seen to leave. */
  #read(packet: LabPacket): Reading {
    const asked = packet.type === 'reply' ? this.#history.askedBy(packet.to, packet.call) : undefined;
    const message = viewOf(packet, asked);
    return { message, askedTerm: packet.call === undefined ? message.term : asked?.term };
  }

  #requested(packet: LabPacket, atMs: number): void {
    const message = viewOf(packet);
    this.#readings.set(packet, { message, askedTerm: undefined });
    this.recording.sent(message, atMs);
    this.#count(message);
    this.#history.sent(message);
    const { from: server, term, kind, method } = message;
    if (kind === 'other' || kind === 'pre-vote' || term === undefined) return;
    this.#terms.tells({ server, term, atMs, method });
    if (kind === 'vote') {
      this.#votes.cast({ server, term, candidate: server, atMs });
      this.#disks.asked(server, term, atMs);
      return;
    }
    this.#leaders.led({ server, term, atMs, method });
    this.#entries.sent(message, atMs);
    this.#disks.sent(message);
  }

  #replied(packet: LabPacket, atMs: number): void {
    const { from: server, to, call } = packet;
    const arrival = this.#history.answered(server, to, call);
    const message = viewOf(packet, call === undefined ? undefined : arrival?.request);
    const request = arrival?.request.kind === message.kind ? arrival.request : undefined;
    this.#readings.set(packet, { message, askedTerm: request?.term });
    this.recording.sent(message, atMs, arrival?.request);
    this.#count(message);
    const { kind, term, method, granted, success } = message;
    if (!arrival || !request || kind === 'other' || kind === 'pre-vote') return;
    const answer = { server, request, atMs };
    if (term !== undefined) this.#terms.answers({ server, term, atMs, method, toldTerm: arrival.toldTerm });
    if (granted && request.term !== undefined) this.#granted(answer, request.term);
    if (success) this.#acknowledged(answer);
    if (term !== undefined) this.#disks.answered(answer, term, arrival);
  }

  #acknowledged(answer: Answer): void {
    const { server } = answer;
    const hasLed = (led: number): boolean => this.#leaders.hasLed(server, led);
    this.#disks.acknowledged(answer, hasLed, this.#applied.furthestOf(server));
  }

  #granted(answer: Answer, term: number): void {
    const { server, request, atMs } = answer;
    this.#leaders.granted();
    this.#votes.cast({ server, term, candidate: request.from, atMs });
    this.#disks.granted(answer);
  }

  readonly #isReliable = (check: WireCheck): boolean => check !== 'W7' || this.#entries.areIndexes;

  #count({ kind, method, term, granted, success, entries = [] }: WireMessage): void {
    this.#kinds[kind]++;
    if (kind === 'other') this.#unknown.add(method);
    if (term !== undefined) this.#fields.terms++;
    if (granted !== undefined) this.#fields.grants++;
    if (success !== undefined) this.#fields.successes++;
    this.#fields.entries += entries.filter((entry) => entry.term !== undefined && entry.command !== undefined).length;
  }
}
