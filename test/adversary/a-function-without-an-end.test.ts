/**
 * The trick: a function of a model that never comes to an end in some state: in a step, a property, the bound, a renaming, the words
 * of an action, a fairness, where `eventually` is decided after the search, or where the model is read. With a budget or without.
 *
 * The right answer: its thread is ended, and one line names the function of the module, and the state if the search is still on. That
 * is no verdict: the command ends with 2, and the reports say so.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { type Ended, oneLineThat, scratchFolder } from '../cli/figure2.ts';

const folder = scratchFolder();

/** So many seconds a function may take here. */
const SECONDS = '2';
const NOT_ENDED = 'has not come to an end';

const hangs = 'for (;;);';
const property = (kind: string, holds: string): string =>
  `properties: [{ name: 'p', kind: '${kind}', holds: ${holds} }]`;

/** What is changed in a model, and who is named. */
const models: readonly [string, string, RegExp][] = [
  ['next', `next: (n) => { if (n === 3) ${hangs} return n + 1; }`, /model\.next has .* in the state 3/],
  ['holds', property('always', `(n) => { if (n === 2) ${hangs} return true; }`), /holds \(p\) has .* in the state 2/],
  ['within', `within: () => { ${hangs} }`, /model\.within has .* in the state 0/],
  [
    'rename',
    `symmetry: { renamings: 1, rename: (n) => { if (n === 2) ${hangs} return n; } }, ${property('always', '() => true')}`,
    /model\.symmetry\.rename has /,
  ],
  [
    'describe',
    `${property('always', '(n) => n < 2')}, describe: () => { ${hangs} }`,
    /model\.describe has .* after the search/,
  ],
  ['eventually', property('eventually', `(n) => { if (n === 4) ${hangs} return false; }`), /holds \(p\) has /],
  [
    'fairness',
    `next: (n) => (n + 1) % 5, fairness: [{ name: 'f', strength: 'weak', includes: () => { ${hangs} } }], ${property('eventually', '(n) => n === 9')}`,
    /fairness\.0\.includes \(f\) has .* after the search/,
  ],
  ['reading', `get properties() { ${hangs} }`, /the model is read, it computes for 2 s/],
];

/** A model in which one function is another. */
const source = (field: string): string =>
  `export const model = { name: 'm', initialStates: [0], actions: () => ['up'], next: (n) => (n < 5 ? n + 1 : undefined), ${field} };`;

const ended = (args: readonly string[], seconds = SECONDS): Promise<Ended> =>
  new Promise((done) => {
    const env = { ...process.env, FIGURE2_STEP_SECONDS: seconds };
    const child = spawn(process.execPath, args, { cwd: folder, env });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (part: string) => {
        said[stream] += part;
      });
    }
    child.once('close', (status) => done({ status, ...said }));
  });

const explored = (name: string, ...more: readonly string[]): Promise<Ended> =>
  ended([
    resolve('dist/src/cli/main.js'),
    'explore',
    `./${name}.mjs`,
    '--json',
    '--workers',
    '1',
    '--report',
    `junit=${name}.xml`,
    ...more,
  ]);

for (const [name, field] of models) writeFileSync(join(folder, `${name}.mjs`), source(field));

test('each ends with one line that says whose, which and where, and with reports', async () => {
  const all = await Promise.all(models.map(([name]) => explored(name)));
  for (const [place, [name, , words]] of models.entries()) {
    expect(all[place], name).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(oneLineThat(words)) as string,
    });
    expect(all[place]?.stderr, name).toContain(`./${name}.mjs: `);
    expect(readFileSync(join(folder, `${name}.xml`), 'utf8'), name).toMatch(/errors="1"/);
  }
});

test('under a budget it ends soon after it', async () => {
  writeFileSync(join(folder, 'late.mjs'), source(`next: (n) => { if (n === 3) ${hangs} return n + 1; }`));
  const { status, stderr } = await ended(
    [resolve('dist/src/cli/main.js'), 'explore', './late.mjs', '--json', '--workers', '1', '--budget', '3s'],
    '600',
  );
  expect(status).toBe(2);
  expect(stderr).toMatch(oneLineThat(/model\.next has not come to an end in the state 3/));
});

