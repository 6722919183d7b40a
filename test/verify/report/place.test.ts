import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { clauseIds } from '../../../src/core/clauses.ts';
import { clauseText, placesIn } from '../../../src/verify/report/place.ts';

const folder = mkdtempSync(join(tmpdir(), 'figure2-place-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('where a finding stands', () => {
  test('in this repository, at the heading of its clause', () => {
    const { ofClause } = placesIn(undefined, resolve('.'));
    for (const id of clauseIds) {
      const { file, line, endColumn } = ofClause(id);
      const text = readFileSync(file, 'utf8').split('\n')[line - 1] ?? '';
      expect(text).toMatch(new RegExp(`^### ${id} `));
      expect(endColumn).toBe(text.length + 1);
    }
  });

  test('in a repository that uses figure2, at the line that asks for it', () => {
    write('package.json', '{\n  "devDependencies": {\n    "figure2": "1.0.0"\n  }\n}\n');
    expect(placesIn(undefined, folder).ofClause('AE-3')).toEqual({ file: 'package.json', line: 3, endColumn: 23 });
  });

  test('in a module, at the first line that cites it as a whole, otherwise at what is exported', () => {
    const file = write('mine.ts', '// AE-33, XAE-3\nexport const protocol = 1;\n// AE-3 and RV-1\n');
    const { ofClause, ofName } = placesIn(file, folder);
    expect(ofClause('AE-3')).toMatchObject({ file: 'mine.ts', line: 3 });
    expect(ofClause('AE-4')).toMatchObject({ file: 'mine.ts', line: 2 });
    expect(ofName('protocol = 1;')).toMatchObject({ line: 2 });
    expect(ofName('(')).toMatchObject({ line: 2 });
  });

  test('nowhere in particular, at the first line', () => {
    expect(placesIn(write('empty.ts', ''), folder).ofClause('AE-3')).toEqual({
      file: 'empty.ts',
      line: 1,
      endColumn: 1,
    });
    expect(placesIn(undefined, join(folder, 'none')).ofClause('AE-3').line).toBe(1);
  });
});

test('the text of a clause is what stands under its heading', () => {
  expect(clauseText('SP-1')).toMatch(/^- \*\*Source:\*\* Figure 3/);
  expect(clauseText('SP-1')).toContain('**Without it:** S1 and S2 both lead term 2');
  for (const id of clauseIds) expect(clauseText(id)).not.toMatch(/^#/m);
});
