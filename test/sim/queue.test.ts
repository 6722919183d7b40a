import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Queue } from '../../src/sim/queue.ts';

/** Adds an item that is due at this time; null: takes one out. */
type Operation = number | null;

const operations: fc.Arbitrary<readonly Operation[]> = fc.array(fc.option(fc.nat(20), { freq: 2 }), {
  maxLength: 200,
  size: 'max',
});

/** The same queue without a heap: all items, sorted whenever one is wanted. */
class SortedTwin {
  #items: { readonly time: number; readonly value: number }[] = [];

  add(time: number, value: number): void {
    this.#items = [...this.#items, { time, value }].sort((a, b) => a.time - b.time || a.value - b.value);
  }

  get nextTime(): number {
    return this.#items[0]?.time ?? Number.POSITIVE_INFINITY;
  }

  get size(): number {
    return this.#items.length;
  }

  take(): number | undefined {
    return this.#items.shift()?.value;
  }
}

describe('the queue', () => {
  test('gives back what a sorted list gives back, whatever is added and taken in between', () => {
    fc.assert(
      fc.property(operations, (list) => {
        const queue = new Queue<number>();
        const twin = new SortedTwin();
        for (const [value, time] of list.entries()) {
          if (time === null) expect(queue.take()).toBe(twin.take());
          else {
            queue.add(time, value);
            twin.add(time, value);
          }
          expect([queue.size, queue.nextTime]).toEqual([twin.size, twin.nextTime]);
        }
        while (twin.size > 0) expect(queue.take()).toBe(twin.take());
        expect(queue.take()).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test('gives what is due at the same time in the order of adding', () => {
    const queue = new Queue<number>();
    for (let value = 0; value < 100; value++) queue.add(7, value);
    expect(Array.from({ length: 100 }, () => queue.take())).toEqual(Array.from({ length: 100 }, (_, value) => value));
  });

  test('goes on counting: what is added later at the same time comes later', () => {
    const queue = new Queue<string>();
    queue.add(1, 'first');
    queue.add(1, 'second');
    expect(queue.take()).toBe('first');
    queue.add(1, 'third');
    expect([queue.take(), queue.take()]).toEqual(['second', 'third']);
  });

  test('says when it is empty', () => {
    const queue = new Queue<string>();
    expect([queue.size, queue.nextTime, queue.take()]).toEqual([0, Number.POSITIVE_INFINITY, undefined]);
  });

  test('holds undefined like any other value', () => {
    const queue = new Queue<string | undefined>();
    queue.add(1, undefined);
    expect([queue.size, queue.nextTime]).toEqual([1, 1]);
    expect(queue.take()).toBeUndefined();
    expect(queue.size).toBe(0);
  });
});
