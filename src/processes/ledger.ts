// Room src/processes. Clusters of real processes on this machine, under fire: killed, stopped, cut off, with full disks.
// What may be touched here: which faults come and when, and what is asked of the outcomes. A verdict rests on what clients saw and
// what is applied, never on a clock.

/**
 * The state machine of a cluster under fire: a counter and a register. It tells all commands that it applies, from which follows whether an
 * acknowledged one was lost, and keeps the latest of them alone, so that its snapshots do not grow.
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

/** Commands that were applied one after the other. */
export interface AppliedRun {
  /** The position of the first of them. */
  readonly first: number;
  readonly commands: readonly string[];
}

/** What a ledger holds. */
export interface LedgerState {
  /** How many commands were applied. */
  readonly count: number;
  /** The latest of them, in their order: of what was applied just before a kill nobody may have been told. */
  readonly latest: readonly string[];
  readonly counter: number;
  readonly register: string;
}

/** So many of the latest commands are kept at least, and twice as many at most. */
const KEPT = 1000;

/** A counter and a register. */
export class Ledger implements StateMachine<LedgerAnswer> {
  readonly #tell: (applied: AppliedRun) => void;
  #count = 0;
  #latest: string[] = [];
  #counter = 0;
  #register = '';

  /** @param tell is told of each command that is applied, and of the latest of those that a snapshot stands for */
  constructor(tell: (applied: AppliedRun) => void = () => undefined) {
    this.#tell = tell;
  }

  apply(text: string): LedgerAnswer {
    const { verb, argument } = commandIn(text);
    if (verb === 'add') this.#counter += Number(argument);
    if (verb === 'set') this.#register = argument;
    const position = ++this.#count;
    this.#latest.push(text);
    if (this.#latest.length > 2 * KEPT) this.#latest = this.#latest.slice(-KEPT);
    this.#tell({ first: position, commands: [text] });
    return { position, counter: this.#counter, register: this.#register };
  }

  snapshot(): string {
    return JSON.stringify(this.state);
  }

  restore(data: string): void {
    const { count, latest, counter, register } = JSON.parse(data) as LedgerState;
    this.#count = count;
    this.#latest = [...latest];
    this.#counter = counter;
    this.#register = register;
    this.#tell({ first: count - latest.length + 1, commands: latest });
  }

  /** As it is now. */
  get state(): LedgerState {
    return { count: this.#count, latest: this.#latest, counter: this.#counter, register: this.#register };
  }
}
