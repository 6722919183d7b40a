import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Ended, figure2, figure2Here, figure2Warm, oneLineThat, scratchFolder } from './figure2.ts';

const guides = resolve('docs/guides');
const folder = scratchFolder();

/** A module that exports a model with these fields, and else counts from 0 to 3. */
const write = (name: string, fields: string): void =>
  writeFileSync(
    join(folder, name),
    `export const model = {
  name: 'counting', initialStates: [0], actions: () => ['up'], next: (state) => (state < 3 ? state + 1 : undefined),
  ${fields}
};\n`,
  );

const property = z.strictObject({
  name: z.string(),
  kind: z.enum(['always', 'sometimes', 'eventually', 'step', 'noDeadlock']),
  ok: z.boolean().nullable(),
  because: z.string().optional(),
  path: z.array(z.strictObject({ action: z.string().nullable(), state: z.json() })).optional(),
  loopsTo: z.int().optional(),
});

const report = z.strictObject({
  ok: z.boolean(),
  model: z.string(),
  complete: z.boolean(),
  stopped: z.enum(['violation', 'memory', 'interrupted']).nullable(),
  distinct: z.int(),
  generated: z.int(),
  deadlocks: z.int(),
  depth: z.int(),
  seconds: z.number(),
  workers: z.int(),
  symmetry: z.int(),
  localSteps: z.int(),
  bytesPerWorld: z.number(),
  properties: z.array(property),
});

const readReport = ({ status, stdout, stderr }: Ended) => ({
  status,
  stderr,
  report: report.parse(JSON.parse(stdout)),
});

const explore = (cwd: string, ...args: readonly string[]): Promise<Ended> => figure2Warm(cwd, 'explore', ...args);

const exploreJson = async (cwd: string, ...args: readonly string[]) =>
  readReport(await explore(cwd, '--json', ...args));

/** The same in a process of its own, for a module in TypeScript, or what begins anew. */
const exploreJsonAlone = (cwd: string, ...args: readonly string[]) =>
  readReport(figure2(cwd, 'explore', '--json', ...args));

describe('the model of the guide', () => {
  test('two-phase commit as published: 288 states, 80 up to renaming', () => {
    expect(exploreJsonAlone(guides, './two-phase-commit.ts')).toMatchObject({
      status: 0,
      stderr: '',
      report: { ok: true, complete: true, distinct: 80, depth: 11, symmetry: 6 },
    });
    expect(exploreJsonAlone(guides, './two-phase-commit.ts', '--no-symmetry', '--workers', '1')).toMatchObject({
      status: 0,
      report: { ok: true, complete: true, distinct: 288, generated: 1146, depth: 11, symmetry: 1 },
    });
  });
});