test('in a test the assertion fails, and those behind it are made', async () => {
  const vitest = JSON.stringify(resolve('dist/src/vitest/index.js'));
  writeFileSync(
    join(folder, 'asserts.mjs'),
    `import { assertSafe, checkProtocol } from ${vitest};
import { shippedProtocol as shipped } from ${JSON.stringify(resolve('dist/src/core/protocol.js'))};
const said = async (act) => { try { console.log('ended', (await act()).ok); } catch (error) { console.log(error.message); } };
for (const name of ['next', 'describe', 'reading']) {
  const { model } = await import('./' + name + '.mjs');
  await said(() => assertSafe(model, { file: './' + name + '.mjs' }));
}
const step = (server, event) => { if (event.type === 'RequestVoteReply') ${hangs} return shipped.step(server, event); };
const few = { labs: ['3A'], worlds: [], tortureRuns: 1, randomRuns: 1, allowVacuous: true };
await said(() => checkProtocol({ ...shipped, step }, few));
await said(() => checkProtocol({ ...shipped }, few));
console.log('exit' in process && process.exit.toString().includes('refuse'));
`,
  );
  const { status, stdout, stderr } = await ended(['asserts.mjs']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.trim().split('\n')).toEqual([
    expect.stringMatching(`^./next.mjs: model.next ${NOT_ENDED} in the state 3: it computes for 2 s`),
    expect.stringMatching(`^./describe.mjs: model.describe ${NOT_ENDED} after the search`),
    expect.stringMatching(`^./reading.mjs: the reading of the model ${NOT_ENDED}`),
    expect.stringMatching(`^the protocol: asked for the step of S\\d at RequestVoteReply in term 1 ${NOT_ENDED}`),
    'ended true',
    'false',
  ]);
});

/** What `next` gives of the state 3, and what is said of it. */
const givenByNext: readonly [string, string, RegExp][] = [
  ['fields', `new Proxy({}, { ownKeys: () => { ${hangs} } })`, /the reading of a state .* in the state 3: it computes/],
  ['getter', `{ get more() { ${hangs} } }`, /the reading of a state .* in the state 3: it computes/],
  ['choice', `new Proxy({}, { has: () => { ${hangs} } })`, /the reading of what model\.next gave .* in the state 3/],
  ['verdict', '4', /holds \(p\) has not come to an end in the state 4/],
];

test('what hangs when it is looked at is the same, in a test and in the command', async () => {
  const vitest = JSON.stringify(resolve('dist/src/vitest/index.js'));
  const holds = `(n) => n === 4 ? { get ok() { ${hangs} } } : true`;
  for (const [name, given] of givenByNext) {
    const fields = `next: (n) => (n === 3 ? ${given} : n < 5 ? n + 1 : undefined), ${property('always', holds)}`;
    writeFileSync(join(folder, `${name}.mjs`), source(fields));
    writeFileSync(
      join(folder, `${name}.test.mjs`),
      `import { assertSafe } from ${vitest};
import { model } from './${name}.mjs';
try { console.log('ended', assertSafe(model).ok); } catch (error) { console.log(error.message); }
`,
    );
  }
  const commands = await Promise.all(givenByNext.map(([name]) => explored(name)));
  const asserted = await Promise.all(givenByNext.map(([name]) => ended([`${name}.test.mjs`])));
  for (const [place, [name, , words]] of givenByNext.entries()) {
    const { status, stderr } = commands[place] as Ended;
    expect(status, name).toBe(2);
    expect(stderr, name).toMatch(oneLineThat(words));
    expect(asserted[place]?.stdout, name).toMatch(words);
    expect(asserted[place]?.stdout.trim().split('\n'), name).toHaveLength(1);
    expect(asserted[place]?.status, name).toBe(0);
  }
});

test('a function that takes its time is none of these', async () => {
  const slow = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700)';
  writeFileSync(
    join(folder, 'slow.mjs'),
    source(`describe: () => { ${slow}; return 'up'; }, ${property('always', '(n) => n < 5')}`),
  );
  const { status, stderr } = await explored('slow');
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
});
