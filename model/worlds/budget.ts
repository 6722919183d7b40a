/** How much may still happen in a world. What is spent does not come back, so that every run ends. */
import { timerNames } from '../../src/core/extensions/timers.ts';
import type { TimerName } from '../../src/core/types.ts';

/** How often each timer may still run out, such as `electionTimeouts`. */
type TimeoutBudget = { readonly [T in TimerName as `${T}Timeouts`]: number };

/** What may still happen in a world, by kinds. */
export interface Budget extends TimeoutBudget {
  readonly clientCommands: number;
  /** Of the page client-batches: events with two commands each. */
  readonly clientBatches: number;
  /** Of the page read-index: reads, each at a server that knows a leader. */
  readonly reads: number;
  /** Of the page leadership-transfer: requests, each at a leader and for one of the others. */
  readonly transfers: number;
  /** Of the page membership: requests, each at a leader and for one of the lists of members that the world has. */
  readonly changes: number;
  readonly compactions: number;
  /** Crashes between two steps or, where the world allows it, within one. */
  readonly crashes: number;
  /** Deliveries after which the message is still in flight. */
  readonly duplicates: number;
  /** Messages that are taken out of flight. A message may always stay in flight for ever, which is a loss too. */
  readonly losses: number;
  /** Deliveries of a corrupted snapshot chunk. */
  readonly corruptions: number;
}

export const noBudget: Budget = {
  ...(Object.fromEntries(timerNames.map((timer) => [`${timer}Timeouts`, 0])) as TimeoutBudget),
  clientCommands: 0,
  clientBatches: 0,
  reads: 0,
  transfers: 0,
  changes: 0,
  compactions: 0,
  crashes: 0,
  duplicates: 0,
  losses: 0,
  corruptions: 0,
};

type Kind = keyof Budget;

const kinds = Object.keys(noBudget) as Kind[];

/** Names as they stand in the budgets: a name composed at each look-up would cost more than all else that expands a world. */
const timeoutKinds = Object.fromEntries(
  timerNames.map((timer) => [timer, kinds.find((kind) => kind === `${timer}Timeouts`)]),
) as { readonly [T in TimerName]: `${T}Timeouts` };

/** The budget that a timeout is paid from. */
export const timeoutsOf = (timer: TimerName): keyof TimeoutBudget => timeoutKinds[timer];

/** One kind in all budgets. Looked up once: a look-up by name for each successor would cost more than the successor. */
export interface Purse {
  /** How much is left of it, by the number of the budget. */
  readonly left: Uint16Array;
  /** By how much the number falls when one is spent. There must be one left. */
  readonly cost: number;
}

/** Budgets by number. Numbers follow from the first budget alone, so that they are the same in every thread. */
export class Budgets {
  /** How many different budgets there can be; numbers are less. */
  readonly size: number;
  readonly #purses: Readonly<Record<Kind, Purse>>;

  constructor(first: Budget) {
    const costs = { ...noBudget } as Record<Kind, number>;
    let size = 1;
    for (const kind of kinds) {
      costs[kind] = size;
      size *= first[kind] + 1;
    }
    this.size = size;
    const purseOf = (kind: Kind): Purse => ({
      left: Uint16Array.from({ length: size }, (_, budget) => Math.floor(budget / costs[kind]) % (first[kind] + 1)),
      cost: costs[kind],
    });
    this.#purses = Object.fromEntries(kinds.map((kind) => [kind, purseOf(kind)])) as Record<Kind, Purse>;
  }

  /** The number of the whole budget. */
  get whole(): number {
    return this.size - 1;
  }

  purseOf(kind: Kind): Purse {
    return this.#purses[kind];
  }

  valueOf(budget: number): Budget {
    return Object.fromEntries(kinds.map((kind) => [kind, this.purseOf(kind).left[budget]])) as unknown as Budget;
  }
}
