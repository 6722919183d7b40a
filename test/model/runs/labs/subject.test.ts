/** Labs run on whatever is a subject, and know it by its bytes alone. */
import { describe, expect, test } from 'vitest';
import { figure2Program, runLab, type SubjectProgram } from '../../../../model/runs/labs/index.ts';
import { type PrimaryFaults, primaryProgram } from './primary.ts';

describe('a program that is no Raft', () => {
  test.each([
    ['InitialElection3A', 0],
    ['BasicAgree3B', 3],
    ['RPCBytes3B', 11],
    ['FollowerFailure3B', 3],
    ['FailAgree3B', 7],
    ['Count3B', 0],
    ['UnreliableAgree3C', 246],
    ['SnapshotInit3D', 14],
  ])('passes %s, which asks nothing of others than server 0', (name, agreements) => {
    const report = runLab({ name, seed: 1, program: primaryProgram() });
    expect(report).toMatchObject({ ok: true, agreements });
    expect(report.rpcs).toBeGreaterThan(10);
    expect(report.bytes).toBeGreaterThan(report.rpcs);
  });

  test.each<[string, PrimaryFaults, string, RegExp]>([
    ['has no elections', {}, 'ReElection3A', /^one leader was expected, but no leader came up among S2@1, S3@1 in/],
    [
      'leads without votes',
      { leadsWithoutVotes: true },
      'InitialElection3A',
      /^a term has at most one leader, but term 1 has S1 S2 S3$/,
    ],
    [
      'acknowledges what it has not saved',
      { savesNothing: true },
      'Persist13C',
      /^at index 1 all servers must apply the same command, but S\d applied 11 and S\d 12$/,
    ],
    [
      'commits alone',
      { commitsAlone: true },
      'FollowerFailure3B',
      /^index 4 can't be committed without a majority, but 1 server committed it$/,
    ],
    [
      'waits for a reply that will not come',
      { waitsForEver: true },
      'FailAgree3B',
      /^106 should be committed by 3 servers, but they did not agree on it in 10 s/,
    ],
    [
      'catches what its host throws at it',
      { skipsFirst: true },
      'BasicAgree3B',
      /^S1 applied out of order: index 2 came, and index 1 never did$/,
    ],
    [
      'sends in the name of another server',
      { forges: true },
      'BasicAgree3B',
      /^nothing should be thrown, but this was: S\d sends in the name of S1$/,
    ],
  ])('%s, so that a lab fails for that reason', (_, faults, name, because) => {
    expect(runLab({ name, seed: 1, program: primaryProgram(faults) }).because).toMatch(because);
  });

  test('does the same with the same seed', () => {
    const run = (seed: number): unknown => runLab({ name: 'UnreliableAgree3C', seed, program: primaryProgram() });
    expect(run(3)).toEqual(run(3));
    expect(run(3)).not.toEqual(run(4));
  });
});

/** Ours behind a wall that nothing passes but plain text. */
const behindWall =
  (trace: (line: string) => void): SubjectProgram =>
  (run) => {
    const boot = figure2Program({ trace })(run);
    return (server, saved, host) =>
      boot(server, saved, {
        ...host,
        send: ({ type, from, to, bytes }) => host.send({ type, from, to, bytes }),
        save: ({ raftState, snapshot }) => host.save({ raftState, snapshot }),
      });
  };

describe('ours', () => {
  test.each([
    'BasicAgree3B',
    'Backup3B',
    'Figure83C',
    'UnreliableAgree3C',
    'SnapshotInstallUnCrash3D',
    'SnapshotInit3D',
  ])('is the same in %s if nothing but bytes is left of what it sends and saves', (name) => {
    const plain: string[] = [];
    const walled: string[] = [];
    const report = runLab({ name, seed: 5, trace: (line) => plain.push(line) });
    const program = behindWall((line) => walled.push(line));
    expect(runLab({ name, seed: 5, program })).toEqual(report);
    expect(walled).toEqual(plain.filter((line) => !line.startsWith('#')));
  });
});
