/** Counterexamples told from outside: which steps they become, and what can't be told. */
import { describe, expect, test } from 'vitest';
import { mutantOf } from '../../../../model/mutants/index.ts';
import { protocolWith } from '../../../../src/core/extensions/index.ts';
import type { Protocol } from '../../../../src/core/protocol.ts';
import { defaultOptions } from '../../../../src/core/server.ts';
import { scriptOf } from '../../../../src/grade/schedules/derived/fromTrace.ts';
import { deedWords, titleOf } from '../../../../src/grade/schedules/derived/words.ts';
import type { Counterexample } from '../../../../src/trace/recording.ts';

const counterexample = (servers: readonly string[], ...lines: readonly string[]): Counterexample => ({
  setting: { servers, options: defaultOptions },
  trace: [...servers.map((id) => `${id} restart`), ...lines].map((line) => ({ line, servers: {} })),
  violation: { property: 'SP-1', clause: 'RV-2', because: '', step: 1 },
  foundBy: { engine: 'exhaustive', seed: 0 },
  uncut: 1,
});

const told = (made: Counterexample, protocol: Protocol = protocolWith([])) => {
  const converted = scriptOf(made, protocol);
  return converted.ok
    ? { ...converted.script, words: converted.script.steps.map((step) => deedWords(step, converted.script)) }
    : converted.because;
};

const election = [
  'S1 timeout election',
  'S1 → S2 RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0',
  'S2 → S1 RequestVoteReply term=1 voteGranted=true',
];

const append = 'S1 → S2 AppendEntries term=1 leaderId=S1 prevLogIndex=0 prevLogTerm=0 entries=[1:"a"] leaderCommit=0';
const success =
  'S2 → S1 AppendEntriesReply term=1 success=true prevLogIndex=0 matchIndex=1 conflictTerm=0 conflictIndex=0';

test('an election and an entry, in the terms of the wire', () => {
  expect(
    told(
      counterexample(['S1', 'S2', 'S3'], ...election, 'S1 clientCommand "a"', 'S1 timeout heartbeat', append, success),
    ),
  ).toEqual({
    servers: 3,
    messages: [
      { kind: 'vote', from: 0, to: 1, term: 1, sentAt: 0 },
      { kind: 'vote', from: 1, to: 0, answers: 0, sentAt: 1 },
      { kind: 'append', from: 0, to: 1, term: 1, entries: [0], before: null, sentAt: 4 },
      { kind: 'append', from: 1, to: 0, answers: 2, sentAt: 5 },
    ],
    steps: [
      { do: 'stand', server: 0, term: 1 },
      { do: 'deliver', message: 0 },
      { do: 'deliver', message: 1, leads: 1 },
      { do: 'command', server: 0, command: 0 },
      { do: 'send', server: 0 },
      { do: 'deliver', message: 2 },
      { do: 'deliver', message: 3, applies: [0] },
    ],
    words: [
      'S1 becomes a candidate in term 1',
      "S1's request for a vote in term 1 to S2 comes",
      "S2's answer to the request for a vote in term 1 to S1 comes",
      'S1 gets command a',
      'S1 sends what it has to send',
      "S1's append of a in term 1 to S2 comes",
      "S2's answer to the append of a in term 1 to S1 comes",
    ],
  });
});

test('a heartbeat of which nothing comes is no step', () => {
  const { words } = told(counterexample(['S1', 'S2', 'S3'], ...election, 'S1 timeout heartbeat')) as {
    words: readonly string[];
  };
  expect(words).toHaveLength(3);
});

test('what comes twice is one message', () => {
  const [, request = ''] = election;
  const { steps } = told(counterexample(['S1', 'S2', 'S3'], ...election, request)) as { steps: readonly unknown[] };
  expect(steps.at(-1)).toEqual({ do: 'deliver', message: 0, isAgain: true });
});

test('one more server stands by where there is an even number, with which as many are a majority', () => {
  expect(told(counterexample(['S1', 'S2'], ...election))).toMatchObject({ servers: 3 });
});

describe('a crash in the middle of a step', () => {
  const crashing = (after: number): unknown => {
    const [stands = '', request = ''] = election;
    const { steps } = told(
      counterexample(['S1', 'S2', 'S3'], stands, `${request} crash after ${after}`, 'S2 restart'),
    ) as {
      steps: readonly { crash?: unknown }[];
    };
    return steps.map(({ crash }) => crash).find((crash) => crash !== undefined);
  };

  test('is where the last thing happened that is seen', () => {
    expect(crashing(1)).toEqual({ at: 'save', times: 1 });
    expect(crashing(99)).toEqual({ at: 'packet', kind: 'vote', type: 'reply', to: 0 });
  });

  test('or the first that would be seen, where nothing was', () => {
    expect(crashing(0)).toEqual({ at: 'save', times: 1 });
  });
});

describe('what can not be told from outside', () => {
  test.each([
    ['a cluster of one', counterexample(['S1'], 'S1 timeout election'), /cluster of one/],
    [
      'a corrupt message',
      counterexample(['S1', 'S2', 'S3'], 'S1 timeout election', (election[1] ?? '').replace('→', '↯')),
      /corrupt/,
    ],
    [
      'a stranger',
      counterexample(['S1', 'S2', 'S3'], 'S1 ⇝ S9 → S1 RequestVote term=3 candidateId=S9 lastLogIndex=0 lastLogTerm=0'),
      /nobody in the cluster/,
    ],
    ['a trace that does not happen', counterexample(['S1', 'S2', 'S3'], ...election.slice(1)), /does not happen again/],
    [
      'disks that are not empty',
      {
        ...counterexample(['S1', 'S2', 'S3']),
        setting: {
          servers: ['S1', 'S2', 'S3'],
          options: defaultOptions,
          disks: [{ id: 'S1', term: 1, votedFor: null, entries: [] }],
        },
      },
      /disks/,
    ],
  ])('%s', (_, made, because) => {
    expect(told(made)).toMatch(because);
  });
});

test('the title tells elections and acknowledgements in few words', () => {
  const made = counterexample(
    ['S1', 'S2', 'S3'],
    ...election,
    'S1 clientCommand "a"',
    'S1 timeout heartbeat',
    append,
    success,
  );
  const converted = scriptOf(made, mutantOf('A01')?.protocol ?? protocolWith([]));
  if (!converted.ok) throw new Error(converted.because);
  const steps = converted.script.steps.map((step) => ({
    ...step,
    premise: { isGranted: true, leads: true, applies: true },
  }));
  expect(titleOf({ ...converted.script, steps })).toBe(
    'S1 is elected by S2 in term 1; S1 gets command a; S2 acknowledges a to S1, which applies a.',
  );
});
