import { describe, expect, test } from 'vitest';
import { cutAgain } from '../../../model/counterexample/cutAgain.ts';
import { tellUncut } from '../../../model/counterexample/explanation.ts';
import { replay } from '../../../model/counterexample/replay.ts';
import { shippedProtocol } from '../../../src/core/protocol.ts';
import { protocolOf } from './arrange.ts';

const protocol = protocolOf('A05');
const uncut = tellUncut({ engine: 'torture', seed: 2 }, protocol);
if (!uncut) throw new Error('nothing was found');

describe('a trace that was saved', () => {
  const little = cutAgain(uncut, protocol, 100);
  const whole = little && cutAgain(little.counterexample, protocol, 100_000);

  test('is cut within the work that is given, which says that more may go', () => {
    expect(little).toMatchObject({ before: uncut.trace.length, isBounded: true });
    expect(little?.work).toBeLessThan(100 + 2 * uncut.trace.length);
    expect(little?.after).toBe(little?.counterexample.trace.length);
  });

  test('is cut further from where that has ended, to what falls the same way', () => {
    expect(whole).toMatchObject({ before: little?.after, isBounded: false });
    expect(whole?.after).toBeLessThan(Math.min(20, little?.after ?? 0));
    const { property, clause } = uncut.violation;
    expect(whole?.counterexample).toMatchObject({ violation: { property, clause }, uncut: uncut.uncut });
    expect(whole && replay(whole.counterexample, protocol)).toMatchObject({
      ok: false,
      skipped: 0,
      violation: { property, clause },
    });
  });

  test('never grows, and stays what it is when nothing more can go', () => {
    const again = whole && cutAgain(whole.counterexample, protocol, 100_000);
    expect(again?.counterexample.trace.length).toBe(whole?.after);
  });

  test('has nothing to cut on rules that do no harm', () => {
    expect(cutAgain(uncut, shippedProtocol, 1000)).toBeUndefined();
  });
});
