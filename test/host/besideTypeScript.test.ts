/**
 * The packed figure2 beside each TypeScript that a user may have installed, and beside none: a model, a protocol and a machine in
 * TypeScript are loaded, or one line says what to install, which this test tries. FIGURE2_NODE names a further Node to try with.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oneLineThat } from '../cli/figure2.ts';
import { installPacked } from '../support/packed.ts';

const folder = mkdtempSync(join(tmpdir(), 'figure2-typescript-'));
afterAll(() => rmSync(folder, { recursive: true }));
const modules = join(folder, 'node_modules');

const sources = {
  'bounds.ts': 'export const LAST: number = 5;\n',
  'model.ts': `import type { Model } from 'figure2/check';
import { LAST } from './bounds.js';

type Action = 'up';

export const model = {
  name: 'counter',
  initialStates: [0],
  actions: (): readonly Action[] => ['up'],
  next: (n: number) => (n < LAST ? n + 1 : undefined),
  properties: [{ name: 'low', kind: 'always', holds: (n: number): boolean => n <= LAST }],
} satisfies Model<number, Action>;
`,
  'protocol.ts': `import { restart, step } from 'figure2';
import type { Protocol } from 'figure2/model';

export const protocol: Protocol = { step: (server, event) => step(server, event), restart };
`,
  'machine.ts': `import { setup } from 'xstate';

interface Light {
  readonly seconds: number;
}

export const machine = setup({ types: { context: {} as Light } }).createMachine({
  context: { seconds: 0 },
  initial: 'red',
  states: { red: { on: { GO: 'green' } }, green: {} },
});
`,
  'enums.ts': `enum Bound { last = 5 }
export const model = { name: 'n', initialStates: [0], actions: () => [1], next: (n: number) => (n < Bound.last ? n + 1 : undefined) };
`,
  'wrong.ts': "import { step } from 'figure2'; step(null, { type: 'timeout', timer: 'election' });",
  'tsconfig.json': JSON.stringify({
    compilerOptions: { target: 'es2023', module: 'nodenext', strict: true, noEmit: true, types: [] },
    exclude: ['enums.ts'],
  }),
};

beforeAll(() => {
  installPacked(folder);
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly dependencies: object };
  for (const name of Object.keys(dependencies)) symlinkSync(resolve('node_modules', name), join(modules, name));
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text);
});

/** The packages of this repository under which the versions stand. */
const packages = { 'TypeScript 5.9': 'typescript-5.9', 'TypeScript 6': 'typescript', 'TypeScript 7': 'typescript-7' };

/** Undefined takes the one away that is there. */
const installTypeScript = (name: string | undefined): void => {
  rmSync(join(modules, 'typescript'), { force: true });
  if (name !== undefined) symlinkSync(resolve('node_modules', name), join(modules, 'typescript'));
};

const versionOf = (node: string): readonly number[] =>
  spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.slice(1).split('.').map(Number);

/** Takes this Node types away by itself, and does it more than that? */
const abilities = (node: string): { readonly strips: boolean; readonly transforms: boolean } => {
  const [major = 0, minor = 0] = versionOf(node);
  const strips = major > 23 || (major === 23 && minor >= 2) || (major === 22 && minor >= 13);
  return { strips, transforms: strips && major < 26 };
};

const figure2 = (node: string, ...args: readonly string[]) => {
  const main = join(modules, 'figure2/dist/src/cli/main.js');
  const { status, stdout, stderr } = spawnSync(node, [main, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
};

const commands: readonly (readonly [readonly string[], string])[] = [
  [['explore', 'model.ts'], 'All 6 reachable states were seen'],
  [['lab', '--only', 'InitialElection3A', '--seed', '1', '--protocol', 'protocol.ts'], 'InitialElection3A'],
  [['diagram', 'machine.ts'], 's1 --> s2: GO'],
];

const expectLoaded = (node: string): void => {
  for (const [args, words] of commands) {
    expect([args, figure2(node, ...args)]).toEqual([
      args,
      { status: 0, stdout: expect.stringContaining(words) as string, stderr: '' },
    ]);
  }
};

const expectAdvice = (node: string, words: RegExp): void => {
  for (const [args] of commands) {
    const { status, stdout, stderr } = figure2(node, ...args);
    expect([args, status, stdout]).toEqual([args, 2, '']);
    expect(stderr).toMatch(oneLineThat(words));
  }
};

const named = process.env['FIGURE2_NODE'];
const nodes = [process.execPath, ...(named === undefined ? [] : [named])];

describe.each(nodes.map((node) => [versionOf(node).join('.'), node] as const))('Node %s', (_, node) => {
  test.each(['TypeScript 5.9', 'TypeScript 6'] as const)('beside %s all is loaded, enums too', (version) => {
    installTypeScript(packages[version]);
    expectLoaded(node);
    expect(figure2(node, 'explore', 'enums.ts')).toMatchObject({ status: 0, stderr: '' });
  });
});

const notCallable = "typescript 7\\.0\\.2 is there, whose compiler can't be called from JavaScript; ";

test.each(nodes.filter((node) => !abilities(node).strips))('%s, which needs a compiler, is told which', (node) => {
  for (const [version, found] of [[packages['TypeScript 7'], notCallable] as const, [undefined, ''] as const]) {
    installTypeScript(version);
    expectAdvice(node, new RegExp(`can't run TypeScript: .*; ${found}npm install typescript@6, or take Node 22.18`));
  }
});

const stripping = nodes.filter((node) => abilities(node).strips);

test.skipIf(stripping.length === 0)(
  `a Node that takes types away needs no compiler${stripping.length > 0 ? '' : ': none is here, name one in FIGURE2_NODE'}`,
  () => {
    for (const node of stripping) {
      for (const version of [packages['TypeScript 7'], undefined]) {
        installTypeScript(version);
        expectLoaded(node);
        const { status, stderr } = figure2(node, 'explore', 'enums.ts');
        const [code, words] = abilities(node).transforms
          ? [0, /^$/]
          : [2, oneLineThat(/enum is not supported .*npm install typescript@6/)];
        expect(stderr).toMatch(words);
        expect(status).toBe(code);
      }
    }
  },
);

test.each(Object.entries(packages))('%s takes the types of figure2, and sees a wrong use of them', (_, name) => {
  const args = [resolve('node_modules', name, 'bin/tsc')];
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  expect(stdout.split('\n').filter((line) => line.includes('error'))).toEqual([
    expect.stringMatching(/^wrong\.ts\(1,\d+\): error TS2345/),
  ]);
});
