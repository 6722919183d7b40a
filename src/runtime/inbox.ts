/**
 * What waits for a node: messages, timers that have run out, commands and snapshots that are ready. Bounded: messages beyond it are lost, and
 * commands refused.
 */
import { entryLength } from '../cluster/pieces.ts';
import type { Event, LocalEvent, Message, TimerName } from '../core/types.ts';

/** A command that waits. */
export interface WaitingCommand {
  readonly command: string;
  /** Until when, on the monotonic clock, in milliseconds. */
  readonly deadline: number;
}

/** What is handled together. */
export interface TakenEvents<Waiting extends WaitingCommand> {
  /** In the order in which they are stepped. */
  readonly events: readonly Event[];
  /** They come after the events, in their order. */
  readonly commands: readonly Waiting[];
}

/** How much may wait. */
export interface InboxBounds {
  readonly maxWaitingCommands: number;
  /** Of commands, and again of what messages carry, one of them at the least. */
  readonly maxWaitingLength: number;
  readonly maxWaitingMessages: number;
}

/** Code units of commands that are handled together, unless one alone has more. */
const BATCH_LENGTH = 2 ** 20;

/** Code units of what a message carries; of one that carries nothing, 0. */
const lengthOf = (message: Message): number => {
  if (message.type === 'InstallSnapshot') return message.data.length;
  if (message.type !== 'AppendEntries') return 0;
  return message.entries.reduce((length, entry) => length + entryLength(entry), 0);
};

export class Inbox<Waiting extends WaitingCommand> {
  readonly #bounds: InboxBounds;
  #messages: Message[] = [];
  #locals: LocalEvent[] = [];
  #commands = new Set<Waiting>();
  /** Code units of all commands that wait. */
  #length = 0;
  /** Code units of what all messages that wait carry. */
  #messageLength = 0;
  /** Timers that have run out; true: what waited then has been handled since. */
  readonly #timeouts = new Map<TimerName, boolean>();
  #wake: (() => void) | undefined;

  constructor(bounds: InboxBounds) {
    this.#bounds = bounds;
  }

  /** Code units of all commands that wait. */
  get waitingLength(): number {
    return this.#length;
  }

  /** How many commands wait. */
  get waitingCommands(): number {
    return this.#commands.size;
  }

  /** A message that arrives. */
  receive(message: Message): void {
    const length = lengthOf(message);
    const { maxWaitingMessages, maxWaitingLength } = this.#bounds;
    if (this.#messages.length >= maxWaitingMessages) return;
    if (this.#messageLength > 0 && this.#messageLength + length > maxWaitingLength) return;
    this.#messages.push(message);
    this.#messageLength += length;
    this.#wakeUp();
  }

  /** Something that is not bounded by others: a start, a snapshot that is ready. */
  tell(event: LocalEvent): void {
    this.#locals.push(event);
    this.#wakeUp();
  }

  /** A timer has run out. */
  ranOut(timer: TimerName): void {
    if (!this.#timeouts.has(timer)) this.#timeouts.set(timer, false);
    this.#wakeUp();
  }

  /** A timer was armed again or stopped: that it had run out means nothing. */
  forget(timer: TimerName): void {
    this.#timeouts.delete(timer);
  }

  /** A command. False: too many wait. */
  propose(waiting: Waiting): boolean {
    const { maxWaitingCommands, maxWaitingLength } = this.#bounds;
    if (this.#commands.size >= maxWaitingCommands) return false;
    if (this.#length + waiting.command.length > maxWaitingLength) return false;
    this.#commands.add(waiting);
    this.#length += waiting.command.length;
    this.#wakeUp();
    return true;
  }

  /** Takes a command back. False: it waits no more. */
  withdraw(waiting: Waiting): boolean {
    if (!this.#commands.delete(waiting)) return false;
    this.#length -= waiting.command.length;
    return true;
  }

  /** The commands that have waited too long. */
  overdue(now: number): readonly Waiting[] {
    return [...this.#commands].filter(({ deadline }) => deadline <= now);
  }

  /** Something waits. */
  async filled(): Promise<void> {
    if (!this.#isEmpty) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Wakes up who waits for it to be filled, though it may be empty. */
  interrupt(): void {
    this.#wakeUp();
  }

  /**
   * Takes what waits; of commands that are long together, some, so that nobody waits for the disk and the wire to take all of them. A timer is
   * believed when what waited beside it has been handled and it has not been armed since.
   */
  take(): TakenEvents<Waiting> {
    const [messages, locals] = [this.#messages, this.#locals];
    const believed = [...this.#timeouts].flatMap(([timer, hasWaited]) =>
      hasWaited || messages.length === 0 ? [timer] : [],
    );
    for (const timer of this.#timeouts.keys()) this.#timeouts.set(timer, true);
    for (const timer of believed) this.#timeouts.delete(timer);
    this.#messages = [];
    this.#messageLength = 0;
    this.#locals = [];
    const timeouts = believed.map((timer) => ({ type: 'timeout', timer }) as const);
    return { events: [...locals, ...messages, ...timeouts], commands: this.#takeCommands() };
  }

  #takeCommands(): readonly Waiting[] {
    if (this.#length <= BATCH_LENGTH) {
      const all = [...this.#commands];
      this.#commands = new Set();
      this.#length = 0;
      return all;
    }
    const taken: Waiting[] = [];
    let length = 0;
    for (const waiting of this.#commands) {
      length += waiting.command.length;
      if (length > BATCH_LENGTH && taken.length > 0) break;
      taken.push(waiting);
      this.withdraw(waiting);
    }
    return taken;
  }

  get #isEmpty(): boolean {
    return (
      this.#messages.length === 0 && this.#locals.length === 0 && this.#commands.size === 0 && this.#timeouts.size === 0
    );
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