describe('what is said of a model', () => {
  test('a sometimes that never was, plainly', async () => {
    write('never.mjs', "properties: [{ name: 'five', kind: 'sometimes', holds: (state) => state === 5 }]");
    const { status, stdout } = await explore(folder, './never.mjs');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^sometimes +five +never seen$/m);
    expect(stdout).toMatch(/^BROKEN five: it is true of no reachable state$/m);
  });

  test('a run that goes round for ever, and one that ends', async () => {
    const holds = 'holds: (state) => state === 9';
    write(
      'round.mjs',
      `next: (state) => (state + 1) % 4, properties: [{ name: 'nine', kind: 'eventually', ${holds} }]`,
    );
    write('ends.mjs', `properties: [{ name: 'nine', kind: 'eventually', ${holds} }]`);
    const round = await explore(folder, './round.mjs');
    expect(round.status).toBe(1);
    expect(round.stdout).toContain('4  "up"\n     3 → 0\n\nThis is the state after step 0 again, and so on for ever.');
    expect((await exploreJson(folder, './round.mjs')).report.properties[0]).toMatchObject({ ok: false, loopsTo: 0 });
    const ends = await explore(folder, './ends.mjs');
    expect(ends.status).toBe(1);
    expect(ends.stdout).toContain('BROKEN nine: the run ends without it\n\n0  0\n1  "up"\n     0 → 1\n');
  });

  test('what the first violation leaves open is decided when the search is to go on', async () => {
    const holds = (name: string, kind: string, what: string): string =>
      `{ name: '${name}', kind: '${kind}', holds: (n) => ${what} }`;
    const asked = [
      holds('not two', 'always', 'n !== 2'),
      holds('low', 'always', 'n < 9'),
      holds('six', 'sometimes', 'n === 6'),
    ];
    write('broken.mjs', `next: (n) => (n + 1) % 8, properties: [${asked.join(', ')}]`);
    const ended = await explore(folder, './broken.mjs');
    expect(ended.status).toBe(1);
    expect(ended.stdout).toMatch(/Broken: not two\. Not decided for that reason: 2; --keep-going decides each\.$/m);
    for (const workers of ['1', '2']) {
      const flags = ['--keep-going', '--workers', workers];
      const { status, report: whole } = await exploreJson(folder, './broken.mjs', ...flags);
      expect([status, whole.complete, whole.distinct]).toEqual([1, true, 8]);
      expect(whole.properties.map(({ ok }) => ok)).toEqual([false, true, true]);
    }
    const refused = await explore(folder, './broken.mjs', '--keep-going', '--checkpoint', 'kept');
    expect([refused.status, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toMatch(
      /^figure2: --keep-going and --checkpoint exclude each other, .*leave one of them away\n$/,
    );
  });

  test('an undecided property is no success', async () => {
    const bounded = 'within: (state) => state < 2';
    write('cut.mjs', `${bounded}, properties: [{ name: 'three', kind: 'eventually', holds: (state) => state === 3 }]`);
    const { status, stdout, stderr } = await explore(folder, './cut.mjs');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^figure2: \.\/cut\.mjs: no verdict: "three" is not decided: .*within.*\n$/);
    expect(stdout).toMatch(/^eventually +three +not decided: .*within/m);
    expect(stdout).toMatch(/^Not decided\. All 2 reachable states were seen\.$/m);
  });

  test('what is proved ends at the bound', async () => {
    write(
      'bounded.mjs',
      "within: (state) => state < 2, properties: [{ name: 'low', kind: 'always', holds: (n) => n < 3 }]",
    );
    expect((await explore(folder, './bounded.mjs')).stdout).toContain('every run of this model, within its bound.');
  });

  test('a search that its budget ends is not complete', async () => {
    write('endless.mjs', "next: (n) => n + 1, properties: [{ name: 'low', kind: 'always', holds: () => true }]");
    const { status, stdout, stderr } = await explore(folder, './endless.mjs', '--budget', '1s');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^figure2: \.\/endless\.mjs: no verdict: the search was ended .*; give it more time\n$/);
    expect(stdout).toMatch(/^always +low +not decided: /m);
    expect(stdout).toMatch(/^Not decided\. [\d,]+ levels? complete; then the search was ended before its time\.$/m);
  });

  test('a model that asks nothing', async () => {
    write('mute.mjs', '');
    const { status, stdout } = await explore(folder, './mute.mjs');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^The model has no properties\. All 4 reachable states were seen\.$/m);
    expect(stdout).not.toContain('PASS');
  });

  test('a model of tuples', async () => {
    writeFileSync(
      join(folder, 'tuple.mjs'),
      `export const model = {
  name: 'two counters', places: ['a', 'b'], initialStates: [[0, 0]],
  rules: [0, 1].map((place) => ({ name: 'up ' + place, at: [place], step: (n) => (n < 3 ? [[n + 1]] : []) })),
  properties: [{ name: 'apart', kind: 'always', at: [[0, 1]], holds: (a, b) => a + b < 6 }],
};`,
    );
    const { status, stdout } = await explore(folder, './tuple.mjs');
    expect(status).toBe(1);
    expect(stdout).toContain('0  {"a":0,"b":0}\n1  up ');
    expect(stdout).toMatch(/^6 {2}up \d$/m);
  });
});

