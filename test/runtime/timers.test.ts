import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { timerNames } from '../../src/core/extensions/timers.ts';
import { durationsOf, Timers } from '../../src/runtime/timers.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const timersThatRun = (milliseconds: number) => {
  const ranOut: string[] = [];
  const durations = durationsOf({
    electionTimeout: () => milliseconds,
    minimumElectionTimeout: () => 70,
    heartbeatInterval: () => 10,
  });
  const timers = new Timers(durations, (name) => ranOut.push(name));
  return { timers, ranOut };
};

test('CQ-3, CQ-8: each timer runs as long as its row says', () => {
  const { timers, ranOut } = timersThatRun(100);
  for (const name of timerNames) timers.arm(name);
  vi.advanceTimersByTime(15);
  expect(ranOut).toEqual(['heartbeat']);
  vi.advanceTimersByTime(60);
  expect(ranOut).toEqual(['heartbeat', 'lease']);
  vi.advanceTimersByTime(60);
  expect(ranOut.toSorted()).toEqual(['election', 'heartbeat', 'lease', 'quorum', 'transfer']);
});

describe('a timer', () => {
  test('runs out when its time is over, once', () => {
    const { timers, ranOut } = timersThatRun(100);
    timers.arm('election');
    vi.advanceTimersByTime(99);
    expect(ranOut).toEqual([]);
    vi.advanceTimersByTime(10);
    expect(ranOut).toEqual(['election']);
    vi.advanceTimersByTime(1000);
    expect(ranOut).toEqual(['election']);
  });

  test('begins anew when it is armed again, and sets no alarm for that', () => {
    const { timers, ranOut } = timersThatRun(100);
    timers.arm('election');
    for (let count = 0; count < 10; count++) {
      vi.advanceTimersByTime(50);
      timers.arm('election');
      expect(vi.getTimerCount()).toBe(1);
    }
    expect(ranOut).toEqual([]);
    vi.advanceTimersByTime(110);
    expect(ranOut).toEqual(['election']);
  });

  test('that is stopped does not run out; the others go on', () => {
    const { timers, ranOut } = timersThatRun(5);
    timers.arm('election');
    timers.arm('heartbeat');
    timers.stop('election');
    vi.advanceTimersByTime(50);
    expect(ranOut).toEqual(['heartbeat']);
    timers.arm('heartbeat');
    timers.stopAll();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is not told when it was armed again while the sockets were read', () => {
    const { timers, ranOut } = timersThatRun(100);
    timers.arm('election');
    setTimeout(() => setImmediate(() => timers.arm('election')), 100); // what lies in the socket comes right after the alarm
    vi.advanceTimersByTime(150);
    expect(ranOut).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(ranOut).toEqual(['election']);
  });
});
