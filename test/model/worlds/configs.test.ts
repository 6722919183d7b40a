import { describe, expect, test } from 'vitest';
import { counterexampleFrom } from '../../../model/counterexample/explanation.ts';
import { replay } from '../../../model/counterexample/replay.ts';
import { mutantOf, mutants } from '../../../model/mutants/index.ts';
import { startOf } from '../../../model/worlds/configs/beginning.ts';
import { type Config, type ConfigOptions, worldOf } from '../../../model/worlds/configs/config.ts';
import {
  configOf,
  configs,
  extensionConfigs,
  generalConfigs,
  togetherConfigs,
} from '../../../model/worlds/configs/index.ts';
import { directed } from '../../../model/worlds/directed/index.ts';
import { exploreSpace } from '../../../src/check/explore/explore.ts';
import { protocolOf } from '../counterexample/arrange.ts';
import { store } from './arrange.ts';

/** Larger ones are explored by `figure2 explore` alone. */
const SMALL = 300_000;

/** What is wrong with what a world says it was made for. */
const purposeProblem = ({ start, madeFor }: Config): string | undefined => {
  if (!madeFor) return start ? 'begins after a script, and does not say for what' : undefined;
  if (!start) return 'begins cold, and was made for something';
  const made: readonly string[] = 'defects' in madeFor ? madeFor.defects : madeFor.clauses;
  const unknown = 'defects' in madeFor ? madeFor.defects.find((id) => mutantOf(id) === undefined) : undefined;
  if (unknown !== undefined) return `was made for ${unknown}, which is no defect`;
  const heldOut = made.find((id) => mutantOf(id)?.suite === 'held-out');
  if (heldOut !== undefined) return `was made for ${heldOut}, which is held out`;
  return made.length === 0 ? 'was made for nothing' : undefined;
};

const explore = (config: Config, options?: ConfigOptions) => exploreSpace(worldOf(config, store(), options), {});

/** So many worlds and a few more, if there are so many. */
const exploreUpTo = (distinct: number, config: Config) => {
  let seen = 0;
  return exploreSpace(worldOf(config, store()), {
    onProgress: (progress) => {
      seen = progress.distinct;
    },
    isOver: () => seen >= distinct,
  });
};

describe('the shipped protocol', () => {
  test.each(
    configs.filter(({ expected }) => expected.distinct < SMALL).map((config) => [config.name, config] as const),
  )('%s: everything holds, in as many worlds as are known', (_, config) => {
    const report = explore(config);
    expect(report.properties.filter(({ ok }) => ok !== true)).toEqual([]);
    expect(report).toMatchObject({ ok: true, complete: true, ...config.expected });
  });

  test('names differ, and each says what it proves and what it does not', () => {
    expect(configs.length).toBeGreaterThanOrEqual(8);
    expect(new Set(configs.map(({ name }) => name)).size).toBe(configs.length);
    for (const { proves, doesNot, expected } of configs) {
      expect([proves, doesNot].map((sentence) => /^[A-Z].*\.$/.test(sentence))).toEqual([true, true]);
      expect(Math.min(expected.distinct, expected.depth)).toBeGreaterThan(1);
    }
  });

  test('general ones begin cold: with a command and a crash, a snapshot and a crash, heartbeats, and a limit that binds', () => {
    const names = generalConfigs.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['commands-and-crashes', 'snapshot-and-crash', 'heartbeats']));
    expect(generalConfigs.every((config) => startOf(config).length === config.servers.length)).toBe(true);
    const narrow = configOf('one-in-flight');
    const wide = exploreUpTo(narrow.expected.distinct + 1, { ...narrow, options: { maxEntriesPerAppend: 1 } });
    expect(wide).toMatchObject({ stopped: 'interrupted' });
    expect(wide.distinct).toBeGreaterThan(narrow.expected.distinct);
  });

  test.each([...configs, ...extensionConfigs, ...togetherConfigs, ...directed])(
    '$name says what it was made for, or begins cold',
    (config) => {
      expect(purposeProblem(config)).toBeUndefined();
    },
  );

  test('what begins after a script is not called general, nor what begins cold directed', () => {
    const [cold, scripted] = [configOf('heartbeats'), configOf('late-entries')];
    const { madeFor, ...unsaid } = scripted;
    expect(madeFor).toEqual({ clauses: ['AE-3', 'D-2', 'D-6'] });
    expect(purposeProblem(unsaid)).toBe('begins after a script, and does not say for what');
    expect(purposeProblem({ ...cold, madeFor: { clauses: ['RV-1'] } })).toBe('begins cold, and was made for something');
    expect(purposeProblem({ ...scripted, madeFor: { defects: ['A99'] } })).toBe('was made for A99, which is no defect');
    expect(purposeProblem({ ...scripted, madeFor: { clauses: [] } })).toBe('was made for nothing');
  });

  test('another bound is another number: a config that has changed is seen', () => {
    const config = configOf('late-entries');
    const { distinct } = explore({ ...config, budget: { ...config.budget, duplicates: 0 } });
    expect(distinct).toBeLessThan(config.expected.distinct);
  });
});

