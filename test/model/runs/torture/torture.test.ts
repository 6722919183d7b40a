import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { mutantOf } from '../../../../model/mutants/index.ts';
import { coverage } from '../../../../model/properties/coverage.ts';
import { runTorture } from '../../../../model/runs/torture/index.ts';
import { keepsTime } from '../../../../model/runs/torture/leadership.ts';
import type { FaultKind, TortureReport } from '../../../../model/runs/torture/report.ts';
import { faultKinds } from '../../../../model/runs/torture/report.ts';
import type { ClauseId } from '../../../../src/core/clauses.ts';
import { type Protocol, shippedProtocol } from '../../../../src/core/protocol.ts';

/** The green runs: each is made once, and all tests look at them. */
const seeds = Array.from({ length: 40 }, (_, place) => place + 1);
/** Seeds whose runs see what is rare. */
const rare: readonly number[] = [57];
const reports = [...seeds, ...rare].map((seed) => runTorture({ seed }));

const total = <Name extends string>(part: (report: TortureReport) => Readonly<Partial<Record<Name, number>>>) => {
  const sum: Partial<Record<Name, number>> = {};
  for (const report of reports) {
    for (const [name, count] of Object.entries(part(report)) as [Name, number][]) sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
};

const tracedHash = (seed: number): string => {
  const hash = createHash('sha256');
  runTorture({ seed, trace: (line) => hash.update(`${line}\n`) });
  return hash.digest('hex').slice(0, 16);
};

describe('torture of the shipped protocol', () => {
  test.each(reports.map((report) => [report.seed, report] as const))(
    'SP-1 to SP-18, LP-1 to LP-4: nothing falls in the run of seed %i',
    (_seed, { ok, violation }) => {
      expect(violation).toBeUndefined();
      expect(ok).toBe(true);
    },
  );

  test('SP-18: holds every step against its contract', () => {
    for (const { steps, properties } of reports) expect(properties['SP-18']).toBeGreaterThanOrEqual(steps);
    expect(reports.reduce((sum, { steps }) => sum + steps, 0)).toBeGreaterThan(50_000);
  });

  test('sees every clause and every property that counts', () => {
    const fired = total<ClauseId>(({ clauses }) => clauses);
    const properties = total<ClauseId>((report) => report.properties);
    // nobody from outside speaks there, and nothing arrives that is no message: random runs have that
    expect(coverage(fired, properties)).toEqual({ ok: false, missing: ['D-23', 'D-24'] });
    for (let number = 1; number <= 18; number++) expect(properties[`SP-${number}` as ClauseId] ?? 0).toBeGreaterThan(0);
    expect(properties['LP-1']).toBe(reports.length);
    expect(properties['LP-2']).toBe(reports.length);
    expect(properties['LP-3']).toBeGreaterThan(reports.length * 0.8);
    expect(properties['LP-4']).toBeGreaterThan(reports.length * 0.5);
  });

  test('and says so when one is missing', () => {
    const { 'RS-L-6': _backsUp, ...fired } = total<ClauseId>(({ clauses }) => clauses);
    const { 'SP-12': _ownTerm, ...properties } = total<ClauseId>((report) => report.properties);
    const both = { ok: false, missing: ['D-23', 'D-24', 'RS-L-6', 'SP-12'] };
    const found = coverage(fired, properties);
    expect({ ok: found.ok, missing: [...found.missing].sort() }).toEqual(both);
    expect(coverage({ ...fired, 'RS-L-6': 0 }, properties).missing).toContain('RS-L-6');
  });

  test('injects every kind of fault, and never more of it than its budget allows', () => {
    const faults = total<FaultKind>((report) => report.faults);
    for (const kind of faultKinds) expect([kind, (faults[kind] ?? 0) > 0]).toEqual([kind, true]);
    for (const { seed, faults: used, settings } of reports) {
      for (const kind of faultKinds) {
        expect([seed, kind, (used[kind] ?? 0) <= (settings.budget[kind] ?? 0)]).toEqual([seed, kind, true]);
      }
    }
  });

  test('leaves a majority up, and keeps a minority down in some runs', () => {
    for (const { settings } of reports) {
      const { servers, permanentlyDown } = settings;
      expect(permanentlyDown.length * 2).toBeLessThan(servers.length);
      expect(permanentlyDown.every((id) => servers.includes(id))).toBe(true);
      expect(new Set(permanentlyDown).size).toBe(permanentlyDown.length);
    }
    expect(reports.some(({ settings }) => settings.permanentlyDown.length > 0)).toBe(true);
  });

  test('comes in several sizes and mixtures', () => {
    const sizes = new Set(reports.map(({ settings }) => settings.servers.length));
    expect(sizes.size).toBeGreaterThanOrEqual(4);
    expect(new Set(reports.map(({ settings }) => JSON.stringify(settings))).size).toBe(reports.length);
  });

  test('gives the same report for the same seed, whether or not somebody reads the trace', () => {
    for (const seed of [2, 7]) {
      const again = runTorture({ seed, trace: () => undefined });
      expect(again).toEqual(reports.find((report) => report.seed === seed));
    }
  });

  test.each([
    [1, '1f8d83d62a808fd6'],
    [2, 'cc1a0a0a40e89565'],
    [7, '957ff91b321e4326'],
  ])('gives this trace for seed %i, on every machine', (seed, hash) => {
    expect(tracedHash(seed)).toBe(hash);
  });
});

/** The shipped protocol, spoilt as soon as some server has taken so many steps. */
const after = (steps: number, spoil: (shipped: Protocol['step']) => Protocol['step']): Protocol => {
  let count = 0;
  const spoilt = spoil(shippedProtocol.step);
  return {
    ...shippedProtocol,
    step: (server, event) => (++count > steps ? spoilt : shippedProtocol.step)(server, event),
  };
};

const violationOf = (protocol: Protocol, seed: number) => runTorture({ seed, protocol }).violation;

describe('a cluster that came to life', () => {
  const times = { heartbeatIntervalMs: 50, maxDelayMs: 25, electionTimeoutMs: 100, electionTimeoutSpreadMs: 100 };

  test.each([
    ['well', times, true],
    ['not, where a heartbeat may come too late', { ...times, maxDelayMs: 50 }, false],
    ['not, where it is sent too late', { ...times, heartbeatIntervalMs: 100 }, false],
  ] as const)('D-20: keeps time %s', (_what, given, expected) => {
    expect(keepsTime(given)).toBe(expected);
  });

  /** Each rule is broken by one of our own defects, and only what can be seen from outside is looked at. */
  test.each([
    ['LP-3', 'deaf-timer', 1, /S\d stands for election in term \d+, although S\d leads term \d+/],
    ['LP-3', 'D06', 1, /S\d stands for election/],
    ['LP-3', 'B23', 4, /S\d stands for election/],
    [
      'LP-4',
      'restarts-transfers',
      13,
      /S\d needs the snapshot of index \d+ and has applied \d+ after \d+ ms without a fault/,
    ],
  ] as const)('%s: falls by %s', (property, id, seed, because) => {
    const { violation } = runTorture({ seed, protocol: mutantOf(id)?.protocol ?? shippedProtocol, isCoreOnly: true });
    expect(violation?.property).toBe(property);
    expect(violation?.because).toMatch(because);
  });
});

describe('a cluster that does not come to life', () => {
  /** A seed whose run is short. */
  const seed = 2;

  test('LP-1: nobody stands for election', () => {
    const protocol = after(0, (step) => (server, event) => {
      const ignored = { server, effects: [{ type: 'armTimer', timer: 'election' }] as const, fired: [] };
      return event.type === 'timeout' && event.timer === 'election' ? ignored : step(server, event);
    });
    const violation = violationOf(protocol, seed);
    expect(violation?.property).toBe('LP-1');
    expect(violation?.because).toContain('nobody stood for election');
    expect(violation?.because).toMatch(/S1 follower@0 log=0 commit=0 applied=0/);
  });

  test('LP-1: nobody votes', () => {
    const protocol = after(0, (step) => (server, event) => {
      if (event.type === 'RequestVote') return { server, effects: [], fired: [] };
      return step(server, event);
    });
    const violation = violationOf(protocol, seed);
    expect(violation?.property).toBe('LP-1');
    expect(violation?.because).toMatch(/\d+ terms came and went without a majority for anybody/);
  });

  test('LP-2: RS-L-6: a leader is stuck at nextIndex', () => {
    const protocol = after(
      0,
      (step) => (server, event) =>
        event.type === 'AppendEntriesReply' && !event.success && event.term === server.currentTerm
          ? { server, effects: [], fired: [] }
          : step(server, event),
    );
    const found = [1, 2, 3, 4, 5, 6]
      .map((each) => violationOf(protocol, each))
      .filter((violation) => violation?.property === 'LP-2');
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]?.because).toMatch(/S\d is stuck at nextIndex \d+ for S\d, which needs (entry \d+|a snapshot)/);
    expect(found[0]?.clause).toBe('RS-L-6');
  });

  test('LP-2: RS-L-4: a leader never commits', () => {
    const protocol = after(0, (step) => (server, event) => {
      const stepped = step(server, event);
      if (stepped.server.role !== 'leader') return stepped;
      const { commitIndex, lastApplied } = server;
      const effects = stepped.effects.filter(({ type }) => type !== 'apply' && type !== 'reply');
      return { ...stepped, server: { ...stepped.server, commitIndex, lastApplied }, effects };
    });
    const violation = violationOf(protocol, seed);
    expect(violation).toMatchObject({ property: 'LP-2', clause: 'RS-L-4' });
    expect(violation?.because).toMatch(/S\d does not commit entry \d+, which all live servers hold/);
  });

  test('LP-2: AE-5: a follower never learns what is committed', () => {
    const protocol = after(
      0,
      (step) => (server, event) => step(server, event.type === 'AppendEntries' ? { ...event, leaderCommit: 0 } : event),
    );
    const violation = violationOf(protocol, seed);
    expect(violation).toMatchObject({ property: 'LP-2', clause: 'AE-5' });
    expect(violation?.because).toMatch(/S\d does not learn that entry \d+ is committed/);
  });

  test('LP-2: RS-A-1: a follower never applies', () => {
    const protocol = after(0, (step) => (server, event) => {
      const stepped = step(server, event);
      if (stepped.server.role !== 'follower' || !stepped.effects.some(({ type }) => type === 'apply')) return stepped;
      const effects = stepped.effects.filter(({ type }) => type !== 'apply');
      return { ...stepped, server: { ...stepped.server, lastApplied: server.lastApplied }, effects };
    });
    const violation = violationOf(protocol, seed);
    expect(violation).toMatchObject({ property: 'LP-2', clause: 'RS-A-1' });
    expect(violation?.because).toContain('entries are committed and not applied');
  });

  test('LP-2: RS-L-2: a leader takes no command', () => {
    const protocol = after(
      0,
      (step) => (server, event) =>
        event.type === 'clientCommand'
          ? { server, effects: [{ type: 'reject', reason: 'notLeader', leaderId: null }], fired: ['CL-1'] }
          : step(server, event),
    );
    const violation = violationOf(protocol, seed);
    expect(violation).toMatchObject({ property: 'LP-2', clause: 'RS-L-2' });
    expect(violation?.because).toMatch(/S\d takes no command/);
  });
});

describe('a protocol that throws', () => {
  test.each([0, 1, 50])('SP-18: after %i steps is a violation and no crash of the checker', (steps) => {
    const protocol = after(steps, () => () => {
      throw new Error('out of cheese');
    });
    const report = runTorture({ seed: 2, protocol });
    expect(report.ok).toBe(false);
    expect(report.violation).toMatchObject({
      property: 'SP-18',
      because: 'the protocol itself failed: out of cheese',
    });
  });

  test('SP-18: when it restarts, too', () => {
    const protocol: Protocol = {
      ...shippedProtocol,
      restart: () => {
        throw new Error('no disk');
      },
    };
    expect(runTorture({ seed: 2, protocol }).violation?.because).toBe('the protocol itself failed: no disk');
  });
});
