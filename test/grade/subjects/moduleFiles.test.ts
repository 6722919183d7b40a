/** What a module is made of, so that a grade that is kept is not taken for that of another program. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { moduleFiles, moduleFingerprint } from '../../../src/grade/subjects/moduleFiles.ts';

let folder = '';

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'figure2-module-')));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

const whole = (): void => {
  write(
    'raft.mjs',
    "import { rules } from './rules/index.js';\nexport * from '../common.mjs';\nimport 'node:fs';\nimport 'a-package';\n",
  );
  write('rules/index.ts', "import type { X } from './x';\nconst y = await import('./y.mjs');\nimport '../raft.mjs';\n");
  write('rules/x.ts', 'export type X = 1;\n');
  write('rules/y.mjs', "const z = require('./z.json');\n");
  write('rules/z.json', '{}');
  write('rules/other.mjs', '');
  write('node_modules/a-package/package.json', '{ "version": "1.0.0" }');
  write('node_modules/a-package/index.js', "import './more.js';\n");
};

test('a module is made of what it imports, and what that imports, once each', () => {
  whole();
  expect(moduleFiles(join(folder, 'raft.mjs')).map((path) => relative(folder, path).replaceAll('\\', '/'))).toEqual([
    'raft.mjs',
    'rules/index.ts',
    'node_modules/a-package/package.json',
    'rules/x.ts',
    'rules/y.mjs',
    'rules/z.json',
  ]);
});

test.each([
  ['rules/z.json', '{ "changed": true }'],
  ['rules/x.ts', 'export type X = 2;\n'],
  ['node_modules/a-package/package.json', '{ "version": "1.0.1" }'],
])('it is another one when %s is changed', (path, text) => {
  whole();
  const before = moduleFingerprint(join(folder, 'raft.mjs'));
  write('rules/other.mjs', 'export const unused = true;\n');
  expect(moduleFingerprint(join(folder, 'raft.mjs'))).toBe(before);
  write(path, text);
  expect(moduleFingerprint(join(folder, 'raft.mjs'))).not.toBe(before);
});

test('it is the same under another name in another folder', () => {
  write('a/raft.mjs', "import './x.mjs';\n");
  write('a/x.mjs', '1;\n');
  write('b/c/other.mjs', "import './x.mjs';\n");
  write('b/c/x.mjs', '1;\n');
  expect(moduleFingerprint(join(folder, 'b/c/other.mjs'))).toBe(moduleFingerprint(join(folder, 'a/raft.mjs')));
});
