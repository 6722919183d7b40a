import { describe, expect, test } from 'vitest';
import type { Watcher } from '../../src/cluster/cluster.ts';
import { protocolWith } from '../../src/core/extensions/index.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import type { Event, Message, ServerId, TimerName } from '../../src/core/types.ts';
import { type Routing, Simulator, type SimulatorOptions } from '../../src/sim/simulator.ts';
import type { Schedule } from '../../src/sim/time.ts';
import { chunkOf, requestVote, send, snapshotOf } from '../core/arrange.ts';

const perfect: Routing = { route: () => [{ delayMs: 5 }], admits: () => true };
const silent: Routing = { route: () => [], admits: () => true };
const timing = { electionTimeoutMs: 150, electionTimeoutSpreadMs: 150, heartbeatIntervalMs: 50 };

const simulate = (options: Partial<SimulatorOptions> = {}) => {
  const lines: string[] = [];
  const { watcher = {}, ...rest } = options;
  const simulator = new Simulator({
    ids: ['S1', 'S2', 'S3'],
    seed: 1,
    timing,
    network: perfect,
    watcher: { trace: (line) => lines.push(line), ...watcher },
    ...rest,
  });
  return { simulator, lines };
};

const start = (simulator: Simulator): void => {
  for (const id of simulator.cluster.ids) simulator.restart(id);
};

/** Does what the table says of an event, and nothing else. */
const reacting = (
  table: Partial<Record<Event['type'] | `timeout ${TimerName}`, ReturnType<Protocol['step']>['effects']>>,
): Protocol => ({
  restart: shippedProtocol.restart,
  step: (server, event) => {
    const effects = event.type === 'timeout' ? table[`timeout ${event.timer}`] : table[event.type];
    return { server, effects: effects ?? [], fired: [] };
  },
});

/** When which timers have run out. */
const timeoutsOf = (lines: readonly string[]): readonly [number, string][] =>
  lines
    .filter((line) => line.includes('timeout'))
    .map((line) => [Number(line.split(' ')[0]), line.split(' ').slice(1, 4).join(' ')]);

describe('a simulation is its options', () => {
  const traceOf = (seed: number): readonly string[] => {
    const network: Routing = {
      route: (_message, random) => (random.chance(0.1) ? [] : [{ delayMs: random.between(1, 20) }]),
      admits: () => true,
    };
    const { simulator, lines } = simulate({ seed, network });
    start(simulator);
    const script = function* (): Schedule {
      for (;;) {
        yield simulator.random.between(1, 40);
        simulator.handle(simulator.random.pick(simulator.cluster.ids), { type: 'clientCommand', command: 'x' });
      }
    };
    simulator.spawn(script());
    simulator.runUntil(3000);
    return lines;
  };

  test('the same options give the same trace', () => {
    expect(traceOf(1).length).toBeGreaterThan(100);
    expect(traceOf(1)).toEqual(traceOf(1));
  });

  test('another seed gives another trace', () => {
    expect(traceOf(1)).not.toEqual(traceOf(2));
  });

  test('whether or not somebody reads the trace', () => {
    const run = (watcher: Watcher) => {
      const simulator = new Simulator({ ids: ['S1', 'S2', 'S3'], seed: 3, timing, network: perfect, watcher });
      start(simulator);
      simulator.runUntil(2000);
      return [simulator.events, simulator.cluster.running];
    };
    expect(run({})).toEqual(run({ trace: () => undefined, send: () => undefined }));
  });
});

