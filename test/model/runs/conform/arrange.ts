import {
  type OutputEffect,
  type ReferenceServer,
  type ReferenceStep,
  referenceRestart,
  referenceStep,
  type TimerChange,
} from '../../../../model/oracle/reference.ts';
import {
  durableToSpec,
  eventToSpec,
  messageToSpec,
  type Scale,
  serverToSpec,
  withLog,
} from '../../../../model/runs/conform/mapping.ts';
import type { SpecRecordValue, SpecState, SpecValue, SpecVariantValue } from '../../../../model/runs/conform/values.ts';
import { nameOnly } from '../../../../model/runs/conform/values.ts';
import { crc32c } from '../../../../src/core/checksum.ts';
import { step } from '../../../../src/core/step.ts';
import type { Event, LocalEvent, Message, Options, ServerId } from '../../../../src/core/types.ts';

/** A chunk is one part of two characters, as in the cluster of the spec that sends the least at once. */
export const options: Options = { maxEntriesPerAppend: 2, maxInFlightEntries: 4, snapshotChunkLength: 2 };

const TIMERS = { kept: 'Kept', restarted: 'Restarted', stopped: 'Stopped' } as const;
const timer = (change: TimerChange): SpecVariantValue => nameOnly(TIMERS[change]);

/** A set of texts under each snapshot that was taken. */
export class Known {
  readonly #data = new Map<number, string>([[crc32c(''), '']]);

  add(data: string): void {
    this.#data.set(crc32c(data), data);
  }

  readonly dataOf = (checksum: number): string | undefined => this.#data.get(checksum);
}

/** How a message is delivered, or a step cut. */
export interface How {
  readonly cut?: number;
  readonly stays?: boolean;
  /** What is left of a chunk. */
  readonly arrives?: string;
}

/**
 * States as spec/raft.qnt would have them, for a story that a test tells. What a server does is taken from the reference model;
 * what the world around it does is written here as module `world` has it.
 */
export class SpecWorld {
  readonly states: SpecState[] = [];
  readonly #known = new Known();
  readonly #scale: Scale = { chunkLength: 2, dataOf: this.#known.dataOf };
  readonly #servers = new Map<ServerId, ReferenceServer>();
  readonly #disks = new Map<ServerId, ReferenceServer>();
  readonly #up = new Set<ServerId>();
  messages: Message[] = [];
  readonly #fired = new Set<string>();

  constructor(...ids: readonly ServerId[]) {
    for (const id of ids) {
      const peers = ids.filter((other) => other !== id);
      const disk = { id, peers, options, currentTerm: 0, votedFor: null, log: [], snapshot: null };
      this.#servers.set(id, referenceRestart(disk));
      this.#disks.set(id, referenceRestart(disk));
      this.#up.add(id);
    }
    this.#remember(nameOnly('Beginning'), 'init');
  }

  server(id: ServerId): ReferenceServer {
    const server = this.#servers.get(id);
    if (!server) throw new Error(`no ${id}`);
    return server;
  }

