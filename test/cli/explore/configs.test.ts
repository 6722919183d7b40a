import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { configOf, configs, extensionConfigs, togetherConfigs } from '../../../model/worlds/configs/index.ts';
import { directed } from '../../../model/worlds/directed/index.ts';
import { furtherConfigs } from '../../../model/worlds/further/index.ts';
import type { HostReport } from '../../../src/check/host/explore.ts';
import { configStudy } from '../../../src/cli/explore/configStudy.ts';
import { figure2, oneLineThat, scratchFolder, writeMutant } from '../figure2.ts';

const folder = scratchFolder();
writeMutant(folder, 'cuts.ts', 'A28');
writeMutant(folder, 'cuts.mjs', 'A28');

const property = z.strictObject({
  name: z.string(),
  kind: z.enum(['always', 'step']),
  ok: z.boolean().nullable(),
  because: z.string().optional(),
  path: z.array(z.strictObject({ action: z.string().nullable(), state: z.json() })).optional(),
});

const report = z.strictObject({
  ok: z.boolean(),
  config: z.string(),
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
  clauses: z.record(z.string(), z.int()),
  violation: z.json().optional(),
});

const exploreJson = (...args: readonly string[]) => {
  const { status, stdout, stderr } = figure2(folder, 'explore', '--json', ...args);
  return { status, stderr, report: report.parse(JSON.parse(stdout)) };
};

describe('the list', () => {
  test('for people: names, titles, bounds and what is known', () => {
    const { status, stdout, stderr } = figure2(folder, 'explore', '--list');
    expect([status, stderr]).toEqual([0, '']);
    const lines = stdout.split('\n');
    for (const { name, title } of configs) {
      expect(lines.find((line) => line.startsWith(`${name} `))).toContain(` ${title} `);
    }
    expect(stdout).toMatch(/^ +3 servers, 2 election timeouts, 1 crash after any effect$/m);
    expect(stdout).toMatch(/^late-entries +.* 83,151 +21$/m);
    expect(stdout).toMatch(/^of two optional pages, and of all *\n(pair-.*\n.*\n.*\n)+all-pages-/m);
    const [general = '', scripted = ''] = stdout.split('begun by a script that was written for a clause');
    expect([general.includes('\nheartbeats '), general.includes('made for A')]).toEqual([true, false]);
    expect(scripted).toMatch(/^late-entries .*\n.*\n +made for AE-3, D-2, D-6 *$/m);
    expect(scripted).toMatch(/^ +made for A46, claims-whole-log, commits-inherited, X4 *$/m);
  });

  test('for programs', () => {
    const { status, stdout } = figure2(folder, 'explore', '--list', '--json');
    expect(status).toBe(0);
    const { configs: listed } = JSON.parse(stdout) as { readonly configs: readonly Record<string, unknown>[] };
    const kinds = new Map(listed.map(({ name, general, madeFor }) => [name, [general, madeFor]]));
    expect(kinds.get('heartbeats')).toEqual([true, null]);
    expect(kinds.get('late-votes')).toEqual([false, { defects: ['A14'] }]);
    expect(listed.map(({ name, expected }) => ({ name, expected }))).toEqual(
      [...configs, ...extensionConfigs, ...togetherConfigs, ...directed, ...furtherConfigs].map(
        ({ name, expected }) => ({
          name,
          expected,
        }),
      ),
    );
  });
});

describe('a configuration that holds', () => {
  test('for programs: the numbers that are known, with one thread and with two', () => {
    for (const workers of [1, 2]) {
      const explored = exploreJson('late-entries', '--workers', `${workers}`);
      expect(explored).toMatchObject({
        status: 0,
        stderr: '',
        report: { ok: true, complete: true, stopped: null, symmetry: 1, workers, ...configOf('late-entries').expected },
      });
      expect(explored.report.clauses['RV-2']).toBeGreaterThan(0);
      expect(explored.report.clauses['IS-6']).toBe(0);
      expect(explored.report.bytesPerWorld).toBeLessThanOrEqual(32);
    }
  });

  test('for people: what is checked, and which clauses never fired', () => {
    const { status, stdout, stderr } = figure2(folder, 'explore', 'late-entries');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Never fired here: .*\bIS-6\b/m);
    expect(stdout).toMatch(/^PASS\. All 83,151 reachable states were seen\.$/m);
    expect(stdout).toMatch(/^Within these bounds: Entries of two commands/m);
    expect(stdout).toMatch(/^Beyond them: More than one duplicate\.$/m);
  });

  test('--no-symmetry counts renamings apart', () => {
    const { status, report: apart } = exploreJson('duplication', '--no-symmetry');
    expect([status, apart.ok, apart.symmetry]).toEqual([0, true, 1]);
    expect(apart.distinct).toBeGreaterThan(5 * configOf('duplication').expected.distinct);
  });

  const found = (distinct: number): HostReport => ({
    ok: true,
    model: 'late-entries',
    complete: true,
    stopped: null,
    vacuous: null,
    deadlocks: 0,
    generated: 9,
    workers: 1,
    symmetry: 1,
    localSteps: 9,
    bytesPerState: 32,
    properties: [],
    seconds: 1,
    counts: {},
    ...configOf('late-entries').expected,
    distinct,
  });

  test('other numbers than those that are known are no success', async () => {
    const expected = configOf('late-entries').expected;
    const { conclude } = await configStudy('late-entries', { workers: 1 });
    const as = async (distinct: number) => conclude(found(distinct), undefined);
    expect(await as(expected.distinct)).toMatchObject({ ok: true });
    const off = await as(expected.distinct + 1);
    expect(off).toMatchObject({ ok: false, document: { ok: false, expected } });
    expect(off.text).toMatch(/^Not as it should be\. .*known to have 83,151 and 21 levels/m);
    const own = await configStudy('late-entries', { workers: 1, protocolFile: join(folder, 'cuts.mjs') });
    expect(await own.conclude(found(1), undefined)).toMatchObject({ ok: true });
  });
});

