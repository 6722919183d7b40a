/** Labs that take indexes for numbers of commands are run without the pages by which other entries get indexes. */
import { describe, expect, test } from 'vitest';
import { labNamesWith, runLab } from '../../../../model/runs/labs/index.ts';
import { protocolWith } from '../../../../src/core/extensions/index.ts';
import { noOp } from '../../../../src/core/extensions/noOp.ts';
import { weave } from '../../../../src/core/extensions/weave.ts';
import { shippedProtocol } from '../../../../src/core/protocol.ts';

describe('NO-7: with no-ops', () => {
  test('a lab that counts indexes is run without them, as it is without the page, and says so', () => {
    const { without, ...report } = runLab({ name: 'BasicAgree3B', seed: 1, protocol: protocolWith(['no-op']) });
    expect(without).toEqual(['no-op']);
    expect(report).toEqual(runLab({ name: 'BasicAgree3B', seed: 1, protocol: shippedProtocol }));
  });

  test('the other pages stay', () => {
    const { without, ...report } = runLab({
      name: 'BasicAgree3B',
      seed: 1,
      protocol: protocolWith(['no-op', 'pre-vote']),
    });
    expect(without).toEqual(['no-op']);
    expect(report).toEqual(runLab({ name: 'BasicAgree3B', seed: 1, protocol: protocolWith(['pre-vote']) }));
  });

  test('a lab of elections is run with them', () => {
    const report = runLab({ name: 'ManyElections3A', seed: 1, protocol: protocolWith(['no-op']) });
    expect([report.ok, report.without]).toEqual([true, undefined]);
    const { events } = runLab({ name: 'ManyElections3A', seed: 1, protocol: shippedProtocol });
    expect(report.events).not.toBe(events);
  });

  test('of a protocol with no-ops nobody asks the labs that count indexes', () => {
    const asked = labNamesWith(['no-op']);
    expect(asked).toContain('ManyElections3A');
    expect(asked).not.toContain('BasicAgree3B');
    expect(labNamesWith(['pre-vote'])).toEqual(labNamesWith());
    for (const name of asked) expect(runLab({ name, seed: 1, protocol: weave([noOp]) }).ok).toBe(true);
  });

  test('with another woven machine than the shipped one it fails, since its commands begin at index 2', () => {
    const { ok, because, without } = runLab({ name: 'BasicAgree3B', seed: 1, protocol: weave([noOp]) });
    expect([ok, without]).toEqual([false, undefined]);
    expect(because).toMatch(/index/);
  });
});
