/** What becomes of programs that can't be built or started: they are not gradable, and it is said why. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { withBuiltPool } from '../../built.ts';
import { scratch, sleeper, written } from './programs.ts';

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const node = process.execPath;
const run = { command: [node, 'raft.mjs'] };
const builds = (code: string) => ({ ...run, build: [node, '-e', code] });

const unfit: readonly (readonly [string, string, object, RegExp])[] = [
  ['an empty manifest', '', {}, /figure2\.json: command: .*; give \{"command": \["python3", "raft\.py"\]\}$/],
  ['a command that is a text', '', { command: 'python3 raft.py' }, /figure2\.json: command: /],
  ['another key', '', { ...run, env: {} }, /figure2\.json: the file: there is no such key: env/],
  [
    'a program that is not there',
    '',
    { command: ['no-such-program'] },
    /^it does not start: S1, told boot, can't be started: .*ENOENT/,
  ],
  [
    'a program that ends at once',
    'for (let n = 0; n < 99; n++) console.error("line " + n); process.exit(1);',
    run,
    /^it does not start: S1, told boot, has ended itself with code 1: line 98\n(?:line \d+\n){19}line \d+$/,
  ],
  ['a program that can’t be read', 'let let', run, /^it does not start: S1, .*SyntaxError.*\n(?:.*\n)*.*SyntaxError/],
  [
    'a build that fails',
    '',
    builds('console.error("raft.x:1: no"); process.exit(1)'),
    /^it does not compile: .*\nraft\.x:1: no$/,
  ],
  [
    'a build that is not there',
    '',
    { ...run, build: ['no-such-compiler'] },
    /^the build can't be run: no-such-compiler: .*ENOENT/,
  ],
];

describe('not gradable is', async () => {
  const told = await withBuiltPool(({ words }) =>
    Promise.all(unfit.map(([name, text, manifest]) => words(written(name, text, manifest)))),
  );
  test.each(unfit.map(([name, , , expected], place) => [name, told[place], expected] as const))(
    '%s',
    (_, words, expected) => {
      expect(words).toMatch(expected);
    },
  );
});

test('a folder with a manifest that is not named is not run, and it is said how', async () => {
  const folder = dirname(written('folder', 'import { writeFileSync } from "node:fs"; writeFileSync("ran", "");'));
  const words = await withBuiltPool((pool) => pool.words(folder));
  expect(words).toMatch(
    /^no Go file has a function Make.*; to run the program of its figure2\.json, which nothing walls in, give .*figure2\.json$/,
  );
});

test('what is built is built in a copy, which goes in the end', async () => {
  const path = written('built', '', { ...run, build: [node, 'build.mjs'] });
  const program = sleeper('process.exit(7);');
  const where = join(scratch, 'where');
  writeFileSync(
    join(dirname(path), 'build.mjs'),
    `import { writeFileSync } from 'node:fs';
writeFileSync('raft.mjs', ${JSON.stringify(`import { appendFileSync } from 'node:fs';\nappendFileSync('log', 'x');\n${program}`)});
writeFileSync(${JSON.stringify(where)}, process.cwd());`,
  );
  const because = await withBuiltPool(async ({ open }) => {
    const { scenario } = await open(path);
    expect(existsSync(where)).toBe(true);
    return (await scenario('InitialElection3A')).report.because;
  });
  expect(because).toMatch(/has ended itself with code 7$/);
  expect(readdirSync(dirname(path)).sort()).toEqual(['build.mjs', 'figure2.json', 'raft.mjs']);
  expect(existsSync(readFileSync(where, 'utf8'))).toBe(false);
});
