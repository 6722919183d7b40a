/**
 * Tries: modules that end the process, fail where nobody waits, never finish loading, or print to standard output, so that the
 * command ends with 0 or 13 and in silence, or its document is spoilt.
 * Right: exit code 2, one line that names the module and what it did, reports written; and a document that stands alone.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { figure2, oneLineThat, scratchFolder } from '../cli/figure2.ts';

const folder = scratchFolder();
const shipped = `import { shippedProtocol } from ${JSON.stringify(resolve('dist/model/index.js'))};`;
const stepping = (act: string): string =>
  `${shipped} let steps = 0; export const protocol = { ...shippedProtocol, step: (server, event) => { ${act} return shippedProtocol.step(server, event); } };`;
const loading = (act: string): string => `${shipped} ${act}; export const protocol = shippedProtocol;`;

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return `./${name}`;
};

describe('a module that ends the process gets no verdict', () => {
  test.each([
    [
      'exits-while-loading',
      loading('process.exit(0)'),
      /exits-while-loading.mjs ends the process: .*process\.exit\(0\)/,
    ],
    ['waits-for-ever', loading('await new Promise(() => {})'), /waits-for-ever.mjs does not finish loading/],
    ['exits-in-a-step', stepping('if (steps++ > 100) process.exit(0);'), /exits-in-a-step.mjs ends the process/],
    [
      'exits-and-catches-it',
      stepping('if (steps++ > 100) try { process.exit(1); } catch {}'),
      /exits-and-catches-it.mjs ends the process/,
    ],
    [
      'fails-unseen',
      stepping("if (steps++ === 100) void Promise.reject(new Error('late'));"),
      /fails-unseen.mjs fails where nobody waits for it: late/,
    ],
  ])('%s', (name, text, words) => {
    const file = write(`${name}.mjs`, text);
    const report = `${name}.xml`;
    const args = ['lab', '--only', 'InitialElection3A', '--seed', '1', '--json', '--protocol', file];
    const { status, stdout, stderr } = figure2(folder, ...args, '--report', `junit=${report}`);
    expect(stderr).toMatch(oneLineThat(words));
    expect(status).toBe(2);
    expect(stdout === '' || JSON.parse(stdout)).toBeTruthy();
    expect(existsSync(join(folder, report))).toBe(true);
  });

  test('in every verb that loads one', () => {
    const file = write('exits.mjs', 'process.exit(0);');
    for (const args of [
      ['check', '--budget', '1s', '--protocol', file],
      ['replay', '--seed', '1', '--path', '0@', '--protocol', file],
      ['explore', file],
      ['diagram', file],
    ]) {
      const { status, stdout, stderr } = figure2(folder, ...args);
      expect(stderr, args[0]).toMatch(oneLineThat(/exits\.mjs ends the process: it calls process\.exit\(0\)/));
      expect([status, stdout], args[0]).toEqual([2, '']);
    }
  });

  test('one that loads for ever is given up', () => {
    const file = write('circles.mjs', 'for (;;);');
    process.env['FIGURE2_LOAD_SECONDS'] = '1';
    const { status, stderr } = figure2(folder, 'explore', file);
    delete process.env['FIGURE2_LOAD_SECONDS'];
    expect(status).toBe(2);
    expect(stderr).toMatch(oneLineThat(/circles\.mjs has not finished loading within 1 s; .*FIGURE2_LOAD_SECONDS/));
  });

  test('in a step of a model', () => {
    const file = write(
      'model.mjs',
      "export const model = { name: 'm', initialStates: [0], actions: () => ['a'], next: (n) => (n > 3 ? process.exit(0) : n + 1) };",
    );
    const { status, stderr } = figure2(folder, 'explore', file);
    expect(status).toBe(2);
    expect(stderr).toMatch(oneLineThat(/model\.mjs.*process\.exit\(0\)/));
  });
});

test('what a module prints is not in a document', () => {
  const loud = "console.log('LOUD'); process.stdout.write('LOUD'); writeSync(1, 'LOUD');";
  const file = write(
    'loud.mjs',
    `import { writeSync } from 'node:fs'; ${stepping(`if (steps++ < 3) { ${loud} }`)} ${loud}`,
  );
  const { status, stdout, stderr } = figure2(
    folder,
    'lab',
    '--only',
    'InitialElection3A',
    '--json',
    '--protocol',
    file,
  );
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ ok: true });
  expect(stderr).toContain('LOUD');
});
