/** What is asked of steps: of each golden script, with one right answer and the clause that decides. */
import { describe, expect, test } from 'vitest';
import { defectOf } from '../../model/experiments/index.ts';
import { runScript } from '../../model/runs/scenario/runner.ts';
import { parseScript } from '../../model/runs/scenario/script.ts';
import { protocolWith } from '../../src/core/extensions/index.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import type { Observation } from '../../src/trace/observation.ts';
import { clauseSentence, type Question, questionsOf, sameQuestion } from '../../src/trace/questions.ts';
import { scenarios } from '../scenarios/golden.ts';

/** The steps of a script, by these rules. */
const stepsOf = (text: string, protocol?: Protocol): readonly Observation[] => {
  const steps: Observation[] = [];
  const script = parseScript('x.raft', text);
  runScript(script, {
    protocol: protocol ?? protocolWith(script.extensions),
    judge: {
      broken: (step) => {
        steps.push(step);
        return undefined;
      },
    },
    impossible: () => [],
  });
  return steps;
};

const golden = scenarios().flatMap(({ text }) => stepsOf(text));

const answered = ({ asked, choices, right, clauses }: Question): string =>
  `${asked}: ${choices[right] ?? ''} of ${choices.join('|')} by ${clauses.join(' ')}`;

/** S3, whose log is empty, asks S2, which has "x". */
const election = [
  '# RV-4',
  'cluster S1 S2 S3',
  'disk S1 term=1 log=[1:"x"]',
  'disk S2 term=1 log=[1:"x"]',
  'disk S3 term=1 log=[]',
  'S3 timeout election',
  'S3 → S2',
  '',
].join('\n');

const lastOf = (steps: readonly Observation[]): readonly Question[] => {
  const step = steps.at(-1);
  return step ? questionsOf(step) : [];
};

describe('questions', () => {
  test('have one right answer among others, and a clause that decides', () => {
    const all = golden.flatMap(questionsOf);
    expect(all.length).toBeGreaterThan(200);
    for (const { choices, right, clauses } of all) {
      expect(new Set(choices).size).toBe(choices.length);
      expect(choices.length).toBeGreaterThan(1);
      expect(choices[right]).toBeDefined();
      expect(clauses.map(clauseSentence).every((sentence) => sentence.length > 10)).toBe(true);
      expect(clauses.length).toBeGreaterThan(0);
    }
  });

  test('are asked of what the figure decides', () => {
    const deciding = new Set(golden.flatMap(questionsOf).flatMap(({ clauses }) => clauses));
    for (const id of [
      'RV-1',
      'RV-2',
      'RV-4',
      'AE-1',
      'AE-2',
      'AE-3',
      'AE-5',
      'AE-7',
      'RS-A-2',
      'RS-C-2',
      'RS-L-4',
      'D-2',
      'CL-1',
    ])
      expect([...deciding]).toContain(id);
  });

  test('RV-4: are answered by the step', () => {
    expect(lastOf(stepsOf(election)).map(answered)).toEqual([
      'voteGranted in the reply of S2: false of true|false by RV-4',
      'term in the reply of S2: 2 of 1|2 by RS-A-2',
    ]);
  });

  test('have another answer by other rules, and are the same questions', () => {
    const byTheRule = lastOf(stepsOf(election));
    const [without] = lastOf(stepsOf(election, defectOf('A02')?.protocol));
    expect(without && answered(without)).toBe('voteGranted in the reply of S2: true of true|false by RV-2');
    expect(without && sameQuestion(without, byTheRule)).toBe(byTheRule[0]);
  });

  test('are not asked of a server that crashes, or of a heartbeat that changes nothing', () => {
    expect(lastOf(stepsOf(election.replace('S3 → S2', 'S3 → S2 crash after 1')))).toEqual([]);
    const idle = golden.filter(
      ({ event, before, after, fired }) =>
        event.type === 'AppendEntries' &&
        event.entries.length === 0 &&
        fired.join(' ') === 'RS-F-1 RS-F-3 AE-7 D-10' &&
        after.role === before.role,
    );
    expect(idle.length).toBeGreaterThan(10);
    expect(idle.flatMap(questionsOf)).toEqual([]);
  });
});
