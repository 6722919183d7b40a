import { describe, expect, test } from 'vitest';
import { actionsOf } from '../../../model/counterexample/replay.ts';
import {
  plainer,
  withoutIndex,
  withoutTerm,
  withServerFor,
  withShortNames,
} from '../../../model/counterexample/simpler.ts';
import { formatAction } from '../../../src/trace/grammar.ts';

const run = [
  'S1 timeout election',
  'S1 clientCommand "one"',
  'S1 clientCommand "two"',
  'S1 → S2 AppendEntries term=1 leaderId=S1 prevLogIndex=0 prevLogTerm=0 entries=[1:"one" 1:"two"] leaderCommit=2',
  'S2 timeout election',
  'S2 → S1 RequestVote term=2 candidateId=S2 lastLogIndex=2 lastLogTerm=1',
  'S1 compact 2 "state"',
];
const began = { indexes: [0, 1, 2, 0, 0, 0, 0], terms: [1, 0, 0, 0, 2, 0, 0] };

describe('a run', () => {
  test('without an index lacks its command and its entry, and counts on without a gap', () => {
    expect(withoutIndex(actionsOf(run), began, 1).map(formatAction)).toEqual([
      'S1 timeout election',
      'S1 clientCommand "two"',
      'S1 → S2 AppendEntries term=1 leaderId=S1 prevLogIndex=0 prevLogTerm=0 entries=[1:"two"] leaderCommit=1',
      'S2 timeout election',
      'S2 → S1 RequestVote term=2 candidateId=S2 lastLogIndex=1 lastLogTerm=1',
      'S1 compact 1 "state"',
    ]);
  });

  test('without a term lacks its candidate and its messages, and later terms are one less', () => {
    expect(withoutTerm(actionsOf(run), began, 1).map(formatAction)).toEqual([
      'S1 clientCommand "one"',
      'S1 clientCommand "two"',
      'S2 timeout election',
      'S2 → S1 RequestVote term=1 candidateId=S2 lastLogIndex=2 lastLogTerm=1',
      'S1 compact 2 "state"',
    ]);
  });

  test('with one server for two says nothing to itself', () => {
    expect(withServerFor(actionsOf(run), 'S2', 'S1').map(formatAction)).toEqual([
      'S1 timeout election',
      'S1 clientCommand "one"',
      'S1 clientCommand "two"',
      'S1 timeout election',
      'S1 compact 2 "state"',
    ]);
    expect(withServerFor(actionsOf(run), 'S1', 'S3').map(formatAction)).toContain(
      'S2 → S3 RequestVote term=2 candidateId=S2 lastLogIndex=2 lastLogTerm=1',
    );
  });

  test('has commands that are called a, b, ..., z, a1, wherever they are', () => {
    const commands = Array.from({ length: 27 }, (_, place) => `S1 clientCommand "command ${place}"`);
    const names = withShortNames(actionsOf(commands)).map(formatAction);
    expect([names[0], names[25], names[26]]).toEqual([
      'S1 clientCommand "a"',
      'S1 clientCommand "z"',
      'S1 clientCommand "a1"',
    ]);
    expect(withShortNames(actionsOf(run)).map(formatAction)[3]).toContain('entries=[1:"a" 1:"b"]');
  });
});

test('an action that is plain already has nothing plainer', () => {
  for (const action of actionsOf(run.slice(0, 6))) expect(plainer(action)).toEqual([]);
});
