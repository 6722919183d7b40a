import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import type { Kind } from '../../../src/verify/report/judgement.ts';
import { junitReport } from '../../../src/verify/report/junit.ts';
import { green, hostile, red, vacuous } from './arrange.ts';

const TIME = '2026-01-02T03:04:05.678Z';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** The root of a document; a document that is not well-formed XML 1.0 is refused. */
const parsed = (xml: string): Element => {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element) element.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return root.children[0] ?? root;
};

const below = (element: Element, name: string): readonly Element[] =>
  element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...below(child, name)]);

const countsOf = ({ attributes: { tests, failures, errors, skipped } }: Element): readonly number[] =>
  [tests, failures, errors, skipped].map(Number);

const countsBelow = (element: Element): readonly number[] =>
  ['testcase', 'failure', 'error', 'skipped'].map((name) => below(element, name).length);

const expectCountsToAgree = (root: Element): void => {
  for (const element of [root, ...below(root, 'testsuite')]) expect(countsOf(element)).toEqual(countsBelow(element));
};

test.each([
  ['green', green],
  ['red', red],
  ['vacuous', vacuous],
])('golden: %s', async (name, judgement) => {
  await expect(junitReport(judgement, TIME)).toMatchFileSnapshot(`golden/${name}.xml`);
});

describe('JUnit XML', () => {
  test('a violation is a failure of the clause, of the property, and where it was found, told in full once', () => {
    const root = parsed(junitReport(red, TIME));
    expectCountsToAgree(root);
    const failed = below(root, 'testcase').filter((one) => below(one, 'failure').length > 0);
    expect(failed.map(({ attributes }) => attributes['name']?.split(' ')[0])).toEqual([
      'SP-12',
      'RS-L-4',
      'Persist13C',
    ]);
    const failures = failed.map((one) => below(one, 'failure')[0]);
    expect(failures.map((one) => one?.attributes['type'])).toEqual(['RS-L-4', 'RS-L-4', 'RS-L-4']);
    expect(failures.filter((one) => one?.text.includes('To reproduce:\nfigure2 replay '))).toHaveLength(1);
    expect(below(root, 'error')).toEqual([]);
  });

  test('what was never exercised is an error, not a failure', () => {
    const root = parsed(junitReport(vacuous, TIME));
    expectCountsToAgree(root);
    expect(below(root, 'failure')).toEqual([]);
    expect(below(root, 'error').map(({ attributes }) => attributes['type'])).toEqual(['AE-3']);
  });

  test.each<[Kind, string]>([
    ['violation', 'failure'],
    ['failure', 'failure'],
    ['undecided', 'error'],
    ['unexercised', 'error'],
    ['breakdown', 'error'],
  ])('%s: %s', (kind, element) => {
    const cases = red.cases.map((one) => (one.finding ? { ...one, finding: { ...one.finding, kind } } : one));
    const root = parsed(junitReport({ ...red, cases }, TIME));
    expectCountsToAgree(root);
    expect(below(root, element)).toHaveLength(3);
  });

  test('whatever the texts are, it is well-formed, and its counts agree', () => {
    fc.assert(
      fc.property(hostile, (judgement) => {
        const root = parsed(junitReport(judgement, TIME));
        expectCountsToAgree(root);
        expect(below(root, 'testcase')).toHaveLength(judgement.cases.length);
      }),
    );
  });

  test('the reader of this test refuses what XML forbids, and sees counts that do not agree', () => {
    expect(() => parsed('<a>\u0001</a>')).toThrow();
    expect(() => parsed('<a b="<"/>')).toThrow();
    const wrong = '<testsuite tests="2" failures="0" errors="0" skipped="0"><testcase/></testsuite>';
    expect(() => expectCountsToAgree(parsed(wrong))).toThrow();
  });
});
