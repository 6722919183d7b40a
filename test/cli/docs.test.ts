import { describe, expect, test } from 'vitest';
import { clauseIds } from '../../src/core/clauses.ts';
import { figure2, figure2Here, oneLineThat } from './figure2.ts';

interface Row {
  readonly id: string;
  readonly code: readonly string[];
}

describe('figure2 docs', () => {
  test('prints all clauses in a table', () => {
    const { status, stdout } = figure2('.', 'docs');
    const ids = stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(' ')[0]);
    expect([status, ids]).toEqual([0, clauseIds]);
    expect(stdout).toMatch(/^AE-3 .* A30 A29 keeps-tree-too-high\b/m);
  });

  test('prints one of them: what it says, and what stands for it', async () => {
    const { status, stdout } = await figure2Here('.', 'docs', 'ae-3');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^AE-3 An existing entry .*\nreceiver rule; Figure 2, .*; spec\/figure2\.md#ae-3-/);
    expect(stdout).toContain('**Without it:**');
    expect(stdout).toMatch(/^code +src\/core\/.*\n +src\/core\//m);
  });

  test('says why nothing stands in a place', async () => {
    expect((await figure2Here('.', 'docs', 'CL-3')).stdout).toMatch(/^formal +none: Linearizable reads/m);
  });

  test('prints one JSON document', async () => {
    const all = JSON.parse((await figure2Here('.', 'docs', '--json')).stdout) as { readonly clauses: readonly Row[] };
    expect(all.clauses.map(({ id }) => id)).toEqual(clauseIds);
    const one = JSON.parse((await figure2Here('.', 'docs', 'AE-3', '--json')).stdout) as {
      readonly clause: Row;
      readonly text: string;
    };
    expect([one.clause.id, one.clause.code]).toEqual([
      'AE-3',
      expect.arrayContaining(['src/core/rules/appendEntries.ts']),
    ]);
  });

  test('refuses a clause that there is not', async () => {
    const { status, stdout, stderr } = await figure2Here('.', 'docs', 'AE-99');
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringMatching(oneLineThat(/there is no clause AE-99/))]);
  });
});
