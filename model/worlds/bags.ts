/**
 * Messages in flight to one server, as a sorted list of numbers: what `src/cluster/network.ts` is for a driver, in the form of a
 * bounded world. Two worlds are the same if their numbers are, so there is no order of sending, and a bag is interned once.
 */
import type { ComponentStore } from '../../src/check/explore/componentStore.ts';
import type { RowLayout } from './rowLayout.ts';

export class Bags {
  readonly empty: number;
  /** A bag with one message less. It must be there. */
  readonly without: (bag: number, message: number) => number;
  /** A bag with all messages of another one. */
  readonly with: (bag: number, sent: number) => number;
  readonly #bags: RowLayout['bags'];
  readonly #views: (Int32Array | undefined)[] = [];

  constructor({ bags }: RowLayout, store: ComponentStore) {
    this.#bags = bags;
    this.empty = bags.numberOf([]);
    this.without = store.memoize((bag, message) => {
      const messages = [...bags.valueOf(bag)];
      messages.splice(messages.indexOf(message), 1);
      return bags.numberOf(messages);
    });
    this.with = store.memoize((bag, sent) => this.of([...bags.valueOf(bag), ...bags.valueOf(sent)]));
  }

  of(messages: readonly number[]): number {
    return this.#bags.numberOf([...messages].sort((a, b) => a - b));
  }

  /** The different messages of a bag. */
  view(bag: number): Int32Array {
    const known = this.#views[bag];
    if (known) return known;
    const view = Int32Array.from(new Set(this.#bags.valueOf(bag)));
    this.#views[bag] = view;
    return view;
  }
}
