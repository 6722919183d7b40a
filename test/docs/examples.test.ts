import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../cli/figure2.ts';
import { withoutExample } from './examples.ts';

describe('the public API', () => {
  // snippets.test.ts runs the examples.
  test('has an example for each function and class', () => {
    const entries = ['src/index.ts', 'src/check/index.ts', 'model/index.ts', 'src/vitest/index.ts'];
    expect(withoutExample(entries)).toEqual([]);
  });

  test('is refused where one is missing', () => {
    const folder = scratchFolder();
    const file = join(folder, 'a.ts');
    writeFileSync(
      file,
      '/** A. */\nexport const a = (): number => 1;\nexport class B {}\n/** @example */\nexport const c = (): void => {};',
    );
    expect(withoutExample([file])).toEqual([`${file}#a`, `${file}#B`]);
  });
});
