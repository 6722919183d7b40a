/** `figure2 predict`: it asks before it shows, says what decides, and counts what was right. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { clauseIds } from '../../src/core/clauses.ts';
import { type Ended, figure2Here, oneLineThat, scratchFolder } from './figure2.ts';

const clause = z.enum(clauseIds);
const document = z.strictObject({
  ok: z.literal(true),
  file: z.string(),
  title: z.string(),
  without: z.strictObject({ clause, defect: z.string() }).optional(),
  asked: z.int(),
  right: z.int(),
  parts: z.array(
    z.strictObject({
      story: z.array(z.string()),
      action: z.string().optional(),
      before: z.string().optional(),
      questions: z.array(
        z.strictObject({
          kind: z.string(),
          asked: z.string(),
          choices: z.array(z.string()),
          right: z.int().positive(),
          clauses: z.array(clause),
          byTheRule: z.string().optional(),
          answer: z.int().positive().nullable(),
        }),
      ),
      outcome: z.string().optional(),
    }),
  ),
});

/** The document for these lines, read strictly. */
const documentFor = (input: string, wanted: string) => {
  const { status, stdout, stderr } = predict(input, wanted, '--json');
  expect([status, stderr]).toEqual([0, '']);
  return document.parse(JSON.parse(stdout));
};

/** With these lines as what somebody types. */
const predict = (input: string, ...args: readonly string[]): Ended =>
  spawnSync(process.execPath, [resolve('dist/src/cli/main.js'), 'predict', ...args], { input, encoding: 'utf8' });

const split = [
  '# A split vote (RV-4)',
  '',
  'cluster S1 S2 S3',
  'S1 timeout election',
  'S2 timeout election',
  '# Each asks the other.',
  'S1 → S2',
  'S2 → S1',
  '',
].join('\n');

