/** The package as it is installed: what it holds, what it runs, and where its pages lead. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { brokenLinks } from './docs/links.ts';
import type { SourceFile } from './tidy/files.ts';

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
}

const scratch = mkdtempSync(join(tmpdir(), 'figure2-package-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const read = (path: string): string => readFileSync(path, 'utf8');
const file = (path: string, text: string): SourceFile => ({ path, text });

/** Scripts that npm runs where the package is installed: from a registry, from git, or as a folder that is linked. */
const scriptsOfInstallation = ({ scripts }: Manifest): string[] =>
  ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'].filter((name) => name in scripts);

/** Every file that would be packed. */
const packed = (): readonly SourceFile[] => {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], { encoding: 'utf8' });
  const [{ files }] = JSON.parse(stdout) as [{ readonly files: readonly { readonly path: string }[] }];
  return files.map(({ path }) => file(path, path.endsWith('.md') ? read(path) : ''));
};

describe('the package', () => {
  const files = packed();
  const pages = files.filter(({ path }) => path.endsWith('.md'));

  test('has all to which the README links, for a page without the repository', () => {
    expect(files.length).toBeGreaterThan(500);
    const problems = brokenLinks(pages, files).filter((problem) => problem.startsWith('README.md'));
    expect(problems).toEqual([]);
  });

  test('would be told of a link of the README into what is left out', () => {
    const readme = file('README.md', '[a story](test/scenarios/first-election.raft)');
    expect(brokenLinks([readme], files)).toEqual([
      'README.md:1: test/scenarios/first-election.raft: there is no such file',
    ]);
  });

  test('leaves out what only its makers need', () => {
    expect(files.filter(({ path }) => /^(test|reports|\.)|\.tsbuildinfo$/.test(path))).toEqual([]);
  });

  test('runs nothing where it is installed', () => {
    expect(scriptsOfInstallation(JSON.parse(read('package.json')) as Manifest)).toEqual([]);
    expect(scriptsOfInstallation({ scripts: { build: 'tsc', prepare: 'npm run build' } })).toEqual(['prepare']);
  });
});

describe('a clone is built once its packages are installed', () => {
  const afterInstall = (name: string, packages: readonly string[]): string => {
    const clone = join(scratch, name);
    mkdirSync(join(clone, '.config'), { recursive: true });
    cpSync('.config/afterInstall.mjs', join(clone, '.config/afterInstall.mjs'));
    for (const each of packages) mkdirSync(join(clone, 'node_modules', each), { recursive: true });
    writeFileSync(join(clone, 'npm'), '#!/bin/sh\necho "npm $*"\n', { mode: 0o755 });
    const env = { ...process.env, PATH: `${clone}:${process.env['PATH']}` };
    const run = spawnSync(process.execPath, ['.config/afterInstall.mjs'], { cwd: clone, env, encoding: 'utf8' });
    return `${run.stdout}${run.stderr}ended with ${run.status}`;
  };
  const tools = ['typescript', 'vite', 'vite-plugin-singlefile', 'preact'];

  test('with the tools for it', () => {
    expect(afterInstall('whole', tools)).toBe('npm run build\nended with 0');
  });

  test('and is left as it is without them', () => {
    expect(afterInstall('bare', tools.slice(1))).toBe(
      'not built: without typescript; figure2 needs dist\nended with 0',
    );
  });
});

describe('the repository of a package that is published', () => {
  const publish = (repository: unknown): string => {
    const path = join(scratch, 'manifest.json');
    writeFileSync(path, JSON.stringify({ repository }));
    const run = spawnSync(process.execPath, [resolve('.config/publishable.mjs'), path], { encoding: 'utf8' });
    return run.status === 0 ? 'published' : run.stderr;
  };

  test.each([undefined, { url: 'git+https://figure2.invalid/figure2.git' }, { url: 'git+file:.' }])(
    'is not %j',
    (repository) => {
      expect(publish(repository)).toMatch(/repository\.url is ".*", where nothing is; npm pkg set/);
    },
  );

  test('is an address', () => {
    expect(publish({ type: 'git', url: 'git+https://git.example.org/figure2.git' })).toBe('published');
  });
});

describe('what CI runs', () => {
  /** Commands of the README that are not run in CI as they stand there. */
  const missing = (readme: string, script: string): string[] =>
    Array.from(readme.matchAll(/^npm ci && .*$/gm), ([command]) => command).filter(
      (command) => !script.includes(`step "${command}`),
    );

  test('are both commands of the README, as it writes them', () => {
    const readme = read('README.md');
    expect(readme.match(/^npm ci && .*$/gm)).toHaveLength(2);
    expect(missing(readme, read('.ci/run'))).toEqual([]);
    expect(missing('npm ci && npm run play\n', read('.ci/run'))).toEqual(['npm ci && npm run play']);
  });
});
