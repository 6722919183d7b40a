/** The checks of the wire on submissions in Go: the good one, and faults of it. Without a Go compiler they are skipped, and say so. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { buildChanged, checkedLab, type Replacement } from './changedGo.ts';

const hasGo = spawnSync('go', ['version']).status === 0;

const installs: Replacement = ['\tif index <= rf.commitIndex {\n\t\treturn\n\t}\n\trest', '\trest'];
const installsOften: Replacement = [
  'if rf.nextIndex[peer] <= rf.snapIndex {',
  'if rf.nextIndex[peer] <= rf.snapIndex || (rf.snapIndex > 0 && rand.Intn(10) == 0) {',
];

describe.skipIf(!hasGo)('a submission in Go (skipped where there is no Go compiler)', () => {
  test('the good one breaks nothing, and each check has something to judge', () => {
    const good = buildChanged();
    const judged = new Set<string>();
    for (const name of ['ManyElections3A', 'Rejoin3B', 'Persist13C', 'SnapshotInstallUnCrash3D']) {
      for (const seed of [1, 2, 3]) {
        const { checks } = checkedLab(good, name, seed);
        expect(checks.broken).toEqual([]);
        expect(checks.recognised.unknown).toEqual([]);
        for (const { check, outcome } of checks.findings) if (outcome === 'passed') judged.add(check);
      }
    }
    expect([...judged].sort()).toEqual(['W1', 'W2', 'W3', 'W4', 'W5', 'W6', 'W7', 'W8']);
  });

  // These pass the scenario in which they are found.
  test.each<[fault: string, lab: string, check: string, clause: string, ...replacements: Replacement[]]>([
    [
      'clears its vote when it hears from a leader',
      'ManyElections3A',
      'W1',
      'RV-2',
      [
        '\trf.role = follower\n\trf.restartTimer()\n\tentries',
        '\trf.role, rf.votedFor = follower, -1\n\trf.restartTimer()\n\tentries',
      ],
    ],
    [
      'clears its vote when it leads',
      'Figure83C',
      'W1',
      'RV-2',
      ['rf.role = leader', 'rf.role, rf.votedFor = leader, -1'],
    ],
    [
      'tells an old leader the term that it asked with',
      'ReElection3A',
      'W3',
      'SP-6',
      [
        '\treply.Term = rf.currentTerm\n\tif args.Term < rf.currentTerm {\n\t\treturn',
        '\treply.Term = args.Term\n\tif args.Term < rf.currentTerm {\n\t\treturn',
      ],
    ],
    [
      'leads with one vote too few',
      'ManyElections3A',
      'W4',
      'RS-C-2',
      ['2*votes > len(rf.peers)', '2*votes >= len(rf.peers)-1'],
    ],
    ['installs what is behind it', 'SnapshotBasic3D', 'W6', 'SP-17', installs, installsOften],
    [
      'saves entries after it has acknowledged them',
      'BasicAgree3B',
      'W8',
      'ST-8',
      ['entries[place:]...)\n\t\t\trf.persist()', 'entries[place:]...)\n\t\t\tgo rf.persist()'],
    ],
    [
      'asks for votes before it has saved its own',
      'InitialElection3A',
      'W8',
      'ST-8',
      ['rf.me, candidate\n\trf.persist()', 'rf.me, candidate'],
    ],
    [
      'saves its vote after it has given it',
      'Figure83C',
      'W8',
      'ST-8',
      ['rf.votedFor = args.CandidateId\n\trf.persist()', 'rf.votedFor = args.CandidateId\n\tgo rf.persist()'],
    ],
  ])('that %s passes %s, and %s finds it', (_, lab, check, clause, ...replacements) => {
    const { checks, ok } = checkedLab(buildChanged(...replacements), lab);
    expect(ok).toBe(true);
    expect(checks.broken).toContainEqual(expect.objectContaining({ check, clause }));
  });

  // The scenario fails too, and the check says which rule is broken.
  test.each<[fault: string, lab: string, check: string, clause: string, ...replacements: Replacement[]]>([
    [
      'leads on in a newer term',
      'Rejoin3B',
      'W2',
      'SP-1',
      ['rf.currentTerm, rf.votedFor, rf.role = term, -1, follower', 'rf.currentTerm, rf.votedFor = term, -1'],
      ['return rf.role == leader && rf.currentTerm == term', 'return rf.role == leader && term > 0'],
    ],
    [
      'votes for who has an older log',
      'Rejoin3B',
      'W5',
      'SP-5',
      ['if args.LastLogTerm < last || (', 'if args.Term < 0 && ('],
    ],
    [
      'takes up any term',
      'Rejoin3B',
      'W3',
      'SP-6',
      ['if term > rf.currentTerm {', 'if term > 0 && term != rf.currentTerm {'],
    ],
    [
      'keeps old bytes for a new snapshot',
      'SnapshotInstallUnCrash3D',
      'W5',
      'SP-15',
      [
        'rf.snapshot = rest, index, snapshot\n',
        'rf.snapshot = rest, index, rf.snapshot\n\tif index%20 == 9 {\n\t\trf.snapshot = snapshot\n\t}\n',
      ],
    ],
    [
      'changes an entry behind the last one',
      'Persist23C',
      'W7',
      'SP-3',
      [
        'Entry{rf.currentTerm, command})\n',
        'Entry{rf.currentTerm, command})\n\tif n := len(rf.log); n > 3 {\n\t\trf.log[n-2].Command = command\n\t}\n',
      ],
    ],
  ])('that %s fails %s, and %s tells it', (_, lab, check, clause, ...replacements) => {
    const { checks, ok } = checkedLab(buildChanged(...replacements), lab);
    expect(ok).toBe(false);
    expect(checks.broken).toContainEqual(expect.objectContaining({ check, clause }));
  });
});
