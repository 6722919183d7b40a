/**
 * The example repository of docs/guides, as somebody would have it who has just cloned it: figure2 as it is packed, the other
 * packages as they are here, nothing from the network.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isNightly } from '../support/nightly.ts';
import { installPacked } from '../support/packed.ts';

const folder = mkdtempSync(join(tmpdir(), 'figure2-example-'));
afterAll(() => rmSync(folder, { recursive: true }));
const example = join(folder, 'example');
const modules = join(example, 'node_modules');

/** The environment of this test must not reach a vitest in a vitest, and what GitHub sets must not be written to. */
const environment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS|GITHUB_|NODE_ENV)/.test(name)),
  ),
  NO_COLOR: '1',
  CI: 'true',
  BUDGET: '1s',
  PATH: `${join(modules, '.bin')}:${process.env['PATH']}`,
});

const run = (line: string): { readonly status: number | null; readonly output: string } => {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', line], {
    cwd: example,
    env: environment(),
    encoding: 'utf8',
  });
  return { status, output: `${stdout}${stderr}` };
};

const read = (path: string): string => readFileSync(join(example, path), 'utf8');

/** Other packages are linked where they are. */
const linkPackages = (): void => {
  for (const name of readdirSync('node_modules')) {
    if (name === 'figure2' || name === '.bin' || name.startsWith('.')) continue;
    symlinkSync(resolve('node_modules', name), join(modules, name));
  }
  mkdirSync(join(modules, '.bin'));
  for (const name of ['vitest', 'tsc']) symlinkSync(resolve('node_modules/.bin', name), join(modules, '.bin', name));
  symlinkSync(join(modules, 'figure2/dist/src/cli/main.js'), join(modules, '.bin/figure2'));
};

beforeAll(() => {
  cpSync('docs/guides/ci-example', example, { recursive: true, filter: (path) => !path.includes('node_modules') });
  installPacked(example);
  linkPackages();
});

describe('the example repository', () => {
  test('asks for this figure2 and for the packages that it is tested with', () => {
    const manifest = (text: string) =>
      JSON.parse(text) as { readonly version: string } & Readonly<Record<string, Readonly<Record<string, string>>>>;
    const [its, ours] = [manifest(read('package.json')), manifest(readFileSync('package.json', 'utf8'))];
    expect(its['dependencies']).toEqual({ figure2: ours.version });
    for (const [name, version] of Object.entries(its['devDependencies'] ?? {})) {
      expect([name, ours['devDependencies']?.[name]]).toEqual([name, version]);
    }
  });

  test('has right types, and its tests are green but for the longest', () => {
    expect(run('tsc --noEmit')).toEqual({ status: 0, output: '' });
    const { status, output } = run("vitest run -t '^(?!our rules are Raft)'");
    expect([status, output]).toEqual([0, expect.stringMatching(/Tests +4 passed \| 1 skipped \(5\)/)]);
  });

  test.skipIf(!isNightly)('all of its tests are green (at night)', () => {
    const { status, output } = run('vitest run');
    expect([status, output]).toEqual([0, expect.stringMatching(/Tests +5 passed \(5\)/)]);
  });

  test('its tests turn red when model and rules are the broken ones, and say why', () => {
    const green = read('test/safe.test.ts');
    writeFileSync(
      join(example, 'test/safe.test.ts'),
      green
        .replace("{ model } from '../src/lease.ts'", "{ model } from '../src/lease.broken.ts'")
        .replace("{ protocol } from '../src/raft.ts'", "{ protocol } from '../src/raft.broken.ts'"),
    );
    const { status, output } = run('vitest run');
    writeFileSync(join(example, 'test/safe.test.ts'), green);
    expect(status).toBe(1);
    expect(output).toMatch(/Tests +3 failed \| 2 passed \(5\)/);
    expect(output).toContain('"no write goes back behind a newer one" (always) is broken');
    expect(output).toContain('5  A writes\n       isStale: false → true\n       written: 2 → 1\n');
    expect(output).toContain('Broken clause: ST-8 ');
    expect(output).toContain('✗ ST-8 broken: effect before the write is "send", not null');
    expect(output).toContain('traces/forgotten-vote.itf.json is not fixed');
    // The stack begins where the assertion was called.
    expect(output).toMatch(/❯ test\/safe\.test\.ts:\d+:\d+\n +\d+\| /);
  });
});

describe('its workflow', () => {
  const commands = (workflow: string): readonly string[] =>
    [...workflow.matchAll(/^ +- run: npx (figure2 .*)$/gm)].map(([, command = '']) => command);

  test.skipIf(!isNightly)('explores and checks, and both hold (at night)', () => {
    const lines = commands(read('.github/workflows/raft.yml'));
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      const { status, output } = run(line);
      expect([line, status, output.split('\n').filter((text) => text.startsWith('::error'))]).toEqual([line, 0, []]);
    }
    expect(readdirSync(join(example, 'reports')).toSorted()).toEqual([
      ...['lease.sarif', 'lease.xml', 'raft.sarif', 'raft.xml'],
    ]);
  });

  test('on the broken rules its check is red, at the line that cites the broken clause', () => {
    const [, check = ''] = commands(read('.github/workflows/raft.yml'));
    const { status, output } = run(check.replace('raft.ts', 'raft.broken.ts'));
    expect(status).toBe(1);
    expect(output).toMatch(/^::error file=src\/raft\.broken\.ts,line=1,title=figure2 check%3A ST-8 /m);
  });
});
