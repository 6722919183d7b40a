import { expect, test } from 'vitest';
import { runTorture } from '../../../../model/runs/torture/index.ts';
import { leadershipTransfer } from '../../../../src/core/extensions/leadershipTransfer.ts';
import { weave } from '../../../../src/core/extensions/weave.ts';

test('LT-10: in a healed cluster leadership goes to the server that it is handed over to', () => {
  const { ok, properties } = runTorture({ seed: 1, protocol: weave([leadershipTransfer]) });
  expect([ok, properties['LT-10']]).toEqual([true, 1]);
});

test('LT-10: falls where nobody obeys a TimeoutNow', () => {
  const guards = { ...leadershipTransfer.guards, isToldInItsTerm: () => false };
  const protocol = weave([{ ...leadershipTransfer, guards }]);
  expect(runTorture({ seed: 1, protocol, isCoreOnly: true }).violation?.property).toBe('LT-10');
});
