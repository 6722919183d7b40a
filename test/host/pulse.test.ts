import { afterEach, expect, test, vi } from 'vitest';
import { createPulse, PulsingCalls, watchPulse } from '../../src/host/pulse.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const watched = () => {
  const pulse = createPulse();
  const stuck: string[] = [];
  const end = watchPulse(pulse, (words) => stuck.push(words));
  return { calls: new PulsingCalls(pulse), stuck, end };
};

test('a call that goes on is told once, in its words', () => {
  vi.useFakeTimers();
  const { calls, stuck } = watched();
  calls.call('the step of S1', () => vi.advanceTimersByTime(60_000));
  expect(stuck).toEqual([
    expect.stringMatching(/^the step of S1, it computes for 25 s and goes on; .*FIGURE2_STEP_SECONDS/),
  ]);
});

test('calls that end are nothing to tell, however long all of them take, and however they end', () => {
  vi.useFakeTimers();
  const { calls, stuck, end } = watched();
  for (let call = 0; call < 20; call++) calls.call('a step', () => vi.advanceTimersByTime(20_000));
  expect(() =>
    calls.call('a step', () => {
      throw new Error('boom');
    }),
  ).toThrow('boom');
  vi.advanceTimersByTime(600_000);
  expect(stuck).toEqual([]);
  end();
});

test('nobody looks after it is ended', () => {
  vi.useFakeTimers();
  const { calls, stuck, end } = watched();
  end();
  calls.call('a step', () => vi.advanceTimersByTime(60_000));
  expect(stuck).toEqual([]);
});

test('words that are too long are cut', () => {
  vi.stubEnv('FIGURE2_STEP_SECONDS', '1');
  vi.useFakeTimers();
  const { calls, stuck } = watched();
  calls.call('x'.repeat(1000), () => vi.advanceTimersByTime(2000));
  expect(stuck[0]).toMatch(/^x{200}, it computes for 1 s/);
  vi.useRealTimers();
});

test('a limit that is no number of seconds is refused', () => {
  vi.stubEnv('FIGURE2_STEP_SECONDS', 'soon');
  expect(() => watchPulse(createPulse(), () => undefined)).toThrow(
    /^FIGURE2_STEP_SECONDS is soon; give a whole number/,
  );
});
