/** What a verb or a thread loads before it does anything: each file that is loaded in vain costs every start. */
import { describe, expect, test } from 'vitest';
import { repositoryFiles, type SourceFile, under } from '../tidy/files.ts';
import { loadedWith } from '../tidy/imports.ts';

const files = under(repositoryFiles(), 'src', 'model').filter(({ path }) => path.endsWith('.ts'));

/** What of these is loaded with a file. A part of the house stands for all files in it. */
const found = (all: readonly SourceFile[], path: string, parts: readonly string[]): readonly string[] =>
  [...loadedWith(all, path)].filter((one) => parts.some((part) => one === part || one.startsWith(`${part}/`)));

describe('is not loaded', () => {
  test.each<[string, readonly string[]]>([
    ['src/cli/main.ts', ['zod', 'xstate', 'src/core', 'src/verify', 'model']],
    ['src/cli/grade/run.ts', ['model/mutants', 'model/killMatrix', 'model/counterexample']],
    ['src/cli/explore/run.ts', ['model', 'fast-check', 'tinypool']],
    ['src/cli/replay/run.ts', ['src/page', 'node:http', 'node:readline', 'model/mutants']],
    ['src/cli/lab/run.ts', ['model/worlds', 'model/mutants', 'src/check', 'fast-check']],
    ['src/grade/threads/worker.ts', ['model/mutants', 'model/killMatrix', 'model/counterexample']],
    ['src/verify/threads/worker.ts', ['model', 'zod']],
    ['src/check/host/thread.ts', ['model', 'src/core']],
  ])('with %s: %j', (path, parts) => {
    expect(files.some((file) => file.path === path)).toBe(true);
    expect(found(files, path, parts)).toEqual([]);
  });
});

describe('is found', () => {
  const file = (path: string, text: string): SourceFile => ({ path, text });
  const all = [
    file(
      'src/a.ts',
      "import { b } from './b.ts';\nimport type { T } from './types.ts';\nexport { c } from '../model/c.ts';",
    ),
    file('src/b.ts', "import 'zod';\nexport const b = () => import('./later.ts');"),
    file('src/later.ts', "import { d } from '../model/d.ts';"),
    file('model/c.ts', "import { z } from 'zod/v4';"),
  ];

  test('what is loaded by way of other files, but not what is loaded later or a type', () => {
    expect([...loadedWith(all, 'src/a.ts')].sort()).toEqual(['model/c.ts', 'src/a.ts', 'src/b.ts', 'zod']);
    expect(found(all, 'src/a.ts', ['model', 'zod'])).toEqual(['model/c.ts', 'zod']);
  });
});
