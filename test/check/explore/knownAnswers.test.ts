import { describe, expect, test } from 'vitest';
import { explore } from '../../../src/check/explore/explore.ts';
import type { AnyModel, Model, TupleModel } from '../../../src/check/explore/model.ts';
import { isNightly } from '../../support/nightly.ts';
import { diningPhilosophers } from './models/diningPhilosophers.ts';
import { mutualExclusion } from './models/mutualExclusion.ts';
import { publishedRaft } from './models/publishedRaft.ts';
import { tokenRing } from './models/tokenRing.ts';
import { transactionCommit } from './models/transactionCommit.ts';
import { twoPhaseCommit } from './models/twoPhaseCommit.ts';
import { twoPhaseCommitTuple } from './models/twoPhaseCommitTuple.ts';
import { asModel, naive } from './naive.ts';

const smallRaft = publishedRaft({ servers: 2, values: 1, maxTerm: 2, maxLog: 1, maxInFlight: 1, maxMultiplicity: 1 });
const largeRaft = publishedRaft({ servers: 2, values: 1, maxTerm: 2, maxLog: 1, maxInFlight: 2, maxMultiplicity: 2 });

/** Models of different states in one list. */
const any = <State, Action>(model: Model<State, Action> | TupleModel): AnyModel => model as AnyModel;

/** What TLC counts, depth in levels; what it counts under symmetry depends on its representatives, orbits do not. */
const answers: readonly [string, AnyModel, boolean, { distinct: number; generated?: number; depth?: number }][] = [
  ['TCommit, 3', any(transactionCommit(3)), false, { distinct: 34, generated: 94, depth: 7 }],
  ['TwoPhase, 3', any(twoPhaseCommit(3)), false, { distinct: 288, generated: 1146, depth: 11 }],
  ['TwoPhase, 3, symmetry', any(twoPhaseCommit(3)), true, { distinct: 80, depth: 11 }],
  ['TwoPhase, 3, as a tuple', twoPhaseCommitTuple(3), false, { distinct: 288, generated: 1146, depth: 11 }],
  ['TwoPhase, 5', any(twoPhaseCommit(5)), false, { distinct: 8832, generated: 58_146, depth: 17 }],
  ['TwoPhase, 5, symmetry', any(twoPhaseCommit(5)), true, { distinct: 314, depth: 17 }],
  ['TwoPhase, 5, as a tuple', twoPhaseCommitTuple(5), false, { distinct: 8832, generated: 58_146, depth: 17 }],
  ['the published Raft', any(smallRaft), false, { distinct: 1645, generated: 12_861 }],
  ['the published Raft, symmetry', any(smallRaft), true, { distinct: 831, generated: 6475 }],
  ['the published Raft, more messages', any(largeRaft), false, { distinct: 22_231, generated: 210_801 }],
  ['the published Raft, more messages, symmetry', any(largeRaft), true, { distinct: 11_139, generated: 105_617 }],
];

describe('known answers', () => {
  const verify = (...[, model, symmetry, expected]: (typeof answers)[number]): void => {
    const report = explore(model, { symmetry });
    expect(report).toMatchObject({ ok: true, complete: true, stopped: null, ...expected });
  };

  const isLong = ([name]: (typeof answers)[number]): boolean => name.endsWith('more messages, symmetry');
  test.each(answers.filter((answer) => !isLong(answer)))('%s', verify);
  test.skipIf(!isNightly).each(answers.filter(isLong))('%s (at night)', verify);

  test.each(answers.filter(([name]) => !name.includes('more messages')))(
    '%s, by the naive search',
    (...[, model, symmetry, expected]) => {
      expect(
        naive(('places' in model ? asModel(model) : model) as Model<unknown, unknown>, { symmetry }),
      ).toMatchObject(expected);
    },
  );
});

describe('known verdicts on what happens sooner or later', () => {
  const verdictOf = <State, Action>(model: Model<State, Action> | TupleModel, name: string) =>
    explore(model).properties.find((property) => property.name === name)?.ok;

  test.each([
    ['peterson', 'weak', true],
    ['flags', 'strong', false],
    ['semaphore', 'none', false],
    ['semaphore', 'weak', false],
    ['semaphore', 'strong', true],
  ] as const)('mutual exclusion by %s, fairness %s: %s', (gate, strength, ok) => {
    expect(verdictOf(mutualExclusion(gate, strength), 'gets in')).toBe(ok);
  });

  test.each([
    [false, 'strong', 'someone eats', false],
    [true, 'weak', 'someone eats', true],
    [true, 'weak', 'the first eats', false],
    [true, 'strong', 'the first eats', true],
  ] as const)('philosophers, one left-handed %s, fairness %s: %s %s', (lastIsLeftHanded, strength, name, ok) => {
    expect(verdictOf(diningPhilosophers({ philosophers: 4, lastIsLeftHanded, strength }), name)).toBe(ok);
  });

  test('a run that goes round is told as a path and where it loops', () => {
    const [property] = explore(tokenRing(3, false)).properties;
    expect(property).toEqual({
      name: 'comes round',
      kind: 'eventually',
      ok: false,
      because: 'the run goes round for ever without it',
      loopsTo: 0,
      path: [
        { action: null, state: { holder: 0, isWorking: false } },
        { action: '"work"', state: { holder: 0, isWorking: true } },
        { action: '"rest"', state: { holder: 0, isWorking: false } },
      ],
    });
  });

  test('a run that ends is told as a path', () => {
    const model = diningPhilosophers({ philosophers: 3, lastIsLeftHanded: false, strength: 'strong' });
    const [property] = explore(model).properties;
    expect(property?.loopsTo).toBeUndefined();
    expect(property?.path?.at(-1)?.state).toEqual({ forks: [1, 1, 1], heldBy: [0, 1, 2] });
  });
});
