import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { actionsOf } from '../../../model/counterexample/replay.ts';
import { writeTraceFile } from '../../../src/trace/traceFile.ts';
import { settingOf, traceFrom } from '../../conform/arrange.ts';
import { foundIn } from '../../model/counterexample/arrange.ts';
import { figure2Here, scratchFolder, writeMutant } from '../figure2.ts';

const folder = scratchFolder();
const against = async (file: string, ...flags: readonly string[]) =>
  figure2Here(folder, 'conform', '--trace', file, '--against', 'raft.tla', ...flags);

const save = (name: string, lines: readonly string[], ids = ['S1', 'S2', 'S3']): void => {
  const setting = settingOf(ids);
  writeFileSync(join(folder, name), writeTraceFile({ setting, trace: traceFrom(setting, actionsOf(lines)) }));
};

const BEGINNING = ['S1 restart', 'S2 restart', 'S3 restart', 'S1 timeout election', 'S1 clientCommand "a"'];

test('a sound recording is allowed', async () => {
  save('sound.itf.json', BEGINNING);
  expect(await against('sound.itf.json')).toEqual({
    status: 0,
    stdout: 'raft.tla allows 5 steps of sound.itf.json, as it stands\n',
    stderr: '',
  });
});

test('a broken one is refused, and what shows it again is said', async () => {
  writeMutant(folder, 'votes.mjs', 'A01');
  writeFileSync(join(folder, 'votes.itf.json'), writeTraceFile(foundIn('A01', 2)));
  const { status, stdout } = await against('votes.itf.json', '--protocol', 'votes.mjs');
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^REJECTED at step \d+ of votes\.itf\.json: nothing that raft\.tla allows comes to this\n {2}S\d /,
  );
  expect(stdout).toMatch(/^Again: figure2 conform --trace votes.itf.json --against raft.tla --protocol votes.mjs$/m);
});

test('where it has no words is said', async () => {
  const lines = ['S1 restart', 'S1 timeout election', 'S1 clientCommand "a"', 'S1 compact 1 "a"'];
  save('snapshot.itf.json', lines, ['S1']);
  const { status, stdout } = await against('snapshot.itf.json');
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^raft\.tla allows 3 steps of snapshot\.itf\.json, as it stands\nFrom step 4 on it has no words \(it knows no snapshots\): S1 compact 1 "a"/,
  );
});
