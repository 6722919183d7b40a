/**
 * Tries: modules that end the process, fail where nobody waits, never finish loading, or print to standard output, so that the
 * command ends with 0 or 13 and in silence, or its document is spoilt.
 * Right: exit code 2, one line that names the module and what it did, reports written; a document that stands alone, and none
 * that says otherwise than the exit code.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import { assertFixed, assertProtocol, assertSafe } from '../../src/vitest/index.ts';
import { figure2, oneLineThat, scratchFolder } from '../cli/figure2.ts';

const folder = scratchFolder();
const shipped = `import { shippedProtocol } from ${JSON.stringify(resolve('dist/src/core/protocol.js'))};`;
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

  test('of a model', () => {
    const model = (act: string): string =>
      `export const model = { name: 'm', initialStates: [0], actions: () => ['a'], next: (n) => { ${act} return n < 5 ? n + 1 : undefined; } };`;
    for (const [name, act, words] of [
      ['exits', 'if (n > 3) process.exit(0);', /ends the process: it calls process\.exit\(0\)/],
      [
        'exits-and-catches',
        'if (n > 3) try { process.exit(0); } catch {}',
        /ends the process: it calls process\.exit\(0\)/,
      ],
      ['fails-unseen', "if (n === 2) void Promise.reject(new Error('late'));", /fails where nobody waits for it: late/],
    ] as const) {
      const file = write(`model-${name}.mjs`, model(act));
      const { status, stdout, stderr } = figure2(folder, 'explore', file, '--json', '--report', `junit=${name}.xml`);
      expect([name, status, stdout]).toEqual([name, 2, '']);
      expect(stderr).toMatch(oneLineThat(new RegExp(`model-${name}\\.mjs.*${words.source}`)));
      expect(readFileSync(join(folder, `${name}.xml`), 'utf8')).toContain('<error');
    }
  });

  test('of what conform plays, and prints nothing that says otherwise', () => {
    const file = write('conform-catches.mjs', stepping('if (steps++ === 0) try { process.exit(0); } catch {}'));
    const args = ['--traces', '1', '--steps', '1', '--protocol', file];
    const { status, stdout, stderr } = figure2(folder, 'conform', ...args);
    expect([status, stdout]).toEqual([2, expect.not.stringMatching(/agree|DIFFERENT/)]);
    expect(stderr).toMatch(oneLineThat(/conform-catches\.mjs ends the process/));
  });

  test('and has no say in how a verdict ends the process', () => {
    const file = write(
      'last-word.mjs',
      `export const model = { name: 'm', initialStates: [0], actions: () => ['a'], next: (n) => n + 1, properties: [{ name: 'p', kind: 'always', holds: (n) => n < 3 }] };
setInterval(() => console.log('LOUD'), 10);
for (const event of ['exit', 'beforeExit']) process.on(event, () => { process.exitCode = 0; process.reallyExit(0); });`,
    );
    const { status, stdout } = figure2(folder, 'explore', file, '--json');
    expect([status, JSON.parse(stdout)]).toEqual([1, expect.objectContaining({ ok: false })]);
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

describe('the assertions, in a process that is the tester\u2019s', () => {
  const model = (end: () => unknown) => ({
    name: 'm',
    initialStates: [0],
    actions: () => ['a'],
    next: (n: number) => (n > 3 ? void end() : n + 1),
    properties: [{ name: 'p', kind: 'always' as const, holds: () => true }],
  });
  const caught = (): void => {
    try {
      process.exit(0);
    } catch {}
  };

  test.each([
    ['exits', () => process.exit(0)],
    ['exits and catches it', caught],
  ])('a model that %s makes the test fail', (_, end) => {
    const exit = Reflect.get(process, 'exit') as unknown;
    expect(() => assertSafe(model(end))).toThrow(/^the model ends the process: it calls process\.exit\(0\); [^\n]*$/);
    expect(Reflect.get(process, 'exit')).toBe(exit);
  });

  test('and so does a protocol', () => {
    const protocol: Protocol = {
      ...shippedProtocol,
      step: (server, event) => {
        caught();
        return shippedProtocol.step(server, event);
      },
    };
    const options = { labs: ['3A'], worlds: [], tortureRuns: 1, randomRuns: 1, allowVacuous: true };
    expect(() => assertProtocol(protocol, options)).toThrow(/^the protocol ends the process[^\n]*$/);
    const trace = 'docs/guides/ci-example/traces/forgotten-vote.itf.json';
    expect(() => assertFixed(trace, { protocol })).toThrow(/^the protocol ends/);
  });
});

test('nor is it in a diagram', () => {
  const loud =
    "console.log('LOUD'); process.stdout.write('LOUD'); writeSync(1, 'LOUD'); setTimeout(console.log, 0, 'LOUD');";
  const file = write(
    'loud-machine.mjs',
    `import { writeSync } from 'node:fs'; import { createMachine } from ${JSON.stringify(resolve('node_modules/xstate/dist/xstate.esm.js'))};
${loud} export const machine = createMachine({ initial: 'a', states: { a: {} } });`,
  );
  const { status, stdout, stderr } = figure2(folder, 'diagram', file, '--format', 'json');
  expect([status, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ name: '(machine)' })]);
  expect(stderr).toContain('LOUD');
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