  happen(id: ServerId, event: LocalEvent, { cut = -1 }: How = {}): void {
    if (event.type === 'compact') this.#known.add(event.data);
    const outcome = this.#step(id, event, cut);
    const value = { id, event: eventToSpec(event, this.#scale), cut };
    this.#remember({ tag: 'Local', value }, 'happens', outcome);
  }

  command(id: ServerId, ...commands: readonly string[]): void {
    for (const command of commands) this.happen(id, { type: 'clientCommand', command });
  }

  deliver(message: Message, { cut = -1, stays = false, arrives }: How = {}): void {
    const arriving = arrives === undefined ? message : ({ ...message, data: arrives } as Message);
    if (!stays) this.messages = this.messages.filter((other) => other !== message);
    const outcome = this.#step(message.to, arriving, cut);
    const [sent, left] = [message, arriving].map((each) => messageToSpec(each, this.#scale));
    this.#remember(
      { tag: 'Delivery', value: { message: sent, arrives: left, stays, cut } as SpecRecordValue },
      'delivers',
      {
        ...outcome,
      },
    );
  }

  lose(message: Message): void {
    this.messages = this.messages.filter((other) => other !== message);
    this.#remember({ tag: 'Loss', value: messageToSpec(message, this.#scale) }, 'loses');
  }

  crash(id: ServerId): void {
    this.#goDown(id);
    this.#remember({ tag: 'Crash', value: id }, 'crashes');
  }

  restart(id: ServerId): void {
    this.#up.add(id);
    const outcome = this.#step(id, { type: 'start' }, -1);
    this.#remember({ tag: 'Restart', value: id }, 'restarts', outcome);
  }

  /** All messages between these arrive, and what comes of them; all others wait. */
  settle(...ids: readonly ServerId[]): void {
    for (;;) {
      const next = this.messages.find(({ from, to }) => ids.includes(from) && ids.includes(to));
      if (!next) return;
      this.deliver(next);
    }
  }

  elect(id: ServerId, ...by: readonly ServerId[]): void {
    this.happen(id, { type: 'timeout', timer: 'election' });
    this.settle(id, ...by);
  }

  /** The first message in flight of a type. */
  message(type: Message['type'], from: ServerId, to: ServerId): Message {
    const found = this.messages.find((message) => message.type === type && message.from === from && message.to === to);
    if (!found) throw new Error(`no ${type} from ${from} to ${to}`);
    return found;
  }

  #goDown(id: ServerId): void {
    this.#up.delete(id);
    this.#servers.set(id, referenceRestart(this.#disks.get(id) ?? this.server(id)));
  }

  #step(id: ServerId, event: Event, cut: number): ReferenceStep & { readonly fired: readonly string[] } {
    const before = this.server(id);
    const { fired } = step(withLog(before), event);
    const outcome = referenceStep(before, event);
    if (cut !== 0) this.#disks.set(id, outcome.server);
    const sent = cut < 0 ? outcome.messages : outcome.messages.slice(0, Math.max(0, cut - 1));
    this.messages = [...this.messages, ...sent];
    this.#servers.set(id, outcome.server);
    if (cut >= 0) this.#goDown(id);
    else for (const clause of fired) this.#fired.add(clause);
    return { ...outcome, fired };
  }

  #remember(
    happened: SpecVariantValue,
    action: string,
    outcome?: ReferenceStep & { readonly fired: readonly string[] },
  ): void {
    const byId = (write: (id: ServerId) => SpecValue): SpecValue => ({
      map: [...this.#servers.keys()].map((id) => [id, write(id)] as const),
    });
    const vars = {
      ids: [...this.#servers.keys()],
      servers: byId((id) => serverToSpec(withLog(this.server(id)), this.#scale)),
      disks: byId((id) => durableToSpec(withLog(this.#disks.get(id) ?? this.server(id)), this.#scale)),
      up: { set: [...this.#up] },
      network: this.#network(),
      happened,
      outcome: this.#outcome(outcome),
      history: { fired: { set: [...this.#fired] } },
    };
    const qualified = Object.entries(vars).map(([name, value]) => [`three::world::${name}`, value]);
    this.states.push({ vars: Object.fromEntries(qualified) as SpecRecordValue, action, picks: { id: 'S1' } });
  }

  #network(): SpecValue {
    const counts = new Map<string, number>();
    for (const message of this.messages) {
      const text = JSON.stringify(messageToSpec(message, this.#scale));
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    return { map: [...counts].map(([text, count]) => [JSON.parse(text) as SpecValue, count] as const) };
  }

  #outcome(outcome: (ReferenceStep & { readonly fired: readonly string[] }) | undefined): SpecValue {
    const [first] = this.#servers.values();
    if (!first) throw new Error('no server');
    const server = outcome?.server ?? first;
    return {
      server: serverToSpec(withLog(server), this.#scale),
      messages: (outcome?.messages ?? []).map((message) => messageToSpec(message, this.#scale)),
      told: (outcome?.outputs ?? []).map(toldToSpec),
      electionTimer: timer(outcome?.timers.election ?? 'kept'),
      heartbeatTimer: timer(outcome?.timers.heartbeat ?? 'kept'),
      fired: { set: outcome?.fired ?? [] },
    };
  }
}

const toldToSpec = (told: OutputEffect): SpecValue => {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the figure's alone
  switch (told.type) {
    case 'apply':
      return { tag: 'Apply', value: { index: told.index, term: told.term, command: told.command } };
    case 'reply':
      return { tag: 'Reply', value: { index: told.index, term: told.term } };
    case 'reject':
      return { tag: 'Reject', value: { reason: told.reason, leaderId: told.leaderId ?? '' } };
    case 'restoreSnapshot': {
      const { lastIncludedIndex, lastIncludedTerm, data } = told.snapshot;
      const parts = data.match(/../gs) ?? [];
      return { tag: 'RestoreSnapshot', value: { lastIncludedIndex, lastIncludedTerm, data: [...parts] } };
    }
    default:
      throw new Error(`the formal spec of the figure has no ${told.type}`);
  }
};
