/** From the implementation to the specification: what was recorded is what the specification allows. */
import { describe, expect, test } from 'vitest';
import type { Past } from '../../model/conform/recorded.ts';
import { labNames, runLab } from '../../model/labs/index.ts';
import { actionsOf } from '../../model/replay.ts';
import { parseScript, type Script } from '../../model/scenario/script.ts';
import { runScript, withDisks } from '../../model/scenario/stage.ts';
import { append } from '../../src/core/log.ts';
import { emptyDurable } from '../../src/core/server.ts';
import { shippedProtocol } from '../../src/sim/cluster.ts';
import { scenarios } from '../scenarios/golden.ts';
import { recording, settingOf, traceFrom } from './arrange.ts';

/** The longest labs go on in the same way: the beginning of each is followed. */
const STEPS = 700;

const linesOfLab = (name: string, seed: number): readonly string[] => {
  const lines: string[] = [];
  runLab({ name, seed, trace: (line) => lines.push(line) });
  return lines.slice(0, STEPS);
};

const serversIn = (lines: readonly string[]): readonly string[] =>
  [...new Set(lines.flatMap((line) => line.match(/\bS\d+\b/g) ?? []))].sort();

describe('the specification allows', () => {
  describe.each([1, 2])('each lab with seed %i', (seed) => {
    test.each(labNames)('%s', (name) => {
      const lines = linesOfLab(name, seed);
      const setting = settingOf(serversIn(lines));
      const report = recording(setting, traceFrom(setting, actionsOf(lines)));
      expect(report).toEqual({ ok: true, steps: expect.any(Number) as number, refused: null });
      expect(report.steps).toBeGreaterThan(30);
    });
  });

  /** The disks that a script begins with. */
  const pastOf = ({ ids, disks }: Script): Past => ({
    disks: disks.map(({ id, term: currentTerm, votedFor, entries }) => {
      const disk = emptyDurable({ id, servers: ids });
      return { ...disk, currentTerm, votedFor, log: append(disk.log, entries) };
    }),
    protocol: withDisks(shippedProtocol, disks),
  });

  test.each(scenarios().map((scenario) => [scenario.name, scenario] as const))('scenario %s', (_, { file, text }) => {
    const script = parseScript(file, text);
    const setting = settingOf(script.ids, script.options);
    const { trace } = runScript(script);
    expect(recording(setting, trace, pastOf(script))).toEqual({ ok: true, steps: trace.length, refused: null });
    // What was on the disks matters: without it the first start already leads elsewhere.
    if (script.disks.length > 0) expect(recording(setting, trace).refused?.step).toBeLessThanOrEqual(script.ids.length);
  });
});