describe('a protocol with a defect', () => {
  test('is told, drawn, kept, and replayed', () => {
    const args = ['late-entries', '--protocol', './cuts.ts', '--traces', 'kept'];
    const { status, stdout } = figure2(folder, 'explore', ...args);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^VIOLATED SP-18 /m);
    expect(stdout).toMatch(/^Broken clause: D-2 /m);
    expect(stdout).toMatch(/^Step \d+: S\d breaks D-2$/m);
    expect(stdout).toMatch(/^Found in late-entries, after \d+ actions; what matters of it:$/m);
    expect(stdout).toMatch(/^ +S1 +S2/m);
    expect(existsSync(join(folder, 'kept/SP-18-late-entries.itf.json'))).toBe(true);
    const command = stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(command).toBe('figure2 replay kept/SP-18-late-entries.itf.json --protocol ./cuts.ts');
    expect(figure2(folder, ...command.split(' ').slice(1)).status).toBe(1);
    const shipped = figure2(folder, ...command.split(' ').slice(1, -2));
    expect([shipped.status, shipped.stderr]).toEqual([0, '']);
  });

  test('a protocol may decide otherwise, if that is said', () => {
    writeMutant(folder, 'terse.mjs', 'answers-nothing');
    const flags = ['explore', 'late-entries', '--protocol', 'terse.mjs'];
    expect(figure2(folder, ...flags)).toMatchObject({ status: 1, stdout: expect.stringContaining('D-10') as string });
    const free = figure2(folder, ...flags, '--decisions', 'differ');
    expect([free.status, free.stdout]).toEqual([0, expect.stringContaining(', whose decisions may differ')]);
  });

  test('for programs: the violation, and the shortest path as lines', () => {
    const { status, report: broken } = exploreJson('late-entries', '--protocol', './cuts.mjs');
    expect([status, broken.ok, broken.stopped]).toEqual([1, false, 'violation']);
    expect(broken.violation).toMatchObject({ property: 'SP-18', clause: 'D-2', foundBy: { name: 'late-entries' } });
    const { path = [] } = broken.properties.find(({ ok }) => ok === false) ?? {};
    expect(path.map(({ action }) => action?.includes(' ') ?? null)).toEqual([null, ...path.slice(1).map(() => true)]);
    expect(path).toHaveLength(broken.depth);
  });
});

describe('a search that runs out of memory', () => {
  test('goes on from its checkpoint to the same end', () => {
    const limited = figure2(folder, 'explore', 'crash-recovery', '--memory', '16m', '--checkpoint', 'kept-levels');
    expect(limited.status).toBe(2);
    expect(limited.stderr).toMatch(
      /^figure2: crash-recovery: no verdict: the memory was used up .*; give more with --memory\n$/,
    );
    expect(limited.stdout).toMatch(/^Not decided\. \d+ levels complete; then the memory budget was used up\.$/m);
    const [, command = ''] = /^Go on with: figure2 (.*)$/m.exec(limited.stdout) ?? [];
    expect(command).toBe('explore crash-recovery --checkpoint kept-levels --memory 32m --resume');
    const { status, report: resumed } = exploreJson(...command.replace('32m', '500m').split(' ').slice(1));
    expect(status).toBe(0);
    expect(resumed).toMatchObject({ complete: true, ...configOf('crash-recovery').expected });
  });

  test('the checkpoint of one configuration is none of another', () => {
    expect(figure2(folder, 'explore', 'late-entries', '--checkpoint', 'kept-levels', '--resume', '--json')).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(oneLineThat(/kept-levels holds a checkpoint of another search/)) as string,
    });
  });
});

describe('bad usage', () => {
  test.each([
    ['explore nothing', /there is no configuration nothing; .*elections, .*three-terms.*; or give/],
    ['explore crash-recovery --symmetry', /crash-recovery.* without symmetry/],
    ['explore elections --protocol missing.ts', /can't read missing.ts/],
    ['explore elections --traces cuts.ts', /can't write into --traces cuts.ts/],
  ])('%s', (line, words) => {
    const before = readdirSync(folder);
    expect(figure2(folder, ...line.split(' '), '--json')).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(oneLineThat(words)) as string,
    });
    expect(readdirSync(folder)).toEqual(before);
  });
});
