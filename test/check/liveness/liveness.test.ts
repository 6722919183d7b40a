import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Model } from '../../../src/check/explore/model.ts';
import { fairRegions } from '../../../src/check/liveness/fairRegions.ts';
import type { GraphFairness } from '../../../src/check/liveness/graph.ts';
import { findViolation, type LivenessQuestion } from '../../../src/check/liveness/liveness.ts';
import { diningPhilosophers } from '../explore/models/diningPhilosophers.ts';
import { mutualExclusion } from '../explore/models/mutualExclusion.ts';
import { tokenRing } from '../explore/models/tokenRing.ts';
import { type Edge, faultOf, graphOfEdges, isViolated, questionOf } from './naiveLiveness.ts';

/** Edges as `from to label`, in the order of `from`. The label is 0 when it is left out. */
const edgesOf = (...lines: readonly string[]): readonly Edge[] =>
  lines.map((line) => {
    const [from = 0, to = 0, label = 0] = line.split(' ').map(Number);
    return { from, to, label };
  });

const violation = (edges: readonly Edge[], question: Partial<LivenessQuestion> & Pick<LivenessQuestion, 'holds'>) => {
  const states = 1 + Math.max(...edges.flatMap(({ from, to }) => [from, to]));
  return findViolation(graphOfEdges(states, [0], edges), { fairness: [], ...question });
};

const weak = (...labels: readonly number[]): GraphFairness => ({
  strength: 'weak',
  includes: (label) => labels.includes(label),
});

const strong = (...labels: readonly number[]): GraphFairness => ({ ...weak(...labels), strength: 'strong' });

describe('how a run may fail to get there', () => {
  const isTwo = (state: number): boolean => state === 2;

  test('it ends', () => {
    expect(violation(edgesOf('0 1', '0 2'), { holds: isTwo })).toEqual({ start: 0, edges: [0] });
  });

  test('it goes round for ever', () => {
    expect(violation(edgesOf('0 1', '1 0', '1 2'), { holds: isTwo })).toEqual({ start: 0, edges: [0, 1], loopsTo: 0 });
  });

  test('it goes round after a beginning', () => {
    const edges = edgesOf('0 1', '1 3', '1 2', '3 4', '4 3');
    expect(violation(edges, { holds: isTwo })).toEqual({ start: 0, edges: [0, 1, 3, 4], loopsTo: 2 });
  });

  test('where a run that got there joins one that did not', () => {
    const edges = edgesOf('0 1', '0 2', '1 3', '2 3');
    expect(violation(edges, { holds: isTwo })).toEqual({ start: 0, edges: [0, 2] });
  });

  test('every run gets there', () => {
    expect(violation(edgesOf('0 1', '1 2', '2 0'), { holds: isTwo })).toBeUndefined();
  });

  test('an initial state is good already', () => {
    expect(violation(edgesOf('0 1', '1 0'), { holds: (state) => state === 0 })).toBeUndefined();
  });

  test('the nearest failure is told', () => {
    const edges = edgesOf('0 1', '0 5', '1 2', '2 3', '3 4');
    expect(violation(edges, { holds: () => false })).toEqual({ start: 0, edges: [1] });
  });
});

describe('whenever', () => {
  const holds = (state: number): boolean => state === 2;

  test('asked for later, and on a run that got there before', () => {
    const edges = edgesOf('0 2', '1 3', '2 1');
    expect(violation(edges, { holds, whenever: (state) => state === 1 })).toEqual({ start: 0, edges: [0, 2, 1] });
  });

  test('never asked for', () => {
    expect(violation(edgesOf('0 1'), { holds, whenever: (state) => state === 7 })).toBeUndefined();
  });

  test('asked for only where it is good', () => {
    expect(violation(edgesOf('0 2', '2 3'), { holds, whenever: holds })).toBeUndefined();
  });
});

