/** A queue by time. */
interface Item<T> {
  readonly time: number;
  readonly order: number;
  readonly value: T;
}

/** What is due later, earliest first; of what is due at the same time, what was added first. */
export class Queue<T> {
  readonly #heap: Item<T>[] = [];
  #added = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** When the next item is due; infinity when there is none. */
  get nextTime(): number {
    return this.#heap[0]?.time ?? Number.POSITIVE_INFINITY;
  }

  add(time: number, value: T): void {
    const item = { time, order: this.#added++, value };
    let place = this.#heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#heap[parent];
      if (!above || !isBefore(item, above)) break;
      this.#heap[place] = above;
      place = parent;
    }
    this.#heap[place] = item;
  }

  /** Takes the next item out; undefined when there is none. */
  take(): T | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last && first !== last) this.#sink(last);
    return first?.value;
  }

  #sink(item: Item<T>): void {
    let place = 0;
    for (;;) {
      const child = this.#smallerChild(2 * place + 1);
      const below = this.#heap[child];
      if (!below || !isBefore(below, item)) break;
      this.#heap[place] = below;
      place = child;
    }
    this.#heap[place] = item;
  }

  #smallerChild(left: number): number {
    const a = this.#heap[left];
    const b = this.#heap[left + 1];
    return a && b && isBefore(b, a) ? left + 1 : left;
  }
}

const isBefore = <T>(a: Item<T>, b: Item<T>): boolean => a.time < b.time || (a.time === b.time && a.order < b.order);
