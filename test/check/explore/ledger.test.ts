import { describe, expect, test } from 'vitest';
import { sharedDictionary, sharedTexts } from '../../../src/check/explore/dictionary.ts';
import { Kit } from '../../../src/check/explore/kit.ts';
import { Ledger, type SharedLedger, sharedLedger } from '../../../src/check/explore/ledger.ts';

const told = (ledger: Ledger): readonly (readonly number[])[] => {
  const entries: (readonly number[])[] = [];
  ledger.read((...entry) => entries.push(entry));
  return entries;
};

describe('a ledger', () => {
  test('tells each thread what it has not read yet, its own entries too', () => {
    const shared = sharedLedger(8);
    const [one, other] = [new Ledger(shared), new Ledger(shared)];
    one.tell(1, 2, 0);
    expect(told(other)).toEqual([[1, 2, 0]]);
    other.tell(3, 4, 5);
    expect([told(one), told(other), told(one)]).toEqual([
      [
        [1, 2, 0],
        [3, 4, 5],
      ],
      [[3, 4, 5]],
      [],
    ]);
  });

  test('does not go past an entry that is not written yet', () => {
    const shared = sharedLedger(8);
    const ledger = new Ledger(shared);
    ledger.tell(1, 1, 1);
    Atomics.add(shared.head, 0, 1); // another thread has begun an entry
    ledger.tell(3, 3, 3);
    expect(told(ledger)).toEqual([[1, 1, 1]]);
    shared.cells.set([2, 2, 2 + 1], 3);
    expect(told(ledger)).toEqual([
      [2, 2, 2],
      [3, 3, 3],
    ]);
  });

  test('keeps what it has room for', () => {
    const ledger = new Ledger(sharedLedger(2));
    for (let number = 0; number < 5; number++) ledger.tell(number, 0, number);
    expect([told(ledger), told(ledger)]).toEqual([
      [
        [0, 0, 0],
        [1, 0, 1],
      ],
      [],
    ]);
  });
});

describe('threads with ledgers', () => {
  test('compute once what each of them asks for', () => {
    const [texts, ledgers] = [sharedTexts(100, 1000), [] as SharedLedger[]];
    const kit = (): Kit =>
      new Kit(
        () => sharedDictionary(texts),
        (place) => {
          ledgers[place] ??= sharedLedger(100);
          return new Ledger(ledgers[place]);
        },
      );
    const asked: string[] = [];
    const [one, other] = [kit(), kit()].map((thread) => {
      const sums = thread.component<number>('sum');
      const sum = thread.remember((a, b) => {
        asked.push(`${a}+${b}`);
        return sums.numberOf(a + b);
      }, true);
      return { thread, sum: (a: number, b: number) => sums.valueOf(sum(a, b)) };
    });
    expect([one?.sum(1, 2), other?.sum(1, 2), other?.sum(2, 2), one?.sum(2, 2), one?.sum(1, 2)]).toEqual([
      3, 3, 4, 4, 3,
    ]);
    expect(asked).toEqual(['1+2', '2+2']);
    expect([one?.thread.localSteps, other?.thread.localSteps]).toEqual([1, 1]);
  });
});