describe('stuttering', () => {
  const holds = (state: number): boolean => state === 1;

  test('a state that only leads to itself is an end', () => {
    expect(violation(edgesOf('0 0'), { holds })).toEqual({ start: 0, edges: [] });
  });

  test('nobody stutters for ever while something can change', () => {
    expect(violation(edgesOf('0 0', '0 1'), { holds })).toBeUndefined();
  });

  test('a fair action is neither taken nor possible where it changes nothing', () => {
    const edges = edgesOf('0 2', '2 0', '2 2 1', '2 1');
    expect(violation(edges, { holds, fairness: [weak(1)] })).toEqual({ start: 0, edges: [0, 1], loopsTo: 0 });
  });
});

describe('fairness', () => {
  const holds = (state: number): boolean => state === 2;
  /** 0 and 1 take turns; out of 1 the action 1 leads to 2. */
  const sometimesPossible = edgesOf('0 1', '1 0', '1 2 1');
  const alwaysPossible = edgesOf('0 1', '0 2 1', '1 0', '1 2 1');

  test.each<[string, readonly Edge[], GraphFairness | undefined, boolean]>([
    ['possible now and then, no fairness', sometimesPossible, undefined, true],
    ['possible now and then, weak', sometimesPossible, weak(1), true],
    ['possible now and then, strong', sometimesPossible, strong(1), false],
    ['always possible, no fairness', alwaysPossible, undefined, true],
    ['always possible, weak', alwaysPossible, weak(1), false],
    ['always possible, strong', alwaysPossible, strong(1), false],
  ])('%s', (_, edges, kind, expected) => {
    expect(violation(edges, { holds, fairness: kind ? [kind] : [] }) !== undefined).toBe(expected);
  });

  test('a loop takes what fairness asks for', () => {
    const edges = edgesOf('0 1', '0 3 1', '1 0', '3 0', '3 4 2', '4 0');
    const found = violation(edges, { holds, fairness: [weak(1), strong(2)] });
    expect(found).toEqual({ start: 0, edges: [1, 4, 5], loopsTo: 0 });
  });

  test('where strong fairness forbids part of a loop, another part may do', () => {
    const edges = edgesOf('0 1', '1 0', '1 3', '3 1', '3 2 1');
    expect(violation(edges, { holds, fairness: [strong(1)] })).toEqual({ start: 0, edges: [0, 1], loopsTo: 0 });
  });
});

describe('known answers', () => {
  const isBroken = <State, Action>(model: Model<State, Action>, name: string): boolean => {
    const { graph, question } = questionOf(model, name);
    return findViolation(graph, question) !== undefined;
  };

  test.each([
    ['peterson', 'weak', false],
    ['flags', 'strong', true],
    ['semaphore', 'none', true],
    ['semaphore', 'weak', true],
    ['semaphore', 'strong', false],
  ] as const)('mutual exclusion by %s, fairness %s: starves %s', (gate, strength, expected) => {
    expect(isBroken(mutualExclusion(gate, strength), 'gets in')).toBe(expected);
  });

  test.each([
    [false, 'strong', 'someone eats', true],
    [true, 'weak', 'someone eats', false],
    [true, 'weak', 'the first eats', true],
    [true, 'strong', 'the first eats', false],
  ] as const)('philosophers, one left-handed %s, fairness %s: %s, broken %s', (...[hand, strength, name, expected]) => {
    expect(isBroken(diningPhilosophers({ philosophers: 4, lastIsLeftHanded: hand, strength }), name)).toBe(expected);
  });

  test.each([
    [true, false],
    [false, true],
  ])('a ring of 5, passing on is fair %s: broken %s', (isFair, expected) => {
    expect(isBroken(tokenRing(5, isFair), 'comes round')).toBe(expected);
  });

  test('the philosophers starve with every one holding a fork', () => {
    const model = diningPhilosophers({ philosophers: 3, lastIsLeftHanded: false, strength: 'strong' });
    const { graph, question, states } = questionOf(model, 'someone eats');
    const { edges, loopsTo } = findViolation(graph, question) ?? { edges: [] };
    expect(loopsTo).toBeUndefined();
    expect(states[graph.edgeTarget[edges.at(-1) ?? 0] ?? 0]).toEqual({ forks: [1, 1, 1], heldBy: [0, 1, 2] });
  });
});

