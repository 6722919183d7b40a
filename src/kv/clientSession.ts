/** What a client of a session keeps (CL-2): which number its next command has, and to which commands it has no answer yet. */
import type { Index } from '../core/types.ts';
import { encodeSessionCommand } from './sessionCommand.ts';

/**
 * The client's side of one session. It knows no clock and sends nothing: whoever drives it proposes the texts, as often as it takes.
 *
 * @example
 * ```ts
 * import { ClientSession } from 'figure2/runtime';
 *
 * const session = new ClientSession(1);
 * const [one, other] = [session.begin(), session.begin()];
 * console.log(session.text(other, 'add 2', 1000)); // command 1 2 1 1000 add 2
 * session.end(one);
 * console.log(session.text(other, 'add 2', 1500)); // command 1 2 2 1500 add 2
 * ```
 */
export class ClientSession {
  /** The id of the session. */
  readonly session: Index;
  #last = 0;
  readonly #outstanding = new Set<number>();

  /** @param session what the answer to the command that has opened it says. */
  constructor(session: Index) {
    this.session = session;
  }

  /** Begins a command. @returns its serial number: from 1 on, each the next. */
  begin(): number {
    this.#outstanding.add(++this.#last);
    return this.#last;
  }

  /** How many commands have begun and not ended. */
  get outstanding(): number {
    return this.#outstanding.size;
  }

  /** The lowest serial number to which there is no answer; one past the last where all have one. */
  get firstUnanswered(): number {
    // Numbers are added in their order, and a set keeps it.
    for (const serialNumber of this.#outstanding) return serialNumber;
    return this.#last + 1;
  }

  /**
   * The text of a command that has begun and not ended, for a leader to propose: for the first time, or again.
   *
   * @param time what the clock of that leader shows, in whole milliseconds.
   * @throws RangeError when no such command is outstanding, or `time` is out of its range.
   */
  text(serialNumber: number, command: string, time: number): string {
    if (!this.#outstanding.has(serialNumber))
      throw new RangeError(`session ${this.session} has no command ${serialNumber} outstanding`);
    const { session, firstUnanswered } = this;
    return encodeSessionCommand({ kind: 'command', session, serialNumber, firstUnanswered, time, command });
  }

  /**
   * A command has its answer, or is given up. Of one that was given up no copy is executed any more once a later command was
   * applied that was begun when none with a lower number was outstanding.
   */
  end(serialNumber: number): void {
    this.#outstanding.delete(serialNumber);
  }
}
