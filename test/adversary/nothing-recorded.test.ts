/**
 * Tries: traces and journals of real files in which nothing has happened, or nothing of which anybody has words, so that all of
 * no steps are allowed.
 * Right: exit code 2 and one line; no document says that it is good.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeTraceFile } from '../../src/trace/traceFile.ts';
import { figure2Here, oneLineThat, scratchFolder } from '../cli/figure2.ts';
import { settingOf } from '../model/counterexample/arrange.ts';
import { recordedRun } from '../model/runs/journals/arrange.ts';

const folder = scratchFolder();
const servers = ['S1', 'S2', 'S3'];

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};

const recorded = recordedRun({ seed: 1, virtualMs: 200, linesAFile: 1000 });
const heads = Object.entries(recorded).map(([id, [lines = []]]) => write(`${id}.journal`, `${lines[0] ?? ''}\n`));

const down = { role: 'down', currentTerm: 0, votedFor: null, snapshotIndex: 0, lastIndex: 0, commitIndex: 0 } as const;
const traceOf = (...lines: readonly string[]): string => {
  const trace = lines.map((line) => ({ line, servers: Object.fromEntries(servers.map((id) => [id, down])) }));
  return writeTraceFile({ setting: settingOf(...servers), trace });
};
const empty = write('empty.itf.json', traceOf());
const impossible = write('impossible.itf.json', traceOf('S1 crash', 'S2 timeout election'));

const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['journals that are heads alone', ['replay', '--validate', ...heads], /not decided: no step is recorded/],
  ['a trace without an action', ['replay', empty], /not decided: nothing has happened/],
  ['a trace of which nothing can happen', ['replay', impossible], /not decided: nothing has happened/],
  ['a trace without a step, for raft.qnt', ['conform', '--trace', empty], /not decided: no step is recorded/],
  [
    'a trace without a step, for raft.tla',
    ['conform', '--trace', empty, '--against', 'raft.tla'],
    /not decided: raft\.tla has words for no step/,
  ],
];

test.each(cases)('%s is no verdict', async (_, words, why) => {
  const { status, stdout, stderr } = await figure2Here(folder, ...words, '--json');
  expect(stderr).toMatch(oneLineThat(why));
  expect(status).toBe(2);
  expect(stdout).not.toMatch(/"ok": ?true/);
});

test.each(cases)('%s: nothing that is printed says that it holds', async (_, words, why) => {
  const { status, stdout, stderr } = await figure2Here(folder, ...words);
  expect(stderr).toMatch(oneLineThat(why));
  expect(status).toBe(2);
  expect(stdout).not.toMatch(/holds|allows/);
});
