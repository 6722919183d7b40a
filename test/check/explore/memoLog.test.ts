import { describe, expect, test } from 'vitest';
import { ComponentStore } from '../../../src/check/explore/componentStore.ts';
import { sharedInterner, sharedTexts } from '../../../src/check/explore/interner.ts';
import { MemoLog, type SharedMemoLog, sharedMemoLog } from '../../../src/check/explore/memoLog.ts';

const told = (memoLog: MemoLog): readonly (readonly number[])[] => {
  const entries: (readonly number[])[] = [];
  memoLog.read((...entry) => entries.push(entry));
  return entries;
};

describe('a memo log', () => {
  test('tells each thread what it has not read yet, its own entries too', () => {
    const shared = sharedMemoLog(8);
    const [one, other] = [new MemoLog(shared), new MemoLog(shared)];
    one.append(1, 2, 0);
    expect(told(other)).toEqual([[1, 2, 0]]);
    other.append(3, 4, 5);
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
    const shared = sharedMemoLog(8);
    const memoLog = new MemoLog(shared);
    memoLog.append(1, 1, 1);
    Atomics.add(shared.head, 0, 1); // another thread has begun an entry
    memoLog.append(3, 3, 3);
    expect(told(memoLog)).toEqual([[1, 1, 1]]);
    shared.cells.set([2, 2, 2 + 1], 3);
    expect(told(memoLog)).toEqual([
      [2, 2, 2],
      [3, 3, 3],
    ]);
  });

  test('keeps what it has room for', () => {
    const memoLog = new MemoLog(sharedMemoLog(2));
    for (let number = 0; number < 5; number++) memoLog.append(number, 0, number);
    expect([told(memoLog), told(memoLog)]).toEqual([
      [
        [0, 0, 0],
        [1, 0, 1],
      ],
      [],
    ]);
  });
});

describe('threads with memo logs', () => {
  test('compute once what each of them asks for', () => {
    const [texts, memoLogs] = [sharedTexts(100, 1000), [] as SharedMemoLog[]];
    const store = (): ComponentStore =>
      new ComponentStore(
        () => sharedInterner(texts),
        (place) => {
          memoLogs[place] ??= sharedMemoLog(100);
          return new MemoLog(memoLogs[place]);
        },
      );
    const asked: string[] = [];
    const [one, other] = [store(), store()].map((thread) => {
      const sums = thread.component<number>('sum');
      const sum = thread.memoize((a, b) => {
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
