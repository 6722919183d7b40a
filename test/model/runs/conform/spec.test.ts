import { describe, expect, test } from 'vitest';
import { actionsOf, traceOf } from '../../../../model/counterexample/replay.ts';
import { mutantOf } from '../../../../model/mutants/index.ts';
import { playTrace } from '../../../../model/runs/conform/play.ts';
import { type RecordedTrace, recordedTrace } from '../../../../model/runs/conform/recorded.ts';
import { runTorture } from '../../../../model/runs/torture/index.ts';
import { type Protocol, shippedProtocol } from '../../../../src/core/protocol.ts';
import { formalSpec } from '../../../../src/verify/formal.ts';

describe('real traces of spec/raft.qnt', () => {
  const run = { init: 'init', step: 'step', invariants: [], witnesses: [] };

  test.each([
    ['three', 8, 50],
    ['five', 2, 40],
  ])('of %s servers are where both players go', async (main, traces, steps) => {
    const report = (await formalSpec('three')).module(main).run({ ...run, traces, steps, seed: 11 });
    for (const { states } of report.traces) {
      const { difference, steps: played } = playTrace(states);
      expect(difference).toBeUndefined();
      expect(played).toBe(states.length - 1);
    }
  });

  test('are not where a defect goes', async () => {
    const { traces } = (await formalSpec('three')).run({ ...run, traces: 8, steps: 50, seed: 11 });
    const { protocol } = mutantOf('A05') ?? {};
    const differences = traces.flatMap(
      ({ states }) => playTrace(states, { ...(protocol && { protocol }) }).difference ?? [],
    );
    expect(differences[0]).toMatchObject({ clause: 'RV-2', who: 'implementation', otherAgrees: true });
  });
});

describe('recorded runs are what the spec allows', () => {
  /** The first step that the spec refuses, or after which it is elsewhere; undefined: it follows to the end. */
  const refused = async ({ ids, options, disks, steps }: RecordedTrace): Promise<string | undefined> => {
    const session = (await formalSpec('following')).session();
    const [first] = steps;
    const begin = {
      cluster: { ids, options, disks },
      recorded: { tag: 'Beginning', value: {} },
      seen: first?.seen ?? {},
    };
    expect(session.act('init', begin)).toEqual({ ok: true });
    return steps.find(
      ({ happened, seen }) =>
        !session.act('follow', { recorded: happened, seen }).ok || session.evaluate('agrees') !== true,
    )?.line;
  };

  const tortured = (seed: number, protocol: Protocol): RecordedTrace => {
    const text: string[] = [];
    const { settings } = runTorture({ seed, protocol, trace: (line) => text.push(line) });
    const { trace } = traceOf({ setting: settings, actions: actionsOf(text.slice(0, 400)), protocol, isExact: true });
    return recordedTrace(settings, trace);
  };

  test.each([1, 3, 4])('seed %i', async (seed) => {
    expect(await refused(tortured(seed, shippedProtocol))).toBeUndefined();
  });

  test.each(['A05', 'A33', 'A48'])('but not those of %s', async (id) => {
    const protocol = mutantOf(id)?.protocol;
    expect(protocol).toBeDefined();
    if (protocol) expect(await refused(tortured(1, protocol))).toBeDefined();
  });
});
