import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type LabReport, labNames, labsMatching, runLab } from '../../../../model/runs/labs/index.ts';
import { shippedProtocol } from '../../../../src/core/protocol.ts';

/** What the course's own solution takes: seconds, RPCs, agreements (null: drawn by chance). */
const sample: Readonly<Record<string, readonly [seconds: number, rpcs: number, agreements: number | null]>> = {
  InitialElection3A: [3.5, 32, 0],
  ReElection3A: [6.2, 68, 0],
  ManyElections3A: [9.8, 684, 0],
  BasicAgree3B: [1.6, 18, 3],
  RPCBytes3B: [3.3, 50, 11],
  FollowerFailure3B: [5.4, 58, 3],
  LeaderFailure3B: [6.5, 110, 3],
  FailAgree3B: [6.0, 61, 7],
  FailNoAgree3B: [4.0, 107, 2],
  ConcurrentStarts3B: [1.4, 12, 0],
  Rejoin3B: [7.8, 120, 4],
  Backup3B: [27.7, 1370, 102],
  Count3B: [2.7, 32, 0],
  Persist13C: [7.6, 58, 6],
  Persist23C: [21.6, 287, 16],
  Persist33C: [3.8, 30, 4],
  Figure83C: [48.5, 499, 2],
  UnreliableAgree3C: [5.1, 288, 246],
  Figure8Unreliable3C: [53.6, 3200, 2],
  ReliableChurn3C: [18.2, 1701, 1],
  UnreliableChurn3C: [17.3, 1253, 1],
  SnapshotBasic3D: [8.4, 279, 31],
  SnapshotInstall3D: [59.6, 919, 91],
  SnapshotInstallUnreliable3D: [82.1, 1083, 91],
  SnapshotInstallCrash3D: [53.6, 685, 91],
  SnapshotInstallUnCrash3D: [66.2, 717, 91],
  SnapshotAllCrash3D: [20.4, 244, null],
  SnapshotInit3D: [7.4, 79, 14],
};

const traceOf = (name: string, seed: number): readonly string[] => {
  const lines: string[] = [];
  runLab({ name, seed, trace: (line) => lines.push(line) });
  return lines;
};

const hashOf = (lines: readonly string[]): string => createHash('sha256').update(lines.join('\n')).digest('hex');

describe('the labs', () => {
  const reports = new Map<string, LabReport>();

  test('are the 28 of the course', () => {
    expect(labNames).toEqual(Object.keys(sample));
  });

  test.each(labNames)('%s passes', (name) => {
    const report = runLab({ name, seed: 1 });
    reports.set(name, report);
    expect(report).toMatchObject({ name, ok: true });
    expect(report).not.toHaveProperty('because');
  });

  test.each(labNames)('%s takes about what it takes in the course', (name) => {
    const [seconds, rpcs, agreements] = sample[name] ?? [0, 0, 0];
    const report = reports.get(name) ?? runLab({ name, seed: 1 });
    expect(report.virtualSeconds).toBeGreaterThan(seconds / 4);
    expect(report.virtualSeconds).toBeLessThan(seconds * 1.25);
    expect(report.rpcs).toBeGreaterThan(rpcs / 2);
    expect(report.rpcs).toBeLessThan(rpcs * 5);
    expect(report.bytes).toBeGreaterThan(report.rpcs * 50);
    if (agreements !== null) expect(report.agreements).toBe(agreements);
  });

  test('take two minutes of virtual time at most, and the log is sent once', () => {
    expect(Math.max(...[...reports.values()].map(({ virtualSeconds }) => virtualSeconds))).toBeLessThan(120);
    const { bytes = 0 } = reports.get('RPCBytes3B') ?? {};
    expect(bytes).toBeGreaterThan(2 * 50_000);
    expect(bytes).toBeLessThan(3 * 50_000);
  });

  test('pass with other seeds', () => {
    const failed = [2, 3].flatMap((seed) =>
      labNames.map((name) => ({ seed, ...runLab({ name, seed }) })).filter(({ ok }) => !ok),
    );
    expect(failed).toEqual([]);
  });
});

describe('a seed', () => {
  test.each(['InitialElection3A', 'UnreliableChurn3C', 'SnapshotInstallUnCrash3D'])(
    'decides everything: %s',
    (name) => {
      const hash = hashOf(traceOf(name, 7));
      expect(hashOf(traceOf(name, 7))).toBe(hash);
      expect(hashOf(traceOf(name, 8))).not.toBe(hash);
    },
  );

  test('and nothing else does: who watches changes nothing', () => {
    const plain = runLab({ name: 'UnreliableChurn3C', seed: 7 });
    let steps = 0;
    const watched = runLab({
      name: 'UnreliableChurn3C',
      seed: 7,
      trace: () => undefined,
      watch: { observe: () => steps++, apply: () => undefined },
    });
    expect(watched).toEqual(plain);
    // `start` is a step that nobody has to ask for.
    expect(steps).toBeGreaterThanOrEqual(plain.events);
  });

  test('is used differently by each lab', () => {
    const [first] = traceOf('SnapshotInstallUnreliable3D', 1).filter((line) => line.includes('timeout election'));
    const [second] = traceOf('SnapshotInstallUnCrash3D', 1).filter((line) => line.includes('timeout election'));
    expect(first).not.toBe(second);
  });
});

describe('the trace', () => {
  test('says what the lab does and how it ends', () => {
    const lines = traceOf('ReElection3A', 1);
    expect(lines[0]).toBe('# 0.000 ReElection3A seed 1: 3 servers, reliable network');
    expect(lines.filter((line) => line.includes(' disconnect '))).toHaveLength(2);
    expect(lines.at(-1)).toMatch(/^# \d+\.\d{3} passed$/);
  });

  test('shows servers that are killed in the middle of a step', () => {
    const lines = [1, 2].flatMap((seed) => traceOf('Figure83C', seed));
    expect(lines.filter((line) => / crash after [0-4] \|/.test(line)).length).toBeGreaterThan(5);
  });
});

describe('labsMatching', () => {
  test.each([
    [undefined, 28],
    ['3A', 3],
    ['3b', 10],
    ['3c', 8],
    ['3D', 7],
    ['figure83c', 1],
    ['Figure83C', 1],
    ['Figure8', 0],
    ['3E', 0],
    ['', 0],
  ])('%s: %i', (only, count) => {
    expect(labsMatching(only)).toHaveLength(count);
  });

  test('gives names as they are', () => {
    expect(labsMatching('figure83c')).toEqual(['Figure83C']);
    expect(labsMatching('3a')).toEqual(labNames.slice(0, 3));
  });
});

describe('what goes wrong', () => {
  test('is told from a lab that does not exist', () => {
    expect(() => runLab({ name: 'Figure9', seed: 1 })).toThrow('there is no lab Figure9, only InitialElection3A');
  });

  test('is a failure when a watcher throws', () => {
    const watch = {
      apply: () => {
        throw new Error('SP-1: seen two leaders');
      },
    };
    const report = runLab({ name: 'BasicAgree3B', seed: 1, watch });
    expect(report).toMatchObject({ ok: false, because: expect.stringContaining('SP-1: seen two leaders') as string });
  });

  test('is a failure when a server can not even start', () => {
    const restart = (): never => {
      throw new Error('no disk');
    };
    const report = runLab({ name: 'BasicAgree3B', seed: 1, protocol: { ...shippedProtocol, restart } });
    expect(report).toMatchObject({ ok: false, because: 'nothing should be thrown, but this was: no disk' });
  });
});
