/** The checks of the wire on submissions in Go: the good one, and faults of it. Without a Go compiler they are skipped, and say so. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { isNightly } from '../../support/nightly.ts';
import { buildVariant } from '../catalogue/index.ts';
import type { TextChange } from '../catalogue/variant.ts';
import { checkedLab } from './checkedLab.ts';

const hasGo = spawnSync('go', ['version']).status === 0;

const sentOften: TextChange = [
  'if rf.nextIndex[peer] <= rf.snapIndex {',
  'if rf.nextIndex[peer] <= rf.snapIndex || (rf.snapIndex > 0 && rand.Intn(10) == 0) {',
];

type Row = [fault: string, lab: string, check: string, clause: string, ...more: TextChange[]];

describe.skipIf(!hasGo)('a submission in Go (skipped where there is no Go compiler)', () => {
  test('the good one breaks nothing, and each check has something to judge', () => {
    const good = buildVariant('good');
    const judged = new Set<string>();
    for (const name of ['ManyElections3A', 'Rejoin3B', 'Persist13C', 'SnapshotInstallUnCrash3D']) {
      for (const seed of isNightly ? [1, 2, 3] : [1]) {
        const { checks } = checkedLab(good, name, seed);
        expect(checks.broken).toEqual([]);
        expect(checks.recognised.unknown).toEqual([]);
        for (const { check, outcome } of checks.findings) if (outcome === 'passed') judged.add(check);
      }
    }
    expect([...judged].sort()).toEqual(['W1', 'W2', 'W3', 'W4', 'W5', 'W6', 'W7', 'W8']);
  });

  const expectFound = (...[fault, lab, check, clause, ...more]: Row): void => {
    const { checks, ok } = checkedLab(buildVariant(fault, ...more), lab);
    expect(ok).toBe(true);
    expect(checks.broken).toContainEqual(expect.objectContaining({ check, clause }));
  };

  test.each<Row>([
    ['old-leader-told-own-term', 'ReElection3A', 'W3', 'SP-6'],
    ['one-vote-too-few', 'ManyElections3A', 'W4', 'RS-C-2'],
    ['snapshot-goes-back', 'SnapshotBasic3D', 'W6', 'SP-17', sentOften],
    ['entries-saved-late', 'BasicAgree3B', 'W8', 'ST-8'],
    ['candidate-unsaved', 'InitialElection3A', 'W8', 'ST-8'],
  ])('%s passes %s, and %s finds it', expectFound);

  test.skipIf(!isNightly).each<Row>([
    ['vote-freed-by-leader', 'ManyElections3A', 'W1', 'RV-2'],
    ['vote-freed-by-leading', 'Figure83C', 'W1', 'RV-2'],
    ['vote-saved-late', 'Figure83C', 'W8', 'ST-8'],
    ['term-unsaved', 'ManyElections3A', 'W8', 'ST-8'],
  ])('%s passes %s, and %s finds it (at night)', expectFound);

  // The scenario fails too, and the check says which rule is broken.
  test.each<Row>([
    ['leader-in-newer-term', 'Rejoin3B', 'W2', 'SP-1'],
    ['logs-not-compared', 'Rejoin3B', 'W5', 'SP-5'],
    ['any-term-adopted', 'Rejoin3B', 'W3', 'SP-6'],
    ['old-bytes-kept', 'SnapshotInstallUnCrash3D', 'W5', 'SP-15'],
    ['older-entry-changed', 'Persist23C', 'W7', 'SP-3'],
  ])('%s fails %s, and %s tells it', (fault, lab, check, clause) => {
    const { checks, ok } = checkedLab(buildVariant(fault), lab);
    expect(ok).toBe(false);
    expect(checks.broken).toContainEqual(expect.objectContaining({ check, clause }));
  });
});
