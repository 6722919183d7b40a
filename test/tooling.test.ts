import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import { afterAll, describe, expect, test } from 'vitest';

const scratch = mkdtempSync(join(tmpdir(), 'figure2-tooling-'));
afterAll(() => rmSync(scratch, { recursive: true }));

describe('the types of the core know the language only', () => {
  const impure = 'setTimeout(String); console.log(process.pid); export const page = document;';

  test.each(['src/core/tsconfig.json', '.config/tsconfig.pure.json'])('%s', (project) => {
    const names = ['setTimeout', 'console', 'process', 'document'].map((name) => `Cannot find name '${name}'`);
    expect(typeErrors(project, impure)).toEqual(names.map((message) => expect.stringContaining(message) as string));
    expect(typeErrors(project, 'export const pure = [1].at(-1);')).toEqual([]);
  });
});

/** Other versions of TypeScript are installed as well, under other names, and bring commands of the same name. */
test('the compiler of the commands is the one that the project asks for; if not, npm ci', () => {
  const own = JSON.parse(readFileSync('node_modules/typescript/package.json', 'utf8')) as { readonly version: string };
  const { stdout } = spawnSync('node_modules/.bin/tsc', ['--version'], { encoding: 'utf8' });
  expect(stdout).toBe(`Version ${own.version}\n`);
});

describe('the lint bans what is not deterministic', () => {
  const eslint = new ESLint({ overrideConfigFile: '.config/eslint.config.mjs' });

  test.each([
    ['export const now = Date.now();', 'no-restricted-globals'],
    ['export const dice = Math.random();', 'no-restricted-properties'],
    ['export const later = async () => { await 1; };', 'no-restricted-syntax'],
    ['export default 1;', 'no-restricted-exports'],
  ])('%s', async (text, rule) => {
    const [result] = await eslint.lintText(text, { filePath: 'src/core/clauses.ts' });
    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain(rule);
  });

  test('but not in the docgen, which may read a clock', async () => {
    const [result] = await eslint.lintText('export const now = Date.now();', { filePath: 'src/docgen/clauses.ts' });
    expect(result?.messages).toEqual([]);
  });
});

// That they are fresh here, `npm run verify` says.
describe('the generated files', () => {
  test('are refused when stale, in one line', () => {
    for (const folder of ['spec', 'src', 'model', 'test', 'docs/reference']) {
      cpSync(folder, join(scratch, folder), { recursive: true });
    }
    writeFileSync(join(scratch, 'src/core/clauses.ts'), '// old');
    const stderr = 'src/core/clauses.ts is not what it is made from; run npm run fix\n';
    expect(docgen(scratch)).toEqual({ status: 1, stderr });
  });

  test('are refused when nothing stands for a clause, and no reason either', () => {
    cpSync('src/core/clauses.ts', join(scratch, 'src/core/clauses.ts'));
    const page = join(scratch, 'spec/divergences.md');
    writeFileSync(page, readFileSync(page, 'utf8').replace(/^\| LP-2 \| As for LP-1\. \|\n/gm, ''));
    const stderr = 'LP-2: raft.qnt does not name it; name it there, or excuse it in spec/divergences.md\n';
    expect(docgen(scratch)).toEqual({ status: 2, stderr });
  });

  test('need the pages of the spec', () => {
    const empty = mkdtempSync(join(scratch, 'empty-'));
    const stderr = 'spec/boxes.json is missing; restore it, or run this from the top of the repository\n';
    expect(docgen(empty)).toEqual({ status: 2, stderr });
  });
});

describe('the totals of a run', () => {
  const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
  const broken = [{ status: 'failed', assertionResults: [] }];

  test.each([
    ['all passed', report, '3 passed, 0 failed', 0],
    ['some skipped', { ...report, numPendingTests: 1, numTodoTests: 1 }, '3 passed, 0 failed, 2 skipped', 0],
    ['one failed', { ...report, numFailedTests: 1 }, '3 passed, 1 failed', 1],
    ['a file that does not load', { ...report, testResults: broken }, '3 passed, 1 failed', 1],
    ['no tests', { ...report, numPassedTests: 0 }, '0 passed, 0 failed', 1],
    ['no report', undefined, '0 passed, 0 failed', 1],
  ])('%s', (name, content, line, status) => {
    const path = join(scratch, `${name}.json`);
    if (content !== undefined) writeFileSync(path, JSON.stringify(content));
    const run = spawnSync('node', ['.config/totals.mjs', path], { encoding: 'utf8' });
    expect([run.stdout, run.status]).toEqual([`${line}\n`, status]);
  });
});

/** The type errors of a text that stands beside the files of a project. */
function typeErrors(project: string, text: string): string[] {
  const config = ts.getParsedCommandLineOfConfigFile(project, {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic });
  const path = resolve('src/core/red.ts');
  const disk = ts.createCompilerHost(config?.options ?? {});
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => name === path || disk.fileExists(name),
    getSourceFile: (name, version, ...rest) =>
      name === path ? ts.createSourceFile(name, text, version) : disk.getSourceFile(name, version, ...rest),
  };
  const program = ts.createProgram([path], config?.options ?? {}, host);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(path))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

function onUnRecoverableConfigFileDiagnostic(diagnostic: ts.Diagnostic): never {
  throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
}

function docgen(cwd: string): { status: number | null; stderr: string } {
  const args = ['--import', resolve('.config/ts-node.mjs'), resolve('src/docgen/main.ts'), '--check'];
  const env = { ...process.env, NODE_NO_WARNINGS: '1' }; // newer Nodes warn of what ts-node calls
  const { status, stderr } = spawnSync('node', args, { cwd, env, encoding: 'utf8' });
  return { status, stderr };
}
