/** CQ-13: with check quorum and pre-vote the others have a leader although one server can only send, or only hear; and not without. */
import { describe, expect, test } from 'vitest';
import { leadsUnanswered } from '../../../../model/experiments/defects/extensions/checkQuorum/leads-unanswered.ts';
import { runTorture } from '../../../../model/runs/torture/index.ts';
import { keepsTime } from '../../../../model/runs/torture/leadership.ts';
import { protocolWith } from '../../../../src/core/extensions/index.ts';

const protocol = protocolWith(['pre-vote', 'check-quorum']);

describe('a healed cluster of which one server is heard by nobody, or hears nobody', () => {
  test.each([9, 10, 13])('CQ-13: with seed %i elects a leader and executes what it is asked', (seed) => {
    expect(runTorture({ seed, protocol })).toMatchObject({ ok: true, properties: { 'CQ-13': 1 } });
  });

  test.each([9, 10, 13])('CQ-13, CQ-6: with seed %i stands still where a leader that hears nobody leads on', (seed) => {
    const { violation } = runTorture({ seed, protocol: leadsUnanswered.protocol, isCoreOnly: true });
    expect(violation).toMatchObject({ property: 'CQ-13', clause: 'CQ-6' });
    expect(violation?.because).toMatch(/^nobody is followed by the others, while all that is sent to S\d is lost; /);
  });

  test('CQ-13: what an earlier fault has cut is healed, and not what is cut for this', () => {
    // A partition of before the healing would end in the middle of the watch.
    const pages = [
      ...(['pre-vote', 'client-batches', 'parallel-write', 'check-quorum'] as const),
      ...(['no-op', 'read-index', 'leadership-transfer'] as const),
    ];
    const { ok, properties } = runTorture({ seed: 965_456_077, protocol: protocolWith(pages) });
    expect([ok, properties['CQ-13']]).toEqual([true, 1]);
  });

  test('CQ-13: is not concerned without both pages', () => {
    for (const pages of [[], ['pre-vote'], ['check-quorum']] as const)
      expect(runTorture({ seed: 10, protocol: protocolWith(pages) }).properties['CQ-13']).toBeUndefined();
  });
});

test('CQ-4, LP-3: beside check quorum an answer has to be there in time, and not only a heartbeat', () => {
  const times = { heartbeatIntervalMs: 20, maxDelayMs: 25, electionTimeoutMs: 60, electionTimeoutSpreadMs: 60 };
  expect([keepsTime(times), keepsTime(times, ['check-quorum'])]).toEqual([true, false]);
  expect(keepsTime({ ...times, maxDelayMs: 10 }, ['check-quorum'])).toBe(true);
});
