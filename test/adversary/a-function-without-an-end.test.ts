/**
 * The trick: a function of a model that never comes to an end in some state, under `--budget`: in a step, a property, the bound,
 * the words of an action, or where `eventually` is decided after the search.
 *
 * The right answer: soon after the budget its thread is ended, and one line names the state in which it hangs. That is no verdict:
 * the command ends with 2.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { type Ended, oneLineThat, scratchFolder } from '../cli/figure2.ts';

const folder = scratchFolder();

const models: readonly [string, string, RegExp][] = [
  ['next', 'next: (n) => { if (n === 3) for (;;); return n + 1; }', /in the state 3/],
  [
    'holds',
    "properties: [{ name: 'p', kind: 'always', holds: (n) => { if (n === 2) for (;;); return true; } }]",
    /in the state 2/,
  ],
  ['within', 'within: () => { for (;;); }', /in the state 0/],
  [
    'describe',
    "properties: [{ name: 'p', kind: 'always', holds: (n) => n < 2 }], describe: () => { for (;;); }",
    /after the search/,
  ],
  [
    'eventually',
    "properties: [{ name: 'p', kind: 'eventually', holds: (n) => { if (n === 4) for (;;); return false; } }]",
    /\S/,
  ],
];

/** So long that threads have begun by then, on any machine; all of them at once. */
const BUDGET = '8s';

const explored = (file: string): Promise<Ended> =>
  new Promise((done) => {
    const args = [resolve('dist/src/cli/main.js'), 'explore', file, '--json', '--workers', '1', '--budget', BUDGET];
    const child = spawn(process.execPath, args, { cwd: folder });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (part: string) => {
        said[stream] += part;
      });
    }
    child.once('close', (status) => done({ status, ...said }));
  });

test('each ends with one line that says where', async () => {
  const all = await Promise.all(
    models.map(([name, field]) => {
      writeFileSync(
        join(folder, `${name}.mjs`),
        `export const model = { name: 'm', initialStates: [0], actions: () => ['up'], next: (n) => (n < 5 ? n + 1 : undefined), ${field} };`,
      );
      return explored(`./${name}.mjs`);
    }),
  );
  for (const [place, [name, , words]] of models.entries()) {
    expect(all[place], name).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(oneLineThat(/a function of the model has not come to an end/)) as string,
    });
    expect(all[place]?.stderr, name).toMatch(words);
  }
});
