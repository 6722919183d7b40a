import { describe, expect, test } from 'vitest';
import { explainRun } from '../../../model/counterexample/explanation.ts';
import { stepsOf } from '../../../model/counterexample/steps.ts';
import { shippedProtocol } from '../../../src/core/protocol.ts';
import { foundIn, makesUpVotes, protocolOf, settingOf, twoLeaders } from './arrange.ts';

describe('the cause', () => {
  test.each([
    ['A01', 2, 'SP-7', 'RV-2', 'S2', 'votedFor', '"S3"', '"S2"'],
    ['A28', 1, 'SP-13', 'D-2', 'S3', 'entry 1', 'null', '{"term":1,"command":"a"}'],
    ['A46', 2, 'SP-12', 'RS-L-4', 'S3', 'commitIndex', '1', '0'],
    ['C01', 1, 'SP-18', 'ST-2', 'S1', 'votedFor', 'null', '"S1"'],
    ['C07', 2, 'SP-5', 'ST-9', 'S1', 'commitIndex', '1', '0'],
  ] as const)(
    '%s: names the clause, the server and the two values',
    (id, seed, property, clause, server, ...values) => {
      const counterexample = foundIn(id, seed);
      const { cause } = explainRun(counterexample, protocolOf(id));
      expect(cause).toMatchObject({ property, clause, broken: { server } });
      expect([cause?.what, cause?.actual, cause?.expected]).toEqual(values);
      const { step = 0, line } = cause?.broken ?? {};
      expect(line).toBe(counterexample.trace[step - 1]?.line);
    },
  );

  test('RV-2: of a second vote says that it was the vote itself after which nothing helps', () => {
    const { broken, fell, noReturn } = explainRun(foundIn('A01', 2), protocolOf('A01')).cause ?? {};
    expect([broken?.step, fell?.step, noReturn?.step]).toEqual([5, 5, 5]);
  });

  test('D-2: of an entry that is deleted says so, although what falls falls a step later', () => {
    const entries = 'S1 → S2 AppendEntries term=1 leaderId=S1 prevLogIndex=0 prevLogTerm=0 entries=';
    const lines = [
      ...['S1 restart', 'S2 restart', 'S1 timeout election'],
      'S1 → S2 RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0',
      'S2 → S1 RequestVoteReply term=1 voteGranted=true',
      ...['S1 clientCommand "a"', 'S1 timeout heartbeat'],
      `${entries}[1:"a"] leaderCommit=0`,
      `${entries}[] leaderCommit=0`,
      'S2 → S1 AppendEntriesReply term=1 success=true prevLogIndex=0 matchIndex=1 conflictTerm=0 conflictIndex=0',
    ];
    const trace = lines.map((line) => ({ line, servers: {} }));
    const recording = { ...twoLeaders, setting: settingOf('S1', 'S2'), trace };
    const { broken, fell, noReturn } = explainRun(recording, protocolOf('A28')).cause ?? {};
    expect([broken?.step, fell?.step, noReturn?.step]).toEqual([9, 10, 9]);
  });

  test('RS-C-2: of a leader who was not elected says that the lawful one after it changes nothing', () => {
    const { broken, fell, noReturn, consequence } = explainRun(twoLeaders, makesUpVotes).cause ?? {};
    expect([broken?.step, fell?.step, noReturn?.step]).toEqual([4, 7, 4]);
    expect(consequence).toBe('S2 leads term 1, which S1 has led');
  });

  test('finds no step of no return when the wrong rules are not there to be replaced', () => {
    const { setting, trace } = twoLeaders;
    const until = trace.slice(0, 4);
    const wrong = explainRun({ ...twoLeaders, setting, trace: until }, makesUpVotes).cause;
    expect(wrong).toMatchObject({ property: 'SP-18', clause: 'RS-C-2', noReturn: { step: 4 } });
    const long = Array.from({ length: 400 }, () => ({ line: 'S1 timeout heartbeat', servers: {} }));
    const padded = { ...twoLeaders, trace: [...trace.slice(0, 3), ...long, ...trace.slice(3)] };
    expect(explainRun(padded, makesUpVotes).cause).toMatchObject({ property: 'SP-1', noReturn: null });
  });

  test('is none where nothing is violated (any more)', () => {
    expect(explainRun(twoLeaders).cause).toBeNull();
    expect(explainRun({ ...twoLeaders, trace: [] }, makesUpVotes).cause).toBeNull();
  });
});

describe('the steps', () => {
  test('match what arrives with the step that sent it', () => {
    const { steps } = stepsOf(twoLeaders, shippedProtocol);
    expect(steps.map(({ step, server, sentAt }) => [step, server, sentAt])).toEqual([
      [1, 'S1', undefined],
      [2, 'S2', undefined],
      [3, 'S3', undefined],
      [4, 'S1', undefined],
      [5, 'S2', undefined],
      [6, 'S3', 5],
      [7, 'S2', 6],
    ]);
    expect(steps[4]?.sent.map(({ to }) => to)).toEqual(['S1', 'S3']);
  });

  test('see no difference where the rules are kept', () => {
    expect(stepsOf(twoLeaders).steps.filter(({ difference }) => difference)).toEqual([]);
    const { steps } = stepsOf(twoLeaders, makesUpVotes);
    expect(steps.filter(({ difference }) => difference).map(({ step }) => step)).toEqual([4]);
  });
});
