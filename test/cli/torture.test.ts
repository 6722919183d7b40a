import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { conclude, type EndedTorture, unreadJournals } from '../../src/cli/torture/conclude.ts';
import { type ValidatedJournals, validateFiles } from '../../src/verify/journals.ts';
import { type Recorded, recordedRun } from '../model/runs/journals/arrange.ts';
import { hearing, scratchFolder } from './figure2.ts';

const folder = scratchFolder();

const journalsOf = (recorded: Recorded): ValidatedJournals => {
  const directory = mkdtempSync(join(folder, 'journals-'));
  const files = Object.entries(recorded).map(([id, [lines = []]]) => {
    const file = join(directory, id);
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  });
  return validateFiles(files);
};

const recorded = recordedRun({ seed: 1, virtualMs: 500 });
const sound = journalsOf(recorded);
/** The servers have written their heads, and no step. */
const undecided = journalsOf(
  Object.fromEntries(Object.entries(recorded).map(([id, [lines = []]]) => [id, [[lines[0] ?? '']]])),
);
/** S1 says of its first step that its term is another one. */
const refused = journalsOf({
  ...recorded,
  S1: [(recorded['S1']?.[0] ?? []).map((line) => line.replace(/ (\w+)@0 log/, ' $1@7 log'))],
});

const lost = ['"c1 a" was acknowledged at position 1, which holds nothing'];

const ended = (
  journals: ValidatedJournals,
  objections: readonly string[] = [],
  flags: Partial<EndedTorture['options']> = {},
): EndedTorture => {
  const directory = mkdtempSync(join(folder, 'fire-'));
  return {
    options: { kills: 1, servers: 3, clients: 2, json: false, ...flags },
    report: {
      seed: 7,
      kills: 1,
      faults: 1,
      commands: { applied: 9, notApplied: 0, unknown: 0 },
      recoveries: [40],
      objections,
    },
    journals,
    directory,
    seconds: 2,
    electionTimeoutMs: 300,
  };
};

interface Concluded {
  readonly exitCode: number;
  readonly because: string;
  readonly stdout: string;
  readonly isKept: boolean;
}

const concluded = async (torture: EndedTorture): Promise<Concluded> => {
  const { result, stdout, stderr } = await hearing(() => conclude(torture));
  return { exitCode: result, because: stderr, stdout, isKept: existsSync(torture.directory) };
};

describe('figure2 torture', () => {
  test('holds when clients and journals say so, and keeps nothing', async () => {
    const { stdout, ...rest } = await concluded(ended(sound));
    expect(rest).toEqual({ exitCode: 0, because: '', isKept: false });
    expect(stdout).toMatch(
      /^Figure 2 allows all \d+ steps that the servers have recorded\nPASS: no acknowledged command is lost/m,
    );
  });

  test('keeps what was asked for', async () => {
    const { exitCode, stdout, isKept } = await concluded(ended(sound, [], { out: 'fire' }));
    expect([exitCode, isKept]).toEqual([0, true]);
    expect(stdout).toMatch(/^Disks and journals: /m);
  });

  test.each([
    [
      'without a step',
      undecided,
      /^figure2: not decided, as to what the servers did: no step is recorded .*; disks and journals: /,
    ],
    [
      'that can not be read',
      unreadJournals('S1 is no journal'),
      /^figure2: not decided, as to what the servers did: S1 is no journal; /,
    ],
  ])('decides nothing by journals %s, and says what clients saw', async (_, journals, why) => {
    const { stdout, because, ...rest } = await concluded(ended(journals));
    expect(rest).toEqual({ exitCode: 2, isKept: true });
    expect(because).toMatch(why);
    expect(stdout).toMatch(/^Of what clients saw: no acknowledged command is lost/m);
    expect(stdout).not.toMatch(/PASS|Figure 2 allows/);
    const { stdout: document } = await concluded(ended(journals, [], { json: true }));
    expect(JSON.parse(document)).toMatchObject({ ok: false, journals: { undecided: expect.any(String) as string } });
  });

  test('is broken by what the servers did, though clients saw nothing', async () => {
    expect(refused.refusal).toBeDefined();
    const { exitCode, stdout, isKept } = await concluded(ended(refused));
    expect([exitCode, isKept]).toEqual([1, true]);
    expect(stdout).toMatch(/^REJECTED .*\/S1:2 /m);
    expect(stdout).not.toMatch(/PASS|Figure 2 allows/);
  });

  test('is broken by what clients saw, also where the journals decide nothing', async () => {
    for (const journals of [sound, undecided]) {
      const { exitCode, stdout } = await concluded(ended(journals, lost));
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/^VIOLATED "c1 a" was acknowledged at position 1/m);
      expect(stdout).toMatch(/^Again: figure2 torture .*--seed 7 /m);
      expect(stdout).not.toContain('PASS');
    }
  });
});
