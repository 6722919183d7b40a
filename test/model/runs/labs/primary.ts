/**
 * A program that is no Raft and shares nothing with ours: server 0 leads for ever, and the others take what it says. It is right
 * as long as server 0 lives. With a fault it is wrong even then.
 */
import type {
  LabPacket,
  Saved,
  Started,
  Subject,
  SubjectHost,
  SubjectProgram,
} from '../../../../model/runs/labs/index.ts';

export interface PrimaryFaults {
  /** Every server leads, though nobody has voted for it. */
  readonly leadsWithoutVotes?: boolean;
  /** Tells that it has what it has not saved. */
  readonly savesNothing?: boolean;
  /** Applies what nobody else has. */
  readonly commitsAlone?: boolean;
  /** Waits for ever for a reply that does not come. */
  readonly waitsForEver?: boolean;
  /** Applies the second command first, and does not want to hear of it. */
  readonly skipsFirst?: boolean;
  /** Followers send in the name of their leader. */
  readonly forges?: boolean;
}

const BEAT_MS = 50;
const NOT_LEADER: Started = { index: 0, term: 1, isLeader: false };

/** From a leader: what stands after the first entries, and how many are committed. */
interface Append {
  readonly after: number;
  readonly entries: readonly string[];
  readonly committed: number;
}

/** The program, with faults or without. */
export const primaryProgram =
  (faults: PrimaryFaults = {}): SubjectProgram =>
  ({ servers, nowMs }) =>
  (server, saved, host) =>
    new PrimaryServer({ server, servers, nowMs, host, faults }, saved);

interface Place {
  readonly server: number;
  readonly servers: number;
  readonly nowMs: () => number;
  readonly host: SubjectHost;
  readonly faults: PrimaryFaults;
}

class PrimaryServer implements Subject {
  readonly #place: Place;
  readonly #entries: string[];
  /** How many entries each server is known to have. */
  readonly #acknowledged: number[];
  /** Followers from whom a reply is awaited. */
  readonly #awaited = new Set<number>();
  #applied = 0;
  #calls = 0;
  /** How many more things it does before it crashes; null: it is not to. */
  #left: number | null = null;
  #isDead = false;

  constructor(place: Place, saved: Saved | null) {
    this.#place = place;
    this.#entries = saved ? (JSON.parse(saved.raftState) as string[]) : [];
    this.#acknowledged = Array.from({ length: place.servers }, () => 0);
    if (this.#isLeader) place.host.wakeAt(place.nowMs() + BEAT_MS);
  }

  get #isLeader(): boolean {
    return this.#place.server === 0 || this.#place.faults.leadsWithoutVotes === true;
  }

  start(command: string): Started {
    if (!this.#isLeader) return NOT_LEADER;
    this.#entries.push(command);
    this.#save();
    this.#commit();
    this.#sendAll();
    const index = this.#entries.length;
    this.#end();
    return { index, term: 1, isLeader: true };
  }

  state(): { readonly term: number; readonly isLeader: boolean } {
    return { term: 1, isLeader: this.#isLeader };
  }

  snapshot(): void {
    // It keeps its whole log.
  }

  deliver(packet: LabPacket): void {
    if (packet.type === 'request') this.#take(packet);
    else this.#hear(packet.from, Number(packet.bytes));
    this.#end();
  }

  unanswered(to: number): void {
    if (!this.#place.faults.waitsForEver) this.#awaited.delete(to);
  }

  advance(untilMs: number): void {
    this.#sendAll();
    this.#do((host) => host.wakeAt(untilMs + BEAT_MS));
    this.#end();
  }

  crash(): void {
    this.#isDead = true;
  }

  crashWithin(outputs: number): void {
    this.#left = outputs;
  }

  #take({ from, bytes, call }: LabPacket): void {
    const { after, entries, committed } = JSON.parse(bytes) as Append;
    if (after <= this.#entries.length) {
      this.#entries.splice(after, entries.length, ...entries);
      this.#save();
      this.#apply(Math.min(committed, this.#entries.length));
    }
    const { server, faults } = this.#place;
    const reply = { type: 'reply', from: faults.forges ? from : server, to: from } as const;
    this.#do((host) => host.send({ ...reply, bytes: `${this.#entries.length}`, ...(call !== undefined && { call }) }));
  }

  #hear(from: number, has: number): void {
    this.#awaited.delete(from);
    this.#acknowledged[from] = has;
    this.#commit();
    if (has < this.#entries.length) this.#send(from);
  }

  #commit(): void {
    const { server, servers, faults } = this.#place;
    this.#acknowledged[server] = this.#entries.length;
    const sorted = this.#acknowledged.toSorted((a, b) => b - a);
    this.#apply(faults.commitsAlone ? this.#entries.length : (sorted[Math.floor(servers / 2)] ?? 0));
  }

  #apply(committed: number): void {
    const { skipsFirst } = this.#place.faults;
    while (this.#applied < committed) {
      const index = ++this.#applied;
      const command = this.#entries[index - 1] ?? '';
      try {
        this.#do((host) => host.apply({ type: 'command', index: skipsFirst ? index + 1 : index, command }));
      } catch (error) {
        if (!skipsFirst) throw error;
      }
    }
  }

  #sendAll(): void {
    for (let to = 0; to < this.#place.servers; to++) if (to !== this.#place.server) this.#send(to);
  }

  #send(to: number): void {
    if (this.#awaited.has(to)) return;
    this.#awaited.add(to);
    const after = this.#acknowledged[to] ?? 0;
    const append: Append = { after, entries: this.#entries.slice(after), committed: this.#applied };
    const packet = { type: 'request', from: this.#place.server, to, bytes: JSON.stringify(append) } as const;
    this.#do((host) => host.send({ ...packet, call: this.#calls++ }));
  }

  #save(): void {
    if (this.#place.faults.savesNothing) return;
    const raftState = JSON.stringify(this.#entries);
    this.#do((host) => host.save({ raftState, snapshot: null }));
  }

  #do(output: (host: SubjectHost) => void): void {
    if (this.#left === 0) this.#end();
    if (this.#isDead) return;
    if (this.#left !== null) this.#left--;
    output(this.#place.host);
  }

  /** Crashes, if it was told to. */
  #end(): void {
    if (this.#left === null || this.#isDead) return;
    this.#isDead = true;
    this.#place.host.crashed();
  }
}
