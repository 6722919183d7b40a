import { describe, expect, test } from 'vitest';
import { actionsOf, replayActions } from '../../../../model/counterexample/replay.ts';
import { mutantOf } from '../../../../model/mutants/index.ts';
import { type PlayedTrace, playTrace } from '../../../../model/runs/conform/play.ts';
import { mapOf, recordOf, ShapeError, type SpecState, type SpecValue } from '../../../../model/runs/conform/values.ts';
import { type Protocol, shippedProtocol } from '../../../../src/core/protocol.ts';
import { SpecWorld } from './arrange.ts';

const three = ['S1', 'S2', 'S3'] as const;

/** A leader with followers that have its entry. */
const replicated = (): SpecWorld => {
  const world = new SpecWorld(...three);
  world.elect('S1', ...three);
  world.command('S1', 'c1', 'c2');
  world.settle(...three);
  world.happen('S1', { type: 'timeout', timer: 'heartbeat' });
  world.settle(...three);
  return world;
};

/** A leader whose entries nobody has got gives way to another, whose entries replace them. */
const overwritten = (): SpecWorld => {
  const world = new SpecWorld(...three);
  world.elect('S1', ...three);
  world.command('S1', 'c1', 'c2');
  world.elect('S2', 'S2', 'S3');
  world.command('S2', 'c3');
  world.settle('S2', 'S3');
  world.happen('S2', { type: 'timeout', timer: 'heartbeat' });
  world.settle(...three);
  return world;
};

/** Figure 8: an entry of an old term reaches a majority, and its leader still doesn't know that it is committed. */
const oldTerm = (): SpecWorld => {
  const world = new SpecWorld(...three);
  world.elect('S1', ...three);
  world.command('S1', 'c1');
  world.elect('S2', 'S2', 'S3');
  world.deliver(world.message('AppendEntries', 'S2', 'S1'));
  world.elect('S1', 'S1', 'S3');
  return world;
};

/** A server that has slept gets the snapshot of the others, in chunks, of which one is corrupted. */
const transferred = (): SpecWorld => {
  const world = new SpecWorld(...three);
  world.elect('S1', 'S1', 'S2');
  world.command('S1', 'c1', 'c2', 'c3');
  world.settle('S1', 'S2');
  world.happen('S1', { type: 'compact', index: 2, data: 'c1c2' });
  world.happen('S1', { type: 'compact', index: 2, data: 'c1c2' });
  for (const message of world.messages) if (message.to === 'S3') world.lose(message);
  world.happen('S1', { type: 'timeout', timer: 'heartbeat' });
  world.deliver(world.message('InstallSnapshot', 'S1', 'S3'), { stays: true });
  world.deliver(world.message('InstallSnapshotReply', 'S3', 'S1'));
  const [, last] = world.messages.filter(({ type, to }) => type === 'InstallSnapshot' && to === 'S3');
  if (last) world.deliver(last, { arrives: '??' });
  world.settle('S1', 'S3');
  world.happen('S1', { type: 'timeout', timer: 'heartbeat' });
  world.settle('S1', 'S3');
  world.crash('S3');
  world.restart('S3');
  return world;
};

/** Steps that a crash cuts before the write, after it, and after a message. */
const cut = (): SpecWorld => {
  const world = new SpecWorld(...three);
  for (const place of [0, 1, 2, 3]) {
    world.happen('S1', { type: 'timeout', timer: 'election' }, { cut: place });
    world.restart('S1');
  }
  world.deliver(world.message('RequestVote', 'S1', 'S2'), { cut: 2 });
  world.restart('S2');
  world.happen('S2', { type: 'timeout', timer: 'heartbeat' }, { cut: 1 });
  return world;
};

const stories = { replicated, overwritten, oldTerm, transferred, cut };

const played = (world: SpecWorld, protocol: Protocol = shippedProtocol): PlayedTrace =>
  playTrace(world.states, { protocol });

describe('the implementation and the reference go where the spec goes', () => {
  test.each(Object.entries(stories))('%s', (_, story) => {
    const world = story();
    expect(played(world).difference).toBeUndefined();
    expect(played(world).steps).toBe(world.states.length - 1);
  });

  test('also when servers are down at first', () => {
    const world = new SpecWorld(...three);
    world.crash('S2');
    const down = world.states.at(-1);
    world.restart('S2');
    const up = world.states.at(-1);
    expect(playTrace([down, up].flatMap((state) => state ?? []))).toEqual({ steps: 1, fired: ['ST-9'] });
  });

  test('the clauses that have acted in the spec are told', () => {
    expect(played(oldTerm()).fired).toEqual(expect.arrayContaining(['RV-2', 'AE-2', 'RS-L-5']));
    expect(played(overwritten()).fired).toEqual(expect.arrayContaining(['AE-3', 'AE-5', 'RS-L-4']));
    expect(played(transferred()).fired).toEqual(expect.arrayContaining(['IS-3', 'IS-12', 'IS-8']));
  });

  test('of no state there is nothing to say', () => {
    expect(playTrace([])).toEqual({ steps: 0, fired: [] });
  });
});

