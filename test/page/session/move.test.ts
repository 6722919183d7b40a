import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../../src/core/types.ts';
import { formatTimedMove, type Move, parseMove, type TimedMove } from '../../../src/page/session/move.ts';

const vote: Message = {
  type: 'RequestVote',
  from: 'S1',
  to: 'S2',
  term: 1,
  candidateId: 'S1',
  lastLogIndex: 0,
  lastLogTerm: 0,
};
const entries: Message = {
  type: 'AppendEntries',
  from: 'S2',
  to: 'S3',
  term: 2,
  leaderId: 'S2',
  prevLogIndex: 0,
  prevLogTerm: 0,
  entries: [{ term: 1, command: ' → by 5 ⧗ "' }],
  leaderCommit: 0,
};
const moves: readonly Move[] = [
  { type: 'restart', id: 'S1' },
  { type: 'event', id: 'S1', event: { type: 'clientCommand', command: 'S1 cut S2 by 7' }, crashAfter: 2 },
  ...[vote, entries].flatMap((message): readonly Move[] => [
    { type: 'deliver', message },
    { type: 'deliver', message, corrupted: true, crashAfter: 0 },
    { type: 'lose', message },
    { type: 'copy', message },
    { type: 'delay', message, byMs: 50 },
  ]),
  { type: 'cut', from: 'S1', to: 'S2' },
  { type: 'heal', from: 'S2', to: 'S1' },
];

describe('a move', () => {
  test('is read back as it was written, with its time and without', () => {
    const timed = fc.record({ move: fc.constantFrom(...moves), us: fc.option(fc.nat({ max: 1e9 })) });
    fc.assert(
      fc.property(timed, ({ move, us }) => {
        const given: TimedMove = us === null ? { move } : { move, atMs: us / 1000 };
        expect(parseMove(formatTimedMove(given))).toEqual({ ok: true, value: given });
      }),
    );
  });

  test.each([
    ['', /./],
    ['S1 cut S1', /no link to itself/],
    ['S1 cut', /./],
    ['S1 ⧉ S2 Nonsense', /expected one of RequestVote/],
    ['S1 ⧗ S2 RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0', /expected "by" and milliseconds/],
    ['S1 ⧗ S2 RequestVote term=1 by 5', /RequestVote lacks candidateId/],
    ['S1 ⧉ S2 RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0 crash after 1', /expected a message/],
    ['12.5 S1 restart', /./],
  ])('that is none is refused: %s', (line, because) => {
    expect(parseMove(line)).toEqual({ ok: false, because: expect.stringMatching(because) as string });
  });

  test('of any text is read or refused, and nothing is thrown', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => void parseMove(text)));
    const words = fc.constantFrom(
      'S1',
      'S2',
      '⧉',
      '⧗',
      '→',
      'by',
      '50',
      'cut',
      'heal',
      'RequestVote',
      'term=1',
      '1.000',
    );
    fc.assert(fc.property(fc.array(words, { maxLength: 8 }), (line) => void parseMove(line.join(' '))));
  });
});
