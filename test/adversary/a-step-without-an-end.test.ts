/**
 * The trick: a protocol one of whose steps never comes to an end: it waits for what never comes, or computes.
 *
 * The right answer: its thread is given up, and one line names the step; the command ends with 2, since that is no verdict. Where
 * the steps are taken by the main thread, as in `replay`, the step is broken off.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { type Ended, figure2, oneLineThat, scratchFolder } from '../cli/figure2.ts';

const folder = scratchFolder();

const rules = (atReply: string): string => `
import { restart, step as shipped } from '${pathToFileURL(resolve('dist/src/index.js')).href}';
const step = (server, event) => {
  if (event.type === 'RequestVoteReply') ${atReply}
  return shipped(server, event);
};
export const protocol = { step, restart };
`;

writeFileSync(join(folder, 'waits.mjs'), rules('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'));
writeFileSync(join(folder, 'computes.mjs'), rules('for (;;);'));
writeFileSync(join(folder, 'sends-nothing.mjs'), rules('return { ...shipped(server, event), effects: [] };'));

/** So many seconds a step may take here. */
const SECONDS = '3';

const ended = (...args: readonly string[]): Promise<Ended> =>
  new Promise((done) => {
    const env = { ...process.env, FIGURE2_STEP_SECONDS: SECONDS };
    const child = spawn(process.execPath, [resolve('dist/src/cli/main.js'), ...args], { cwd: folder, env });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (part: string) => {
        said[stream] += part;
      });
    }
    child.once('close', (status) => done({ status, ...said }));
  });

const noVerdict = (file: string) => ({
  status: 2,
  stdout: '',
  stderr: expect.stringMatching(
    oneLineThat(new RegExp(`${file}: asked for the step of S\\d at RequestVoteReply in term 1, it computes for 3 s`)),
  ) as string,
});

test('each verb says which step it is', async () => {
  figure2(folder, 'check', '--budget', '1s', '--seed', '1', '--protocol', './sends-nothing.mjs');
  const trace = 'figure2-traces/SP-18-1.itf.json';
  const waits = ['--protocol', './waits.mjs', '--json'];
  const computes = ['--protocol', './computes.mjs', '--json'];
  const all = await Promise.all([
    ended('lab', '--only', 'InitialElection3A', '--seed', '1', ...waits),
    ended('check', '--budget', '1s', '--seed', '1', ...waits),
    ended('replay', trace, ...waits),
    ended('replay', trace, ...computes),
  ]);
  expect(all).toEqual([
    noVerdict('waits.mjs'),
    noVerdict('waits.mjs'),
    noVerdict('waits.mjs'),
    noVerdict('computes.mjs'),
  ]);
});

test('a step that takes its time is none of these', async () => {
  const slow = rules('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);');
  writeFileSync(join(folder, 'slow.mjs'), slow);
  const lab = await ended('lab', '--only', 'InitialElection3A', '--seed', '1', '--protocol', './slow.mjs', '--json');
  expect(lab).toMatchObject({ status: 0, stderr: '' });
});
