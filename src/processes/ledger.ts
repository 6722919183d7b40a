// Room src/processes. Clusters of real processes on this machine, under fire: killed, stopped, cut off, with full disks.
// What may be touched here: which faults come and when, and what is asked of the outcomes. A verdict rests on what clients saw and
// what is applied, never on a clock.

/**
 * The state machine of a cluster under fire: a counter and a register, and the list of all commands that were applied, from which follows
 * whether an acknowledged one was lost.
 *
 * A command is the client's name for it and what is asked: `c17 add 3`, `c18 set x`, `c19 get`.
 */
import type { StateMachine } from '../runtime/index.ts';

/** What a command gives. */
export interface LedgerAnswer {
  /** Its place among all commands that were applied, from 1. */
  readonly position: number;
  /** The sum of all that was added. */
  readonly counter: number;
  /** What was set last; empty: nothing was. */
  readonly register: string;
}

/** A command in its parts. */
export interface LedgerCommand {
  /** The client's name for it, unique. */
  readonly name: string;
  readonly verb: 'add' | 'set' | 'get';
  /** What is added or set; empty with `get`. */
  readonly argument: string;
}

/** A command as it stands in the log. */
export const commandText = ({ name, verb, argument }: LedgerCommand): string => `${name} ${verb} ${argument}`.trimEnd();

/** The parts of a command. @throws Error when it is none. */
const commandIn = (text: string): LedgerCommand => {
  const [name = '', verb = '', argument = ''] = text.split(' ');
  if (verb !== 'add' && verb !== 'set' && verb !== 'get') throw new Error(`not a command of the ledger: ${text}`);
  return { name, verb, argument };
};

/** What a ledger holds. */
export interface LedgerState {
  /** All commands that were applied, in their order. */
  readonly commands: readonly string[];
  readonly counter: number;
  readonly register: string;
}

/** A counter and a register. */
export class Ledger implements StateMachine<LedgerAnswer> {
  #commands: string[] = [];
  #counter = 0;
  #register = '';

  apply(text: string): LedgerAnswer {
    const { verb, argument } = commandIn(text);
    if (verb === 'add') this.#counter += Number(argument);
    if (verb === 'set') this.#register = argument;
    const position = this.#commands.push(text);
    return { position, counter: this.#counter, register: this.#register };
  }

  snapshot(): string {
    return JSON.stringify(this.state);
  }

  restore(data: string): void {
    const { commands, counter, register } = JSON.parse(data) as LedgerState;
    this.#commands = [...commands];
    this.#counter = counter;
    this.#register = register;
  }

  /** As it is now. */
  get state(): LedgerState {
    return { commands: this.#commands, counter: this.#counter, register: this.#register };
  }
}
