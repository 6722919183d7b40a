import { describe, expect, test } from 'vitest';
import { repositoryFiles, type SourceFile, under } from './tidy/files.ts';
import {
  arrows,
  forbiddenImports,
  importCycles,
  needlessExceptions,
  sharedValues,
  unlistedPackages,
} from './tidy/imports.ts';
import {
  defaultExports,
  impurities,
  longFunctions,
  needlessSpreads,
  type Ratchet,
  registryHosts,
  strangersAtTheTop,
} from './tidy/rules.ts';

const all = repositoryFiles();
const typescript = all.filter(({ path }) => /\.tsx?$/.test(path));
const shipped = under(typescript, 'src', 'model');
const pure = under(
  typescript,
  ...['src/text', 'src/core', 'src/kv', 'src/trace', 'src/cluster', 'src/sim', 'src/check'],
  ...['src/page/session', 'model'],
).filter(({ path }) => !path.startsWith('src/check/host/'));
const manifest = JSON.parse(all.find(({ path }) => path === 'package.json')?.text ?? '{}') as {
  readonly dependencies: Readonly<Record<string, string>>;
};
const ownHost = hostOf(process.env['npm_config_registry']);

/** Functions longer than a screen. The list may only shrink. */
const ratchet: Ratchet = {};

describe('the repository', () => {
  test('is read', () => {
    expect(shipped.length).toBeGreaterThan(2);
  });

  test('imports along the arrows of the design', () => {
    expect(forbiddenImports(shipped)).toEqual([]);
  });

  test('has oracles that share nothing but types with what they judge, but for what the table of rooms names', () => {
    expect(sharedValues(shipped)).toEqual([]);
    expect(needlessExceptions(shipped)).toEqual([]);
  });

  test('has no import cycle', () => {
    expect(importCycles(typescript)).toEqual([]);
  });

  test('lists as dependencies the packages that its users need', () => {
    const dependencies = Object.keys(manifest.dependencies);
    const quint = under(shipped, 'src/quint');
    const bundled = under(shipped, 'src/page/ui');
    expect(
      unlistedPackages(
        shipped.filter((file) => !quint.includes(file) && !bundled.includes(file)),
        dependencies,
      ),
    ).toEqual([]);
    // Who wants to run specifications brings quint along; nothing else needs it.
    expect(unlistedPackages(quint, [...dependencies, '@informalsystems/quint'])).toEqual([]);
  });

  test('keeps clock, dice and promises out of pure code', () => {
    expect(impurities(pure)).toEqual([]);
  });

  test('exports by name', () => {
    expect(defaultExports(shipped)).toEqual([]);
  });

  test('has functions that fit a screen', () => {
    expect(longFunctions(shipped, ratchet)).toEqual([]);
  });

  test('writes each field of an object in that object', () => {
    expect(needlessSpreads(typescript)).toEqual([]);
  });

  test('has nothing but the agreed folders at the top', () => {
    expect(strangersAtTheTop(all)).toEqual([]);
  });

  test('names no package registry', () => {
    expect(registryHosts(all, ownHost)).toEqual([]);
  });
});

