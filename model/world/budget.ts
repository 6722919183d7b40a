/** How much may still happen in a world. What is spent does not come back, so that every run ends. */
export interface Budget {
  readonly electionTimeouts: number;
  readonly heartbeatTimeouts: number;
  readonly clientCommands: number;
  readonly compactions: number;
  /** Crashes between two steps or, where the world allows it, within one. */
  readonly crashes: number;
  /** Deliveries after which the message is still in flight. */
  readonly duplicates: number;
  /** Messages that are taken out of flight. A message may always stay in flight for ever, which is a loss too. */
  readonly drops: number;
  /** Deliveries of a damaged snapshot chunk. */
  readonly corruptions: number;
}

export const noBudget: Budget = {
  electionTimeouts: 0,
  heartbeatTimeouts: 0,
  clientCommands: 0,
  compactions: 0,
  crashes: 0,
  duplicates: 0,
  drops: 0,
  corruptions: 0,
};

/** Budgets by number. Numbers follow from the first budget alone, so that they are the same in every thread. */
export class Budgets {
  readonly #names = Object.keys(noBudget) as (keyof Budget)[];
  /** How many different budgets there can be; numbers are less. */
  readonly size: number;
  readonly #first: Budget;
  readonly #strides: Readonly<Record<keyof Budget, number>>;

  constructor(first: Budget) {
    this.#first = first;
    let stride = 1;
    const strides = { ...noBudget };
    for (const name of this.#names) {
      strides[name] = stride;
      stride *= first[name] + 1;
    }
    this.#strides = strides;
    this.size = stride;
  }

  /** The number of the whole budget. */
  get whole(): number {
    return this.#names.reduce((sum, name) => sum + this.#first[name] * this.#strides[name], 0);
  }

  left(budget: number, name: keyof Budget): number {
    return Math.floor(budget / this.#strides[name]) % (this.#first[name] + 1);
  }

  /** By how much the number falls when one of a kind is spent. There must be one left. */
  cost(name: keyof Budget): number {
    return this.#strides[name];
  }

  valueOf(budget: number): Budget {
    return Object.fromEntries(this.#names.map((name) => [name, this.left(budget, name)])) as unknown as Budget;
  }
}