/** The property that falls, after how many steps of the search. */
const found: readonly [string, Config, 'core' | 'all', string, number][] = [
  ['A01', configOf('elections'), 'core', 'SP-1', 6],
  ['A01', configOf('elections'), 'all', 'SP-18', 3],
  ['A28', configOf('late-entries'), 'core', 'SP-4', 8],
  ['A28', configOf('late-entries'), 'all', 'SP-18', 4],
  ['C07', configOf('crash-replication'), 'core', 'SP-4', 5],
  ['C07', configOf('crash-replication'), 'all', 'SP-18', 2],
  ['C09', configOf('crash-recovery'), 'core', 'SP-1', 7],
  ['C09', configOf('crash-recovery'), 'all', 'SP-11', 2],
  ['B04', configOf('snapshot-suffix'), 'all', 'SP-18', 7],
];

describe('a defect is found', () => {
  test.each(found.map(([id, config, ...rest]) => [id, config.name, config, ...rest] as const))(
    '%s in %s',
    (id, _, config, oracles, property, steps) => {
      const report = explore(config, { protocol: protocolOf(id), oracles });
      expect(report).toMatchObject({ ok: false, stopped: 'violation', depth: steps + 1 });
      const { path = [] } = report.properties.find(({ name }) => name === property) ?? {};
      expect(path).toHaveLength(steps + 1);
      for (const broken of report.properties.filter(({ ok }) => ok === false)) {
        expect(broken.path?.length).toBeGreaterThanOrEqual(steps + 1);
      }
    },
  );

  test.each([
    ['A01', 'elections'],
    ['C09', 'crash-recovery'],
  ])('from a cold start, %s falls to the five properties of the paper as soon as is known', (id, name) => {
    const { properties } = explore(configOf(name), { protocol: protocolOf(id), oracles: 'core' });
    const { path = [] } = properties.find(({ ok }) => ok === false) ?? {};
    expect(path.length - 1).toBe(mutants.find((mutant) => mutant.id === id)?.shortest);
  });

  test('none where there is none', () => {
    const config = configOf('late-entries');
    const report = explore(config);
    expect(report).toMatchObject({ ok: true, complete: true });
    expect(counterexampleFrom({ engine: 'exhaustive', config, properties: report.properties })).toBeUndefined();
  });
});

describe('a violation becomes a counterexample', () => {
  test.each([
    ['A01', configOf('elections'), 'RV-2'],
    ['A28', configOf('late-entries'), 'D-2'],
    ['C07', configOf('crash-replication'), 'ST-9'],
    ['C09', configOf('crash-recovery'), 'ST-8'],
    ['B04', configOf('snapshot-suffix'), 'IS-7'],
  ])('%s: cut, blamed on its clause, and replayed', (id, config, clause) => {
    const protocol = protocolOf(id);
    const { properties } = explore(config, { protocol });
    const counterexample = counterexampleFrom({ engine: 'exhaustive', config, properties }, protocol);
    if (!counterexample) throw new Error('nothing was found');
    const { violation, foundBy, trace, uncut } = counterexample;
    expect(violation.clause).toBe(clause);
    expect(foundBy).toEqual({ engine: 'exhaustive', name: config.name, seed: 0 });
    expect(trace.length).toBeLessThanOrEqual(uncut);
    expect(trace[0]?.line).toMatch(/^S\d restart/);
    expect(replay(counterexample, protocol).violation).toMatchObject({ property: violation.property, clause });
    expect(replay(counterexample)).toMatchObject({ ok: true });
  });

  test('under symmetry its path is one that really happens', () => {
    const protocol = protocolOf('A01');
    const config = configOf('elections');
    expect(config.symmetry).toBe(true);
    const { properties } = explore(config, { protocol });
    const lines = properties.find(({ ok }) => ok === false)?.path?.map(({ action }) => action) ?? [];
    const { uncut } = counterexampleFrom({ engine: 'exhaustive', config, properties }, protocol) ?? {};
    expect(uncut).toBe(startOf(config).length + lines.length - 1);
  });

  test('a defect of which the replay sees nothing is told uncut', () => {
    const path = [
      { action: null, state: null },
      { action: 'S1 timeout election', state: null },
    ];
    const broken = { name: 'SP-15', kind: 'always', ok: false, because: 'as the world says', path } as const;
    const config = configOf('elections');
    expect(counterexampleFrom({ engine: 'exhaustive', config, properties: [broken] })).toMatchObject({
      violation: { property: 'SP-15', clause: 'SP-15', because: 'as the world says', step: 4 },
      uncut: 4,
    });
  });
});
