/** All optional pages at once, in torture and in lockstep: everything holds, and a defect of any of them is found among all. */
import { describe, expect, test } from 'vitest';
import { extensionMutants } from '../../../model/mutants/extensions/index.ts';
import { wovenBeside } from '../../../model/mutants/mutant.ts';
import { runRandom } from '../../../model/runs/lockstep/index.ts';
import { runTorture } from '../../../model/runs/torture/index.ts';
import { extensionIds, extensions, protocolWith } from '../../../src/core/extensions/index.ts';
import type { ExtensionId } from '../../../src/core/types.ts';

const SEED = 1;
const RUNS = 20;

/** A defect of each page that the others do not hide: what parallel-write does to a batch takes the place of client-batches' own rule. */
const defects: Readonly<Record<ExtensionId, string>> = {
  'pre-vote': 'asks-only-once',
  'client-batches': 'refuses-each',
  'parallel-write': 'begins-anew',
  'check-quorum': 'counts-itself-only',
  'no-op': 'answers-no-op',
  'read-index': 'answers-old-check',
  'leadership-transfer': 'announces-last',
  membership: 'compacts-without',
};

test('everything holds', () => {
  const protocol = protocolWith(extensionIds);
  expect(runTorture({ seed: SEED, protocol }).violation).toBeUndefined();
  expect(runRandom({ seed: SEED, runs: RUNS, protocol }).failure).toBeUndefined();
});

describe.each(extensionIds)('a defect of %s', (page) => {
  const mutant = extensionMutants[page].find(({ id }) => id === defects[page]);
  if (!mutant) throw new Error(`${page} has no defect ${defects[page]}`);
  const protocol = wovenBeside(
    mutant,
    extensionIds.map((id) => extensions[id]),
  );

  test(`${mutant.id}: breaks ${mutant.clause} in torture and in lockstep`, () => {
    expect(protocol.extensions).toEqual(extensionIds);
    expect(runTorture({ seed: SEED, protocol }).violation?.clause).toBe(mutant.clause);
    const { failure } = runRandom({ seed: SEED, runs: RUNS, protocol, shrinks: false });
    expect(failure?.violation.clause).toBe(mutant.clause);
  });
});
