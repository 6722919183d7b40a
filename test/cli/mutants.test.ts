import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { extensionMutants, mutants } from '../../model/mutants/index.ts';
import { clauses } from '../../src/core/clauses.ts';
import { figure2, figure2Here, oneLineThat, scratchFolder } from './figure2.ts';

const folder = scratchFolder();

const defects = [...mutants, ...Object.values(extensionMutants).flat()];
const id = z.enum(defects.map((defect) => defect.id) as [string, ...string[]]);
const clause = z.enum(Object.keys(clauses) as [string, ...string[]]);
const score = z.strictObject({ killed: z.int(), of: z.int() });
const detector = z.enum(['labs', 'random', 'healing', 'general', 'directed', 'core', 'conformance']);
const cell = z.strictObject({
  detector,
  isActivated: z.boolean(),
  kill: z
    .strictObject({
      kind: z.enum(['safety', 'liveness', 'difference', 'assertion']),
      property: z.string(),
      clause: clause.nullable(),
      because: z.string(),
      where: z.string(),
      length: z.int().nullable(),
    })
    .nullable(),
  work: z.int(),
  seconds: z.number().nonnegative(),
});
const scores = z.strictObject({ core: score, general: score, all: score });
const report = z.strictObject({
  ok: z.boolean(),
  total: z.int(),
  killed: z.int(),
  survived: z.array(id),
  notActivated: z.array(id),
  equivalent: z.array(id),
  falselyKilled: z.array(id),
  untested: z.array(id),
  hinders: z.array(id),
  decisions: z.array(id),
  scores,
  heldOut: z.strictObject({
    total: z.int(),
    scores,
    ...Object.fromEntries(
      (['survived', 'notActivated', 'equivalent', 'hinders', 'decisions', 'byDifference'] as const).map((name) => [
        name,
        z.array(id),
      ]),
    ),
  }),
  livesThroughLabs: z.array(id),
  seconds: z.number(),
  medianSecondsToKill: z.number().nullable(),
  mutants: z.array(
    z.strictObject({
      id,
      clause,
      outcome: z
        .enum([
          'killed by safety',
          'killed by liveness',
          'killed by difference',
          'survived',
          'not activated',
          'hinders progress',
          'different decision',
          'equivalent',
        ])
        .nullable(),
      suite: z.enum(['smoke', 'core', 'hard', 'own', 'control', 'held-out']),
      by: z.partialRecord(detector, cell),
      length: z.int().nullable(),
      shortest: z.int().nullable(),
    }),
  ),
});

const mutantsJson = (...args: readonly string[]) => {
  const { status, stdout, stderr } = figure2(folder, 'mutants', '--json', ...args);
  return { status, stderr, report: report.parse(JSON.parse(stdout)) };
};

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

describe('the matrix', () => {
  test('the smoke suite dies within a few torture runs', () => {
    const ids = mutants.filter(({ suite }) => suite === 'smoke').map((mutant) => mutant.id);
    // from this seed on A26, which needs a rare order of messages, dies at once
    const args = ['--suite', 'smoke', '--detectors', 'healing', '--seed', '57'];
    const { status, stderr, report: matrix } = mutantsJson(...args);
    expect([status, stderr]).toEqual([0, '']);
    expect(matrix).toMatchObject({ ok: true, total: ids.length, killed: ids.length, survived: [], equivalent: [] });
    expect(matrix.mutants.map((row) => row.id)).toEqual(ids);
    for (const { by } of matrix.mutants) expect(Object.keys(by)).toEqual(['healing']);
  });

  test('is the same with any number of workers', () => {
    const again = (workers: string) => {
      const { mutants: rows } = mutantsJson(
        '--only',
        'A01,B20,D13',
        '--detectors',
        'healing',
        '--workers',
        workers,
      ).report;
      return rows.map(({ by, ...row }) => ({ ...row, by: Object.values(by).map(({ seconds, ...found }) => found) }));
    };
    expect(again('2')).toEqual(again('1'));
  });

  test('for people: no line is wider than 120 columns', () => {
    const { status, stdout, stderr } = figure2(
      folder,
      'mutants',
      '--only',
      'A16,silent-follower',
      '--detectors',
      'labs,healing',
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^silent-follower +RS-F-1 +/m);
    expect(stdout).toMatch(/^A16 Half of \S.* +RS-C-2 +safety +fails +- +SP-1 \S+ +- +- +- +- +\d+\.\d$/m);
    expect(stdout).toMatch(
      /^Defects +2: 2 killed, 0 survived, 0 not activated, 0 hinder progress, 0 different decisions, 0 equivalent$/m,
    );
    expect(stdout).toMatch(/^PASS\./m);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });
});

