/** The checks of the wire between a program and its host: the shipped Raft in all labs, and defects of it. */
import { describe, expect, test } from 'vitest';
import { labNames, mutants, runLab, type SubjectProgram } from '../../../model/index.ts';
import { figure2Program } from '../../../model/runs/labs/figure2/index.ts';
import { WireChecks, watchedProgram } from '../../../src/grade/index.ts';

const watched = (name: string, program: SubjectProgram, seed = 1) => {
  const checks = new WireChecks({ seed });
  const report = runLab({ name, seed, program: watchedProgram(program, checks) });
  return { checks, report };
};

describe('the shipped Raft', () => {
  test.each(labNames)('%s: nothing is broken, all is recognised, and the run is the same', (name) => {
    const { checks, report } = watched(name, figure2Program({}));
    expect(checks.broken).toEqual([]);
    const { kinds, unknown, ...fields } = checks.recognised;
    expect(unknown).toEqual([]);
    expect(fields.terms).toBe(kinds.vote + kinds.append + kinds.snapshot);
    expect(fields.grants).toBeGreaterThan(0);
    expect(fields.successes).toBeGreaterThan(0);
    expect(report).toEqual(runLab({ name, seed: 1 }));
  });

  test('each check has something to judge in some lab', () => {
    const { checks } = watched('SnapshotInstallCrash3D', figure2Program({}));
    expect(checks.findings.map(({ check, outcome }) => `${check} ${outcome}`)).toEqual(
      ['W1', 'W2', 'W3', 'W4', 'W5', 'W6', 'W7', 'W8'].map((check) => `${check} passed`),
    );
  });
});

test.each([
  ['A01', 'ManyElections3A', 2, 'W1', 'RV-2'],
  ['A11', 'ManyElections3A', 2, 'W1', 'RV-2'],
  ['C20', 'Persist13C', 2, 'W1', 'ST-2'],
  ['A21', 'InitialElection3A', 1, 'W1', 'RS-C-1'],
  ['A20', 'ReElection3A', 1, 'W2', 'SP-1'],
  ['A25', 'ReElection3A', 1, 'W3', 'SP-6'],
  ['A16', 'InitialElection3A', 1, 'W4', 'RS-C-2'],
  ['A14', 'Figure8Unreliable3C', 1, 'W4', 'RS-C-2'],
  ['A48', 'LeaderFailure3B', 1, 'W5', 'SP-5'],
  ['rewrites-old-leaf', 'Backup3B', 1, 'W7', 'SP-3'],
  ['C03', 'BasicAgree3B', 1, 'W8', 'ST-8'],
  ['C09', 'ManyElections3A', 2, 'W8', 'ST-8'],
  ['C10', 'InitialElection3A', 1, 'W8', 'ST-8'],
])('the defect %s is found in %s with seed %i by %s', (id, name, seed, check, clause) => {
  const protocol = mutants.find((mutant) => mutant.id === id)?.protocol;
  expect(protocol).toBeDefined();
  const { checks } = watched(name, figure2Program({ protocol }), seed);
  expect(checks.broken).toContainEqual(expect.objectContaining({ check, clause, seed, outcome: 'broken' }));
});

test.each(['yielding-frees-vote', 'Z02', 'Z08'])('%s: a late vote for the leader of the term is no fault', (id) => {
  const protocol = mutants.find((mutant) => mutant.id === id)?.protocol;
  expect(protocol).toBeDefined();
  expect(watched('SnapshotAllCrash3D', figure2Program({ protocol })).checks.broken).toEqual([]);
});