describe('a defect is found, with its clause', () => {
  const worldOf = (name: keyof typeof stories): SpecWorld => stories[name]();

  test.each([
    ['A05', 'replicated', 'RV-2', 'servers S2 votedFor'],
    ['A29', 'overwritten', 'AE-3', 'servers S1 log'],
    ['A46', 'oldTerm', 'RS-L-4', 'servers S1 commitIndex'],
    ['ignores-checksum', 'transferred', 'IS-12', 'servers S3 snapshot'],
    ['B20', 'transferred', 'IS-8', 'outcome told 1'],
    ['D03', 'replicated', 'RS-F-3', 'outcome electionTimer'],
    ['answers-at-append', 'replicated', 'RS-L-2', 'outcome told 1'],
    ['C01', 'cut', 'ST-2', 'servers S1 votedFor'],
    ['C03', 'replicated', 'ST-8', 'outcome order'],
    ['silent-follower', 'replicated', 'RS-F-1', 'network'],
  ] as const)('%s in %s: %s', (id, story, clause, variable) => {
    const protocol = mutantOf(id)?.protocol;
    const { difference, steps } = played(worldOf(story), protocol);
    expect(difference).toMatchObject({ clause, variable, who: 'implementation', otherAgrees: true, step: steps });
  });

  const { step, restart } = shippedProtocol;

  test('a follower that never learns what is committed', () => {
    const deaf: Protocol = {
      restart,
      step: (server, event) => {
        const { server: after, ...rest } = step(server, event);
        return event.type === 'AppendEntries'
          ? { server: { ...after, commitIndex: 0 }, ...rest }
          : { server: after, ...rest };
      },
    };
    expect(played(replicated(), deaf).difference).toMatchObject({ clause: 'AE-5', variable: 'servers S2 commitIndex' });
  });

  const throwing: Protocol = {
    restart,
    step: (server, event) => {
      if (event.type === 'RequestVote') throw new Error('no votes today');
      return step(server, event);
    },
  };
  const nonsense: Protocol = {
    restart,
    step: (...of) => ({ ...step(...of), effects: [{ type: 'send' } as never] }),
  };
  const nothing: Protocol = { restart, step: () => undefined as never };
  const absent: Protocol = { step, restart: () => undefined as never };

  test.each<readonly [string, Protocol, string]>([
    ['throws in a step', throwing, 'no votes today'],
    ['sends nonsense', nonsense, 'the protocol itself failed'],
    ['gives back nothing', nothing, 'the protocol itself failed'],
    ['does not come back', absent, 'the protocol itself failed'],
  ])('one that %s', (_, protocol, actual) => {
    const { difference } = played(replicated(), protocol);
    expect(difference).toMatchObject({ who: 'implementation', otherAgrees: true });
    expect(difference?.actual).toContain(actual);
  });

  test('one that throws when it is cut', () => {
    const { difference } = played(cut(), {
      restart,
      step: (server, event) => {
        if (event.type === 'timeout' && event.timer === 'election') throw new Error('no elections today');
        return step(server, event);
      },
    });
    expect(difference).toMatchObject({ step: 1, action: 'S1 timeout election crash after 0' });
    expect(difference?.actual).toContain('no elections today');
  });
});

