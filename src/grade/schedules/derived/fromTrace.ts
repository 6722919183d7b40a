/** Turns a counterexample into a script of what passes between servers, where it can be told without looking into one. */
import { actionsOf, type Happened, replayActions } from '../../../../model/counterexample/replay.ts';
import { entryAt } from '../../../core/log.ts';
import type { Protocol } from '../../../core/protocol.ts';
import type { Effect, Message, Server, ServerId } from '../../../core/types.ts';
import type { Action } from '../../../trace/grammar.ts';
import type { Counterexample } from '../../../trace/recording.ts';
import type { DerivedCrash, DerivedDeed, DerivedKind, DerivedMessage, DerivedScript, DerivedStep } from './script.ts';

/** A script without its sequel and its premises; or why there is none. */
export type Converted =
  | { readonly ok: true; readonly script: Pick<DerivedScript, 'servers' | 'messages' | 'steps'> }
  | { readonly ok: false; readonly because: string };

/** Something that no schedule can do. */
class Untellable extends Error {}

const kinds: Readonly<Partial<Record<Message['type'], { readonly kind: DerivedKind; readonly isReply: boolean }>>> = {
  RequestVote: { kind: 'vote', isReply: false },
  RequestVoteReply: { kind: 'vote', isReply: true },
  AppendEntries: { kind: 'append', isReply: false },
  AppendEntriesReply: { kind: 'append', isReply: true },
  InstallSnapshot: { kind: 'snapshot', isReply: false },
  InstallSnapshotReply: { kind: 'snapshot', isReply: true },
};

const kindOf = (message: Message): { readonly kind: DerivedKind; readonly isReply: boolean } => {
  const known = kinds[message.type];
  if (!known) throw new Untellable(`${message.type} is no message of the figures`);
  return known;
};

/** Replays a counterexample on the protocol that it is of, and tells it from outside. */
export const scriptOf = ({ setting, trace, violation }: Counterexample, protocol: Protocol): Converted => {
  if (setting.disks?.length) return { ok: false, because: 'it begins with disks that are not empty' };
  if (setting.servers.length === 1) return { ok: false, because: 'it needs a cluster of one server' };
  const telling = new Telling(setting.servers);
  try {
    const { done } = replayActions(
      {
        setting,
        actions: actionsOf(trace.map(({ line }) => line)),
        protocol,
        isExact: true,
        watch: { property: violation.property, clause: violation.clause, contract: () => undefined },
      },
      (happened) => {
        telling.tell(happened);
      },
    );
    if (done.length < trace.length) return { ok: false, because: 'it does not happen again as it stands' };
    return { ok: true, script: telling.script };
  } catch (error) {
    if (error instanceof Untellable) return { ok: false, because: error.message };
    throw error;
  }
};

/** A message in its replay: what was said, and by which action, counted from 1. */
interface Instance {
  readonly line: string;
  readonly sentAt: number;
}

class Telling {
  readonly #ids: readonly ServerId[];
  readonly #steps: DerivedStep[] = [];
  readonly #messages: DerivedMessage[] = [];
  readonly #instances: Instance[] = [];
  readonly #delivered = new Set<number>();
  /** Commands by the entries that were made of them. */
  readonly #commands = new Map<string, number>();
  /** What was applied at each index last. */
  readonly #applied = new Map<number, number>();
  #count = 0;
  /** Of each action, counted from 1, its step. */
  readonly #stepOf: number[] = [0];
  /** The message that was delivered in each action. */
  readonly #arrivalIn: (number | undefined)[] = [undefined];
  readonly #hasBegun = new Set<ServerId>();

  constructor(ids: readonly ServerId[]) {
    this.#ids = ids;
  }

  /** Of an even number of servers more than half are more than half of one more, who says nothing. */
  get script(): Pick<DerivedScript, 'servers' | 'messages' | 'steps'> {
    const { length } = this.#ids;
    const servers = length + 1 - (length % 2);
    const isNeeded = ({ do: deed }: DerivedStep, place: number): boolean =>
      deed !== 'send' || this.#messages.some(({ sentAt }) => sentAt === place);
    const places = this.#steps.map((_, place) => this.#steps.slice(0, place).filter(isNeeded).length);
    const messages = this.#messages.map((message) => ({ ...message, sentAt: places[message.sentAt] ?? 0 }));
    return { servers, messages, steps: this.#steps.filter(isNeeded) };
  }

  tell({ action, observation, sentAt }: Happened): void {
    this.#stepOf.push(this.#steps.length);
    this.#arrivalIn.push(undefined);
    const deed = this.#deedOf(action, observation, sentAt);
    if (!deed) return;
    const end = observation && this.#endOf(observation, action);
    this.#steps.push({ ...deed, ...end } as DerivedStep);
  }

  #server(id: ServerId): number {
    return this.#ids.indexOf(id);
  }

