import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { raftMachine } from '../../src/core/machine.ts';
import { chartOf } from '../../src/diagram/readMachine.ts';
import { figure2, figure2Here, oneLineThat, scratchFolder } from './figure2.ts';

const folder = scratchFolder();
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
write('crossing.ts', `${readFileSync('test/diagram/crossing.ts', 'utf8')}export const number = 4;\n`);
write(
  'several.mjs',
  "import { createMachine } from 'xstate'; export const a = createMachine({ id: 'a' }); export const b = createMachine({ id: 'b' }); export const c = a;",
);
write(
  'twice.mjs',
  "import { createMachine } from 'xstate'; export const a = createMachine({ id: 'once' }); export const same = a;",
);
write('nothing.mjs', '');
write('broken.mjs', 'throw new Error("no\\nway");');
write(
  'actor.mjs',
  "import { createActor, createMachine } from 'xstate'; export const actor = createActor(createMachine({ id: 'a' }));",
);
write('config.mjs', "export const light = { id: 'a', initial: 'b', states: { b: {} } };");
write('old.mjs', "export const old = { id: 'a', states: {}, withConfig: () => undefined };");

write(
  'large.mjs',
  "import { createMachine } from 'xstate'; const states = Object.fromEntries(Array.from({ length: 300 }, (_, n) => ['s' + n, { on: Object.fromEntries(Array.from({ length: 6 }, (_, e) => ['E' + e, 's' + ((n + e * 31 + 1) % 300)])) }])); export const large = createMachine({ initial: 's0', states });",
);

const golden = (format: string): string => readFileSync(`test/diagram/golden/crossing.${format}`, 'utf8');

describe('figure2 diagram', () => {
  test('draws Raft: all of it, the roles, a box', async () => {
    const whole = await figure2Here(folder, 'diagram', '--json');
    expect([whole.status, whole.stderr]).toEqual([0, '']);
    expect(JSON.parse(whole.stdout)).toEqual(chartOf(raftMachine));
    expect((await figure2Here(folder, 'diagram', '--box', 'overview')).stdout).toContain(
      's2 --> s3: always [hasMajority] RS-C-2 RS-L-1 AE-6',
    );
    const box = await figure2Here(folder, 'diagram', '--box', 'leaders', '--format', 'svg');
    expect(box.stdout).toMatch(/^<svg .*RS-L-4/s);
    expect(box.stdout).not.toContain('RV-2');
  });

  test.each([
    ['mermaid', 'mmd'],
    ['dot', 'dot'],
  ])('draws the machine of a TypeScript module as %s', (format, extension) => {
    const { status, stdout, stderr } = figure2(folder, 'diagram', 'crossing.ts', '--format', format);
    expect([status, stderr, stdout]).toEqual([0, '', golden(extension)]);
  });

  test('says on standard error what it is about to draw, if that is much', () => {
    const { status, stdout, stderr } = figure2(folder, 'diagram', 'large.mjs', '--format', 'svg');
    expect([status, stdout.slice(0, 5)]).toEqual([0, '<svg ']);
    expect(stderr).toBe(
      'figure2: drawing 300 states and 1,800 transitions; 1,800 arrows are too many to label: they are lines from box to box, and each is told in words in its source\n',
    );
  });

  test('writes a file, and takes a machine that is exported under two names as one', () => {
    expect(
      figure2(folder, 'diagram', 'twice.mjs', '--format', 'svg', '--direction', 'down', '--out', 'made/once.svg'),
    ).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(folder, 'made/once.svg'), 'utf8')).toMatch(/^<svg /);
    expect(figure2(folder, 'diagram', 'several.mjs', '--export', 'b').stdout).toContain('accTitle: b');
  });

  test.each([
    [['missing.ts'], /can't read missing\.ts: no such file/],
    [['broken.mjs'], /can't load broken\.mjs: no way/],
    [['nothing.mjs'], /nothing\.mjs exports no machine of xstate 5; it exports nothing; add: export const machine/],
    [['config.mjs'], /it exports light, the configuration of a machine, which createMachine turns into one/],
    [['actor.mjs'], /it exports actor, an actor, not its machine/],
    [['old.mjs'], /it exports old, a machine of xstate 4, and xstate 5 is needed/],
    [['several.mjs'], /several\.mjs exports several machines: a, b, c; say which with --export/],
    [['crossing.ts', '--export', 'number'], /the export number of crossing\.ts is the value 4/],
    [
      ['crossing.ts', '--export', 'toString'],
      /crossing\.ts has no export toString; it exports crossing, a machine; number/,
    ],
  ])('%j is refused in one line', (args, words) => {
    const { status, stdout, stderr } = figure2(folder, 'diagram', ...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(oneLineThat(words));
    expect(existsSync(join(folder, 'undefined'))).toBe(false);
  });

  test.each([
    [['crossing.ts', '--box', 'leaders'], /--box is about the machine of figure2/],
    [['--export', 'a'], /give the module as well/],
    [['--format', 'png'], /Allowed choices are mermaid, svg, dot, json/],
    [['--box', 'nothing'], /Allowed choices are overview, state/],
    [['--json', '--format', 'svg'], /--json and --format svg exclude each other/],
    [['--direction', 'down'], /give --format svg with it/],
    [['--out', '.'], /can't write --out \.: it is a folder/],
  ])('%j is refused in one line, before anything is loaded', async (args, words) => {
    const { status, stdout, stderr } = await figure2Here(folder, 'diagram', ...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(oneLineThat(words));
  });
});