describe('threads', () => {
  /** A model of the tests in JavaScript: what is known of it has nothing to do with how it is loaded, which takes longer. */
  const writeModel = (name: string): void => {
    const text = readFileSync(join('test/check/explore/models', `${name}.ts`), 'utf8')
      .replaceAll(/'(?:\.\.\/)+((?:src|model)\/.+)\.ts'/g, (_, path: string) => `'${resolve('dist', path)}.js'`)
      .replaceAll(/'\.\/(\w+)\.ts'/g, "'./$1.mjs'");
    const { outputText } = ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ES2023 } });
    writeFileSync(join(folder, `${name}.mjs`), outputText);
  };
  for (const name of ['transactionCommit', 'twoPhaseCommit', 'twoPhaseCommitTuple', 'publishedRaft']) writeModel(name);
  const bounds = '{ servers: 2, values: 1, maxTerm: 2, maxLog: 1, maxInFlight: 1, maxMultiplicity: 1 }';

  test.each([
    ['transactionCommit', '3', '--no-symmetry', { distinct: 34, generated: 94, depth: 7 }],
    ['twoPhaseCommit', '5', '--no-symmetry', { distinct: 8832, generated: 58_146, depth: 17 }],
    ['twoPhaseCommit', '5', '--symmetry', { distinct: 314, depth: 17, symmetry: 120 }],
    ['twoPhaseCommitTuple', '5', '--no-symmetry', { distinct: 8832, generated: 58_146, depth: 17 }],
    ['publishedRaft', bounds, '--no-symmetry', { distinct: 1645, generated: 12_861 }],
    ['publishedRaft', bounds, '--symmetry', { distinct: 831, generated: 6475, symmetry: 2 }],
  ])('%s(%s) %s: the known answer with one thread and with two', async (name, args, symmetry, expected) => {
    const file = `./known-${name}${symmetry}.mjs`;
    writeFileSync(
      join(folder, file),
      `import { ${name} } from './${name}.mjs';\nexport const model = ${name}(${args});`,
    );
    for (const workers of [1, 2]) {
      expect(await exploreJson(folder, file, symmetry, '--workers', `${workers}`)).toMatchObject({
        status: 0,
        stderr: '',
        report: { ok: true, complete: true, workers, ...expected },
      });
    }
  });
});

describe('a search that runs out of memory', () => {
  const lengths = ({ properties }: z.infer<typeof report>) =>
    properties.map(({ name, ok, path }) => [name, ok, path?.length]);

  writeFileSync(
    join(folder, 'grid.mjs'),
    `export const model = {
  name: 'a grid', places: ['a', 'b'], initialStates: [[0, 0]],
  rules: [0, 1].map((place) => ({ name: 'up ' + place, at: [place], step: (n) => (n < 599 ? [[n + 1]] : []) })),
  properties: [
    { name: 'soon', kind: 'sometimes', at: [[0, 1]], holds: (a, b) => a + b === 3 },
    { name: 'late', kind: 'sometimes', at: [[0, 1]], holds: (a, b) => a + b === 1198 },
  ],
};`,
  );

  test('says how far it came, and goes on from there to the same end', () => {
    const { status, stdout } = figure2(folder, 'explore', './grid.mjs', '--memory', '16m', '--checkpoint', 'kept');
    expect(status).toBe(2);
    expect(stdout).toMatch(/^sometimes +soon +seen after 3 steps$/m);
    expect(stdout).toMatch(/^sometimes +late +not decided: /m);
    expect(stdout).toMatch(/^Not decided\. \d+ levels complete; then the memory budget was used up\.$/m);
    const [, command = ''] = /^Go on with: figure2 (.*)$/m.exec(stdout) ?? [];
    expect(command).toBe('explore ./grid.mjs --checkpoint kept --memory 32m --resume');
    const resumed = exploreJsonAlone(folder, ...command.replace('32m', '256m').split(' ').slice(1));
    const direct = exploreJsonAlone(folder, './grid.mjs');
    expect([resumed.status, direct.status]).toEqual([0, 0]);
    const { complete, distinct, generated, depth } = direct.report;
    expect([complete, distinct, depth]).toEqual([true, 360_000, 1199]);
    expect(resumed.report).toMatchObject({ complete, distinct, generated, depth });
    expect(lengths(resumed.report)).toEqual(lengths(direct.report));
  });

  test('does not go on with another model than it began with', () => {
    write('changed.mjs', 'next: (n) => n + 1');
    const args = ['explore', './changed.mjs', '--json', '--checkpoint', 'of-changed', '--budget', '1s'];
    expect(figure2(folder, ...args).status).toBe(2);
    write('changed.mjs', 'next: (n) => n + 2');
    expect(figure2(folder, ...args, '--resume')).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(oneLineThat(/of-changed holds a checkpoint of another search/)) as string,
    });
  });

  test('does not go on from where nothing is', () => {
    expect(figure2(folder, 'explore', './grid.mjs', '--json', '--checkpoint', 'nowhere', '--resume')).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(oneLineThat(/there is no nowhere\/checkpoint.json/)) as string,
    });
    expect(readdirSync(folder)).not.toContain('nowhere');
  });
});

