/** From the implementation to the specification: what was recorded is what the specification allows. */
import { describe, expect, test } from 'vitest';
import { actionsOf } from '../../model/counterexample/replay.ts';
import { labNames, runLab } from '../../model/runs/labs/index.ts';
import { runScript } from '../../model/runs/scenario/runner.ts';
import { clusterOf, parseScript } from '../../model/runs/scenario/script.ts';
import { commandOf } from '../../src/core/entries.ts';
import { scenarios } from '../scenarios/golden.ts';
import { isNightly } from '../support/nightly.ts';
import { recording, settingOf, traceFrom } from './arrange.ts';

/** The longest labs go on in the same way: the beginning of each is followed. */
const STEPS = 700;

const scripts = scenarios().map(({ file, text }) => parseScript(file, text));

const linesOfLab = (name: string, seed: number): readonly string[] => {
  const lines: string[] = [];
  runLab({ name, seed, trace: (line) => lines.push(line) });
  return lines.slice(0, STEPS);
};

const serversIn = (lines: readonly string[]): readonly string[] =>
  [...new Set(lines.flatMap((line) => line.match(/\bS\d+\b/g) ?? []))].sort();

describe('the specification allows', () => {
  // The second seed is another run of the same labs, and is followed at night.
  describe.each(isNightly ? [1, 2] : [1])('each lab with seed %i', (seed) => {
    test.each(labNames)('%s', async (name) => {
      const lines = linesOfLab(name, seed);
      const setting = settingOf(serversIn(lines));
      const report = await recording(setting, traceFrom(setting, actionsOf(lines)));
      expect(report).toEqual({ ok: true, steps: expect.any(Number) as number, refused: null });
      expect(report.steps).toBeGreaterThan(30);
    });
  });

  test.each(
    scripts.filter(({ extensions }) => extensions.length === 0).map((script) => [script.file, script] as const),
  )('%s', async (_, script) => {
    const setting = settingOf(script.ids, script.options);
    const { disks } = script;
    const { trace } = runScript(script);
    expect(await recording({ ...setting, disks }, trace)).toEqual({ ok: true, steps: trace.length, refused: null });
    // What was on the disks matters: without it the first start already leads elsewhere.
    if (disks.length === 0) return;
    const { refused } = await recording(setting, trace);
    expect(refused?.step).toBeLessThanOrEqual(script.ids.length);
  });
});

describe('the specification, which is that of the figure, refuses', () => {
  const ofPages = scripts.filter(({ extensions }) => extensions.length > 0);
  const holdsAnotherKind = ({ disks }: (typeof scripts)[number]): boolean =>
    disks.some(({ entries }) => entries.some((entry) => commandOf(entry) === undefined));

  test.each(ofPages.filter((script) => !holdsAnotherKind(script)).map((script) => [script.file, script] as const))(
    '%s',
    async (_, script) => {
      const { trace } = runScript(script);
      const { ok, refused } = await recording(clusterOf(script), trace);
      expect(ok).toBe(false);
      const beginsWithThePage = /^S\d (?:timeout election|clientCommands .*)$/;
      // The others take what has happened until it says something that the figure does not.
      const beginAtOnce = script.extensions.every((id) => id === 'pre-vote' || id === 'client-batches');
      expect(refused?.line).toMatch(beginAtOnce ? beginsWithThePage : /^S\d/);
    },
  );

  test.each(ofPages.filter(holdsAnotherKind).map((script) => [script.file, script] as const))(
    '%s, with such disks already',
    async (_, script) => {
      const { trace } = runScript(script);
      await expect(recording(clusterOf(script), trace)).rejects.toThrow('the spec has no entries of the kind');
    },
  );
});
