import { describe, expect, test } from 'vitest';
import { explain } from '../../../model/counterexample/explanation.ts';
import { replay } from '../../../model/counterexample/replay.ts';
import { extensionMutants } from '../../../model/mutants/extensions/index.ts';
import { noBudget } from '../../../model/worlds/budget.ts';
import { type Config, worldOf } from '../../../model/worlds/configs/config.ts';
import { extensionConfigs } from '../../../model/worlds/configs/index.ts';
import { World } from '../../../model/worlds/world.ts';
import { exploreSpace } from '../../../src/check/explore/explore.ts';
import { clauses } from '../../../src/core/clauses.ts';
import type { Protocol } from '../../../src/core/protocol.ts';
import { readTraceFile, writeTraceFile } from '../../../src/trace/traceFile.ts';
import { store } from './arrange.ts';

/** The larger ones are explored by `figure2 check` and `figure2 explore`. */
const SMALL = 100_000;

const explored = (config: Config, protocol?: Protocol) => {
  const world = worldOf(config, store(), protocol && { protocol });
  const report = exploreSpace(world, {});
  return { report, counts: world.counts() };
};

/** The rules that a world is made for, and that have not acted in it. */
const idleIn = ({ madeFor }: Config, counts: Readonly<Record<string, number>>): readonly string[] =>
  madeFor && 'clauses' in madeFor
    ? madeFor.clauses.filter((id) => clauses[id].kind !== 'state' && (counts[id] ?? 0) === 0)
    : [];

const configOf = (name: string): Config => {
  const config = extensionConfigs.find((known) => known.name === name);
  if (!config) throw new Error(`there is no ${name}`);
  return config;
};

const protocolOf = (id: string): Protocol => {
  const mutant = Object.values(extensionMutants)
    .flat()
    .find((known) => known.id === id);
  if (!mutant) throw new Error(`there is no ${id}`);
  return mutant.protocol;
};