describe('bad usage and bad input', () => {
  const refused: readonly [string, string, RegExp][] = [
    ['an action that throws', "actions: () => { throw new Error('boom'); }", /model.actions threw: boom/],
    [
      'a next that changes the state',
      'initialStates: [{ n: 0 }], next: (state) => { state.n++; return state; }',
      /model.next threw: .*read only.*; a state must not be changed: give a new one/,
    ],
    ['a next that throws', "next: () => { throw new Error('a\\nb'); }", /model.next threw: a b/],
    ['actions that are none', 'actions: () => undefined', /model.actions gave undefined; it must give an array/],
    ['a state that is no JSON', 'next: () => new Map()', /JSON values only, but it is a Map/],
    [
      'a holds that throws',
      "properties: [{ name: 'p', kind: 'always', holds: (s) => s.x.y }]",
      /properties.0.holds \(p\) threw: /,
    ],
    [
      'a verdict that is none',
      "properties: [{ name: 'p', kind: 'always', holds: () => 1 }]",
      /holds \(p\) gave 1; it must/,
    ],
    ['no function', 'next: 3', /model.next: expected a function/],
    ['no name', 'name: 3', /model.name: expected a text/],
    ['a field that is none', 'simmetry: {}', /model has a field that no model has: simmetry/],
    ['no initial state', 'initialStates: []', /model.initialStates: expected at least one/],
    [
      'a kind that is none',
      "properties: [{ name: 'p', kind: 'never', holds() {} }]",
      /properties.0.kind: expected always, /,
    ],
    [
      'two of a name',
      "properties: [1, 2].map(() => ({ name: 'p', kind: 'always', holds: () => true }))",
      /names that differ/,
    ],
    [
      'whenever of always',
      "properties: [{ name: 'p', kind: 'always', holds() {}, whenever() {} }]",
      /whenever is for eventually/,
    ],
    [
      'no strength',
      "fairness: [{ name: 'f', strength: 'mild', includes() {} }]",
      /fairness.0.strength: expected weak or strong/,
    ],
    ['no renamings', 'symmetry: { renamings: 0, rename() {} }', /model.symmetry.renamings/],
    ['a tuple without rules', "places: ['a'], rules: 3", /model/],
  ];

  test.each(refused)('%s', async (name, fields, words) => {
    const file = `./${name.replaceAll(' ', '-')}.mjs`;
    write(file, fields);
    expect(await explore(folder, file, '--json')).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(oneLineThat(words)) as string,
    });
  });

  test.each([
    ['explore', /say what to explore/],
    ['explore ./missing.ts', /can't read .\/missing.ts: no such file/],
    ['explore Nothing', /there is no configuration Nothing; --list/],
    ['explore ./empty.mjs', /.\/empty.mjs exports no model; add/],
    ['explore ./number.mjs', /model: expected an object/],
    ['explore ./plain.mjs --resume', /--resume needs --checkpoint DIR/],
    ['explore ./plain.mjs --checkpoint plain.mjs', /--checkpoint plain.mjs.*another folder/],
    ['explore ./plain.mjs --symmetry', /the model has no symmetry/],
    ['explore ./plain.mjs --protocol x.ts', /--protocol is for configurations of figure2/],
    ['explore ./plain.mjs --memory 3', /--memory.*'3'.*such as 500m or 2g/],
    ['explore ./plain.mjs --memory 1m', /from 16m to 1024g/],
  ])('%s', async (line, words) => {
    writeFileSync(join(folder, 'empty.mjs'), 'export const protocol = 3;');
    writeFileSync(join(folder, 'number.mjs'), 'export const model = 3;');
    write('plain.mjs', '');
    const before = readdirSync(folder, { recursive: true });
    expect(await figure2Here(folder, ...line.split(' '))).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(oneLineThat(words)) as string,
    });
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });
});
