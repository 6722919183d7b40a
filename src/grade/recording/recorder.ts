/**
 * Writes down what passed in a run between servers and their host, so that it can be shown what led to a finding. It only
 * looks on: a run is the same with it and without it.
 */
import type { ApplyMessage, Started } from '../../../model/runs/labs/index.ts';
import { brief, textOf } from '../wire/history.ts';
import type { WireKind, WireMessage } from '../wire/view.ts';

/** Of a message, what tells its story. Commands are clipped, long lists of entries cut. */
export interface RecordedMessage
  extends Omit<WireMessage, 'entries' | 'call' | 'hasOtherLists' | 'method' | 'type' | 'kind'> {
  readonly type: 'request' | 'reply';
  readonly kind: WireKind;
  readonly method: string;
  /** The first of its entries, each as `term:command`; undefined: it carries none by its kind. */
  readonly entries?: readonly string[];
  /** How many entries it carries in all. */
  readonly length: number;
  /** Of a reply: the event in which its request came. */
  readonly answers?: number;
}

/** Something that happened. Servers are numbered from 0, events from 0 in the order in which they happened. */
export type RunEvent = { readonly server: number; readonly atMs: number } & (
  | { readonly type: 'boot'; readonly isFirst: boolean }
  | { readonly type: 'crash' }
  | { readonly type: 'send'; readonly message: RecordedMessage }
  /** `sent`: the event in which it left; undefined: that is not known (any more). */
  | {
      readonly type: 'arrive';
      readonly sent: number | undefined;
      readonly isCopy: boolean;
      readonly message: RecordedMessage;
    }
  | { readonly type: 'save' }
  | { readonly type: 'command'; readonly index: number; readonly term: number; readonly command: string }
  | { readonly type: 'apply'; readonly index: number; readonly command: string }
  | { readonly type: 'install'; readonly index: number }
  | { readonly type: 'compact'; readonly index: number }
);

/** What a server did or was given at a moment, as a finding names it. */
export interface Evidence {
  readonly server: number;
  readonly atMs: number;
}

/** A check has found something: what it names, and the last event until then. */
export interface RecordedFinding {
  readonly evidence: readonly Evidence[];
  readonly event: number;
}

/** What happened in a run. */
export interface RunRecording {
  readonly servers: number;
  /** The number of the first event that is still known. */
  readonly first: number;
  readonly events: readonly RunEvent[];
  /** What was found, by the check that found it. */
  readonly found: ReadonlyMap<string, RecordedFinding>;
}

/** No more events are kept: the oldest are forgotten, or, once something was found, nothing more is written down. */
export const EVENTS_MAX = 100_000;

/** So many entries of a message are written down. */
const ENTRIES_MAX = 3;

export class RunRecorder implements RunRecording {
  servers = 0;
  first = 0;
  readonly events: RunEvent[] = [];
  readonly found = new Map<string, RecordedFinding>();
  readonly #max: number;
  readonly #sent = new WeakMap<WireMessage, number>();
  readonly #arrived = new WeakMap<WireMessage, number>();
  readonly #come = new WeakSet<WireMessage>();
  readonly #booted = new Set<number>();
  readonly #up = new Set<number>();
  readonly #raftStates = new Map<number, string>();

  constructor(max = EVENTS_MAX) {
    this.#max = max;
  }

  booted(server: number, atMs: number): void {
    this.#add({ type: 'boot', server, atMs, isFirst: !this.#booted.has(server) });
    this.#booted.add(server);
    this.#up.add(server);
  }

  /** A server that is down can't crash; it may be told twice. */
  crashed(server: number, atMs: number): void {
    if (this.#up.delete(server)) this.#add({ type: 'crash', server, atMs });
  }

  /** A save that changes nothing tells nothing. */
  saved(server: number, raftState: string, atMs: number): void {
    if (this.#raftStates.get(server) === raftState) return;
    this.#raftStates.set(server, raftState);
    this.#add({ type: 'save', server, atMs });
  }

  started(server: number, command: string, { index, term, isLeader }: Started, atMs: number): void {
    if (isLeader) this.#add({ type: 'command', server, atMs, index, term, command: brief(command) });
  }

  applied(server: number, message: ApplyMessage, atMs: number): void {
    const { index } = message;
    if (message.type === 'snapshot') this.#add({ type: 'install', server, atMs, index });
    else this.#add({ type: 'apply', server, atMs, index, command: brief(message.command) });
  }

  compacted(server: number, index: number, atMs: number): void {
    this.#add({ type: 'compact', server, atMs, index });
  }

  /** A message leaves; of a reply, what it answers. */
  sent(message: WireMessage, atMs: number, request?: WireMessage): void {
    const answers = request && this.#arrived.get(request);
    this.#sent.set(message, this.#end);
    this.#add({ type: 'send', server: message.from, atMs, message: recordedOf(message, answers) });
  }

  /** A message comes. One that was not seen to leave in this form is a copy of one that was. */
  arrived(message: WireMessage, atMs: number): void {
    const own = this.#sent.get(message);
    const sent = own ?? this.#sameAs(message);
    const isCopy = own === undefined || this.#come.has(message);
    this.#come.add(message);
    this.#arrived.set(message, this.#end);
    this.#add({ type: 'arrive', server: message.to, atMs, sent, isCopy, message: recordedOf(message, undefined) });
  }

  /** A check has found something, just now. */
  finds(check: string, evidence: readonly Evidence[]): void {
    this.found.set(check, { evidence, event: this.#end });
  }

  get #end(): number {
    return this.first + this.events.length;
  }

  #add(event: RunEvent): void {
    if (this.events.length >= this.#max) {
      if (this.found.size > 0) return;
      const forgotten = Math.ceil(this.#max / 2);
      this.events.splice(0, forgotten);
      this.first += forgotten;
    }
    this.events.push(event);
  }

  /** The first event in which a message left that says the same. */
  #sameAs(message: WireMessage): number | undefined {
    const words = JSON.stringify(recordedOf(message, undefined));
    const { type, from, to, kind, term } = message;
    const place = this.events.findIndex(
      (event) =>
        event.type === 'send' &&
        event.server === from &&
        event.message.to === to &&
        event.message.type === type &&
        event.message.kind === kind &&
        event.message.term === term &&
        JSON.stringify({ ...event.message, answers: undefined }) === words,
    );
    return place < 0 ? undefined : this.first + place;
  }
}

const recordedOf = (message: WireMessage, answers: number | undefined): RecordedMessage => {
  const { type, from, to, kind, method, term, granted, success, entries, previous, commit, covered } = message;
  const first = entries
    ?.slice(0, ENTRIES_MAX)
    .map((entry) => `${entry.term ?? '?'}:${brief(textOf(entry.command ?? '?'))}`);
  return {
    type,
    from,
    to,
    kind,
    method,
    length: entries?.length ?? 0,
    ...(term !== undefined && { term }),
    ...(granted !== undefined && { granted }),
    ...(success !== undefined && { success }),
    ...(first && { entries: first }),
    ...(previous !== undefined && { previous }),
    ...(commit !== undefined && { commit }),
    ...(covered !== undefined && { covered }),
    ...(answers !== undefined && { answers }),
  };
};
