import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryLength, piecesOf } from '../../src/cluster/pieces.ts';
import type { AppendEntries } from '../../src/core/types.ts';

const message = (commands: readonly string[]): AppendEntries => ({
  type: 'AppendEntries',
  from: 'S1',
  to: 'S2',
  term: 9,
  leaderId: 'S1',
  prevLogIndex: 4,
  prevLogTerm: 1,
  entries: commands.map((command, place) => ({ term: 2 + place, command })),
  leaderCommit: 3,
});

test('pieces say together what the message says, and are no longer than they may be but where one entry is', () => {
  const commands = fc.array(fc.string({ maxLength: 20 }), { maxLength: 12 });
  fc.assert(
    fc.property(commands, fc.integer({ min: 1, max: 40 }), (given, maxLength) => {
      const whole = message(given);
      const pieces = piecesOf(whole, maxLength) as readonly AppendEntries[];
      expect(pieces.flatMap(({ entries }) => entries)).toEqual(whole.entries);
      let { prevLogIndex, prevLogTerm } = whole;
      for (const piece of pieces) {
        expect(piece).toEqual({ ...whole, prevLogIndex, prevLogTerm, entries: piece.entries });
        const length = piece.entries.reduce((sum, entry) => sum + entryLength(entry), 0);
        expect(length <= maxLength || piece.entries.length === 1).toBe(true);
        prevLogIndex += piece.entries.length;
        prevLogTerm = piece.entries.at(-1)?.term ?? prevLogTerm;
      }
    }),
  );
});

test('what is short enough is the message itself', () => {
  for (const whole of [message(['abc', 'def']), message([]), message(['x'.repeat(100)])])
    expect(piecesOf(whole, 6)[0]).toBe(whole);
  const vote = { type: 'RequestVoteReply', from: 'S1', to: 'S2', term: 1, voteGranted: true } as const;
  expect(piecesOf(vote)).toEqual([vote]);
});
