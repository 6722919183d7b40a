/**
 * Tries: values of options that are empty, out of range, of odd form, no file, or words that mean something to somebody; names
 * with spaces, percent signs and line ends.
 * Right: one line on standard error where the exit code is 2; never a stack trace, and never "something unforeseen".
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeTraceFile } from '../../src/trace/traceFile.ts';
import { figure2Here, oneLineThat, scratchFolder } from '../cli/figure2.ts';
import { foundIn } from '../model/counterexample/arrange.ts';

const folder = scratchFolder();
const saved = writeTraceFile(foundIn('A01', 2));
writeFileSync(join(folder, 'saved.itf.json'), saved);
writeFileSync(join(folder, 'plain'), 'x');
mkdirSync(join(folder, 'folder'));

const numbers = ['', ' ', '-1', '1.5', '1e3', '99999999999999999999', 'NaN', '0x10', '１', '0s', '999999999h'];
const files = ['.', '/', 'folder', '/dev/null/x', 'plain/x', 'a\0b', 'x'.repeat(5000)];
const words = ['=', ',', '--json', '-', 'a\nb', '\u001b[31m', '%s', '__proto__', 'toString', '\ud800'];

/** Commands that end at once, and options whose values are spoilt one at a time. */
const commands: readonly (readonly [string, string])[] = [
  ['replay saved.itf.json', '--seed --path --format --out --port --cut --save-test --protocol --decisions'],
  [
    'conform --trace saved.itf.json --against raft.tla',
    '--traces --steps --seed --trace --against --tlc --tla --itf --protocol',
  ],
  ['docs AE-1', '--nothing'],
  ['diagram', '--export --box --format --out'],
  ['explore --list', '--port --workers --memory --budget --protocol --with --report'],
  ['lab --only nothing', '--seed --seeds --workers --protocol --report --with --decisions'],
  ['check nothing', '--budget --seed --workers --report --protocol --with --decisions'],
  ['mutants --only nothing', '--budget --detectors --seed --workers --suite'],
  ['study nothing', '--trials --seed --workers'],
  ['spec nothing', '--traces --steps --seed'],
  ['grade --list', '--explain --rubric --limit --seeds --report'],
];

test.each(commands)('%s', async (command, flags) => {
  const faults: string[] = [];
  for (const flag of flags.split(' ')) {
    for (const value of [...numbers, ...files, ...words]) {
      const { status, stderr } = await figure2Here(folder, ...command.split(' '), `${flag}=${value}`);
      const isTold = status === 2 ? oneLineThat(/\S/).test(stderr) : status === 0 || status === 1;
      if (!isTold || /unforeseen|Cannot read|\n\s+at /.test(stderr))
        faults.push(`${flag}=${JSON.stringify(value)}: ${status} ${stderr}`.slice(0, 300));
    }
  }
  expect(faults).toEqual([]);
});

test.each(['a b', '100%20', 'two\nlines', '\u001b[31m', "'"])('a trace file named %j is replayed', async (name) => {
  writeFileSync(join(folder, name), saved);
  for (const args of [
    ['replay', name],
    ['conform', '--against', 'raft.tla', '--trace', name],
  ]) {
    const { status, stdout, stderr } = await figure2Here(folder, ...args);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).not.toContain('\u001b[31m.');
  }
});
