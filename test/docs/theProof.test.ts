/** The page of the proof: each clause that carries safety is used by a step, and what a step says of it can be seen. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { experimentsFolder } from '../../model/experiments/index.ts';
import { clauseIds, clauses } from '../../src/core/clauses.ts';
import { scenarios } from '../scenarios/golden.ts';
import { experimentEvidence, matrixEvidence, proofProblems, readProof } from './theProof.ts';

const text = readFileSync('docs/concepts/the-proof.md', 'utf8');
const figure = clauseIds.filter((id) => !clauses[id].page.startsWith('extensions/'));
const rules = figure.filter((id) => !['property', 'goal'].includes(clauses[id].kind));
const seen = [
  ...scenarios(experimentsFolder).map((script) => experimentEvidence(script.text)),
  ...matrixEvidence(readFileSync('docs/reference/kill-matrix.md', 'utf8')),
];
const problemsOf = (page: string): readonly string[] =>
  proofProblems(readProof(page), { clauses: figure, rules }, seen);

describe('the proof', () => {
  test('uses each clause that carries safety, and what it says of a clause can be seen', () => {
    expect(readProof(text).rows.length).toBeGreaterThan(60);
    expect(problemsOf(text)).toEqual([]);
  });

  test('knows what carries safety by what was seen', () => {
    const harmful = new Set(seen.filter(({ breaksSafety }) => breaksSafety).map(({ clause }) => clause));
    expect(harmful.has('RV-2')).toBe(true);
    expect(harmful.has('D-7'), 'by the kill matrix alone').toBe(true);
    expect(harmful.has('CL-1'), 'by an experiment').toBe(true);
    expect(harmful.has('RS-F-3')).toBe(false);
  });
});

describe('the proof is refused', () => {
  const row = /^\| \[D-3\] \|.*\n/m;
  test.each([
    [
      'without a clause that carries safety',
      text.replace(row, ''),
      'D-3 is in no step, and not among what is not needed',
    ],
    [
      'that calls one superfluous',
      text.replace(row, '').replace('| [ST-6] |', '| [D-3] | It is not. |\n| [ST-6] |'),
      'D-3 is said not to be needed, and a property of the five is violated without it',
    ],
    [
      'that says both',
      text.replace('| [ST-6] |', '| [D-3] | It is not. |\n| [ST-6] |'),
      'D-3 is in a step, and among what is not needed',
    ],
    ['for a clause that there is not', text.replaceAll('[D-3]', '[D-99]'), 'there is no clause D-99'],
    [
      'for a property that is not violated there',
      text.replace(/(\| \[RV-3\] \|.*)SP-4/, '$1SP-1'),
      'Step 8, RV-3: without RV-3 does not violate SP-1',
    ],
    [
      'for an experiment that there is not',
      text.replaceAll('[without RV-3]', '[without RV-9]'),
      'Step 8, RV-3: there is no without RV-9',
    ],
    ['for a label without a link', text.replace(/^\[RV-3\]: .*\n/m, ''), '[RV-3] leads nowhere'],
    ['for a label that leads elsewhere', text.replace(/^(\[RV-3\]: .*#)rv-3/m, '$1rv-2'), /^\[RV-3\] leads to .*#rv-2/],
  ])('%s', (_what, page, problem) => {
    expect(problemsOf(page)).toContainEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem));
  });
});
