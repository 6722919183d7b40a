import { describe, expect, test } from 'vitest';
import { explainTorture } from '../../../model/counterexample/explanation.ts';
import { actionsOf, replay, replayActions, traceOf } from '../../../model/counterexample/replay.ts';
import { mutants } from '../../../model/mutants/index.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import { defaultOptions } from '../../../src/core/server.ts';
import { type Action, formatAction } from '../../../src/trace/grammar.ts';
import type { Counterexample, Setting } from '../../../src/trace/recording.ts';
import { appendEntries, requestVote } from '../../core/arrange.ts';

const setting: Setting = { servers: ['S1', 'S2', 'S3'], options: defaultOptions };
const ask = requestVote({ from: 'S1', to: 'S2', term: 1 });
const lines = [
  'S1 restart',
  'S2 restart',
  'S1 timeout election',
  formatAction({ type: 'deliver', message: ask }),
  'S2 → S1 RequestVoteReply term=1 voteGranted=true',
];

const protocolOf = (id: string): Protocol => {
  const mutant = mutants.find((other) => other.id === id);
  if (!mutant) throw new Error(`there is no mutant ${id}`);
  return mutant.protocol;
};

describe('a replay without time', () => {
  test('makes happen what the lines say', () => {
    const { trace, violation, skipped, done } = traceOf({ setting, actions: actionsOf(lines) });
    expect([violation, skipped, done.length]).toEqual([undefined, 0, 5]);
    expect(trace.map(({ line }) => line)).toEqual([
      'S1 restart',
      'S2 restart',
      expect.stringContaining('S1 timeout election | candidate@1 votedFor=S1'),
      expect.stringContaining('| follower@1 votedFor=S1'),
      expect.stringContaining('| leader@1'),
    ]);
    expect(trace.at(-1)?.servers).toMatchObject({
      S1: { role: 'leader', currentTerm: 1, votedFor: 'S1', lastIndex: 0, commitIndex: 0 },
      S2: { role: 'follower', currentTerm: 1, votedFor: 'S1' },
      S3: { role: 'down', currentTerm: 0 },
    });
  });

  test('gives a trace that replays to itself', () => {
    const first = traceOf({ setting, actions: actionsOf(lines) });
    const again = traceOf({ setting, actions: actionsOf(first.trace.map(({ line }) => line)), isExact: true });
    expect(again).toEqual(first);
  });

  test('leaves out what cannot happen, and counts it', () => {
    const actions = actionsOf([
      'S1 crash',
      'S1 timeout election',
      formatAction({ type: 'deliver', message: ask }),
      'S1 restart',
      'S1 restart',
      formatAction({ type: 'lose', message: ask }),
    ]);
    const { done, skipped } = replayActions({ setting, actions });
    expect(done).toEqual([{ type: 'restart', id: 'S1' }]);
    expect(skipped).toBe(4);
  });

  test('lets a message arrive that was sent, again and again, and no other', () => {
    const twice = actionsOf([...lines.slice(0, 4), lines[3] ?? '', lines[3] ?? '']);
    expect(replayActions({ setting, actions: twice, isExact: true }).skipped).toBe(0);
    const never: Action = { type: 'deliver', message: appendEntries({ from: 'S1', to: 'S2', term: 9 }) };
    expect(replayActions({ setting, actions: [...actionsOf(lines), never], isExact: true }).skipped).toBe(1);
  });

  test('takes another message of the kind for one that was not sent as it stands, unless it is to be exact', () => {
    const other: Action = { type: 'deliver', message: { ...ask, term: 7 } };
    const actions = [...actionsOf(lines.slice(0, 3)), other];
    expect(replayActions({ setting, actions }).done.at(-1)).toEqual({ type: 'deliver', message: ask });
    expect(replayActions({ setting, actions, isExact: true }).done.length).toBe(3);
  });

  test('ends with the first violation', () => {
    const step: Protocol['step'] = (server, event) => {
      const stepped = shippedProtocol.step(server, event);
      return event.type === 'timeout' && event.timer === 'election'
        ? { ...stepped, server: { ...stepped.server, lastApplied: 5 } }
        : stepped;
    };
    const protocol = { ...shippedProtocol, step };
    const { violation, done } = replayActions({ setting, actions: actionsOf(lines), protocol });
    expect(violation).toMatchObject({ property: 'SP-10', step: 3 });
    expect(done.length).toBe(3);
  });

  test('SP-18: of a protocol that throws is a violation', () => {
    const step: Protocol['step'] = () => {
      throw new Error('out of cheese');
    };
    const { violation } = replayActions({ setting, actions: actionsOf(lines), protocol: { ...shippedProtocol, step } });
    expect(violation).toMatchObject({ property: 'SP-18', because: 'the protocol itself failed: out of cheese' });
  });

  test('refuses lines that are not of the grammar', () => {
    expect(() => actionsOf(['S1 restart', 'S1 sleep'])).toThrow('nothing that can happen is called sleep: S1 sleep');
  });
});

/** One that is found by each: a vote, a write that is too late, an apply, and a snapshot. */
const found = (
  [
    ['A01', 2],
    ['C09', 1],
    ['A53', 1],
    ['B03', 1],
    ['A41', 1],
  ] as const
).map(([id, seed]) => [id, explainTorture(seed, protocolOf(id))] as const);

const existing = (counterexample: Counterexample | undefined): Counterexample => {
  if (!counterexample) throw new Error('nothing was found');
  return counterexample;
};

describe('the replay of a counterexample', () => {
  test.each(found)('%s: shows the same violation again, in fewer steps than the run had', (id, given) => {
    const counterexample = existing(given);
    const { violation, trace, uncut } = counterexample;
    expect(trace.length).toBeGreaterThan(0);
    expect(trace.length).toBeLessThan(uncut);
    const again = replay(counterexample, protocolOf(id));
    expect(again).toMatchObject({ ok: false, skipped: 0 });
    expect(again.violation).toEqual(violation);
    expect(again.trace).toEqual(trace);
  });

  test.each(found)('%s: shows nothing on the shipped protocol', (_id, counterexample) => {
    const again = replay(existing(counterexample));
    expect(again.ok).toBe(true);
    expect(again.violation).toBeUndefined();
  });

  test.each(found)('%s: no single action of it can be left out', (id, given) => {
    const { setting: cluster, trace, violation } = existing(given);
    const actions = actionsOf(trace.map(({ line }) => line));
    for (const place of actions.keys()) {
      const rest = actions.filter((_, other) => other !== place);
      const { violation: left } = replayActions({ setting: cluster, actions: rest, protocol: protocolOf(id) });
      expect([place, left?.property === violation.property && left.clause === violation.clause]).toEqual([
        place,
        false,
      ]);
    }
  });

  test('LP-1: of a goal runs the seed again', () => {
    const deaf: Protocol = {
      ...shippedProtocol,
      step: (server, event) =>
        event.type === 'timeout' && event.timer === 'election'
          ? { server, effects: [{ type: 'armTimer', timer: 'election' }], fired: [] }
          : shippedProtocol.step(server, event),
    };
    const goal: Counterexample = {
      violation: { property: 'LP-1', clause: 'RS-F-2', because: 'no leader', step: 1 },
      setting,
      foundBy: { engine: 'torture', seed: 2 },
      trace: [{ line: 'S1 restart', servers: {} }],
      uncut: 1,
    };
    expect(replay(goal, deaf)).toMatchObject({ ok: false, trace: goal.trace, violation: { property: 'LP-1' } });
    expect(replay(goal)).toEqual({ ok: true, trace: goal.trace, skipped: 0 });
  });
});
