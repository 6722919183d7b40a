import { expect, test } from 'vitest';
import { type AppliedRun, Ledger } from '../../src/processes/ledger.ts';

test('a ledger tells each command once, keeps the latest alone, and comes back with them', () => {
  const told: AppliedRun[] = [];
  const ledger = new Ledger((applied) => told.push(applied));
  for (let count = 1; count <= 10_000; count++) ledger.apply(`c${count} add 1`);
  expect(told.map(({ first }) => first)).toEqual(Array.from({ length: 10_000 }, (_, place) => place + 1));
  const { latest, count, counter } = ledger.state;
  expect([count, counter]).toEqual([10_000, 10_000]);
  expect(latest.length).toBeGreaterThanOrEqual(1000);
  expect(latest.length).toBeLessThanOrEqual(2000);
  expect(latest.at(-1)).toBe('c10000 add 1');

  const again: AppliedRun[] = [];
  const restored = new Ledger((applied) => again.push(applied));
  restored.restore(ledger.snapshot());
  expect(restored.state).toEqual(ledger.state);
  expect(again).toEqual([{ first: 10_001 - latest.length, commands: latest }]);
  expect(restored.apply('c10001 set x')).toEqual({ position: 10_001, counter: 10_000, register: 'x' });
});
