import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { figure2, figure2Here, oneLineThat, scratchFolder, shell } from './figure2.ts';

const folder = scratchFolder();
writeFileSync(join(folder, 'three.mjs'), 'export const protocol = 3;');
writeFileSync(join(folder, 'throws.mjs'), "throw new Error('boom\\nat line two');");
writeFileSync(join(folder, 'wrong.ts'), 'export const protocol: = 3;');
writeFileSync(join(folder, 'broken.itf.json'), '{ "states": [');
mkdirSync(join(folder, 'page'));
writeFileSync(join(folder, 'page/elections.md'), 'no marks');

describe('bad usage and bad input', () => {
  const before = readdirSync(folder, { recursive: true });

  const refused = (words: RegExp) => ({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(oneLineThat(words)) as string,
  });

  test.each([
    ['check --sed 3', /unknown option '--sed' \(Did you mean --seed\?\)/],
    ['check 7', /too many arguments/],
    ['check --seed', /argument missing/],
    ['check --seed x', /--seed.*'x'.*whole number from 0 to 2147483647/],
    ['check --seed -1', /--seed.*'-1'.*whole number/],
    ['check --seed 2147483648', /--seed.*whole number from 0 to 2147483647/],
    ['lab --seed 1.5', /--seed.*'1.5'.*whole number/],
    ['check --budget 20', /--budget.*'20'.*such as 20s, 5m or 1h/],
    ['check --budget 0s', /--budget.*such as 20s, 5m or 1h/],
    ['check --budget 2000h', /--budget.*at most 1000h/],
    ['check --workers 0', /--workers.*from 1 to 256/],
    ['lab --workers many', /--workers.*from 1 to 256/],
    ['lab --seeds 0', /--seeds.*whole number from 1/],
    ['lab --only Figure9', /no lab is called Figure9.*3A, 3B, 3C, 3D.*Backup3B/],
    ['check --traces three.mjs/x', /--traces three.mjs\/x.*another folder/],
    ['replay', /takes a trace file, or --seed and --path of a random run; give one of the two/],
    ['replay --seed 3', /takes a trace file, or --seed and --path/],
    ['replay broken.itf.json --seed 3 --path 1', /takes a trace file, or --seed and --path/],
    ['replay --seed 3 --path x', /--path x names no run of seed 3; give the path that was printed/],
    ['replay --seed 3 --path 1 --format svg', /no trace of a violation to go through or to write/],
    ['replay missing.json', /can't read missing.json: no such file or directory/],
    ['replay page', /can't read page.*folder/],
    ['replay broken.itf.json', /broken.itf.json is no trace/],
    ['replay three.mjs', /three.mjs is no trace/],
    ['toString', /unknown command 'toString'; --help/],
    ['spec --budget 1s', /--budget goes with --inductive; give both/],
    ['spec --every 3 --traces 2', /--every goes with --inductive/],
    ['spec --inductive --steps 3', /--steps is of random traces; leave it or --inductive away/],
    ['study votes', /unknown command 'votes'/],
    ['study elections --trials 0', /--trials.*whole number from 1/],
    ['study elections --out three.mjs', /--out three.mjs.*another folder/],
    ['study elections --out page', /elections.md has no place for the table; put <!-- elections:begin -->/],
  ])('%s', async (line, words) => {
    expect(await figure2Here(folder, ...line.split(' '))).toEqual(refused(words));
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });

  test.each([
    ['chek', /unknown command 'chek' \(Did you mean check\?\)/],
    ['check --protocol missing.mjs', /can't read missing.mjs: no such file or directory/],
    ['check --protocol page', /can't read page.*folder/],
    ['lab --protocol three.mjs', /three.mjs exports no protocol; add/],
    ['lab --protocol throws.mjs', /can't load throws.mjs: boom at line two/],
    ['lab --protocol wrong.ts', /can't load wrong.ts: .*Type expected/],
  ])('%s, as a process', (line, words) => {
    expect(figure2(folder, ...line.split(' '))).toEqual(refused(words));
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });
});

describe('an output that breaks', () => {
  test('a reader that has seen enough', () => {
    expect(shell(folder, 'set -o pipefail; figure2 lab --only 3A --seed 1 | true')).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });

  test.runIf(process.platform === 'linux')('a full disk', () => {
    expect(shell(folder, 'figure2 lab --only InitialElection3A --seed 1 --json > /dev/full')).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(oneLineThat(/can't write to standard output: no space left/)) as string,
    });
  });
});

describe('help', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };

  test('the version', () => {
    expect(figure2(folder, '--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  test.each([[[]], [['--help']], [['help']]])('the verbs: %j', async (args) => {
    const { status, stdout, stderr } = await figure2Here(folder, ...args);
    expect([status, stderr]).toEqual([0, '']);
    for (const verb of ['check', 'conform', 'lab', 'replay', 'spec', 'study'])
      expect(stdout).toMatch(new RegExp(`^ {2}${verb} `, 'm'));
  });

  test.each([['check'], ['conform'], ['lab'], ['replay'], ['spec'], ['study elections']])(
    '%s has examples',
    async (verb) => {
      const { status, stdout } = await figure2Here(folder, ...verb.split(' '), '--help');
      expect(status).toBe(0);
      expect(stdout).toMatch(new RegExp(`Examples:\\n {2}figure2 ${verb} `));
    },
  );
});
