/** The reads that were asked for here and are not answered (spec/extensions/read-index.md): by the names under which a server knows them. */
import { randomUUID } from 'node:crypto';
import type { ProposalFailure } from './proposalFailure.ts';

/** A read, and who waits for what it sees. */
export interface PendingRead {
  /** Looks at the state machine, when it holds all that it has to. */
  readonly look: () => void;
  readonly reject: (failure: ProposalFailure) => void;
  /** Until when, on the monotonic clock, in milliseconds. */
  readonly deadline: number;
}

export class Reads {
  readonly #pending = new Map<string, PendingRead>();
  /** No read ever has the name of another one, not even after a restart. */
  readonly #start = randomUUID();
  #count = 0;

  /** How many wait. */
  get size(): number {
    return this.#pending.size;
  }

  /** A read waits from now on. @returns what the server calls it by. */
  add(read: PendingRead): string {
    const id = `${this.#start} ${++this.#count}`;
    this.#pending.set(id, read);
    return id;
  }

  /** The state machine holds what this one has to see; nothing happens if it was given up. */
  answer(id: string): void {
    const read = this.#pending.get(id);
    this.#pending.delete(id);
    read?.look();
  }

  /** This one is not answered here. */
  reject(id: string, failure: ProposalFailure): void {
    const read = this.#pending.get(id);
    this.#pending.delete(id);
    read?.reject(failure);
  }

  /** Those whose time is over are given up. */
  expire(now: number, failure: () => ProposalFailure): void {
    for (const [id, { deadline }] of this.#pending) if (deadline <= now) this.reject(id, failure());
  }

  /** The node has ended. */
  end(failure: () => ProposalFailure): void {
    for (const id of this.#pending.keys()) this.reject(id, failure());
  }
}
