import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tellUncut } from '../../model/counterexample/explanation.ts';
import { writeTraceFile } from '../../src/trace/traceFile.ts';
import { foundIn, protocolOf, twoLeaders } from '../model/counterexample/arrange.ts';
import { problemOf } from '../scenarios/golden.ts';
import { hostile, nastyCommands } from '../trace/arrange.ts';
import { figure2, figure2Here, oneLineThat, scratchFolder, shell, writeMutant } from './figure2.ts';

const folder = scratchFolder();
writeMutant(folder, 'votes.mjs', 'A01');
const story = foundIn('A01', 2);
writeFileSync(join(folder, 'votes.itf.json'), writeTraceFile(story));
writeFileSync(join(folder, 'nasty.itf.json'), writeTraceFile(hostile(...nastyCommands)));

const replay = (...flags: readonly string[]) => figure2(folder, 'replay', 'votes.itf.json', ...flags);
const red = (...flags: readonly string[]) => replay('--protocol', 'votes.mjs', ...flags);

/** Anything that a terminal could obey. */
const UNSEEN = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;

describe('figure2 replay', () => {
  test('RV-2: shows the steps, the diagram and the story of what still happens', () => {
    const { status, stdout, stderr } = red();
    expect([status, stderr]).toEqual([1, '']);
    for (const { line } of story.trace) expect(stdout).toContain(`${line}\n`);
    expect(stdout).toMatch(/^ {3}5 {2}●◀──────┤ {7}RequestVote term=1 last=0@0 \(3\)$/m);
    expect(stdout).toMatch(/^VIOLATED SP-7 /m);
    expect(stdout).toMatch(/^Broken clause: RV-2 /m);
    expect(stdout).toMatch(/^Step 5: S2 breaks RV-2$/m);
    expect(stdout).toMatch(/^ {2}votedFor is +"S3"\n {2}votedFor should be +"S2"$/m);
    expect(stdout).toMatch(/^No way back after step 5/m);
  });

  test('says plainly what happens no longer', () => {
    const { status, stdout } = replay();
    expect(status).toBe(0);
    expect(stdout).toMatch(/^PASS\. Today's code no longer does what the file tells of\.$/m);
    expect(stdout).not.toMatch(/VIOLATED|✗/);
  });

  test('plays a recording of which nothing is known, and saves what it finds as a script with its disks', () => {
    const disk = { id: 'S1', term: 1, votedFor: null, entries: [] };
    const setting = { ...story.setting, servers: ['S1', ...story.setting.servers], disks: [disk] };
    writeFileSync(join(folder, 'plain.itf.json'), writeTraceFile({ setting, trace: story.trace }));
    const plain = figure2(folder, 'replay', 'plain.itf.json');
    expect([plain.status, plain.stderr]).toEqual([0, '']);
    expect(plain.stdout).toMatch(/^PASS\. Today's code breaks nothing in it\.$/m);
    const broken = figure2(folder, 'replay', 'plain.itf.json', '--protocol', 'votes.mjs', '--save-test', 'plain.raft');
    expect([broken.status, broken.stderr]).toEqual([1, '']);
    const text = readFileSync(join(folder, 'plain.raft'), 'utf8');
    expect(text).toMatch(/^# .*: from a recording$/m);
    expect(text).toMatch(/^disk S1 term=1 log=\[\]$/m);
    expect(problemOf({ name: 'plain', file: 'plain.raft', text }, 'compare')).toBeUndefined();
  });

  test('says in a document who did what', () => {
    const { status, stdout } = red('--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      telling: { property: 'SP-7', clause: 'RV-2', broken: { step: 5, server: 'S2' }, noReturn: { step: 5 } },
    });
    expect(JSON.parse(replay('--json').stdout)).not.toHaveProperty('telling');
  });

  test('steps through it with the input, and ends with it', () => {
    const through = (input: string) =>
      shell(folder, `printf '${input}' | figure2 replay votes.itf.json --protocol votes.mjs --step`);
    const two = through(String.raw`\nq\n\n\n`);
    expect(two.status).toBe(1);
    expect(two.stdout).toContain('2/5 S3 restart');
    expect(two.stdout).not.toContain('3/5');
    expect(through('').stdout).not.toContain('2/5');
    const all = through(String.raw`\n\n\n\n\n\n\n`).stdout;
    expect(all).toMatch(
      /3\/5 S3 timeout election .*\n {2}fired {3}RS-F-2 .*\n {2}S3 .*candidate@1.*\n {2}in flight: 1\n {4}S3 → S2 RequestVote/,
    );
    expect(all).toMatch(/5\/5 .*(?:\n {2}.*)*RV-2 broken: votedFor is "S3", not "S2"/);
    expect(all).toMatch(/^VIOLATED SP-7 /m);
  });

  test.each([
    ['mermaid', /^sequenceDiagram\n/],
    ['shiviz', /^\(\?<host>/],
    ['svg', /^<svg [\s\S]*<\/svg>\n$/],
    ['itf', /^\{\n "#meta": \{\n {2}"format": "ITF"/],
    ['text', /^S2 restart\n/],
  ])('prints %s, or writes it', (format, beginning) => {
    const { status, stdout, stderr } = red('--format', format);
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(beginning);
    expect(red('--format', format, '--out', `deep/${format}`)).toEqual({ status: 1, stdout: '', stderr: '' });
    expect(readFileSync(join(folder, 'deep', format), 'utf8')).toBe(stdout);
  });

  test('cuts a trace further, keeps what is left, and says how to go on', async () => {
    const uncut = tellUncut({ engine: 'torture', seed: 2 }, protocolOf('A05'));
    writeFileSync(join(folder, 'uncut.itf.json'), uncut ? writeTraceFile(uncut) : '');
    writeMutant(folder, 'forgets.mjs', 'A05');
    const flags = ['--protocol', 'forgets.mjs', '--out', 'shorter.itf.json'];
    const little = await figure2Here(folder, 'replay', 'uncut.itf.json', '--cut', '100', ...flags);
    expect([little.status, little.stderr]).toEqual([1, '']);
    expect(little.stdout).toMatch(
      /^55 actions before, \d+ after; \d+ were replayed for that\. SP-18 is violated through RV-2\.$/m,
    );
    const next = 'figure2 replay shorter.itf.json --cut 1000 --out shorter.itf.json --protocol forgets.mjs';
    expect(little.stdout.trimEnd().split('\n').at(-1)).toBe(next);
    const more = await figure2Here(folder, 'replay', 'shorter.itf.json', '--cut', ...flags, '--json');
    expect([more.status, JSON.parse(more.stdout)]).toMatchObject([
      1,
      { ok: false, after: 4, isBounded: false, violation: { property: 'SP-18', clause: 'RV-2' } },
    ]);
    const again = await figure2Here(folder, 'replay', 'shorter.itf.json', '--protocol', 'forgets.mjs');
    expect([again.status, again.stdout]).toEqual([1, expect.stringContaining('Broken clause: RV-2')]);
    const harmless = await figure2Here(folder, 'replay', 'shorter.itf.json', '--cut');
    expect([harmless.status, harmless.stdout]).toEqual([
      0,
      expect.stringMatching(/^Not violated\. .*nothing to shrink\.\n$/),
    ]);
  });

  test('writes ITF that replays', () => {
    red('--format', 'itf', '--out', 'again.itf.json');
    expect(figure2(folder, 'replay', 'again.itf.json', '--protocol', 'votes.mjs').stdout).toBe(red().stdout);
  });

  test('saves a golden script that the shipped rules pass', () => {
    const { status, stdout } = red('--save-test', 'votes.raft');
    expect([status, stdout.trimEnd().split('\n').at(-1)]).toEqual([1, 'Golden script: votes.raft']);
    const text = readFileSync(join(folder, 'votes.raft'), 'utf8');
    expect(problemOf({ name: 'votes', file: 'votes.raft', text }, 'compare')).toBeUndefined();
  });
});

describe('figure2 replay refuses, in one line', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['two ways at once', ['--step', '--json'], /--json and --step exclude each other; give one of them/],
    ['a document in another format', ['--json', '--format', 'svg'], /exclude each other/],
    ['a format that there is none of', ['--format', 'gif'], /Allowed choices are text, mermaid, shiviz, svg, itf/],
    ['a cut beside another way', ['--cut', '--step'], /--cut and --step exclude each other; cut first with --out FILE/],
    ['a cut without a number', ['--cut', 'all'], /--cut.*'all'.*give a whole number from 1 to 1000000000/],
    ['a test that is no script', ['--save-test', 'votes.txt'], /give a name that ends with .raft/],
    ['a test of what does not fail', ['--save-test', 'none.raft'], /no test to save: on today's code .* --protocol/],
  ])('%s', async (_what, flags, words) => {
    const { status, stdout, stderr } = await figure2Here(folder, 'replay', 'votes.itf.json', ...flags);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(oneLineThat(words));
    expect(existsSync(join(folder, 'none.raft'))).toBe(false);
  });

  const spoilt = (change: (text: string) => string): string => change(writeTraceFile(twoLeaders));

  test.each([
    ['no JSON', '{', /is no trace: it is not JSON/],
    [
      'a line with an escape',
      spoilt((text) => text.replace('S1 restart', String.raw`S1 \u001b[31mrestart`)),
      /states\.0\.line/,
    ],
    [
      'a stranger',
      spoilt((text) => text.replace('S3 restart', 'S9 restart')),
      /states\.2\.line: S9 is not one of the servers/,
    ],
    ['too long a line', spoilt((text) => text.replace('S1 restart', 'S'.repeat(70_000))), /states\.0\.line/],
    ['a number beyond reason', spoilt((text) => text.replace('"uncut": 7', '"uncut": 1e300')), /uncut/],
  ])('%s', async (_what, text, words) => {
    writeFileSync(join(folder, 'bad.itf.json'), text);
    const { status, stdout, stderr } = await figure2Here(folder, 'replay', 'bad.itf.json');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(oneLineThat(words));
    expect(stderr).not.toMatch(UNSEEN);
  });
});

describe('what a stranger has written', () => {
  test.each([
    [[]],
    [['--json']],
    [['--format', 'svg']],
    [['--format', 'mermaid']],
    [['--format', 'shiviz']],
    [['--format', 'itf']],
  ])('never reaches the terminal as it is: %j', async (flags) => {
    const { status, stdout } = await figure2Here(folder, 'replay', 'nasty.itf.json', ...flags);
    expect(status).toBe(0);
    expect(stdout).not.toMatch(UNSEEN);
  });

  test('nor step by step', () => {
    const { stdout } = shell(folder, `yes '' | head -20 | figure2 replay nasty.itf.json --step`);
    expect(stdout).toContain('11/11');
    expect(stdout).not.toMatch(UNSEEN);
  });
});
