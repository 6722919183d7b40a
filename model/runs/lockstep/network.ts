/** The messages of a random run: what is under way, what could come again, and which servers are cut off. */
import type { Message, ServerId } from '../../../src/core/types.ts';

/** So many of the messages that are gone are kept, in case that they come again. */
const OLD_MAX = 48;

export class Network {
  /** Sent and not yet arrived, in the order in which they were sent. */
  readonly inFlight: Message[] = [];
  /** Arrived or lost; the network may hold a second copy of each. */
  readonly old: Message[] = [];
  #side: ReadonlySet<ServerId> | undefined;

  send(message: Message): void {
    this.inFlight.push(message);
  }

  /** It is not under way any more. */
  remove(message: Message): void {
    this.inFlight.splice(this.inFlight.indexOf(message), 1);
    this.old.push(message);
    if (this.old.length > OLD_MAX) this.old.shift();
  }

  /** Can it arrive, as far as the network is concerned? */
  admits({ from, to }: Message): boolean {
    return this.#side === undefined || this.#side.has(from) === this.#side.has(to);
  }

  get isCut(): boolean {
    return this.#side !== undefined;
  }

  /** Nothing arrives on one side that comes from the other. */
  cut(side: readonly ServerId[]): void {
    this.#side = new Set(side);
  }

  heal(): void {
    this.#side = undefined;
  }
}
