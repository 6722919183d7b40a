/** What servers say that they apply, while they say it: one list, on which all of them have to agree whenever they come back to it. */
import type { ServerId } from '../core/types.ts';
import type { AppliedRun } from './ledger.ts';

/** So many objections are enough. */
const MAX_OBJECTIONS = 20;

export class AppliedRecord {
  readonly #commands: string[] = [];
  readonly #objections: string[] = [];

  /** A server has applied commands, or a snapshot that stands for them. */
  take(id: ServerId, { first, commands }: AppliedRun): void {
    if (first > this.#commands.length + 1) {
      this.#object(`${id} has applied something at position ${first}, and nobody has told what came before`);
      return;
    }
    for (const [place, command] of commands.entries()) {
      const position = first + place;
      const known = this.#commands[position - 1];
      if (known === undefined) this.#commands.push(command);
      else if (known !== command)
        this.#object(
          `${id} has applied ${JSON.stringify(command)} at position ${position}, where ${JSON.stringify(known)} was applied before`,
        );
    }
  }

  /** All that was applied up to a position, in its order. */
  upTo(count: number): readonly string[] {
    return this.#commands.slice(0, count);
  }

  /** What can't be, each in one sentence. */
  get objections(): readonly string[] {
    return this.#objections;
  }

  #object(sentence: string): void {
    if (this.#objections.length < MAX_OBJECTIONS) this.#objections.push(sentence);
  }
}
