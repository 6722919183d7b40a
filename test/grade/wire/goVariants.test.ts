/** Ways to be right that are not the usual ones, in Go: the checks of the wire find nothing. At night, where there is a Go compiler. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { isNightly } from '../../support/nightly.ts';
import { buildVariant } from '../catalogue/index.ts';
import type { TextChange } from '../catalogue/variant.ts';
import { checkedLab } from './checkedLab.ts';

const hasGo = spawnSync('go', ['version']).status === 0;

const stepsDown: TextChange = [
  '\t\t\tif !rf.leads(term) {\n',
  '\t\t\tif rand.Intn(20) == 0 {\n\t\t\t\trf.role = follower\n\t\t\t\trf.restartTimer()\n\t\t\t}\n\t\t\tif !rf.leads(term) {\n',
];

type Row = [name: string, id: string, ...more: TextChange[]];

const ids = [
  ...['pre-vote-by-flag', 'no-term-in-refusals', 'vote-follows-leader', 'more-rpcs'],
  ...['votes-asked-twice', 'asks-itself', 'indexes-from-snapshot', 'first-term-is-1'],
];
const unusual: readonly Row[] = [
  ...ids.map((id): Row => [id, id]),
  ['a leader that steps down now and then', 'good', stepsDown],
];

describe.skipIf(!hasGo || !isNightly)('a submission in Go that is right and unusual (with Go, at night)', () => {
  test.each<Row>(unusual)('%s is not broken', (_, id, ...more) => {
    const build = buildVariant(id, ...more);
    for (const name of ['ManyElections3A', 'SnapshotInstallUnCrash3D']) {
      const { checks, ok } = checkedLab(build, name);
      expect(checks.broken).toEqual([]);
      expect(ok).toBe(true);
    }
  });
});
