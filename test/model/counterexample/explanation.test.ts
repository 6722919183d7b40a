import { describe, expect, test } from 'vitest';
import type { Origin } from '../../../model/counterexample/discovery.ts';
import { explain, explainLab, explainTorture } from '../../../model/counterexample/explanation.ts';
import { replay } from '../../../model/counterexample/replay.ts';
import { mutants } from '../../../model/mutants/index.ts';
import { labNames } from '../../../model/runs/labs/index.ts';
import { runRandom } from '../../../model/runs/lockstep/index.ts';
import { runTorture } from '../../../model/runs/torture/index.ts';
import { watchedLab } from '../../../model/runs/watchedLab.ts';
import { configOf, worldOf } from '../../../model/worlds/configs/index.ts';
import { ComponentStore } from '../../../src/check/explore/componentStore.ts';
import { exploreSpace } from '../../../src/check/explore/explore.ts';
import { privateInterner } from '../../../src/check/explore/interner.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';

const protocolOf = (id: string): Protocol => mutants.find((mutant) => mutant.id === id)?.protocol ?? shippedProtocol;

describe('the explanation of a torture run', () => {
  test('is none when nothing is violated', () => {
    expect(explainTorture(2)).toBeUndefined();
  });

  test('SP-7: names the run, what is needed of the cluster and the same violation', () => {
    const protocol = protocolOf('A01');
    const { settings } = runTorture({ seed: 2, protocol });
    const counterexample = explainTorture(2, protocol);
    expect(counterexample).toMatchObject({
      violation: { property: 'SP-7', clause: 'RV-2' },
      foundBy: { engine: 'torture', seed: 2 },
    });
    expect(settings.servers).toEqual(expect.arrayContaining([...(counterexample?.setting.servers ?? [])]));
    expect(counterexample?.setting.servers).toHaveLength(2);
  });

  test('is the same each time', () => {
    const protocol = protocolOf('A53');
    expect(explainTorture(1, protocol)).toEqual(explainTorture(1, protocol));
  });

  test('LP-1: of a goal is the broken clause behind it, since without time there is no goal to miss', () => {
    const deaf: Protocol = {
      ...shippedProtocol,
      step: (server, event) =>
        event.type === 'timeout' && event.timer === 'election'
          ? { server, effects: [{ type: 'armTimer', timer: 'election' }], fired: [] }
          : shippedProtocol.step(server, event),
    };
    const counterexample = explainTorture(2, deaf);
    expect(runTorture({ seed: 2, protocol: deaf }).violation).toMatchObject({ property: 'LP-1', clause: 'RS-C-1' });
    expect(counterexample?.violation).toMatchObject({ property: 'SP-18', clause: 'RS-C-1' });
    expect(counterexample?.trace.length).toBe(2);
    expect(counterexample && replay(counterexample, deaf).ok).toBe(false);
    expect(counterexample && replay(counterexample).ok).toBe(true);
  });

  test('SP-18: of a protocol that throws replays', () => {
    let steps = 0;
    const throwing = (): Protocol => ({
      ...shippedProtocol,
      step: (server, event) => {
        if (event.type === 'clientCommand' && server.role === 'leader') throw new Error('out of cheese');
        steps++;
        return shippedProtocol.step(server, event);
      },
    });
    const counterexample = explainTorture(2, throwing());
    expect(steps).toBeGreaterThan(0);
    expect(counterexample?.violation.because).toContain('out of cheese');
    const again = counterexample && replay(counterexample, throwing());
    expect(again).toMatchObject({ ok: false, skipped: 0, violation: { property: 'SP-18', clause: 'SP-18' } });
    expect(again?.trace.at(-1)?.line).toMatch(/ clientCommand "a"$/);
    expect(counterexample && replay(counterexample).ok).toBe(true);
  });

  test('SP-18: of a protocol that throws when it starts replays', () => {
    const throwing: Protocol = {
      ...shippedProtocol,
      restart: () => {
        throw new Error('out of cheese');
      },
    };
    const counterexample = explainTorture(2, throwing);
    expect(counterexample?.trace.map(({ line }) => line)).toEqual(['S1 restart']);
    expect(counterexample && replay(counterexample, throwing).ok).toBe(false);
  });
});