  #deedOf(action: Action, observation: Happened['observation'], sentAt: number | undefined): DerivedDeed | undefined {
    switch (action.type) {
      case 'crash':
        return { do: 'crash', server: this.#server(action.id) };
      case 'restart': {
        const isFirst = !this.#hasBegun.has(action.id);
        this.#hasBegun.add(action.id);
        return isFirst ? undefined : { do: 'restart', server: this.#server(action.id) };
      }
      case 'event':
        return observation && this.#eventDeed(action, observation);
      case 'deliver': {
        if (action.corrupted) throw new Untellable('a message arrives corrupt, which no network here does');
        const message = this.#messageOf(action.message, sentAt ?? 0);
        this.#arrivalIn[this.#arrivalIn.length - 1] = message;
        const isAgain = this.#delivered.has(message);
        this.#delivered.add(message);
        return { do: 'deliver', message, ...(isAgain && { isAgain }) };
      }
      case 'foreign':
        throw new Untellable('a message comes from nobody in the cluster');
      case 'lose':
        return undefined;
    }
  }

  #eventDeed(
    { id, event }: Extract<Action, { type: 'event' }>,
    { before, after, effects }: NonNullable<Happened['observation']>,
  ): DerivedDeed | undefined {
    const server = this.#server(id);
    switch (event.type) {
      case 'timeout':
        if (event.timer !== 'election') return { do: 'send', server };
        return after.role === 'candidate' || after.role === 'leader'
          ? ({ do: 'stand', server, term: after.currentTerm } as const)
          : undefined;
      case 'clientCommand': {
        if (effects.some(({ type }) => type === 'reject')) return undefined;
        const command = this.#count++;
        const { lastIndex } = after.log;
        if (lastIndex > before.log.lastIndex) this.#commands.set(`${lastIndex} ${after.currentTerm}`, command);
        return { do: 'command', server, command };
      }
      case 'compact':
        return { do: 'compact', server, command: this.#commandAt(before, event.index) };
      case 'start':
      case 'written': // its driver's own affair
        return undefined;
      case 'clientCommands':
        throw new Untellable('several commands in one event');
      case 'read':
        throw new Untellable('a read that is no entry of the log');
      case 'transferLeadership':
        throw new Untellable('a leader that hands over');
      case 'changeMembership':
        throw new Untellable('a change of members');
    }
  }

  #commandAt(server: Server, index: number): number {
    const entry = entryAt(server.log, index);
    const command = entry && this.#commands.get(`${index} ${entry.term}`);
    if (command === undefined) throw new Untellable(`nobody can say from outside what stands at index ${index}`);
    return command;
  }

  /** The same message, whoever delivers it; new to the list if it comes for the first time. */
  #messageOf(message: Message, sentAt: number): number {
    const line = JSON.stringify(message);
    const known = this.#instances.findIndex((one) => one.line === line && one.sentAt === sentAt);
    if (known >= 0) return known;
    this.#instances.push({ line, sentAt });
    this.#messages.push(this.#told(message, sentAt));
    return this.#messages.length - 1;
  }

  #told(message: Message, sentAt: number): DerivedMessage {
    const { kind, isReply } = kindOf(message);
    const way = { kind, from: this.#server(message.from), to: this.#server(message.to) };
    const step = this.#stepOf[sentAt] ?? 0;
    if (isReply) {
      const answers = this.#arrivalIn[sentAt];
      if (answers === undefined) throw new Untellable('a reply answers nothing that has arrived');
      return { ...way, answers, sentAt: step };
    }
    const { term } = message;
    if (message.type === 'AppendEntries') {
      const { prevLogIndex, prevLogTerm, entries, leaderCommit } = message;
      const idOf = (index: number, its: number): number | null => this.#commands.get(`${index} ${its}`) ?? null;
      return {
        ...way,
        term,
        entries: entries.map((entry, place) => idOf(prevLogIndex + 1 + place, entry.term)),
        before: prevLogIndex === 0 ? null : idOf(prevLogIndex, prevLogTerm),
        ...this.#upTo(leaderCommit),
        sentAt: step,
      };
    }
    if (message.type === 'InstallSnapshot') {
      if (message.offset > 0 || !message.done) throw new Untellable('a snapshot comes in chunks');
      return { ...way, term, ...this.#upTo(message.lastIncludedIndex), sentAt: step };
    }
    return { ...way, term, sentAt: step };
  }

  /** The command that stands at an index which is committed: the last one that anybody has applied there. */
  #upTo(index: number): Pick<DerivedMessage, 'upTo'> {
    const command = this.#applied.get(index);
    return command === undefined ? {} : { upTo: command };
  }

  #endOf(observation: NonNullable<Happened['observation']>, action: Action): Partial<DerivedStep> {
    const { before, after, effects, executed, crashed } = observation;
    const applies: number[] = [];
    for (const effect of effects.slice(0, executed)) {
      if (effect.type !== 'apply') continue;
      const entry = entryAt(after.log, effect.index);
      const command = entry && this.#commands.get(`${effect.index} ${entry.term}`);
      if (command === undefined) continue;
      applies.push(command);
      this.#applied.set(effect.index, command);
    }
    const isCut = crashed && 'crashAfter' in action;
    return {
      ...(after.role === 'leader' && before.role !== 'leader' && !crashed && { leads: after.currentTerm }),
      ...(applies.length > 0 && !isCut && { applies }),
      ...(isCut && { crash: this.#crashOf(observation) }),
    };
  }

  /**
   * As the last thing happens that is seen of what it has done; where nothing is, as the first thing happens that would be seen
   * of what it had left to do.
   */
  #crashOf({ after, effects, executed }: NonNullable<Happened['observation']>): DerivedCrash {
    const isSeen = ({ type }: Effect): boolean => type === 'persist' || type === 'send' || type === 'apply';
    const left = effects.findIndex((effect, place) => place >= executed && isSeen(effect));
    const done = effects.slice(0, executed);
    const seen = done.some(isSeen) ? done : effects.slice(0, left + 1);
    const last = seen.findLast(isSeen);
    if (last?.type === 'send') {
      const { kind, isReply } = kindOf(last.message);
      return { at: 'packet', kind, type: isReply ? 'reply' : 'request', to: this.#server(last.message.to) };
    }
    if (last?.type === 'apply') return { at: 'apply', command: this.#commandAt(after, last.index) };
    if (last?.type === 'persist') return { at: 'save', times: seen.filter(({ type }) => type === 'persist').length };
    throw new Untellable('a server crashes in a step of which nothing is seen');
  }
}
