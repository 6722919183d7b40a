import { describe, expect, test } from 'vitest';
import { worldsFor } from '../../../model/killMatrix/worlds.ts';
import { mutantOf } from '../../../model/mutants/index.ts';
import { coreProperties } from '../../../model/properties/index.ts';
import { type Config, worldOf } from '../../../model/worlds/configs/index.ts';
import { directed } from '../../../model/worlds/directed/index.ts';
import type { Oracles } from '../../../model/worlds/oracles.ts';
import { ComponentStore } from '../../../src/check/explore/componentStore.ts';
import { exploreSpace } from '../../../src/check/explore/explore.ts';
import { privateInterner } from '../../../src/check/explore/interner.ts';
import type { Protocol } from '../../../src/core/protocol.ts';

const explored = (config: Config, oracles: Oracles, protocol?: Protocol) => {
  const world = worldOf(config, new ComponentStore(privateInterner), { oracles, ...(protocol && { protocol }) });
  const report = exploreSpace(world, { memoryBytes: 2 ** 29, isHasty: protocol !== undefined });
  const broken = report.properties.filter(({ ok }) => ok === false).map(({ name }) => name);
  return { ...report, broken, skipped: world.skippedLines };
};

const defectsOf = ({ madeFor }: Config): readonly string[] => (madeFor && 'defects' in madeFor ? madeFor.defects : []);

const pairs = directed.flatMap((config) => defectsOf(config).map((id) => ({ name: config.name, id, config })));

/** No property of Figure 3 falls by them here: they hinder progress, or do what another rule makes harmless. */
const seenByOthers = new Set(['A06', 'A34', 'B06', 'B11', 'B17', 'B23', 'B24']);

const protocolOf = (id: string): Protocol => {
  const mutant = mutantOf(id);
  if (!mutant) throw new Error(`there is no mutant ${id}`);
  return mutant.protocol;
};

describe('the shipped protocol', () => {
  test.each(directed.map((config) => [config.name, config] as const))('breaks nothing in %s', (_name, config) => {
    const { complete, broken, distinct, depth, skipped } = explored(config, 'all');
    expect({ broken, complete, skipped }).toEqual({ broken: [], complete: true, skipped: [] });
    expect({ distinct, depth }).toEqual(config.expected);
  });
});

describe('a defect', () => {
  test.each(pairs.filter(({ id }) => !seenByOthers.has(id)))(
    '$id breaks a property of Figure 3 in $name',
    ({ id, config }) => {
      const { broken, distinct } = explored(config, 'core', protocolOf(id));
      expect(coreProperties).toEqual(expect.arrayContaining(broken));
      expect(broken).not.toEqual([]);
      expect(distinct).toBeLessThan(25_000);
    },
  );

  test.each(pairs.filter(({ id }) => seenByOthers.has(id)))(
    '$id is seen by the other oracles in $name',
    ({ id, config }) => {
      expect(explored(config, 'all', protocolOf(id)).broken).not.toEqual([]);
    },
  );

  test('is looked for first where it was made to show', () => {
    expect(worldsFor({ id: 'A23' })[0]?.name).toBe('old-entries');
    expect(worldsFor({ id: 'none' })[0]?.name).toBe('late-entries');
  });
});
