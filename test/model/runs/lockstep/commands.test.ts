import { describe, expect, test } from 'vitest';
import { explainRandom } from '../../../../model/counterexample/explanation.ts';
import { replay } from '../../../../model/counterexample/replay.ts';
import { mutants } from '../../../../model/mutants/index.ts';
import { type RandomReport, replayRandom, runRandom } from '../../../../model/runs/lockstep/index.ts';
import { deeds, drawSwarm } from '../../../../model/runs/lockstep/swarm.ts';
import type { ClauseId } from '../../../../src/core/clauses.ts';
import type { Protocol } from '../../../../src/core/protocol.ts';
import { restart } from '../../../../src/core/server.ts';
import { step } from '../../../../src/core/step.ts';
import type { Server, ServerId } from '../../../../src/core/types.ts';
import { randomOf } from '../../../../src/sim/random.ts';
import { formatAction } from '../../../../src/trace/grammar.ts';

describe('the shipped protocol against the reference', () => {
  const seed = Math.floor(Date.now() / 1000) % 1_000_000;

  test(`does the same in 300 runs of seed ${seed}, and most of them are about something`, () => {
    const report = runRandom({ seed, runs: 300 });
    expect(report.failure?.violation.because).toBe(undefined);
    expect(report).toMatchObject({ ok: true, seed, runs: 300 });
    expect(report.steps).toBeGreaterThan(300 * 40);
    const { leader, commit, conflictTruncation, snapshotInstall, leaderChangeWithTail } = report.shares;
    expect(leader).toBeGreaterThan(0.8);
    expect(commit).toBeGreaterThan(0.6);
    expect(conflictTruncation).toBeGreaterThan(0.04);
    expect(snapshotInstall).toBeGreaterThan(0.05);
    expect(leaderChangeWithTail).toBeGreaterThan(0.02);
    expect(Object.keys(report.properties)).toEqual(expect.arrayContaining(['SP-1', 'SP-5', 'SP-17', 'SP-18']));
  });

  test('equal seeds give equal reports, and others other ones', () => {
    expect(runRandom({ seed: 4, runs: 20 })).toEqual(runRandom({ seed: 4, runs: 20 }));
    expect(runRandom({ seed: 5, runs: 20 }).steps).not.toBe(runRandom({ seed: 4, runs: 20 }).steps);
  });

  test('everything that can happen does', () => {
    const lines = Array.from({ length: 150 }, (_, run) => replayRandom(6, `${run}`)?.lines ?? []).flat();
    const words = [
      ...[/^S\d start|^S\d restart$/, /timeout election/, /timeout heartbeat/, /clientCommand/, /compact \d+ "/],
      ...[/^S\d → S\d RequestVote /, /AppendEntriesReply /, /InstallSnapshot .* done=false/, /^S\d ↯ S\d Install/],
      ...[/⇥/, /^S\d crash$/, /crash after 0/, /crash after [1-9]/, /^# S\d.* can't be reached/, /^# everyone can/],
      ...[/^S\d ⇝ S99 → S\d/, /^S\d ⇝ .*term=-1 /, /⇝ .*term=NaN/, /⇝ .*term=\d+\.5/, /⇝ .*term=562949953421312/],
    ];
    expect(words.filter((word) => !lines.some((line) => word.test(line)))).toEqual([]);
  });

  test('each deed is left out of some runs or likelier in some than in others', () => {
    const swarms = Array.from({ length: 200 }, (_, seed) => drawSwarm(randomOf(seed)));
    for (const deed of deeds) {
      if (['deliver', 'restart', 'heal'].includes(deed)) continue;
      expect([deed, new Set(swarms.map(({ weights }) => weights[deed])).size]).toEqual([deed, expect.any(Number)]);
      expect(new Set(swarms.map(({ weights }) => weights[deed])).size).toBeGreaterThan(1);
    }
    expect(new Set(swarms.map(({ servers }) => servers.length))).toEqual(new Set([1, 2, 3, 4, 5]));
  });
});

const SEED = 1;

type Failure = NonNullable<RandomReport['failure']>;

/** What each protocol was killed by: a protocol that several tests ask about runs once. */
const failures = new Map<Protocol, Failure>();

const killed = (protocol: Protocol): Failure => {
  const known = failures.get(protocol);
  if (known) return known;
  const { ok, failure } = runRandom({ seed: SEED, runs: 1000, protocol });
  if (!failure) throw new Error('it survived');
  expect(ok).toBe(false);
  failures.set(protocol, failure);
  return failure;
};

const mutantOf = (id: string): Protocol => {
  const mutant = mutants.find((one) => one.id === id);
  if (!mutant) throw new Error(`no mutant ${id}`);
  return mutant.protocol;
};

/** Some of each box; the clause is the mutant's own. */
const sample = [
  'A01',
  'A03',
  'A15',
  'A26',
  'A28',
  'A41',
  'A46',
  'A49',
  'A53',
  'B03',
  'C01',
  'C07',
  'C09',
  'D02',
  'D06',
  'ignores-checksum',
];

describe('a defect is found, and its run can be made again', () => {
  test.each(
    mutants.filter(({ id }) => sample.includes(id)).map(({ id, clause, protocol }) => [id, clause, protocol] as const),
  )('%s: %s', (_id, clause, protocol) => {
    const { violation, path, actions } = killed(protocol);
    expect(violation.clause).toBe(clause);
    const again = replayRandom(SEED, path, protocol);
    expect(again?.violation).toEqual(violation);
    expect(again?.actions.map(formatAction)).toEqual(actions.map(formatAction));
  });

  test('at least twelve of them', () => {
    expect(mutants.filter(({ id }) => sample.includes(id)).length).toBeGreaterThanOrEqual(12);
  });

  test('shrinking leaves less than there was', () => {
    const { path, actions } = killed(mutantOf('A15'));
    const [first = ''] = path.split(/[:@]/);
    const whole = replayRandom(SEED, first, mutantOf('A15'));
    expect(path).toContain(':');
    expect(actions.length).toBeLessThan(whole?.actions.length ?? 0);
  });

  test('the counterexample is cut, says where it was found, and replays', () => {
    const protocol = mutantOf('A46');
    const { violation, path, actions } = killed(protocol);
    const counterexample = explainRandom(SEED, path, protocol);
    if (!counterexample) throw new Error('nothing to explain');
    expect(counterexample).toMatchObject({ foundBy: { engine: 'random', seed: SEED, path }, uncut: actions.length });
    expect(counterexample.violation.clause).toBe(violation.clause);
    expect(counterexample.trace.length).toBeLessThan(actions.length);
    expect(replay(counterexample, protocol).violation?.clause).toBe(violation.clause);
    expect(replay(counterexample).ok).toBe(true);
    expect(explainRandom(SEED, path)).toBe(undefined);
  });

  test.each(['', 'x', '1:', '0:99999', '0:0:0:0:0@A:', '1:2@!', '9'.repeat(40)])('no run is named by %j', (path) => {
    expect(replayRandom(SEED, path, mutantOf('A01'))).toBe(undefined);
  });
});

const protocolOf = (changed: Partial<Protocol>): Protocol => ({ step, restart, ...changed });

describe('what no mutant does', () => {
  test('a server that listens to strangers (D-23)', () => {
    const { violation, difference } = killed(
      protocolOf({
        step: (server, event) => {
          const isStrange = 'from' in event && !server.peers.includes(event.from);
          return isStrange
            ? { server: { ...server, leaderId: event.from }, effects: [], fired: [] }
            : step(server, event);
        },
      }),
    );
    expect([violation.property, violation.clause, difference?.what]).toEqual(['SP-18', 'D-23', 'leaderId']);
  });

  test('a difference that no property and no contract sees is SP-18, and its counterexample replays', () => {
    const protocol = protocolOf({
      step: (server, event) => {
        const given = step(server, event);
        const { incomingSnapshot } = given.server;
        if (!incomingSnapshot) return given;
        return {
          ...given,
          server: { ...given.server, incomingSnapshot: { ...incomingSnapshot, lastIncludedTerm: 0 } },
        };
      },
    });
    const { violation, difference, path } = killed(protocol);
    expect(violation.property).toBe('SP-18');
    expect(difference).toMatchObject({ what: 'incomingSnapshot', clause: 'IS-3' satisfies ClauseId });
    const counterexample = explainRandom(SEED, path, protocol);
    expect(counterexample?.violation).toMatchObject({ property: 'SP-18', clause: 'IS-3' });
    expect(counterexample && replay(counterexample, protocol).violation?.clause).toBe('IS-3');
  });

  test('a protocol that throws', () => {
    const { violation } = killed(
      protocolOf({
        step: (server, event) => {
          if (event.type === 'timeout' && event.timer === 'heartbeat') throw new Error('boom');
          return step(server, event);
        },
      }),
    );
    expect(violation).toMatchObject({ property: 'SP-18', because: 'the protocol itself failed: boom' });
  });

  test('a step that changes another server behind its back', () => {
    const last = new Map<ServerId, Server>();
    const { difference } = killed(
      protocolOf({
        step: (server, event) => {
          const given = step(server, event);
          last.set(server.id, given.server);
          const other = last.get(server.peers[0] ?? '');
          if (event.type === 'compact' && other) Object.assign(other, { votedFor: 'S9' });
          return given;
        },
      }),
    );
    expect(difference?.what).toMatch(/^votedFor/);
  });
});
