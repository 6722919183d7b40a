import { expect, test } from 'vitest';
import { conditions, detectorNames } from '../../../model/killMatrix/index.ts';
import { labNames, runLab } from '../../../model/runs/labs/index.ts';

const all = conditions();

test('the checkers look at even and odd sizes, with batches of one and without pipelining', () => {
  for (const name of detectorNames.filter((detector) => !['labs', 'general', 'conformance'].includes(detector))) {
    const { servers, batches } = all[name];
    expect([name, servers]).toEqual([name, expect.arrayContaining([3, 4, 5])]);
    expect([name, batches]).toEqual([name, expect.arrayContaining([1, 64])]);
  }
  for (const name of ['random', 'healing', 'core'] as const) expect(all[name].inFlight).toContain(1);
});

test('the labs have the sizes that are said of them', () => {
  const sizes = labNames.map((name) => runLab({ name, seed: 1 }).peers);
  expect([...new Set(sizes)].sort()).toEqual(all.labs.servers);
});

test('core looks where healing and the bounded worlds look', () => {
  const both = [...all.healing.servers, ...all.general.servers, ...all.directed.servers];
  expect(new Set(all.core.servers)).toEqual(new Set(both));
});
