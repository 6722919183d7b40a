/** What led to a finding, as a picture: both values, what caused them, and no more than a person reads. */
import { describe, expect, test } from 'vitest';
import { mutantOf } from '../../../model/mutants/index.ts';
import { figure2Program, runLab, type SubjectProgram } from '../../../model/runs/labs/index.ts';
import type { GradeFinding } from '../../../src/grade/outcome.ts';
import { MOMENTS_MAX } from '../../../src/grade/recording/cut.ts';
import { breachPicture, failurePicture } from '../../../src/grade/recording/ofFinding.ts';
import { pictureOfEnd } from '../../../src/grade/recording/picture.ts';
import { runSchedule, schedules } from '../../../src/grade/schedules/index.ts';
import { WireChecks } from '../../../src/grade/wire/checks.ts';
import { watchedProgram } from '../../../src/grade/wire/watch.ts';
import type { Picture } from '../../../src/trace/picture/picture.ts';
import { drawSvg, svgReaches } from '../../../src/trace/picture/svg.ts';
import { drawTerminal } from '../../../src/trace/picture/terminal.ts';
import { nastyCommands } from '../../trace/arrange.ts';
import { entry, Script } from '../wire/script.ts';

const mutated = (id: string): SubjectProgram => figure2Program({ protocol: mutantOf(id)?.protocol });

const played = (id: string, program: SubjectProgram): GradeFinding => {
  const schedule = schedules.find((one) => one.id === id);
  if (!schedule) throw new Error(`there is no schedule ${id}`);
  return runSchedule({ schedule, program, seed: 1 });
};

const shown = (picture: Picture | undefined): Picture => {
  if (!picture) throw new Error('there is no picture');
  return picture;
};

const linesOf = (picture: Picture | undefined): readonly string[] => drawTerminal(shown(picture)).split('\n');

test('RV-2: a leader that votes again is shown with both votes, and with how the late request came', () => {
  expect(linesOf(played('leader-asked', mutated('A01')).picture)).toEqual([
    '      S1      S2      S3',
    '   1  │       ✕       │         0 ms crashes',
    '   2  ●               │       376 ms saves; RequestVote term=1 to S2, lost to S3 → candidate, term 1',
    '      ⚑ the first of the two that do not fit',
    '   3  ╎               ●       485 ms saves; RequestVote term=1 to S1 S2 → candidate, term 1',
    '   4  ╎       ○       ╎       490 ms restarts',
    '   5  ├──────▶●       ╎       492 ms RequestVote term=1, 116 ms late; saves; votes for S1 (2)',
    '   6  ●◀──────┤       ╎       494 ms RequestVoteReply term=1 granted (5) → leader, term 1',
    '   7  ●◀──────┼───────┤       497 ms RequestVote term=1; saves; votes for S3 (3)',
    '      ✗ RV-2 broken: S1 has one vote in term 1, but it voted for itself at 376.491 ms and for S3 at',
    '        497 ms',
    '│ follower  ╎ candidate  ┃ leader  ○ start  ✕ crash  (3): sent at step 3',
  ]);
});

test('what passes has no picture, nor has what was not reached', () => {
  expect(played('leader-asked', mutated('C01')).picture).toBeUndefined();
  expect(played('vote-crash', mutated('A05'))).not.toHaveProperty('picture');
});

describe.each([
  ['vote-crash', 'C01', 1],
  ['candidate-crash', 'A09', 1],
  ['stale-vote', 'A14', 0],
  ['append-crash', 'C03', 1],
  ['short-append', 'A28', 1],
  ['old-snapshot', 'B07', 1],
  ['snapshot-in-newer-term', 'wrong-snapshot-term', 1],
  ['figure-8', 'A46', 1],
  ['stale-success', 'A43', 1],
])('the picture of %s on %s', (id, mutant, turns) => {
  const finding = played(id, mutated(mutant));
  const { rows, title } = shown(finding.picture);
  const notes = (tone: string) => rows.filter((row) => row.notes.some((note) => note.tone === tone));

  test('is short, and is named after what is broken', () => {
    expect(rows.length).toBeLessThanOrEqual(MOMENTS_MAX);
    expect(rows.map(({ step }) => step)).toEqual(rows.map((_, place) => place + 1));
    expect(title).toMatch(new RegExp(`^${id}: ${finding.clause} `));
  });

  test('ends with what is broken, and marks what it does not fit', () => {
    expect(notes('broken')).toEqual([rows.at(-1)]);
    expect(rows.at(-1)?.notes[0]?.text).toContain(`${finding.clause} broken: `);
    expect(notes('turn')).toHaveLength(turns);
    const times = [...finding.because.matchAll(/at (\d+)(?:\.\d+)? ms/g)].map(([, ms]) => Number(ms));
    const told = [...notes('turn'), ...notes('broken')].map(({ time = '' }) => Number.parseInt(time, 10));
    for (const ms of times) expect(told.some((one) => Math.abs(one - ms) <= 1)).toBe(true);
  });

  test('draws arrows only forward, from who sent what comes', () => {
    const arrows = rows.flatMap(({ step, at, from }) => (from ? [{ step, at, from }] : []));
    expect(arrows.length).toBeGreaterThan(0);
    for (const { step, at, from } of arrows) {
      expect(from.step).toBeLessThan(step);
      expect(from.at).not.toBe(at);
      expect(rows[from.step - 1]?.at).toBe(from.at);
    }
  });

  test('reaches further with each step', () => {
    const reaches = svgReaches(shown(finding.picture));
    expect([...reaches].sort((one, other) => one - other)).toEqual(reaches);
    expect(new Set(reaches).size).toBe(rows.length);
    expect(Math.max(...reaches)).toBeLessThanOrEqual(1);
  });
});

