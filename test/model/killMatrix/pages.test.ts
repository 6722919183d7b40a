/** Optional pages in the kill matrix: their worlds, and that nothing is found in a page without a defect. */
import { describe, expect, test } from 'vitest';
import { detect, directedWorldsFor, fullEffort, generalWorlds, worldsFor } from '../../../model/killMatrix/index.ts';
import { defectOf, extensionMutants } from '../../../model/mutants/index.ts';
import { extensionIds, protocolWith } from '../../../src/core/extensions/index.ts';

const effort = { ...fullEffort, maxWorlds: 500, randomRuns: 10, tortureRuns: 1, cuts: false };

describe('the worlds of a page', () => {
  test.each(extensionIds)('%s are its own, and those of no other page', (page) => {
    const defect = { id: 'none', protocol: protocolWith([page]) };
    const worlds = worldsFor(defect);
    expect(worlds.length).toBeGreaterThan(0);
    for (const { extensions } of worlds) expect(extensions).toEqual([page]);
    const [directed, general] = [directedWorldsFor(defect), generalWorlds([page])];
    expect([...directed, ...general].map(({ name }) => name).sort()).toEqual(worlds.map(({ name }) => name).sort());
  });

  test('are those of the figure where no page is woven in', () => {
    expect(worldsFor({ id: 'none' }).every(({ extensions }) => extensions === undefined)).toBe(true);
  });
});

describe('a defect of a page', () => {
  test('has an id of its own', () => {
    for (const defect of Object.values(extensionMutants).flat()) expect(defectOf(defect.id)).toBe(defect);
    expect(defectOf('A01')?.protocol.extensions).toBeUndefined();
    expect(defectOf('no-such-defect')).toBeUndefined();
  });

  const sound = { id: 'none', title: 'No defect', clause: 'CB-1', suite: 'own' } as const;

  test.each(['random', 'healing', 'general', 'directed', 'core'] as const)(
    '%s finds nothing where there is none',
    (detector) => {
      const protocol = protocolWith(['client-batches']);
      expect(detect(detector, { ...sound, protocol }, effort)).toMatchObject({ isActivated: false, kill: null });
    },
  );

  // With membership a snapshot begins with a configuration (MC-16), which the state machine of the labs does not read from a disk.
  const withLabs = extensionIds.filter((id) => id !== 'membership');

  test.each(withLabs)('labs find nothing in %s without one', (page) => {
    const protocol = protocolWith([page]);
    expect(detect('labs', { ...sound, protocol }, effort)).toMatchObject({ isActivated: false, kill: null });
  });

  test('is activated, and found by its clause', () => {
    const defect = defectOf('reverses-batch');
    if (!defect) throw new Error('there is no such defect');
    expect(detect('directed', defect, effort)).toMatchObject({ isActivated: true, kill: { clause: 'CB-1' } });
  });
});
