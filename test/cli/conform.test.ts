import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { actionsOf } from '../../model/counterexample/replay.ts';
import { writeTraceFile } from '../../src/trace/traceFile.ts';
import { settingOf, traceFrom } from '../conform/arrange.ts';
import { foundIn } from '../model/counterexample/arrange.ts';
import { figure2, figure2Here, oneLineThat, scratchFolder, writeMutant } from './figure2.ts';

const folder = scratchFolder();
writeMutant(folder, 'votes.mjs', 'A01');
const broken = foundIn('A01', 2);
writeFileSync(join(folder, 'votes.itf.json'), writeTraceFile(broken));
const setting = settingOf(['S1', 'S2', 'S3']);
const lines = ['S1 restart', 'S2 restart', 'S3 restart', 'S1 timeout election', 'S1 clientCommand "a"'];
const sound = { ...broken, setting, trace: traceFrom(setting, actionsOf(lines)) };
writeFileSync(join(folder, 'sound.itf.json'), writeTraceFile(sound));

const itf = z.looseObject({ vars: z.array(z.string()), states: z.array(z.looseObject({ servers: z.unknown() })) });
const counts = z.record(z.string(), z.int().nonnegative());

/** The stories of an optional page, at least so many, all of which end as told. */
const storiesOf = (page: string, count: number) =>
  z.strictObject({
    extension: z.literal(page),
    stories: z.array(z.strictObject({ name: z.string(), ok: z.literal(true) })).min(count),
  });

describe('figure2 spec', () => {
  test('the stories, the invariants, and what was seen', async () => {
    const report = z.strictObject({
      ok: z.literal(true),
      seed: z.literal('42'),
      seconds: z.number(),
      stories: z.array(z.strictObject({ name: z.string(), ok: z.literal(true) })).min(30),
      pages: z.tuple([
        storiesOf('check-quorum', 5),
        storiesOf('client-batches', 4),
        storiesOf('leadership-transfer', 10),
        storiesOf('no-op', 8),
        storiesOf('parallel-write', 6),
        storiesOf('pre-vote', 8),
        storiesOf('read-index', 10),
      ]),
      random: z.strictObject({
        traces: z.literal(6),
        steps: z.literal(180),
        clauses: counts,
        violation: z.null(),
        floors: z.array(z.strictObject({ name: z.string(), share: z.number(), floor: z.number(), ok: z.boolean() })),
      }),
    });
    const args = ['spec', '--traces', '6', '--steps', '30', '--seed', '42', '--json'];
    const { status, stdout, stderr } = await figure2Here(folder, ...args);
    expect([status, stderr]).toEqual([0, '']);
    const { random } = report.parse(JSON.parse(stdout));
    expect(random.clauses['RS-C-1']).toBeGreaterThan(0);
  });
});

describe('figure2 conform', () => {
  test('the shipped Raft is where the specification is, and every clause has acted', async () => {
    const report = z.strictObject({
      ok: z.literal(true),
      seed: z.literal('7'),
      seconds: z.number(),
      stories: z.int().min(30),
      traces: z.literal(10),
      steps: z.int().min(500),
      clauses: counts,
      idle: z.tuple([]),
      difference: z.null(),
    });
    const { status, stdout, stderr } = await figure2Here(folder, 'conform', '--traces', '10', '--seed', '7', '--json');
    expect([status, stderr]).toEqual([0, '']);
    const { clauses } = report.parse(JSON.parse(stdout));
    expect(Object.values(clauses)).not.toContain(0);
  });

  test('RV-2: a defect is told with the step, the variable, both values and the clause', () => {
    const args = ['conform', '--traces', '1', '--protocol', 'votes.mjs', '--itf', 'kept/votes.itf.json'];
    const { status, stdout, stderr } = figure2(folder, ...args);
    expect([status, stderr]).toEqual([1, '']);
    const { vars, states } = itf.parse(JSON.parse(readFileSync(join(folder, 'kept/votes.itf.json'), 'utf8')));
    expect(vars).toContain('servers');
    expect(states).toHaveLength(1 + Number(/^DIFFERENT at step (\d+) /m.exec(stdout)?.[1]));
    expect(stdout).toMatch(
      /^DIFFERENT at step \d+ of the story \w+Test: the implementation is not where the specification is$/m,
    );
    expect(stdout).toMatch(/^ {2}servers S\d votedFor is +"S\d"\n {2}servers S\d votedFor should be +"S\d"$/m);
    expect(stdout).toMatch(/^ {2}the reference model agrees with the specification$/m);
    expect(stdout).toMatch(/^Clause: RV-2 /m);
    expect(stdout).toMatch(/^Again: figure2 conform .*--protocol votes.mjs$/m);
  });

  test('a recording that the specification allows', async () => {
    expect(await figure2Here(folder, 'conform', '--trace', 'sound.itf.json')).toEqual({
      status: 0,
      stderr: '',
      stdout: 'The specification allows all 5 steps of sound.itf.json.\n',
    });
  });

  test('a recording that it does not: the line, the conjunct, where it stands, and both sides', async () => {
    const { status, stdout, stderr } = await figure2Here(folder, 'conform', '--trace', 'votes.itf.json');
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^REJECTED at step 5 of votes.itf.json, after 4 that the specification allows$/m);
    expect(stdout).toMatch(
      /^ {2}self.votedFor == seen.votedFor {2}is false \(.*raft.qnt:\d+\)\n {2}left +"S\d"\n {2}right +"S\d"$/m,
    );
    expect(stdout).toMatch(/^Again: figure2 conform --trace votes.itf.json$/m);
  });

  test.each([
    [['--against', 'raft.tla'], /give a recording with --trace FILE/],
    [['--traces', '0'], /--traces <N>.*whole number from 1/],
    [['--seed', '-1'], /--seed <S>.*whole number from 0 to 18446744073709551615/],
    [['--trace', 'nowhere.json'], /nowhere.json/],
    [['--trace', 'votes.mjs'], /votes.mjs is no trace/],
  ])('bad usage: %j', async (args, words) => {
    expect(await figure2Here(folder, 'conform', ...args)).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(oneLineThat(words)) as string,
    });
  });
});