describe('timers', () => {
  test('an election timeout lies between T and T + spread, and is drawn anew each time', () => {
    const protocol = reacting({
      start: [{ type: 'armTimer', timer: 'election' }],
      'timeout election': [{ type: 'armTimer', timer: 'election' }],
    });
    const { simulator, lines } = simulate({ ids: ['S1'], protocol });
    start(simulator);
    simulator.runUntil(60_000);
    const times = timeoutsOf(lines).map(([time]) => time);
    const delays = times.map((time, place) => time - (times[place - 1] ?? 0));
    expect(delays.length).toBeGreaterThan(200);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(149.999);
    expect(Math.max(...delays)).toBeLessThanOrEqual(300.001);
    expect(Math.min(...delays)).toBeLessThan(160);
    expect(Math.max(...delays)).toBeGreaterThan(290);
  });

  test('without a spread it is T', () => {
    const protocol = reacting({ start: [{ type: 'armTimer', timer: 'election' }] });
    const { simulator, lines } = simulate({ ids: ['S1'], protocol, timing: { ...timing, electionTimeoutSpreadMs: 0 } });
    start(simulator);
    simulator.runUntil(1000);
    expect(timeoutsOf(lines)).toEqual([[150, 'S1 timeout election']]);
  });

  test('the heartbeat timer runs for the heartbeat interval', () => {
    const protocol = reacting({
      start: [{ type: 'armTimer', timer: 'heartbeat' }],
      'timeout heartbeat': [{ type: 'armTimer', timer: 'heartbeat' }],
    });
    const { simulator, lines } = simulate({ ids: ['S1'], protocol });
    start(simulator);
    simulator.runUntil(170);
    expect(timeoutsOf(lines)).toEqual([
      [50, 'S1 timeout heartbeat'],
      [100, 'S1 timeout heartbeat'],
      [150, 'S1 timeout heartbeat'],
    ]);
  });

  test('arming a timer again begins it anew; stopping stops it; so does a crash', () => {
    const fixed = { electionTimeoutMs: 100, electionTimeoutSpreadMs: 0, heartbeatIntervalMs: 40 };
    const protocol = reacting({
      start: [{ type: 'armTimer', timer: 'election' }],
      clientCommand: [{ type: 'armTimer', timer: 'election' }],
      compact: [{ type: 'stopTimer', timer: 'election' }],
    });
    const run = (...deeds: readonly (readonly [number, (simulator: Simulator) => void])[]) => {
      const { simulator, lines } = simulate({ ids: ['S1'], protocol, timing: fixed });
      simulator.restart('S1');
      for (const [time, deed] of deeds) simulator.after(time, () => deed(simulator));
      simulator.runUntil(500);
      return timeoutsOf(lines);
    };
    const command = (simulator: Simulator) => simulator.handle('S1', { type: 'clientCommand', command: 'x' });
    const stop = (simulator: Simulator) => simulator.handle('S1', { type: 'compact', index: 1, data: '' });
    expect(run()).toEqual([[100, 'S1 timeout election']]);
    expect(run([60, command])).toEqual([[160, 'S1 timeout election']]);
    expect(run([60, stop])).toEqual([]);
    expect(run([60, stop], [70, command])).toEqual([[170, 'S1 timeout election']]);
    expect(run([60, (simulator) => simulator.crash('S1')])).toEqual([]);
    const comesBack = (simulator: Simulator) => {
      simulator.crash('S1');
      simulator.restart('S1');
    };
    expect(run([60, comesBack])).toEqual([[160, 'S1 timeout election']]);
  });

  test('RS-C-2: a leader has a heartbeat timer in place of its election timer', () => {
    const { simulator } = simulate();
    start(simulator);
    simulator.runUntil(1000);
    const leader = simulator.cluster.running.find(({ role }) => role === 'leader');
    expect(leader?.currentTerm).toBe(1);
    simulator.runUntil(10_000);
    expect(simulator.cluster.running.every(({ currentTerm }) => currentTerm === 1)).toBe(true);
  });

  test('a crash in the middle of a step cancels the timer that the step has armed', () => {
    const protocol = reacting({
      start: [{ type: 'armTimer', timer: 'election' }],
      clientCommand: [{ type: 'armTimer', timer: 'election' }],
    });
    const crashPoint = (_id: ServerId, { type }: Event) => (type === 'clientCommand' ? 1 : undefined);
    const { simulator, lines } = simulate({ ids: ['S1'], protocol, crashPoint });
    start(simulator);
    simulator.handle('S1', { type: 'clientCommand', command: 'x' });
    simulator.runUntil(1000);
    expect(timeoutsOf(lines)).toEqual([]);
    expect(lines.at(-1)).toBe('0.000 S1 clientCommand "x" crash after 1 | down');
  });
});