/** A whole scenario, with the checks of the wire beside it. */
const scenarioOf = (name: string, program: SubjectProgram) => {
  const checks = new WireChecks({ seed: 1 });
  const report = runLab({ name, seed: 1, program: watchedProgram(program, checks) });
  return { checks, report };
};

test('RS-C-2: of a long scenario the election is shown that a leader did not win', () => {
  const { checks } = scenarioOf('Figure8Unreliable3C', mutated('A14'));
  const found = checks.broken.find(({ check }) => check === 'W4');
  expect(found).toBeDefined();
  expect(checks.recording.events.length).toBeGreaterThan(2000);
  const { rows } = shown(found && breachPicture(checks.recording, found, 'W4'));
  expect(rows.length).toBeLessThanOrEqual(MOMENTS_MAX);
  const [, leader = '', term = ''] = /^(S\d) leads term (\d+)/.exec(found?.because ?? '') ?? [];
  expect(rows.at(-1)?.at).toBe(Number(leader.slice(1)) - 1);
  expect(rows.some(({ label }) => label.includes(`RequestVote term=${term}`))).toBe(true);
});

test('of a scenario that fails the end is shown, without its heartbeats', () => {
  const { checks, report } = scenarioOf('BasicAgree3B', mutated('never-sends'));
  expect(report.ok).toBe(false);
  const picture = failurePicture(checks.recording, { check: 'BasicAgree3B', because: report.because ?? '' });
  const { rows } = shown(picture);
  expect(rows.length).toBeLessThanOrEqual(MOMENTS_MAX);
  expect(rows.at(-1)?.notes[0]).toEqual({ tone: 'broken', text: report.because });
  const gaps = rows.flatMap(({ notes }) => notes.filter(({ tone }) => tone === 'gap'));
  expect(gaps.length).toBeGreaterThan(0);
  for (const { text } of gaps) expect(text).toMatch(/^left out: (\d+ heartbeats?)?( and )?(\d+ other steps?)?$/);
});

test('where nothing happened nothing is shown', () => {
  const { recording } = new WireChecks({ seed: 1 });
  expect(pictureOfEnd(recording, { title: 'x', broken: 'y' })).toBeUndefined();
  expect(breachPicture(recording, { check: 'W1', because: 'z' }, 'W1')).toBeUndefined();
});

test('a message that never came is said to be lost, and one that may be under way is not', () => {
  const run = new Script();
  run.send('RequestVote', [0, 1], { Term: 1 });
  for (let n = 0; n < 60; n++) run.apply(2, n + 1, '"x"');
  run.send('RequestVote', [1, 2], { Term: 2 });
  const rows = shown(pictureOfEnd(run.checks.recording, { title: 'x', broken: 'y' })).rows.map(({ label }) => label);
  expect(rows.filter((label) => label.startsWith('RequestVote'))).toEqual(['RequestVote term=2 to S3']);
  const early = new Script();
  early.send('RequestVote', [0, 1], { Term: 1 });
  for (let n = 0; n < 30; n++) early.apply(2, n + 1, '"x"').apply(1, n + 1, '"x"');
  const all = drawTerminal(shown(pictureOfEnd(early.checks.recording, { title: 'x', broken: 'y' })));
  expect(all).not.toContain('(lost)');
  expect(shown(pictureOfEnd(early.checks.recording, { title: 'x', broken: 'y' })).rows).toHaveLength(MOMENTS_MAX);
});

test('nothing that a submission calls or says can get out of a picture', () => {
  const run = new Script();
  for (const command of nastyCommands) {
    run.append(0, 1, 1, 0, [entry(1, command)]);
    run.send(`Odd${command}`, [1, 2], { Term: 1 });
    run.apply(0, 1, JSON.stringify(command));
  }
  const picture = shown(
    pictureOfEnd(run.checks.recording, { title: nastyCommands[0] ?? '', broken: nastyCommands[2] ?? '' }),
  );
  const unseen = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;
  expect(drawTerminal(picture)).not.toMatch(unseen);
  expect(drawSvg(picture)).not.toMatch(unseen);
  expect(drawSvg(picture)).not.toContain('<script');
});