describe('the defects of optional pages', () => {
  test('are tried with the page woven in, in its worlds', () => {
    const only = ['--only', 'reverses-batch,sends-one-by-one', '--detectors', 'random,directed'];
    const { status, report: matrix } = mutantsJson('--with', 'client-batches', ...only);
    expect([status, matrix.ok, matrix.killed]).toEqual([0, true, 2]);
    for (const { clause: broken, by } of matrix.mutants) {
      expect(Object.keys(by)).toEqual(['random', 'directed']);
      expect(by.random?.kill?.clause).toBe(broken);
      expect(by.directed?.kill).toMatchObject({ clause: broken, where: 'client-batches-order' });
    }
  });

  test('stand under their page, and how to decide says which page it was', () => {
    const args = ['--with', 'client-batches', '--only', 'refuses-each', '--detectors', 'directed', '--seed', '7'];
    const { status, stdout } = figure2(folder, 'mutants', ...args);
    expect(status).toBe(2);
    expect(stdout).toMatch(/^client-batches\ndefect .*\nrefuses-each +CB-3 +undecided /m);
    expect(lastLine(stdout)).toBe('figure2 mutants --only refuses-each --with client-batches --seed 7');
  });
});

describe('no verdict is made up', () => {
  test('without the detectors that it takes', () => {
    const args = ['--only', 'A16,Z16', '--detectors', 'random', '--seed', '7'];
    const { status, stdout, stderr } = figure2(folder, 'mutants', ...args);
    expect([status, stderr]).toEqual([2, expect.stringMatching(oneLineThat(/not decided: .*; leave --budget/))]);
    expect(stdout).toMatch(/^Z16 .* undecided +- +survived /m);
    expect(stdout).toMatch(/^Not decided\. 1 of 2 defects met too few detectors/m);
    expect(lastLine(stdout)).toBe('figure2 mutants --only Z16 --seed 7');
  });

  test('when the budget ends before', () => {
    const { status, report: matrix } = mutantsJson('--suite', 'own', '--budget', '1s');
    expect(status).toBe(2);
    expect(matrix).toMatchObject({ ok: false, total: matrix.mutants.length, survived: [], notActivated: [] });
    expect(matrix.mutants.map(({ outcome }) => outcome)).toContain(null);
  });
});

test.each([
  ['--only A46,A99', /--only: there is no defect A99; docs\/reference\/kill-matrix.md lists them/],
  ['--only A46 --suite smoke', /none of these defects is in the suite smoke/],
  ['--with great', /there is no page great; known are pre-vote, .*, and all/],
  [
    '--with client-batches --only A46',
    /there is no defect A46; those of client-batches stand in model\/mutants\/extensions/,
  ],
  ['--with all --detectors conformance', /conformance plays what the figure specifies, and no optional page/],
  ['--markdown page.md --with all', /--markdown writes the whole matrix; leave --with away/],
  ['--suite great', /'great' is invalid.*Allowed choices are smoke, core/],
  ['--detectors random,luck', /there is no detector luck; there are labs, random/],
  ['--budget 3', /give a time such as 20s/],
  ['--seed -1', /give a whole number/],
  ['--markdown page.md --budget 4m', /--markdown writes the whole matrix; leave --budget away/],
  ['--markdown page.md --only A46', /leave --only away/],
  ['--markdown .', /can't write --markdown \.: it is a folder/],
])('refuses %s', async (line, words) => {
  expect(await figure2Here(folder, 'mutants', ...line.split(' '))).toEqual({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(oneLineThat(words)) as string,
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('CI measures within a budget, and at night without one', () => {
  expect(readFileSync('.ci/run', 'utf8')).toMatch(/^step "npx figure2 mutants --suite core --budget 5m"$/m);
  expect(readFileSync(join('.github', 'workflows', 'nightly.yml'), 'utf8')).toMatch(/main.js mutants$/m);
});
