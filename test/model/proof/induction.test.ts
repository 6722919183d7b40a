/** No step leaves the invariant; and without any of its conjuncts, or with a defect in the protocol, a step does. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defectOf } from '../../../model/experiments/index.ts';
import { conjuncts } from '../../../model/proof/conjuncts.ts';
import { checkInduction, type Induction, type InductionOptions } from '../../../model/proof/induction.ts';
import { shippedProtocol } from '../../../src/core/protocol.ts';
import { count as grouped } from '../../../src/text/numbers.ts';
import { backgroundOf, boundsOf, exits, invariantRows } from './cases.ts';

const page = readFileSync('docs/concepts/the-proof.md', 'utf8');

const without = (...names: readonly string[]) => conjuncts.filter(({ name }) => !names.includes(name));

const check = (options: Partial<InductionOptions>): Induction =>
  checkInduction({ bounds: boundsOf(1, 1), conjuncts, protocol: shippedProtocol, ...options });

const toldOf = ({ leaving }: Induction) =>
  leaving && { id: leaving.running.server.id, event: leaving.event.type, leaves: leaving.conjunct };

const twoOfThree = backgroundOf(['1 S1 1', '1 S1 1', '2 S3'], { leads: { 1: 'S1 1' } });
const longerLog = backgroundOf(['1 S1 (1)1', '1 S1 11', '1 -'], { leads: { 1: 'S1 11' } });
const oldEntry = backgroundOf(['2 S1 1', '2 S1 1', '1 S3 1'], { leads: { 1: 'S3 1', 2: 'S1 1' }, votes: ['S1 1 S3'] });

describe('the invariant', () => {
  test('is true at the beginning', () => {
    const { count } = check({ backgrounds: [backgroundOf(['0 -', '0 -', '0 -'])] });
    expect(count.backgrounds).toBe(1);
    expect(count.runnings).toBe(3);
  });

  test('is left by no step within a term and an entry', () => {
    const { leaving, isWhole, count } = check({});
    expect([leaving, isWhole]).toEqual([undefined, true]);
    expect(page).toContain(
      `| terms up to 1, logs of 1 entry | ${grouped(count.looked)} | ${grouped(count.backgrounds)} | ${grouped(count.steps)} |`,
    );
  });

  test('is told on the page, conjunct by conjunct', () => {
    expect(invariantRows().filter((row) => !page.includes(row))).toEqual([]);
  });

  test('is left by no step within two terms and an entry, of a sample', () => {
    const { leaving, isWhole, count } = check({ bounds: boundsOf(2, 1), takes: (place) => place % 211 === 0 });
    expect([leaving, isWhole]).toEqual([undefined, true]);
    expect(count.backgrounds).toBe(51);
  });
});

describe('a step leaves the invariant', () => {
  test.each(exits.map((exit) => [exit.without, exit] as const))(
    'without %s',
    (name, { bounds, background, id, event, leaves }) => {
      const rest = check({ bounds, conjuncts: without(name), backgrounds: [background] });
      expect(toldOf(rest)).toEqual({ id, event, leaves });
      expect(toldOf(check({ bounds, backgrounds: [background] }))).toBeUndefined();
    },
  );

  test.each(conjuncts.filter(({ follows }) => follows).map(({ name }) => [name]))(
    'but not without %s, which follows',
    (name) => {
      expect(toldOf(check({ conjuncts: without(name), takes: (place) => place % 3 === 0 }))).toBeUndefined();
    },
  );

  test('without each conjunct that does not follow from the others', () => {
    const needed = conjuncts.filter(({ follows }) => follows === undefined).map(({ name }) => name);
    expect(exits.map((exit) => exit.without).sort()).toEqual([...needed].sort());
  });

  test.each([
    ['A01', 'a voter votes twice', 'oneVote', {}],
    ['A16', 'a vote of three is enough', 'elected', {}],
    ['A28', 'every message cuts the log', 'acceptedEntries', {}],
    ['A54', 'what is appended is applied', 'machines', {}],
    ['C09', 'a vote leaves before it is written', 'writtenFirst', {}],
    [
      'A02',
      'a voter does not compare the logs',
      'votesCompared',
      { bounds: boundsOf(2, 1), backgrounds: [twoOfThree] },
    ],
    [
      'A46',
      'an entry of an older term is counted',
      'commitIndexes',
      { bounds: boundsOf(2, 1), backgrounds: [oldEntry] },
    ],
    ['B04', 'a snapshot wipes the log', 'acceptedEntries', { bounds: boundsOf(1, 2), backgrounds: [longerLog] }],
  ] as const)('with the defect %s: %s', (defect, _, leaves, options) => {
    const protocol = defectOf(defect)?.protocol;
    expect(protocol && check({ ...options, protocol }).leaving?.conjunct).toBe(leaves);
    if ('backgrounds' in options) expect(check(options).count.backgrounds, 'a state of the invariant').toBe(1);
  });
});