describe('a lab that is watched', () => {
  const [name = ''] = labNames;

  test('of the shipped protocol violates nothing', () => {
    const { report, violation, properties, clauses } = watchedLab({ name, seed: 1 });
    expect(violation).toBeUndefined();
    expect(report).toMatchObject({ ok: true });
    expect(properties['SP-1']).toBeGreaterThan(0);
    expect(clauses['RS-C-1']).toBeGreaterThan(0);
    expect(explainLab(name, 1)).toBeUndefined();
  });

  test('SP-11: ST-8: of a mutant violates a clause, and the explanation replays', () => {
    const protocol = protocolOf('C09');
    const { violation } = watchedLab({ name, seed: 1, protocol });
    expect(violation).toMatchObject({ property: 'SP-11', clause: 'ST-8' });
    const counterexample = explainLab(name, 1, protocol);
    expect(counterexample).toMatchObject({
      violation: { property: 'SP-11' },
      foundBy: { engine: 'lab', name, seed: 1 },
    });
    expect(counterexample && replay(counterexample, protocol)).toMatchObject({ ok: false, skipped: 0 });
    expect(counterexample && replay(counterexample).ok).toBe(true);
  });

  test('SP-18: of a step that gives nothing is that step, and no goal that was missed for it', () => {
    const protocol = {
      ...shippedProtocol,
      step: (server, event) =>
        event.type === 'RequestVote' ? (undefined as never) : shippedProtocol.step(server, event),
    } satisfies Protocol;
    const counterexample = explainLab(name, 1, protocol);
    expect(counterexample?.violation).toMatchObject({ property: 'SP-18', clause: 'SP-18' });
    expect(counterexample?.violation.because).toMatch(
      /the protocol itself failed: the step of S\d at RequestVote: it gave undefined/,
    );
    expect(counterexample && replay(counterexample, protocol).ok).toBe(false);
    expect(counterexample && replay(counterexample).ok).toBe(true);
  });
});

describe('an explanation', () => {
  const protocol = protocolOf('A28');

  const engines = ['torture', 'a lab', 'a random run', 'a bounded world'] as const;
  const origins: readonly (() => Origin)[] = [
    () => ({ engine: 'torture', seed: 1 }),
    () => ({ engine: 'lab', name: 'FailNoAgree3B', seed: 1 }),
    () => {
      const { failure } = runRandom({ seed: 1, runs: 50, protocol });
      return { engine: 'random', seed: 1, path: failure?.path ?? '' };
    },
    () => {
      const config = configOf('late-entries');
      const { properties } = exploreSpace(worldOf(config, new ComponentStore(privateInterner), { protocol }), {
        isHasty: true,
      });
      return { engine: 'exhaustive', config, properties };
    },
  ];

  test.each(origins.map((originOf, place) => [engines[place], originOf] as const))(
    'D-2: says the same things, whoever found it: %s',
    (_engine, originOf) => {
      const origin = originOf();
      const explanation = explain(origin, protocol);
      if (!explanation) throw new Error('nothing is broken');
      const { violation, foundBy, trace, steps, cause } = explanation;
      expect(foundBy.engine).toBe(origin.engine);
      expect([violation.clause, cause?.clause]).toEqual(['D-2', 'D-2']);
      expect(steps.map(({ line }) => line)).toEqual(trace.map(({ line }) => line));
      const broken = steps[(cause?.broken.step ?? 0) - 1];
      expect(broken?.difference).toMatchObject({ clause: 'D-2', actual: cause?.actual, expected: cause?.expected });
      expect(cause?.noReturn?.step).toBeLessThanOrEqual(cause?.fell.step ?? 0);
      expect(structuredClone(explanation)).toEqual(explanation);
    },
  );

  test('is none of rules that break nothing', () => {
    const runs = origins.slice(0, 3);
    for (const originOf of runs) expect(explain(originOf())).toBeUndefined();
  });
});
