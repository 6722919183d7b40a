/**
 * Tries: modules whose exports are of the wrong kind, or throw when they are looked at; functions that throw what is no error; and
 * what is no file at all.
 * Right: exit code 2 and one line that names the file; never a stack trace, and never "something unforeseen".
 */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { figure2Here, oneLineThat, scratchFolder } from '../cli/figure2.ts';

const folder = scratchFolder();
let files = 0;

const write = (text: string): string => {
  const name = `./module-${files++}.mjs`;
  writeFileSync(join(folder, name), text);
  return name;
};

const protocolOption = ['replay', '--seed', '1', '--path', '0@', '--protocol'];
const verbs = { model: ['explore'], protocol: protocolOption, machine: ['diagram'] };
const shipped = `import { shippedProtocol } from ${JSON.stringify(resolve('dist/src/core/protocol.js'))};`;

const expectOneLine = async (args: readonly string[], words: RegExp): Promise<void> => {
  const { status, stdout, stderr } = await figure2Here(folder, ...args);
  expect(stderr).toMatch(oneLineThat(words));
  expect(stderr).not.toMatch(/unforeseen|\[object|Cannot read|is not a function|\n\s+at /);
  expect([status, stdout.startsWith('{')]).toEqual([2, false]);
};

/** As they stand in a module. */
const values = {
  null: 'null',
  'a number': '7',
  'a BigInt': '7n',
  'a symbol': "Symbol('s')",
  'a class': 'class A {}',
  'a promise': 'Promise.resolve(1)',
  'a list': '[]',
  'an object without a prototype': 'Object.create(null)',
  'a frozen object': 'Object.freeze({})',
  'a date': 'new Date()',
  'a proxy that throws': "new Proxy({}, { get() { throw new Error('proxy'); }, has() { throw 1; } })",
  'a proxy of a function': "new Proxy(function () {}, { get() { throw new Error('proxy'); } })",
  'a proxy that is revoked': '(() => { const made = Proxy.revocable({}, {}); made.revoke(); return made.proxy; })()',
  'getters that throw':
    '{ get name() { throw 1; }, get step() { throw undefined; }, get root() { throw null; }, get logic() { throw 1; } }',
  'a circle': '(() => { const a = {}; a.a = a; a.states = a; a.name = a; return a; })()',
  'what can not be text': "{ toString() { throw new Error('no'); } }",
};

describe.each(Object.entries(verbs))('as a %s', (name, args) => {
  test.each(Object.entries(values))('%s', async (_, value) => {
    await expectOneLine([...args, write(`export const ${name} = ${value};`)], /module-\d+\.mjs/);
  });
});

describe('as the pages of a protocol', () => {
  const { 'a list': none, 'a frozen object': _, ...wrong } = values;

  test.each(Object.entries(wrong))('%s', async (_name, value) => {
    const file = write(`${shipped} export const protocol = { ...shippedProtocol, extensions: ${value} };`);
    await expectOneLine([...protocolOption, file], /module-\d+\.mjs: .*(list of pages|can't be read)/);
  });

  test('no page at all is right', async () => {
    const file = write(`${shipped} export const protocol = { ...shippedProtocol, extensions: ${none} };`);
    expect(await figure2Here(folder, ...protocolOption, file)).toMatchObject({ status: 0, stderr: '' });
  });
});

const thrown = {
  'an error without a message': 'new Error()',
  undefined: 'undefined',
  'a symbol': "Symbol('t')",
  'a BigInt': '7n',
  'an object': '{}',
  'an object without a prototype': 'Object.create(null)',
  'what can not be text': "{ toString() { throw new Error('no'); } }",
  'an error with an object for a message': 'Object.assign(new Error(), { message: { a: 1 } })',
  'an error whose message throws': "Object.defineProperty(new Error(), 'message', { get() { throw 1; } })",
  'an error with a stack in its message': "new Error('a\\n    at somewhere (file.js:1:1)')",
  'a very long error': "new Error('h'.repeat(2e6))",
};

describe('thrown', () => {
  test.each(Object.entries(thrown))('while a module loads: %s', async (_, value) => {
    await expectOneLine(['explore', write(`throw ${value};`)], /can't load .*module-\d+\.mjs: ./);
  });

  test.each(Object.entries(thrown))('in a step: %s', async (_, value) => {
    const file = write(`${shipped} export const protocol = { ...shippedProtocol, step: () => { throw ${value}; } };`);
    const { stdout, stderr } = await figure2Here(folder, ...protocolOption, file);
    expect(`${stdout}${stderr}`).not.toMatch(/unforeseen|Cannot convert|\n\s+at /);
  });
});

describe('what is no file', () => {
  mkdirSync(join(folder, 'folder.mjs'));
  symlinkSync('loop.mjs', join(folder, 'loop.mjs'));
  writeFileSync(join(folder, 'empty.mjs'), '');
  writeFileSync(join(folder, 'with space %20 ä.mjs'), 'export const other = 7;');
  writeFileSync(join(folder, 'bytes.mjs'), Buffer.from([0, 255, 1, 2]));
  const names = [
    ...[
      './folder.mjs',
      './loop.mjs',
      './empty.mjs',
      './with space %20 ä.mjs',
      './bytes.mjs',
      './no\nsuch.mjs',
      './\u001b[31m.mjs',
    ],
    ...[
      '.',
      '..',
      '/',
      '/dev/zero',
      'data:text/javascript,1',
      './a\0b.mjs',
      `./${'l'.repeat(300)}.mjs`,
      './%2e%2e/x.mjs',
    ],
  ];

  test.each(names.flatMap((name) => Object.entries(verbs).map(([kind, args]) => [name, kind, args] as const)))(
    '%j, as a %s',
    async (name, _, args) => {
      await expectOneLine([...args, name], /\S/);
    },
  );
});