describe('the worlds of the optional pages', () => {
  test.each(
    extensionConfigs
      .filter(({ expected }) => expected.distinct < SMALL)
      .map((config) => [config.name, config] as const),
  )('%s: everything holds, in as many worlds as are known, and what it is made for acts', (_, config) => {
    const { report, counts } = explored(config);
    expect(idleIn(config, counts)).toEqual([]);
    expect(report.properties.filter(({ ok }) => ok !== true)).toEqual([]);
    expect(report).toMatchObject({ ok: true, complete: true, ...config.expected });
  });

  test('LT-3: a clause that leads to no other world has acted all the same, and one that has not is told', () => {
    const config = configOf('leadership-transfer-together');
    const made: Config = { ...config, madeFor: { clauses: ['LT-3', 'LT-6'] } };
    expect(idleIn(made, explored(config).counts)).toEqual(['LT-6']);
  });

  test('PV-2, PV-7: a server that returns beside a leader that is heard raises no term', () => {
    const { counts } = explored(configOf('pre-vote-return'));
    // Once, before the world begins: the election of the leader.
    expect([counts['RS-C-1'], counts['PV-2']]).toEqual([1, expect.any(Number)]);
    expect(counts['PV-2']).toBeGreaterThan(1);
  });

  test.each([
    ['pre-vote-return', 'grants-beside-leader', 'PV-7'],
    ['pre-vote-return', 'raises-term', 'PV-2'],
    ['client-batches-order', 'reverses-batch', 'CB-1'],
    ['client-batches-order', 'sends-one-by-one', 'CB-2'],
    ['parallel-write-commit', 'counts-at-once', 'PW-3'],
    ['parallel-write-commit', 'begins-anew', 'PW-1'],
    ['parallel-write-crash', 'never-writes', 'PW-2'],
    ['parallel-write-late', 'counts-old-write', 'PW-5'],
    ['parallel-write-late', 'keeps-old-index', 'PW-6'],
    ['parallel-write-alone', 'counts-at-once', 'PW-3'],
    ['no-op-alone', 'applies-no-op', 'NO-5'],
    ['no-op-duplicates', 'answers-no-op', 'NO-6'],
    ['no-op-duplicates', 'skips-no-op', 'NO-4'],
    ['no-op-alone', 'keeps-in-memory', 'NO-2'],
    ['no-op-alone', 'trusts-old-no-op', 'NO-3'],
    ['no-op-alone', 'uses-old-term', 'NO-1'],
    ['read-index-crash', 'reads-at-once', 'RI-2'],
    ['read-index-own-term', 'reads-before-commit', 'RI-3'],
    ['read-index-late', 'joins-round', 'RI-4'],
    ['read-index-own-term', 'index-at-arrival', 'RI-4'],
    ['read-index-terms', 'answers-old-check', 'RI-5'],
    ['read-index-terms', 'counts-old-term', 'RI-6'],
    ['read-index-late', 'counts-old-round', 'RI-6'],
    ['read-index-alone', 'answers-unapplied', 'RI-7'],
    ['read-index-late', 'never-repeats', 'RI-8'],
    ['read-index-follower', 'forwards-once', 'RI-9'],
    ['read-index-follower', 'trusts-itself', 'RI-10'],
    ['read-index-follower', 'follows-too-soon', 'RI-11'],
    ['read-index-deposed', 'answers-when-lost', 'RI-13'],
  ])('%s: falls to %s, blamed on %s, and the trace file says which page it needs', (name, id, clause) => {
    const protocol = protocolOf(id);
    const config = { ...configOf(name), extensions: protocol.extensions ?? [] };
    const { report } = explored(config, protocol);
    const explanation = explain({ engine: 'exhaustive', config, properties: report.properties }, protocol);
    expect(explanation?.violation.clause).toBe(clause);
    expect(explanation?.setting.extensions).toEqual(protocol.extensions);
    if (!explanation) return;
    const read = readTraceFile(writeTraceFile(explanation));
    expect(read).toMatchObject({ ok: true, recording: { setting: { extensions: protocol.extensions } } });
    if (!read.ok) return;
    expect(replay(read.recording, protocol).violation?.clause).toBe(clause);
    expect(replay(read.recording)).toMatchObject({ ok: true });
  });

  test.each([
    ['parallel-write-commit', 'counts-at-once', 'SP-14'],
    ['parallel-write-commit', 'begins-anew', 'SP-14'],
    ['parallel-write-commit', 'counts-one-more', 'SP-14'],
    ['parallel-write-alone', 'counts-at-once', 'SP-14'],
    ['parallel-write-late', 'counts-old-write', 'SP-14'],
    ['read-index-deposed', 'answers-to-nobody', 'RI-14'],
    ['read-index-deposed', 'answers-when-lost', 'RI-14'],
    ['read-index-deposed', 'trusts-itself', 'RI-14'],
    ['read-index-own-term', 'reads-before-commit', 'RI-14'],
    ['read-index-own-term', 'index-at-arrival', 'RI-14'],
    ['read-index-terms', 'answers-old-check', 'RI-14'],
    ['read-index-terms', 'counts-old-term', 'RI-14'],
    ['read-index-late', 'counts-old-round', 'RI-14'],
    ['read-index-alone', 'answers-unapplied', 'RI-14'],
    ['read-index-follower', 'follows-too-soon', 'RI-14'],
  ] as const)('in %s, %s does harm: %s falls, which alone is asked', (name, id, property) => {
    const { servers, budget, start = [], crashPoints = 'between' } = configOf(name);
    const only = { only: property } as const;
    const world = {
      name,
      servers,
      budget: { ...noBudget, ...budget },
      start,
      crashPoints,
      protocol: protocolOf(id),
      ...only,
    };
    const report = exploreSpace(new World(world, store()), {});
    expect(report.properties.map(({ name: asked, ok }) => [asked, ok])).toEqual([[property, false]]);
  });
});