describe('messages', () => {
  const message: Message = requestVote({ from: 'S1', to: 'S2', term: 1 });
  const asks = reacting({ clientCommand: [send(message)] });
  const deliver = (network: Routing, deeds: (simulator: Simulator) => void = () => undefined) => {
    const { simulator, lines } = simulate({ protocol: asks, network });
    start(simulator);
    deeds(simulator);
    simulator.handle('S1', { type: 'clientCommand', command: 'x' });
    simulator.runUntil(100);
    return lines
      .filter((line) => line.includes(' S2 RequestVote'))
      .map((line) => line.split(' ').slice(0, 4).join(' '));
  };

  test('arrive once for each delay', () => {
    expect(deliver(perfect)).toEqual(['5.000 S1 → S2']);
    expect(deliver(silent)).toEqual([]);
    expect(deliver({ ...perfect, route: () => [{ delayMs: 7.5 }, { delayMs: 3 }] })).toEqual([
      '3.000 S1 → S2',
      '7.500 S1 → S2',
    ]);
  });

  test('are asked on arrival whether there is still a way', () => {
    let isCut = false;
    const network: Routing = { ...perfect, admits: () => !isCut };
    expect(deliver(network, (simulator) => simulator.after(4, () => (isCut = true)))).toEqual([]);
    isCut = false;
    expect(deliver(network, (simulator) => simulator.after(6, () => (isCut = true)))).toEqual(['5.000 S1 → S2']);
  });

  test('to a server that is down are lost', () => {
    expect(deliver(perfect, (simulator) => simulator.crash('S2'))).toEqual([]);
  });

  test('sent by a server that has crashed since do arrive', () => {
    expect(deliver(perfect, (simulator) => simulator.after(1, () => simulator.crash('S1')))).toEqual(['5.000 S1 → S2']);
  });

  test('D-12: may arrive with corrupted snapshot data, and the trace says so', () => {
    const chunk = chunkOf(snapshotOf(1, 1, 'abcd'), 0, 4, { from: 'S1', to: 'S2' });
    const seen: Event[] = [];
    const { simulator, lines } = simulate({
      protocol: reacting({ clientCommand: [send(chunk)] }),
      network: { ...perfect, route: () => [{ delayMs: 1, corrupted: true }] },
      watcher: { observe: ({ event }) => seen.push(event) },
    });
    start(simulator);
    simulator.handle('S1', { type: 'clientCommand', command: 'x' });
    simulator.runUntil(10);
    expect(seen.at(-1)).toEqual({ ...chunk, data: '`bcd' });
    expect(lines.at(-1)).toContain('S1 ↯ S2 InstallSnapshot');
    expect(lines.at(-1)).toContain('data="abcd"');
  });
});

describe('time', () => {
  const quiet = () => simulate({ network: silent, protocol: reacting({}) }).simulator;

  test('passes until the end that was asked for, or until it is over', () => {
    const simulator = quiet();
    const done: number[] = [];
    for (const time of [10, 20, 30]) simulator.after(time, () => done.push(simulator.nowMs));
    expect(simulator.runUntil(20)).toBe(false);
    expect([simulator.nowMs, done]).toEqual([20, [10, 20]]);
    expect(simulator.runUntil(100, () => done.length === 3)).toBe(true);
    expect([simulator.nowMs, done]).toEqual([30, [10, 20, 30]]);
    expect(simulator.runUntil(100, () => true)).toBe(true);
    expect(simulator.nowMs).toBe(30);
    expect(simulator.runUntil(100)).toBe(false);
    expect(simulator.nowMs).toBe(100);
  });

  test('does what is due at one instant in the order in which it was asked for', () => {
    const simulator = quiet();
    const done: string[] = [];
    simulator.after(1, () => done.push('a'));
    simulator.after(1, () => {
      done.push('b');
      simulator.after(0, () => done.push('d'));
    });
    simulator.after(1, () => done.push('c'));
    simulator.runUntil(1);
    expect(done).toEqual(['a', 'b', 'c', 'd']);
  });

  test('is counted in whole microseconds', () => {
    const simulator = quiet();
    let time = 0;
    simulator.after(0.1234567, () => (time = simulator.nowMs));
    simulator.runUntil(1);
    expect(time).toBe(0.123);
  });

  test('passes for scripts, which begin at once and sleep as long as they say', () => {
    const simulator = quiet();
    const done: number[] = [];
    const script = function* (): Schedule {
      done.push(simulator.nowMs);
      yield 5;
      done.push(simulator.nowMs);
      yield 2.5;
      done.push(simulator.nowMs);
    };
    simulator.spawn(script());
    expect(done).toEqual([0]);
    simulator.runUntil(100);
    expect(done).toEqual([0, 5, 7.5]);
  });

  test('that stands still is reported', () => {
    const simulator = quiet();
    const script = function* (): Schedule {
      for (;;) yield 0;
    };
    simulator.after(3, () => simulator.spawn(script()));
    expect(() => simulator.runUntil(10)).toThrow('time stands still at 3 ms: a loop without a delay');
  });

  test('never goes back', () => {
    const simulator = quiet();
    simulator.runUntil(20);
    simulator.runUntil(10);
    expect(simulator.nowMs).toBe(20);
    simulator.after(-5, () => undefined);
    simulator.runUntil(20);
    expect(simulator.nowMs).toBe(20);
  });
});