describe('compared with trying everything', () => {
  const size = 6;
  const labels = 3;
  const state = fc.nat(size - 1);
  const some = <T>(item: fc.Arbitrary<T>, max: number) => fc.array(item, { maxLength: max });
  const cases = fc.record({
    initial: fc.array(state, { minLength: 1, maxLength: 2 }),
    edges: some(fc.record({ from: state, to: state, label: fc.nat(labels - 1) }), 14).map((edges) =>
      edges.toSorted((a, b) => a.from - b.from),
    ),
    good: some(state, 2),
    asked: fc.option(some(state, 3), { nil: undefined }),
    fairness: some(fc.record({ isStrong: fc.boolean(), of: some(fc.nat(labels - 1), 2) }), 3),
  });

  test('the same verdict, and a run that bears it out', () => {
    fc.assert(
      fc.property(cases, ({ initial, edges, good, asked, fairness }) => {
        const question: LivenessQuestion = {
          holds: (at) => good.includes(at),
          ...(asked && { whenever: (at: number) => asked.includes(at) }),
          fairness: fairness.map(({ isStrong, of }) => (isStrong ? strong(...of) : weak(...of))),
        };
        const found = findViolation(graphOfEdges(size, initial, edges), question);
        expect(found !== undefined).toBe(isViolated(size, initial, edges, question));
        if (found) expect(faultOf(found, initial, edges, question)).toBeUndefined();
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the judge of runs is no rubber stamp', () => {
  const edges = edgesOf('0 1', '0 3 1', '1 0', '1 2 1', '3 0');
  const holds = (state: number): boolean => state === 2;

  test.each<[string, Parameters<typeof faultOf>[0], GraphFairness[], RegExp | undefined]>([
    ['a sound run', { start: 0, edges: [0, 2], loopsTo: 0 }, [], undefined],
    ['begins elsewhere', { start: 1, edges: [2, 0], loopsTo: 0 }, [], /initial/],
    ['jumps', { start: 0, edges: [0, 4], loopsTo: 0 }, [], /follow/],
    ['gets there', { start: 0, edges: [0, 3] }, [], /happens/],
    ['stops too early', { start: 0, edges: [0] }, [], /could go on/],
    ['does not come back', { start: 0, edges: [0, 2, 1], loopsTo: 0 }, [], /no loop/],
    ['is weakly unfair', { start: 0, edges: [0, 2], loopsTo: 0 }, [weak(1)], /not fair/],
    ['is strongly unfair', { start: 0, edges: [1, 4], loopsTo: 0 }, [strong(0), strong(2)], /not fair/],
  ])('%s', (_, run, fairness, words) => {
    const labelled = edges.map((edge, place) => (place === 0 ? { ...edge, label: 2 } : edge));
    const fault = faultOf(run, [0], labelled, { holds, fairness });
    if (words) expect(fault).toMatch(words);
    else expect(fault).toBeUndefined();
  });
});

describe('size', () => {
  test('a path of a million states does not exhaust the stack, and its loop is found', () => {
    const states = 1_000_000;
    const graph = {
      states,
      initial: Int32Array.of(0),
      edgeStart: Int32Array.from({ length: states + 1 }, (_, place) => place),
      edgeTarget: Int32Array.from({ length: states }, (_, place) => (place + 1) % states),
      edgeLabel: new Int32Array(states),
    };
    const found = findViolation(graph, { holds: () => false, fairness: [weak(0)] });
    expect([found?.edges.length, found?.loopsTo]).toEqual([states, 0]);
    expect(
      new Set(
        fairRegions(
          graph,
          Int32Array.from({ length: states }, (_, place) => place),
          [],
        ),
      ).size,
    ).toBe(1);
  });
});