describe('a spec that says something else is found', () => {
  /** The states up to the first in which the change can be made, with the change. */
  const altered = (
    world: SpecWorld,
    place: number,
    name: string,
    change: (value: SpecValue) => SpecValue,
  ): readonly SpecState[] =>
    world.states.slice(0, place + 1).map((state, index) => {
      const key = `three::world::${name}`;
      const value = state.vars[key];
      return index === place && value !== undefined
        ? { ...state, vars: { ...state.vars, [key]: change(value) } }
        : state;
    });

  const inServer =
    (id: string, change: Readonly<Record<string, SpecValue>>) =>
    (value: SpecValue): SpecValue => ({
      map: mapOf(value).map(
        ([key, server]) => [key, key === id ? { ...recordOf(server), ...change } : server] as const,
      ),
    });

  const inRecord =
    (change: Readonly<Record<string, SpecValue>>) =>
    (value: SpecValue): SpecValue => ({ ...recordOf(value), ...change });

  test.each<readonly [string, number, string, (value: SpecValue) => SpecValue, Readonly<Record<string, unknown>>]>([
    [
      'votedFor',
      2,
      'servers',
      inServer('S2', { votedFor: '' }),
      { variable: 'servers S2 votedFor', spec: 'null', actual: '"S1"' },
    ],
    [
      'a server that did not act',
      1,
      'servers',
      inServer('S3', { commitIndex: 7 }),
      { variable: 'servers S3 commitIndex', spec: '7' },
    ],
    [
      'a timer',
      1,
      'outcome',
      inRecord({ electionTimer: { tag: 'Kept', value: {} } }),
      { variable: 'outcome electionTimer' },
    ],
    [
      'what is told',
      1,
      'outcome',
      inRecord({ told: [{ tag: 'Reply', value: { index: 1, term: 1 } }] }),
      { variable: 'outcome told 1' },
    ],
    [
      'the order of messages',
      1,
      'outcome',
      (value) => inRecord({ messages: (recordOf(value)['messages'] as SpecValue[]).toReversed() })(value),
      { variable: 'outcome messages 1' },
    ],
    [
      'a disk',
      1,
      'disks',
      inServer('S1', { currentTerm: 0 }),
      { variable: 'disks S1 currentTerm', spec: '0', actual: '1' },
    ],
    ['who is up', 1, 'up', () => ({ set: ['S1', 'S3'] }), { variable: 'up S2', spec: 'false', actual: 'true' }],
    ['the network', 1, 'network', () => ({ map: [] }), { variable: 'network' }],
    [
      'the beginning',
      0,
      'servers',
      inServer('S1', { role: { tag: 'Leader', value: { tuple: [] } } }),
      { variable: 'servers S1 role', step: 0 },
    ],
  ])('%s', (_, place, variable, change, found) => {
    const { difference } = playTrace(altered(replicated(), place, variable, change));
    expect(difference).toMatchObject({ step: place, who: 'implementation', ...found });
  });

  test('a server that takes a step while it is down', () => {
    const states = altered(replicated(), 0, 'up', () => ({ set: [] }));
    expect(playTrace(states).difference).toBeUndefined();
    const { difference } = playTrace([...states, ...replicated().states.slice(1)]);
    expect(difference).toMatchObject({ step: 1, variable: 'up S1', spec: 'true', actual: 'false' });
  });

  test('neither player agrees with what is wrong', () => {
    const states = altered(replicated(), 2, 'servers', inServer('S2', { votedFor: '' }));
    expect(playTrace(states).difference?.otherAgrees).toBe(false);
  });

  test('what only the reference can tell: the rest of a step that was cut', () => {
    const place = 1;
    const states = altered(cut(), place, 'outcome', inRecord({ messages: [] }));
    expect(playTrace(states).difference).toMatchObject({ step: 1, who: 'reference', variable: 'outcome messages 1' });
  });

  test('in one clause that acted, where no clause was broken', () => {
    const states = altered(replicated(), 2, 'servers', inServer('S2', { votedFor: '' }));
    expect(recordOf(states.at(-1)?.vars['three::world::outcome'])['fired']).toMatchObject({
      set: expect.arrayContaining([playTrace(states).difference?.clause]) as unknown,
    });
  });

  test('the lines up to there can be replayed', () => {
    const world = transferred();
    const last = world.states.length - 1;
    const states = altered(world, last, 'up', () => ({ set: ['S1', 'S2'] }));
    const difference = playTrace(states).difference;
    expect(difference).toMatchObject({ step: last, action: 'S3 restart', specAction: 'restarts', picks: { id: 'S1' } });
    expect(difference?.lines.slice(0, 4)).toEqual(['S1 restart', 'S2 restart', 'S3 restart', 'S1 timeout election']);
    expect(difference?.lines.some((line) => line.includes('↯'))).toBe(true);
    if (!difference) return;
    const { setting, lines } = difference;
    const losses = lines.filter((line) => line.includes('⇥')).length;
    const { skipped, violation, done } = replayActions({ setting, actions: actionsOf(lines), isExact: true });
    expect([skipped, violation, done.length]).toEqual([0, undefined, lines.length - losses]);
  });
});

describe('states that are none of the spec are refused in one line', () => {
  const [first, second] = replicated().states;
  const vars = { ...first?.vars, ...second?.vars };
  const refused = (change: Readonly<Record<string, SpecValue>>): unknown => {
    const states = [first, { action: '', picks: {}, vars: { ...vars, ...change } }].flatMap((state) => state ?? []);
    try {
      return playTrace(states);
    } catch (error) {
      return error;
    }
  };

  test.each<readonly [Readonly<Record<string, SpecValue>>, string]>([
    [{ 'three::world::servers': 3 }, 'expected a map, found 3'],
    [{ 'three::world::happened': { tag: 'Party', value: {} } }, 'nothing that happens in a step is called Party'],
    [{ 'three::world::network': { map: [[{ tag: 'Letter', value: {} }, 1]] } }, 'expected one of RequestVote,'],
    [{ 'three::world::happened': { tag: 'Crash', value: 'S9' } }, 'there is no server S9'],
  ])('%j', (change, message) => {
    const error = refused(change);
    expect(error).toBeInstanceOf(ShapeError);
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).not.toContain('\n');
  });

  test('a state without its variables', () => {
    expect(() => playTrace([{ vars: {}, action: '', picks: {} }])).toThrow('a state has no variable ids');
  });
});
