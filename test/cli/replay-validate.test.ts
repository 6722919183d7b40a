import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { append, compactTo, emptyLog } from '../../src/core/log.ts';
import { formatJournalHead, parseJournalHead } from '../../src/trace/journal.ts';
import { recordedRun } from '../model/runs/journals/arrange.ts';
import { figure2Here, oneLineThat, scratchFolder } from './figure2.ts';

const folder = scratchFolder();
const recorded = recordedRun({ seed: 1, virtualMs: 500, linesAFile: 12 });
const names: string[] = [];
for (const [id, files] of Object.entries(recorded)) {
  for (const [place, lines] of files.entries()) {
    const name = `${id}.journal.${files.length - 1 - place}`;
    names.push(name);
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  }
}
const [whole = ''] = names;
const [head = '', ...lines] = recorded['S1']?.[0] ?? [];

const validate = (...files: readonly string[]) => figure2Here(folder, 'replay', '--validate', ...files);

const write = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return name;
};

describe('figure2 replay --validate', () => {
  test('says what it has looked at, where all is allowed', async () => {
    const { status, stdout, stderr } = await validate(...names);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^Figure 2 allows all \d+ steps of S1 S2 S3; each of \d+ messages was sent before it arrived, and the safety properties hold\.\n$/,
    );
  });

  test('says what it could not ask, where servers are missing', async () => {
    const { status, stdout } = await validate(...names.filter((name) => name.startsWith('S1')));
    expect(status).toBe(0);
    expect(stdout).toContain('Not asked: SP-13 SP-14, since not all servers are recorded.');
  });

  test('names the first step that is not allowed, and how to see it again', async () => {
    const changed = lines.map((line) => line.replace(/ \| follower@1 votedFor=S\d log=0@0/, ' | follower@1 log=0@0'));
    const name = write('changed', [head, ...changed, ''].join('\n'));
    const { status, stdout } = await validate(name);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^REJECTED at changed:\d+, after \d+ steps? of S1\n {2}.*S1.*\nClause: RV-2 /m);
    expect(stdout).toMatch(/^ {2}votedFor is +null\n {2}votedFor should be +"S\d"$/m);
    expect(stdout).toMatch(/^Again: figure2 replay --validate changed$/m);
    const json = await figure2Here(folder, 'replay', '--validate', name, '--json');
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      replay: 'figure2 replay --validate changed',
      refusal: { file: 'changed', server: 'S1', clause: 'RV-2', what: 'votedFor', actual: 'null' },
    });
  });

  test('keeps the states of no more than a few files, however many there are', () => {
    const parsed = parseJournalHead(head);
    if (!parsed.ok) throw new Error(parsed.because);
    const { server, ...about } = parsed.value;
    const data = 'a state '.repeat(2 ** 18);
    const snapshot = { lastIncludedIndex: 1, lastIncludedTerm: 1, data, checksum: 0 };
    const log = append(emptyLog(), [{ term: 1, command: 'x' }]);
    const large = { ...server, currentTerm: 1, log: compactTo(log, 1, 1), snapshot, commitIndex: 1, lastApplied: 1 };
    const files = Array.from({ length: 60 }, (_, place) =>
      write(`large.${place}`, `${formatJournalHead({ ...about, number: place + 1, server: large })}\n`),
    );
    // 60 states of 2 MB are more than there is room for
    const args = ['--max-old-space-size=96', resolve('dist/src/cli/main.js'), 'replay', '--validate', ...files];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    expect([status, stderr]).toEqual([2, expect.stringMatching(oneLineThat(/no step is recorded in these files/))]);
  });

  test('decides nothing where a file is missing', async () => {
    const own = names.filter((name) => name.startsWith('S1'));
    expect(own.length).toBeGreaterThan(2);
    const { status, stderr } = await validate(...own.filter((_, place) => place !== 1));
    expect(status).toBe(2);
    expect(stderr).toMatch(
      oneLineThat(/not decided: of S1 file 2 is missing between S1\.journal\.\d and S1\.journal\.\d/),
    );
  });

  const endless = Buffer.alloc(2 ** 20, 'a');
  const other = (change: (text: string) => string): string => [change(head), ...lines, ''].join('\n');

  test.each<[string, () => readonly string[], RegExp]>([
    ['nothing at all', () => [], /--validate takes the files that a node has recorded; give at least one/],
    ['a file that is not there', () => ['nowhere'], /can't read nowhere: .*\(ENOENT\)/],
    [
      'a folder',
      () => {
        mkdirSync(join(folder, 'dir'), { recursive: true });
        return ['dir'];
      },
      /can't read dir: it is a folder/,
    ],
    ['a device without an end', () => ['/dev/zero'], /can't read \/dev\/zero: it is no file/],
    ['an empty file', () => [write('empty', '')], /empty is no journal: it is empty/],
    ['a line without an end', () => [write('endless', endless)], /endless is no journal: its first line has no end/],
    [
      'what is no text',
      () => [write('binary', Buffer.from([0, 255, 10, 1, 2, 10]))],
      /binary is no journal: it does not begin with/,
    ],
    [
      'another version',
      () => [
        write(
          'v2',
          other((text) => text.replace('"version":1', '"version":2')),
        ),
      ],
      /v2 is no journal: its head: version: only version 1 is known/,
    ],
    [
      'a head that is no JSON',
      () => [
        write(
          'json',
          other((text) => text.slice(0, -5)),
        ),
      ],
      /json is no journal: its head: it is not JSON/,
    ],
    [
      'a head with a strange key',
      () => [
        write(
          'key',
          other((text) => text.replace('{', '{"x":1,')),
        ),
      ],
      /key is no journal: its head: the file: there is no such key: x/,
    ],
    [
      'a stranger in the head',
      () => [
        write(
          'strange',
          other((text) => text.replace('"votedFor":null', '"votedFor":"S9"')),
        ),
      ],
      /strange is no journal: its head: S9 is not one of the servers/,
    ],
    [
      'a line of somebody else',
      () => [write('else', [head, '1.000 S2 start | follower@0 log=0@0 commit=0', ''].join('\n'))],
      /else:2: it is the journal of S1, and the line tells of S2/,
    ],
    [
      'a line of nobody',
      () => [write('nobody', [head, 'hello', ''].join('\n'))],
      /nobody:2: expected a time such as 12\.345, found hello/,
    ],
    [
      'a crash',
      () => [write('crash', [head, '1.000 S1 crash | down', ''].join('\n'))],
      /crash:2: a journal has steps alone, found crash/,
    ],
    [
      'a step before the start',
      () => [write('early', [head, '1.000 S1 timeout election | follower@0 log=0@0 commit=0', ''].join('\n'))],
      /early:2: S1 has not been started; the first line after a restart is its start/,
    ],
    [
      'a time that falls',
      () => [write('time', [head, ...lines.slice(0, 3).reverse(), ''].join('\n'))],
      /time:3: its time lies before that of the line before/,
    ],
    [
      'two files of one number',
      () => [
        whole,
        write(
          'twice',
          other((text) => text),
        ),
      ],
      /are both file 1 of S1; give it once/,
    ],
    [
      'another cluster',
      () => [
        whole,
        write(
          'cluster',
          other((text) => text.replace('"cluster":"test"', '"cluster":"bank"')),
        ),
      ],
      /are of different clusters: cluster is "test" and "bank"/,
    ],
  ])('refuses %s in one line', async (_, files, expected) => {
    const { status, stdout, stderr } = await validate(...files());
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(oneLineThat(expected));
  });

  test('a journal is no trace, and both say so', async () => {
    const { status, stderr } = await figure2Here(folder, 'replay', whole);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/is the journal of one node, which may begin anywhere; figure2 replay --validate/),
    ]);
    const conform = await figure2Here(folder, 'conform', '--trace', whole);
    expect([conform.status, conform.stderr]).toEqual([2, expect.stringMatching(/is the journal of one node/)]);
    const two = await figure2Here(folder, 'replay', whole, whole);
    expect(two.stderr).toMatch(/replay takes one trace file; with --validate any number/);
  });
});
