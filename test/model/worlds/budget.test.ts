import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Budget, Budgets, noBudget } from '../../../model/worlds/budget.ts';

const names = Object.keys(noBudget) as (keyof Budget)[];
/** Of a few kinds at once, as worlds have them: the table of what is left is as long as the product of all. */
const budgets: fc.Arbitrary<Budget> = fc
  .tuple(fc.subarray(names, { maxLength: 6 }), fc.array(fc.nat(3), { minLength: 6, maxLength: 6 }))
  .map(([kinds, numbers]) => ({
    ...noBudget,
    ...Object.fromEntries(kinds.map((kind, place) => [kind, numbers[place]])),
  }));

test('a number stands for one budget, and the whole one is the largest', () => {
  fc.assert(
    fc.property(budgets, (first) => {
      const all = new Budgets(first);
      expect(all.size).toBe(names.reduce((product, name) => product * (first[name] + 1), 1));
      expect(all.whole).toBe(all.size - 1);
      expect(all.valueOf(all.whole)).toEqual(first);
      expect(all.valueOf(0)).toEqual(noBudget);
    }),
  );
});

test('spending takes one of its kind, and nothing else', () => {
  fc.assert(
    fc.property(budgets, fc.array(fc.constantFrom(...names), { maxLength: 12 }), (first, spendings) => {
      const all = new Budgets(first);
      let left = first;
      let number = all.whole;
      for (const name of spendings.filter((kind) => first[kind] > 0)) {
        if (all.purseOf(name).left[number] === 0) continue;
        number -= all.purseOf(name).cost;
        left = { ...left, [name]: left[name] - 1 };
        expect(all.valueOf(number)).toEqual(left);
      }
    }),
  );
});

test('what costs of another kind is told apart', () => {
  const all = new Budgets({ ...noBudget, electionTimeouts: 1, crashes: 2 });
  const crashes = all.purseOf('crashes');
  expect(crashes.left[all.whole - crashes.cost]).toBe(1);
  expect(crashes.left[all.whole - all.purseOf('electionTimeouts').cost]).toBe(2);
  expect(all.purseOf('losses').left[all.whole]).toBe(0);
});