describe('servers of a simulation', () => {
  test('that are down take no event, and neither crash nor restart twice', () => {
    const { simulator, lines } = simulate();
    expect(simulator.handle('S1', { type: 'timeout', timer: 'election' })).toBeUndefined();
    simulator.crash('S1');
    simulator.restart('S1');
    simulator.restart('S1');
    simulator.crash('S1');
    simulator.crash('S1');
    expect(lines).toEqual(['0.000 S1 restart', '0.000 S1 crash']);
  });

  test('of different names run side by side, and leave each other alone', () => {
    const fixed = { electionTimeoutMs: 100, electionTimeoutSpreadMs: 0, heartbeatIntervalMs: 40 };
    const both = reacting({
      start: [
        { type: 'armTimer', timer: 'election' },
        { type: 'armTimer', timer: 'heartbeat' },
      ],
      'timeout heartbeat': [{ type: 'armTimer', timer: 'heartbeat' }],
      compact: [{ type: 'stopTimer', timer: 'heartbeat' }],
    });
    const { simulator, lines } = simulate({ ids: ['S1'], protocol: both, timing: fixed });
    simulator.restart('S1');
    simulator.after(90, () => simulator.handle('S1', { type: 'compact', index: 1, data: '' }));
    simulator.runUntil(500);
    expect(timeoutsOf(lines)).toEqual([
      [40, 'S1 timeout heartbeat'],
      [80, 'S1 timeout heartbeat'],
      [100, 'S1 timeout election'],
    ]);
  });

  test('have a line for the step in which they throw', () => {
    const throwing = (type: Event['type']): Protocol => ({
      ...shippedProtocol,
      step: (server, event) => {
        if (event.type === type) throw new Error('out of cheese');
        return shippedProtocol.step(server, event);
      },
    });
    const atTimeout = simulate({ protocol: throwing('timeout'), crashPoint: () => 1 });
    atTimeout.simulator.restart('S1');
    expect(() => atTimeout.simulator.handle('S1', { type: 'timeout', timer: 'election' })).toThrow('out of cheese');
    expect(atTimeout.lines).toEqual(['0.000 S1 restart', '0.000 S1 timeout election crash after 1']);
    const atStart = simulate({ protocol: throwing('start') });
    expect(() => atStart.simulator.restart('S1')).toThrow('out of cheese');
    expect(atStart.lines).toEqual(['0.000 S1 restart']);
  });

  test('are shown to the watcher before anything happens', () => {
    const begun: (readonly ServerId[])[] = [];
    simulate({ watcher: { begin: ({ ids, running }) => begun.push([...ids, ...running.map(({ id }) => id)]) } });
    expect(begun).toEqual([['S1', 'S2', 'S3']]);
  });

  test('are counted with all their steps, that of a start too', () => {
    const { simulator } = simulate();
    start(simulator);
    expect(simulator.events).toBe(3);
  });
});

describe('word of a write', () => {
  const alone = (protocol: Protocol = protocolWith(['parallel-write'])) => {
    const { simulator, lines } = simulate({ ids: ['S1'], protocol });
    start(simulator);
    simulator.runUntil(1000);
    simulator.handle('S1', { type: 'clientCommand', command: 'x' });
    return { simulator, lines, told: () => lines.filter((line) => line.includes('S1 written')) };
  };

  test('PW-3, PW-4: comes a while after it, and then a server that is alone commits', () => {
    const { simulator, told } = alone();
    expect(simulator.cluster.server('S1')?.commitIndex).toBe(0);
    simulator.runUntil(8000);
    expect(told()).toHaveLength(1);
    expect(Number(told()[0]?.split(' ')[0])).toBeGreaterThan(1000);
    expect(simulator.cluster.server('S1')?.commitIndex).toBe(1);
  });

  test('PW-1: never comes to a server that has crashed since', () => {
    const { simulator, told } = alone();
    simulator.crash('S1');
    simulator.restart('S1');
    simulator.runUntil(8000);
    expect(told()).toEqual([]);
  });

  test('is nothing without the page', () => {
    const { simulator, told } = alone(shippedProtocol);
    simulator.runUntil(8000);
    expect(told()).toEqual([]);
  });
});
