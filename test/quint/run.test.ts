import { newRng } from '@informalsystems/quint/dist/src/rng.js';
import { Evaluator } from '@informalsystems/quint/dist/src/runtime/impl/evaluator.js';
import { rv } from '@informalsystems/quint/dist/src/runtime/impl/runtimeValue.js';
import { newTraceRecorder } from '@informalsystems/quint/dist/src/runtime/trace.js';
import { describe, expect, test } from 'vitest';
import { loadSpec, type RunOptions, type SpecTrace } from '../../src/quint/index.ts';
import { loadProgram } from '../../src/quint/program.ts';
import { decode, type Value } from '../../src/quint/values.ts';

const FILE = 'test/quint/counter.qnt';
const spec = loadSpec(FILE, 'small');

const run = (options: Partial<RunOptions> = {}) =>
  spec.run({
    init: 'init',
    step: 'step',
    invariants: ['countsRight'],
    witnesses: [],
    traces: 50,
    steps: 12,
    seed: 7,
    ...options,
  });

describe('random traces', () => {
  test('keep an invariant that holds', () => {
    const { violation, traces, steps, count } = run();
    expect(violation).toBeUndefined();
    expect({ steps, count }).toEqual({ steps: 50 * 12, count: 50 });
    expect(traces.map(({ states }) => states.length)).toEqual(traces.map(() => 13));
    expect(traces[0]?.states[0]).toEqual({
      vars: {
        count: 0,
        states: { map: ['ann', 'bob', 'cid'].map((name) => [name, { tag: 'Idle', value: {} }]) },
        done: [],
        note: { tuple: [0, { set: [] }] },
      },
      action: 'init',
      picks: {},
    });
    expect(traces[0]?.states[1]).toMatchObject({ action: 'fetch', picks: { worker: expect.any(String) as string } });
  });

  test('find the one that does not, by name, and what of it is false', () => {
    const { violation, count, traces } = run({ invariants: ['countsRight', 'isEarly'] });
    expect(violation).toMatchObject({
      invariant: 'isEarly',
      because: { text: 'count < 4', line: 68, column: 17, left: 4, right: 4 },
    });
    expect(violation?.trace.states.map(({ vars }) => vars['count'] === 4).indexOf(true)).toBe(
      (violation?.trace.states.length ?? 0) - 1,
    );
    expect(traces).toHaveLength(count);
  });

  test('in the first state, too', () => {
    expect(run({ invariants: ['hasDone'] }).violation?.trace.states).toHaveLength(1);
  });

  test('count those in which something happened', () => {
    const { witnesses, traces } = run({ witnesses: ['isLate', 'hasDone', 'isOpen'], steps: 8 });
    const inWhich = (happens: (vars: Vars) => boolean): number =>
      traces.filter(({ states }) => states.some(({ vars }) => happens(vars))).length;
    const late = inWhich(({ count }) => count === 5);
    expect(late).toBeGreaterThan(0);
    expect(late).toBeLessThan(50);
    const done = inWhich((vars) => Array.isArray(vars['done']) && vars['done'].length > 0);
    expect(witnesses).toEqual({ isLate: late, hasDone: done, isOpen: 50 });
  });

  test('are the same for the same seed, and others for another one', () => {
    expect(run()).toEqual(run({ seed: 7n }));
    expect(run({ seed: 8 }).traces).not.toEqual(run().traces);
  });

  test('have a seed each, that makes them again', () => {
    const trace = run().traces[20];
    expect(run({ seed: trace?.seed ?? 0, traces: 1 }).traces).toEqual([trace]);
  });

  test('go to whoever takes them, and are not kept then', () => {
    const taken: SpecTrace[] = [];
    const report = run({ onTrace: (trace, place) => expect(place).toBe(taken.push(trace) - 1) });
    expect(report.traces).toEqual([]);
    expect(taken).toEqual(run().traces);
  });

  test('end early when no step is enabled', () => {
    const stuck = run({ step: 'fetchAnn', traces: 1 });
    expect(stuck).toMatchObject({ steps: 1 });
    expect(stuck.violation).toBeUndefined();
  });

  test('say where an error is, and in which trace', () => {
    expect(() => run({ step: 'breaks' })).toThrow(
      new RegExp(`^${FILE}:95:25: Called 'get' with a non-existing key.* in step 1 of the trace of seed 7$`),
    );
    expect(() => run({ step: 'forgets' })).toThrow(
      `${FILE}:94:10: forgets leaves note without a value; assign note'; in step 1 of the trace of seed 7`,
    );
    expect(() => run({ invariants: ['nope'] })).toThrow(`${FILE}: there is no nope in module small; define it there`);
    expect(() => run({ invariants: ['WORKERS'] })).toThrow(`${FILE}:17:12: WORKERS is neither true nor false`);
  });

  test('are those that quint makes of the same seed', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      expect(run({ seed, traces: 1 }).traces[0]?.states.map(flat)).toEqual(quintTrace(BigInt(seed)));
    }
  });
});

type Vars = SpecTrace['states'][number]['vars'];

const flat = ({ vars, action, picks }: SpecTrace['states'][number]): Value => ({
  ...vars,
  'mbt::actionTaken': action,
  'mbt::nondetPicks': { worker: picks['worker'] === undefined ? { tag: 'None', value: {} } : some(picks['worker']) },
});

const some = (value: Value): Value => ({ tag: 'Some', value });

/** What the simulator of quint itself makes. */
const quintTrace = (seed: bigint): readonly Value[] => {
  const { table, definitions } = loadProgram(FILE, 'small');
  const named = (name: string, id: bigint) => {
    const definition = definitions.get(name);
    if (definition !== undefined) table.set(id, definition);
    return { kind: 'name', name, id } as const;
  };
  const rng = newRng(seed);
  const evaluator = new Evaluator(table, newTraceRecorder(0, rng, 1), rng, true);
  const [init, step, invariant] = [
    named('init', 10n ** 9n),
    named('step', 10n ** 9n + 1n),
    named('countsRight', 10n ** 9n + 2n),
  ];
  const { bestTraces } = evaluator.simulate(init, step, invariant, [], 1, 12, 1);
  return (bestTraces[0]?.states ?? []).map((state) => unqualified(decode(rv.fromQuintEx(state))));
};

/** The simulator calls variables of an instance by their longest names. */
const unqualified = (state: Value): Value =>
  Object.fromEntries(
    Object.entries(state).map(([name, value]) => [name.replace('small::counter::', ''), value as Value]),
  );