describe('figure2 predict', () => {
  test('asks before each telling step, says right or wrong with the clause, and shows the step', () => {
    const file = join(scratchFolder(), 'split.raft');
    writeFileSync(file, split);
    const { status, stdout } = predict('2\n1\n', file);
    expect(status).toBe(0);
    expect(stdout).toBe(
      [
        'A split vote (RV-4)',
        '2 questions; answer with a number, q ends',
        '',
        'S1 timeout election',
        '  candidate@1 votedFor=S1 log=0@0 commit=0 [RS-F-2 RS-C-1 RV-3 ST-8]',
        '',
        'S2 timeout election',
        '  candidate@1 votedFor=S2 log=0@0 commit=0 [RS-F-2 RS-C-1 RV-3 ST-8]',
        '',
        'S1 → S2 RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0',
        '  before: S2 candidate@1 votedFor=S2 log=0@0 commit=0',
        '  voteGranted in the reply of S2?  1 true   2 false',
        '  right: false',
        "    RV-4 Reject RequestVote when the vote went to another candidate or when the candidate's log is older",
        '  candidate@1 votedFor=S2 log=0@0 commit=0 [RS-F-1 RV-4]',
        '',
        'S2 → S1 RequestVote term=1 candidateId=S2 lastLogIndex=0 lastLogTerm=0',
        '  before: S1 candidate@1 votedFor=S1 log=0@0 commit=0',
        '  voteGranted in the reply of S1?  1 true   2 false',
        '  wrong: voteGranted in the reply of S1 is false',
        "    RV-4 Reject RequestVote when the vote went to another candidate or when the candidate's log is older",
        '  candidate@1 votedFor=S1 log=0@0 commit=0 [RS-F-1 RV-4]',
        'Each asks the other.',
        '',
        '1 of 2 predictions right.',
        '',
      ].join('\n'),
    );
  });

  test('says what would be right by the rule that an experiment leaves out', () => {
    const { stdout } = predict('1\n'.repeat(20), 'rv-2');
    expect(stdout).toMatch(/^The servers lack RV-2 Grant the vote/m);
    expect(stdout).toMatch(/right: true\n {4}RV-2 .*\n {4}by the rule that is left out: false\n/);
  });

  test('takes a defect of the museum', () => {
    expect(predict('', 'a14').stdout).toMatch(
      /^A vote of the last candidacy counts in the next\nThe servers lack D-6 /,
    );
  });

  test('asks again for what is no answer, and ends with the answers', () => {
    const file = join(scratchFolder(), 'split.raft');
    writeFileSync(file, split);
    const { status, stdout } = predict('3\nyes\n2\n', file);
    expect(stdout.match(/answer with a number from 1 to 2, or q/g)).toHaveLength(2);
    expect(status).toBe(0);
    expect(stdout).toMatch(/\n1 of 1 prediction right\.\n$/);
    expect(predict('q\n', file).stdout).toMatch(/\n0 of 0 predictions right\.\n$/);
  });

  test('--json prints one document: every question, what is right by number, and what was answered', () => {
    const file = join(scratchFolder(), 'split.raft');
    writeFileSync(file, split);
    const { title, asked, right, parts, without } = documentFor('2\n1\n', file);
    expect([title, asked, right, without]).toEqual(['A split vote (RV-4)', 2, 1, undefined]);
    expect(parts.map(({ action }) => action?.split(' RequestVote')[0])).toEqual([
      'S1 timeout election',
      'S2 timeout election',
      'S1 → S2',
      'S2 → S1',
      undefined,
    ]);
    expect(parts.at(-1)?.story).toEqual(['Each asks the other.']);
    const questions = parts.flatMap((part) => part.questions);
    expect(questions.map(({ asked: what, choices, right: is, answer }) => [what, choices[is - 1], is, answer])).toEqual(
      [
        ['voteGranted in the reply of S2', 'false', 2, 2],
        ['voteGranted in the reply of S1', 'false', 2, 1],
      ],
    );
    expect(questions[0]?.clauses).toContain('RV-4');
  });

  test.each([
    ['no answers', '', [null, null], 0, 0],
    ['an end after one', '2\nq\n2\n', [2, null], 1, 1],
    ['lines that are no answers', '3\nyes\n\n2\n0\n2\n', [2, 2], 2, 2],
    ['more lines than questions', '1\n1\n1\n', [1, 1], 2, 0],
  ])('--json takes %s', (_what, input, answers, asked, right) => {
    const file = join(scratchFolder(), 'split.raft');
    writeFileSync(file, split);
    const read = documentFor(input, file);
    expect(read.parts.flatMap(({ questions }) => questions.map(({ answer }) => answer))).toEqual(answers);
    expect([read.asked, read.right]).toEqual([asked, right]);
  });

  test('--json names the rule that an experiment leaves out, and what would be right by it', () => {
    const { without, parts } = documentFor('', 'rv-2');
    expect(without).toEqual({ clause: 'RV-2', defect: 'A02' });
    const byTheRule = parts.flatMap(({ questions }) => questions.flatMap((question) => question.byTheRule ?? []));
    expect(byTheRule).toContain('false');
  });

  test.each([
    ['an experiment that there is not', 'RV-99', /there is no experiment RV-99; figure2 without lists them/],
    ['a file that there is not', 'none.raft', /none\.raft/],
    ['a file that is no script', 'package.json', /there is no experiment PACKAGE\.JSON/],
  ])('refuses %s', async (_what, wanted, problem) => {
    const { status, stdout, stderr } = await figure2Here('.', 'predict', wanted);
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringMatching(oneLineThat(problem))]);
  });

  test('refuses a script that is not right, by its line', async () => {
    const file = join(scratchFolder(), 'wrong.raft');
    writeFileSync(file, '# Wrong\ncluster S1\nS1 dances\n');
    const { status, stderr } = await figure2Here('.', 'predict', file);
    expect([status, stderr]).toEqual([2, expect.stringMatching(oneLineThat(/wrong\.raft:3: /))]);
  });
});
