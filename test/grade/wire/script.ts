/** Runs written by hand, event by event, as the checks of the wire are told them. Servers are numbered from 0; a step takes 1 ms. */
import type { WirePacket } from '../../../src/grade/subjects/wirePacket.ts';
import { WireChecks } from '../../../src/grade/wire/checks.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An entry as the submission of these runs writes it. */
export const entry = (term: number, command: unknown): Fields => ({ Term: term, Command: command });

export class Script {
  readonly checks = new WireChecks({ seed: 42 });
  #nowMs = 0;
  #calls = 0;
  #saves = 0;

  constructor(servers = 3) {
    this.checks.opened(servers);
    for (let server = 0; server < servers; server++) this.checks.booted(server, null, 0);
  }

  /** The checks that are broken. */
  get broken(): readonly string[] {
    return this.checks.broken.map(({ check }) => check);
  }

  outcome(check: string) {
    return this.checks.findings.find((finding) => finding.check === check)?.outcome;
  }

  because(check: string) {
    return this.checks.broken.find((finding) => finding.check === check)?.because;
  }

  save(server: number): this {
    this.checks.saved(server, { raftState: `save ${++this.#saves}`, snapshot: null }, this.#nowMs);
    return this;
  }

  crash(server: number): this {
    this.checks.crashed(server, this.#nowMs);
    this.checks.booted(server, { raftState: `save ${this.#saves}`, snapshot: null }, this.#nowMs);
    return this;
  }

  apply(server: number, index: number, command: string): this {
    this.checks.applied(server, { type: 'command', index, command }, ++this.#nowMs);
    return this;
  }

  install(server: number, index: number, data: string): this {
    this.checks.applied(server, { type: 'snapshot', index, data }, ++this.#nowMs);
    return this;
  }

  compact(server: number, index: number, data: string): this {
    this.checks.compacted(server, index, data, ++this.#nowMs);
    return this;
  }

  /** A request leaves. */
  send(method: string, [from, to]: readonly [number, number], content: Fields): WirePacket {
    const packet: WirePacket = {
      type: 'request',
      from,
      to,
      call: ++this.#calls,
      method,
      bytes: '',
      view: JSON.stringify(content),
    };
    this.checks.sent(packet, ++this.#nowMs);
    return packet;
  }

  arrive(packet: WirePacket): this {
    this.checks.delivered(packet, ++this.#nowMs);
    return this;
  }

  /** The reply to a request leaves. */
  answer(request: WirePacket, content: Fields): WirePacket {
    const { from: to, to: from } = request;
    const packet: WirePacket = { ...request, type: 'reply', from, to, view: JSON.stringify(content) };
    this.checks.sent(packet, ++this.#nowMs);
    return packet;
  }

  /** A candidate asks for a vote, after it has saved its own. */
  ask(from: number, to: number, term: number, more: Fields = {}): WirePacket {
    this.save(from);
    return this.send('RequestVote', [from, to], { Term: term, CandidateId: from, ...more });
  }

  /** A request for a vote comes, and is granted with a save before; the reply has not come yet. */
  grant(request: WirePacket, term = termIn(request)): WirePacket {
    return this.arrive(request).save(request.to).answer(request, { Term: term, VoteGranted: true });
  }

  /** A candidate is elected by the other servers that are named. */
  elect(candidate: number, term: number, ...voters: readonly number[]): this {
    for (const voter of voters) this.arrive(this.grant(this.ask(candidate, voter, term)));
    return this;
  }

  /** A leader sends entries that follow an index. */
  append(from: number, to: number, term: number, previous = 0, entries: readonly Fields[] = []): WirePacket {
    return this.send('AppendEntries', [from, to], {
      Term: term,
      LeaderId: from,
      PrevLogIndex: previous,
      Entries: entries,
    });
  }

  /** Entries come and are acknowledged, with a save before. */
  acknowledge(request: WirePacket, term = termIn(request)): this {
    return this.arrive(request)
      .save(request.to)
      .arrive(this.answer(request, { Term: term, Success: true }));
  }
}

const termIn = ({ view }: WirePacket): number => (JSON.parse(view) as { readonly Term: number }).Term;
