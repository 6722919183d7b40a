/** The reference model asks a target only for an acknowledgement that the leader listens to. */
import { describe, expect, test } from 'vitest';
import { differenceFromReference } from '../../../../model/oracle/difference.ts';
import { leadershipTransfer } from '../../../../src/core/extensions/leadershipTransfer.ts';
import { weave } from '../../../../src/core/extensions/weave.ts';
import type { AppendEntriesReply } from '../../../../src/core/types.ts';
import { appendReply, leader } from '../../../core/arrange.ts';
import { observed } from '../contracts/arrange.ts';

const protocol = weave([leadershipTransfer]);
const handingOver = { ...leader(), extensions: { 'leadership-transfer': { transferee: 'S2' } } } as const;

/** How many servers the leader asks to take over, and how the reference differs from it. */
const stepOn = (reply: AppendEntriesReply) => {
  const step = protocol.step(handingOver, reply);
  const asked = step.effects.filter((effect) => effect.type === 'send' && effect.message.type === 'TimeoutNow').length;
  return { asked, difference: differenceFromReference(observed(handingOver, reply, step)) };
};

describe('LT-4: an acknowledgement', () => {
  test('of the target makes the leader ask it', () => {
    expect(stepOn(appendReply({ from: 'S2', matchIndex: 0 }))).toEqual({ asked: 1, difference: undefined });
  });

  test.each([
    ['D-23: that was meant for another server', appendReply({ from: 'S2', to: 'S99', matchIndex: 0 })],
    ['D-24: that counts with what is no number of an entry', appendReply({ from: 'S2', matchIndex: -1 })],
  ])('%s is none', (_, reply) => {
    expect(stepOn(reply)).toEqual({ asked: 0, difference: undefined });
  });
});
