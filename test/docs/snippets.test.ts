import { describe, expect, test } from 'vitest';
import { repositoryFiles, type SourceFile, under } from '../tidy/files.ts';
import { optOuts, runSnippets } from './snippets.ts';
import { difference } from './transcript.ts';

const files = repositoryFiles();
const pages = [
  ...files.filter(({ path }) => path === 'README.md'),
  ...under(files, 'docs', 'spec').filter(({ path }) => path.endsWith('.md')),
];
const sources = under(files, 'src', 'model').filter(({ path, text }) => /\.tsx?$/.test(path) && text.includes('```'));

describe('what the documentation shows', () => {
  test('runs, and prints what is shown', { timeout: 480_000 }, async () => {
    expect(await runSnippets([...pages, ...sources])).toEqual([]);
  });

  test('runs but for what says why not', async () => {
    await expect(`${optOuts([...pages, ...sources]).join('\n')}\n`).toMatchFileSnapshot('optOuts.txt');
  });
});

describe('a page is refused', () => {
  const fence = '```';
  const block = (info: string, ...lines: readonly string[]): string => [fence + info, ...lines, fence, ''].join('\n');
  const page = (path: string, text: string): SourceFile => ({ path, text });
  const bad: readonly (readonly [string, string, RegExp])[] = [
    [
      'type.md',
      `# Types\n\n${block('ts', 'const a = 1;', 'export const b: string = a;')}`,
      /^type.md:5: Type 'number'/,
    ],
    ['api.md', block('ts', "import { stepp } from 'figure2';", 'stepp();'), /^api.md:2: .*no exported member.*stepp/],
    ['throws.md', block('ts', "throw new Error('so');"), /^throws.md:2: throws Error: so/],
    [
      'prints.md',
      `${block('ts', 'console.log(1);')}\n<!-- prints -->\n\n${block('text', '2')}`,
      /^prints.md:2: expected: 2\n.*\n1/,
    ],
    ['comment.md', block('ts', 'console.log(1); // 2'), /^comment.md:2: expected: 2/],
    ['console.md', block('console', '$ echo a', 'a', '$ echo b', 'c'), /^console.md:5: expected: c\nwas printed:\nb/],
    ['silent.md', block('console', '$ echo a'), /^silent.md:\d: expected: no more lines\nwas printed:\na/],
    ['code.md', block('console', '$ figure2 nonsense', '...'), /^code.md:2: "figure2 nonsense" ended with 2/],
    ['sh.md', block('sh', 'cd nowhere'), /^sh.md:2: "cd nowhere" ended with 1/],
    ['hangs.md', block('sh', 'exit 0'), /^hangs.md:2: "exit 0" has not come to an end/],
    ['npm.md', block('sh', 'npm ci'), /^npm.md:2: "npm ci" ended with 1.*\nnpm is not run in tests/],
    ['why.md', block('sh no-run=""', 'npm ci'), /^why.md:1: a block that is not run must say why/],
    ['words.md', block('sh norun', 'true'), /^words.md:1: a block knows .* not norun/],
    ['language.md', block('bash', 'true'), /^language.md:1: a block in "bash"; write one of/],
    ['hidden.md', block('text', '$ figure2 check'), /^hidden.md:1: this is a transcript/],
    ['unused.md', block('text file="a.txt"', 'a'), /^unused.md:2: no command of the page uses a.txt/],
    [
      'docs/guides/copy.md',
      block('ts of="two-phase-commit.ts"', 'const no = 1;'),
      /:2: two-phase-commit.ts does not have/,
    ],
  ];

  test('for each of the ways to be wrong, by file and line', { timeout: 120_000 }, async () => {
    const problems = await runSnippets(bad.map(([path, text]) => page(path, text)));
    for (const [path, , words] of bad) {
      expect(problems.filter((problem) => problem.startsWith(path))).toEqual([expect.stringMatching(words)]);
    }
    expect(problems).toHaveLength(bad.length);
  });

  test('for an example in a doc comment', async () => {
    const comment = [
      '/**',
      ' * Adds.',
      ' *',
      ' * @example',
      ' * ```ts',
      ' * console.log(1 + 1); // 3',
      ' * ```',
      ' */',
    ];
    const source = page('src/a.ts', `\n${comment.join('\n')}\nexport const a = 1;\n`);
    expect(await runSnippets([source])).toEqual([expect.stringMatching(/^src\/a.ts:7: expected: 3/)]);
  });

  test('for a module that ends the process', async () => {
    const ends = page('ends.md', block('ts', 'process.exit(0);'));
    expect(await runSnippets([ends])).toEqual(['ends.md:2: has not come to an end']);
  });
});

describe('a transcript', () => {
  test.each([
    [
      ['a', '...', 'd'],
      ['a', 'b', 'c', 'd'],
    ],
    [['...'], []],
    [['took … s'], ['took 0.1 s']],
    [
      ['...', 'b', '...'],
      ['b', 'b'],
    ],
  ])('%j stands for %j', (expected, actual) => {
    expect(difference(expected, actual)).toBeUndefined();
  });

  test.each([
    [['a', '...', 'd'], ['a', 'b'], 3],
    [['a (b)'], ['a b'], 1],
    [['a'], ['a', 'b'], 2],
    [['took … s'], ['took 0.1 ms.'], 1],
  ])('%j does not stand for %j: line %i', (expected, actual, offset) => {
    expect(difference(expected, actual)?.offset).toBe(offset);
  });
});
