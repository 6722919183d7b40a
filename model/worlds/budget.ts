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

/** Budgets by number. Numbers follow from the first budget alone, so that they are the same in every thread. */
export class Budgets {
  /** How many different budgets there can be; numbers are less. */
  readonly size: number;
  readonly #costs: Readonly<Record<Kind, number>>;
  /** How much is left of each kind, by the number of the budget. */
  readonly #left: Readonly<Record<Kind, Uint16Array>>;

  constructor(first: Budget) {
    const costs = { ...noBudget } as Record<Kind, number>;
    let size = 1;
    for (const kind of kinds) {
      costs[kind] = size;
      size *= first[kind] + 1;
    }
    this.size = size;
    this.#costs = costs;
    const leftOf = (kind: Kind): Uint16Array =>
      Uint16Array.from({ length: size }, (_, budget) => Math.floor(budget / costs[kind]) % (first[kind] + 1));
    this.#left = Object.fromEntries(kinds.map((kind) => [kind, leftOf(kind)])) as Record<Kind, Uint16Array>;
  }

  /** The number of the whole budget. */
  get whole(): number {
    return this.size - 1;
  }

  left(budget: number, kind: Kind): number {
    return this.#left[kind][budget] as number;
  }

  /** By how much the number falls when one of a kind is spent. There must be one left. */
  cost(kind: Kind): number {
    return this.#costs[kind];
  }

  valueOf(budget: number): Budget {
    return Object.fromEntries(kinds.map((kind) => [kind, this.left(budget, kind)])) as unknown as Budget;
  }
}
