/** Modules and their files, as they are read before anything is run. */
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runLab } from '../../../../model/index.ts';
import { readModule } from '../../../../src/grade/subjects/module/files.ts';
import { moduleProgram } from '../../../../src/grade/subjects/module/program.ts';
import { NotGradable } from '../../../../src/grade/subjects/notGradable.ts';
import { withBuiltPool } from '../../built.ts';
import { idle, scratch, written } from './modules.ts';

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('files beside it are read, in each way of naming them, and may import each other', () => {
  const path = written(
    'several',
    `import { a } from './a.js';\nimport type { Nothing } from 'no-such-package';\nexport * from './made';\nexport const other: Nothing = a;`,
    {
      'a.ts': `import { b } from './b.ts';\nexport const a = 1;\nexport const ofB = () => b;`,
      'b.ts': `import * as a from './a.ts';\nexport enum Kind { One = 1 }\nexport const b = () => a.a;`,
      'made.mjs': 'x',
      'made.ts': idle('throw new Error("it was made");'),
    },
  );
  const files = readModule(path);
  expect(Object.keys(files.scripts).map((file) => basename(file))).toEqual(['raft.ts', 'a.ts', 'made.ts', 'b.ts']);
  const { because } = runLab({ name: 'InitialElection3A', seed: 1, program: moduleProgram(files) });
  expect(because).toMatch(/threw in make: Error: it was made$/);
});

test('another text is another hash', () => {
  const hashes = ['1', '2', '1'].map((n) => readModule(written(`hash-${n}`, idle('', `n: ${n},`))).hash);
  expect(hashes[0]).toBe(hashes[2]);
  expect(hashes[0]).not.toBe(hashes[1]);
});

test.each([
  [
    'the file system',
    "import { readFileSync } from 'node:fs';\nreadFileSync('x');",
    /raft\.ts imports node:fs, and a submission may import only its own files/,
  ],
  [
    'a file that is not there',
    "import { x } from './x.ts';\nx();",
    /raft\.ts imports \.\/x\.ts, and there is no such file$/,
  ],
  ['what does not parse', 'export const make = (', /^it does not compile: raft\.ts: .*expected/],
])('%s is refused', (_, text, words) => {
  expect(() => readModule(written('refused', text))).toThrow(NotGradable);
  expect(() => readModule(written('refused', text))).toThrow(words);
});

test('a module is told by what it exports', async () => {
  const paths = [
    written('neither', 'export const step = 1;'),
    written('starts not', idle('throw new Error("so");')),
    written('loads not', `new Intl.Collator();\n${idle('')}`),
    'test/grade/submissions/typescript/raft.ts',
  ];
  const told = await withBuiltPool(({ words }) => Promise.all(paths.map((path) => words(path))));
  expect(told[0]).toMatch(/raft\.ts exports neither make nor protocol; add: export const make = /);
  expect(told[1]).toBe('it does not start: S1 threw in make: Error: so');
  expect(told[2]).toMatch(/^it does not start: S1 threw while it was loaded: .*Intl/);
  expect(told[3]).toBe("a module in the lab's shape");
});
