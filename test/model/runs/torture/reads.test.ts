/** RI-15: in a healed cluster a read is answered, although what was sent for it at first was lost; and not where nobody asks again. */
import { expect, test } from 'vitest';
import { forwardsOnce } from '../../../../model/mutants/extensions/readIndex/forwards-once.ts';
import { neverRepeats } from '../../../../model/mutants/extensions/readIndex/never-repeats.ts';
import { runTorture } from '../../../../model/runs/torture/index.ts';
import { protocolWith } from '../../../../src/core/extensions/index.ts';

const SEED = 1;

test('RI-15: a read is answered while its leader stays', () => {
  const { ok, properties } = runTorture({ seed: SEED, protocol: protocolWith(['read-index']) });
  expect([ok, properties['RI-15']]).toEqual([true, 1]);
});

test('RI-15: is not concerned without the page', () => {
  expect(runTorture({ seed: SEED }).properties['RI-15']).toBeUndefined();
});

test.each([
  ['RI-8', 'leader', neverRepeats],
  ['RI-9', 'follower', forwardsOnce],
] as const)('RI-15, %s: falls where a %s does not ask again', (clause, _, { protocol }) => {
  const { violation } = runTorture({ seed: SEED, protocol, isCoreOnly: true });
  expect(violation).toMatchObject({ property: 'RI-15', clause });
  expect(violation?.because).toMatch(/^a read at S\d is not answered, although S\d leads on and every message arrives/);
});