describe('the checks turn red', () => {
  const file = (path: string, text: string): SourceFile => ({ path, text });

  test.each([
    ['src/core/a.ts', "import 'node:fs';", 'src/core/a.ts:1: src/core may not import node:fs'],
    ['src/core/a.ts', "import { createRng } from 'pure-rand';", 'src/core/a.ts:1: src/core may not import pure-rand'],
    [
      'src/core/a.ts',
      "\nimport type { Kv } from '../kv/kv.ts';",
      'src/core/a.ts:2: src/core may not import src/kv/kv.ts',
    ],
    ['src/core/a.ts', "const a = import('../sim/a.ts');", 'src/core/a.ts:1: src/core may not import src/sim/a.ts'],
    ['src/core/a.ts', "type A = import('../sim/a.ts').A;", 'src/core/a.ts:1: src/core may not import src/sim/a.ts'],
    [
      'src/check/a.ts',
      "export * from './host/pool.ts';",
      'src/check/a.ts:1: src/check may not import src/check/host/pool.ts',
    ],
    ['src/check/host/a.ts', "import '../../core/step.ts';", 'src/check/host may not import src/core/step.ts'],
    ['src/sim/a.ts', "import '../runtime/node.ts';", 'src/sim may not import src/runtime/node.ts'],
    ['src/sim/a.ts', "import '../../test/help.ts';", 'src/sim may not import test/help.ts'],
    ['src/runtime/a.ts', "import '../sim/clock.ts';", 'src/runtime may not import src/sim/clock.ts'],
    ['model/runs/torture/a.ts', "import 'node:fs/promises';", 'model/runs may not import node:fs/promises'],
    [
      'model/runs/labs/a.ts',
      "import type { Server } from '../../../src/core/types.ts';",
      'model/runs/labs may not import src/core/types.ts',
    ],
    ['model/runs/labs/a.ts', "import '../../../src/core/log.ts';", 'model/runs/labs may not import src/core/log.ts'],
    ['model/runs/labs/a.ts', "import '../../../src/sim/simulator.ts';", 'may not import src/sim/simulator.ts'],
    ['model/runs/labs/a.ts', "import '../../../src/cluster/cluster.ts';", 'may not import src/cluster/cluster.ts'],
    ['model/runs/labs/figure2/a.ts', "import '../lab.ts';", 'may not import model/runs/labs/lab.ts'],
    ['model/runs/a.ts', "import './labs/figure2/program.ts';", 'may not import model/runs/labs/figure2/program.ts'],
    ['src/quint/a.ts', "import '../core/step.ts';", 'src/quint may not import src/core/step.ts'],
    ['src/quint/a.ts', "import '../../model/world.ts';", 'src/quint may not import model/world.ts'],
    ['src/check/host/a.ts', "import '../../quint/index.ts';", 'src/check/host may not import src/quint/index.ts'],
    ['src/grade/a.ts', "import '../runtime/disk.ts';", 'src/grade may not import src/runtime/disk.ts'],
    ['src/cli/lab/a.ts', "import '../check/text.ts';", 'src/cli/lab may not import src/cli/check/text.ts'],
    ['src/cli/lab/a.ts', "import '../program.ts';", 'src/cli/lab may not import src/cli/program.ts'],
    ['src/cli/support/a.ts', "import '../lab/run.ts';", 'src/cli/support may not import src/cli/lab/run.ts'],
    ['src/cli/laboratory/a.ts', "import '../lab/run.ts';", 'src/cli/laboratory may not import src/cli/lab/run.ts'],
    ['src/new/a.ts', '', 'src/new/a.ts: is in no folder of the table'],
  ])('a forbidden import: %s %s', (path, text, problem) => {
    expect(forbiddenImports([file(path, text)])).toEqual([expect.stringContaining(problem)]);
  });

  test.each([
    ['src/core/a.ts', "import { setup } from 'xstate'; import './b.ts';"],
    [
      'model/runs/lockstep/a.ts',
      "import fc from 'fast-check'; import '../../../src/sim/a.ts'; import '../../oracle/a.ts';",
    ],
    ['model/runs/labs/a.ts', "import '../../../src/sim/time.ts'; import './figure2/index.ts';"],
    ['model/runs/labs/figure2/a.ts', "import '../../../../src/core/types.ts'; import '../subject.ts';"],
    [
      'src/grade/a.ts',
      "import '../verify/index.ts'; import '../../model/runs/labs/subject.ts'; import 'node:fs'; import 'zod';",
    ],
    ['src/quint/a.ts', "import '@informalsystems/quint/dist/src/rng.js'; import 'node:fs';"],
    [
      'src/cli/a.ts',
      "import '../runtime/node.ts'; import '../quint/index.ts'; import 'commander'; import './lab/verb.ts';",
    ],
    [
      'src/cli/lab/a.ts',
      "import './run.ts'; import '../support/values.ts'; import '../../verify/index.ts'; import 'zod';",
    ],
  ])('but not an allowed one: %s %s', (path, text) => {
    expect(forbiddenImports([file(path, text)])).toEqual([]);
  });

  test('an arrow that points at no folder of the table, and at no file', () => {
    const ours = Object.values(arrows)
      .flat()
      .filter((name) => name.includes('/') && !name.startsWith('@'));
    const isFile = (name: string): boolean => all.some(({ path }) => path === name);
    expect(ours.filter((name) => !(name in arrows) && !isFile(name))).toEqual([]);
  });

  test('an object that is spread for its layout', () => {
    const text = 'const a = {\n  ...{ b, c },\n  d,\n};\nconst e = { ...f, ...(g && { h }), i: { ...{ j } } };';
    expect(needlessSpreads([file('src/a.ts', text)])).toEqual([
      'src/a.ts:2: an object is spread where its fields could stand',
      'src/a.ts:5: an object is spread where its fields could stand',
    ]);
  });

  test.each([
    ['model/oracle/a.ts', "import { crc32c } from '../../src/core/checksum.ts';", 'crc32c of src/core/checksum.ts'],
    [
      'model/oracle/contracts/a.ts',
      "import { type Log, entryAt as at } from '../../../src/core/log.ts';",
      'entryAt of',
    ],
    ['model/properties/a.ts', "import { firstDifference } from '../../src/core/log.ts';", 'firstDifference of'],
    ['model/properties/a.ts', "import { applyPersist } from '../../src/core/server.ts';", 'applyPersist of'],
    ['model/properties/a.ts', "import * as log from '../../src/core/log.ts';", '* of src/core/log.ts'],
    ['model/properties/a.ts', "export * from '../../src/core/log.ts';", '* of src/core/log.ts'],
    ['model/properties/a.ts', "import '../../src/core/log.ts';", '* of src/core/log.ts'],
    ['model/properties/a.ts', "import { perform } from '../../src/cluster/perform.ts';", 'perform of src/cluster'],
    ['model/oracle/a.ts', "import { clauses, clauseIds } from '../../src/core/clauses.ts';", 'clauseIds of'],
  ])('an oracle that leans on what it judges: %s %s', (path, text, problem) => {
    expect(sharedValues([file(path, text)])).toEqual([expect.stringContaining(problem)]);
  });

  test.each([
    [
      'model/oracle/a.ts',
      "import type { Log } from '../../src/core/log.ts'; import { clauses } from '../../src/core/clauses.ts';",
    ],
    [
      'model/oracle/a.ts',
      "import { type Log } from '../../src/core/log.ts'; type A = import('../../src/core/log.ts').Log;",
    ],
    ['model/properties/a.ts', "import { entryAt } from '../oracle/log.ts';"],
    ['model/runs/a.ts', "import { entryAt } from '../../src/core/log.ts';"],
  ])('but not one that takes types, or what is excepted: %s %s', (path, text) => {
    expect(sharedValues([file(path, text)])).toEqual([]);
  });

  test('an exception that is not needed', () => {
    expect(needlessExceptions([])).toContain(
      'model/oracle: no file imports messages of src/core/extensions/messages.ts; take it out of .config/rooms.json',
    );
  });

  test('an import cycle', () => {
    const cycle = [file('src/a.ts', "import './b.ts';"), file('src/b.ts', "export * from './c/d.ts';")];
    expect(importCycles([...cycle, file('src/c/d.ts', "import type { A } from '../a.ts';")])).toEqual([
      'import cycle: src/a.ts -> src/b.ts -> src/c/d.ts -> src/a.ts',
    ]);
    expect(importCycles(cycle)).toEqual([]);
  });

  test('a package that is no dependency', () => {
    const texts = "import '@scope/x/y';\nimport 'xstate/graph';\nimport 'node:fs';";
    expect(unlistedPackages([file('src/a.ts', texts)], ['xstate'])).toEqual([
      'src/a.ts:1: @scope/x is not among the dependencies of package.json',
    ]);
  });

  test.each([
    ['const now = Date.now();', 'Date'],
    ['const later: Promise<void> = never;', 'Promise'],
    ['const dice = Math.random();', 'Math.random'],
    ['const { random } = Math;', 'Math.random'],
    ["const dice = Math['random']();", 'Math.random'],
    ['const now = globalThis.Date.now();', 'globalThis'],
    ['const now = new Intl.DateTimeFormat().format();', 'Intl.DateTimeFormat'],
    ["const later = import('./b.ts');", 'import()'],
    ['async function f() {}', 'async'],
    ['const f = async () => 1;', 'async'],
    ['await f();', 'await'],
  ])('impure code: %s', (text, what) => {
    expect(impurities([file('src/core/a.ts', text)])).toContain(`src/core/a.ts:1: ${what} is banned in pure code`);
  });

  test('but not a member that happens to have a banned name', () => {
    expect(impurities([file('src/core/a.ts', 'const a = { Date: 1 }; a.Date; // Promise')])).toEqual([]);
  });

  test.each(['export default 1;', 'export default function f() {}', 'const a = 1;export { a as default };'])(
    'a default export: %s',
    (text) => {
      expect(defaultExports([file('src/a.ts', text)])).toEqual(['src/a.ts:1: default export; export it by name']);
    },
  );

  test('but not the default of a switch', () => {
    expect(defaultExports([file('src/a.ts', 'switch (a) { default: break; }')])).toEqual([]);
  });

  test('a function that is too long, or shorter than the ratchet says', () => {
    const long = [file('src/a.ts', `const f = () => {${'\n'.repeat(71)}};`)];
    expect(longFunctions(long, {})).toEqual(['src/a.ts#f: 72 lines; at most 70']);
    expect(longFunctions(long, { 'src/a.ts#f': 72 })).toEqual([]);
    expect(longFunctions(long, { 'src/a.ts#f': 71 })).toEqual(['src/a.ts#f: 72 lines; at most 71']);
    expect(longFunctions(long, { 'src/a.ts#f': 80 })).toEqual([
      'src/a.ts#f: has 72 lines; lower its 80 in the ratchet',
    ]);
  });

  test('a function that is too long, also where a shorter one of the same name follows', () => {
    const text = `run(() => {${'\n'.repeat(71)}});\nrun(() => {});`;
    expect(longFunctions([file('src/a.ts', text)], {})).toEqual(['src/a.ts#anonymous: 72 lines; at most 70']);
  });

  test('a stranger at the top', () => {
    expect(strangersAtTheTop([file('tools/x.ts', ''), file('.github/x.yml', ''), file('spec/a.md', '')])).toEqual([
      expect.stringContaining('tools: does not belong at the top level'),
    ]);
  });

  test('a package registry by name, our own, and a resolved address in the lock file', () => {
    const host = ['registry', 'example', 'org'].join('.');
    const problem = (path: string): string => `${path}:1: names a package registry; remove the host`;
    expect(registryHosts([file('docs/a.md', `see ${host}`)])).toEqual([problem('docs/a.md')]);
    expect(registryHosts([file('.npmrc', 'x=mirror.local')], 'mirror.local')).toEqual([problem('.npmrc')]);
    expect(registryHosts([file('package-lock.json', '"resolved": "https://x"')])).toEqual([
      problem('package-lock.json'),
    ]);
    expect(registryHosts([file('docs/a.md', 'the registry. It is')], 'mirror.local')).toEqual([]);
  });
});

function hostOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url).host;
}
