/** Which derived schedules are kept. */
import { expect, test } from 'vitest';
import { coverOf } from '../../../../src/grade/schedules/derived/cover.ts';
import type { DerivedSchedule } from '../../../../src/grade/schedules/derived/script.ts';

const schedule = (id: string, steps: number, ...finds: readonly string[]): DerivedSchedule => ({
  id,
  mutant: id,
  property: 'SP-1',
  clause: 'RV-2',
  shownBy: ['W1'],
  finds,
  script: {
    servers: 3,
    messages: [],
    steps: Array.from({ length: steps }, () => ({ do: 'crash', server: 0 }) as const),
    sequel: { side: [] },
    crux: 0,
  },
});

const kept = (all: readonly DerivedSchedule[], isPreferred = (_: DerivedSchedule): boolean => true) =>
  coverOf(all, isPreferred).map(({ id }) => id);

test('all that is found is found by what is kept, which is little', () => {
  expect(kept([schedule('a', 3, 'x'), schedule('b', 9, 'x', 'y'), schedule('c', 3, 'z')])).toEqual(['b', 'c']);
});

test('the shorter of two that find the same is kept', () => {
  expect(kept([schedule('long', 9, 'x'), schedule('short', 3, 'x')])).toEqual(['short']);
});

test('what later ones make needless is left out', () => {
  const all = [schedule('a', 3, 'u', 'v', 'w'), schedule('b', 4, 'u', 'v', 'x'), schedule('c', 4, 'w', 'y')];
  expect(kept(all)).toEqual(['b', 'c']);
});

test('what is preferred goes first, and is left out for nothing else', () => {
  const all = [schedule('better', 9, 'x', 'y', 'z'), schedule('preferred', 9, 'x', 'y')];
  expect(kept(all, ({ id }) => id === 'preferred')).toEqual(['preferred', 'better']);
});

test('what finds nothing is not kept', () => {
  expect(kept([schedule('a', 3)])).toEqual([]);
});
