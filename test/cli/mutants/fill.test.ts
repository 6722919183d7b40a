import { describe, expect, test } from 'vitest';
import { type Cell, type DetectorName, detectorNames } from '../../../model/killMatrix/index.ts';
import type { Defect } from '../../../model/mutants/index.ts';
import { mutant } from '../../../model/mutants/mutant.ts';
import { fill } from '../../../src/cli/mutants/fill.ts';

const about = { title: 'A defect for this test', clause: 'RS-F-3', suite: 'own' } as const;
const one = mutant({ id: 'one', ...about }, {});
const other = mutant({ id: 'other', ...about }, {});
const harmless = mutant({ id: 'harmless', ...about, equivalent: 'It is said that it does no harm.' }, {});

const decided = mutant({ id: 'decided', ...about, decision: 'It is said that another way is as good.' }, {});

/** Fills with detectors that see a defect only where it is said, for so many detections. */
const filled = async (
  mutants: readonly Defect[],
  { kills = [], kind = 'safety', most = Number.POSITIVE_INFINITY, detectors = detectorNames }: Partial<Scene> = {},
) => {
  const calls: string[] = [];
  const detect = (subject: Defect, detector: DetectorName): Promise<Cell> => {
    const call = `${subject.id} ${detector}`;
    calls.push(call);
    const kill = { kind, property: 'SP-7', clause: null, because: '', where: '', length: 1 } as const;
    return Promise.resolve({
      detector,
      isActivated: true,
      kill: kills.includes(call) ? kill : null,
      work: 1,
      seconds: 1,
    });
  };
  const isOver = (): boolean => calls.length >= most;
  const rows = await fill({ mutants, detectors, workers: 1, detect, isOver, onProgress: () => undefined });
  return { rows, calls };
};

interface Scene {
  readonly kills: readonly string[];
  readonly kind: 'safety' | 'difference';
  readonly most: number;
  readonly detectors: readonly DetectorName[];
}

describe('verdicts come first', () => {
  test('up to the first kill, then the rest', async () => {
    const { rows, calls } = await filled([one, other, harmless], { kills: ['one random', 'other healing'] });
    expect(calls.slice(0, 4)).toEqual(['one random', 'other random', 'other healing', 'harmless core']);
    expect(new Set(calls).size).toBe(21);
    expect(calls).toHaveLength(21);
    expect(rows.map(({ outcome }) => outcome)).toEqual(['killed by safety', 'killed by safety', 'equivalent']);
    for (const { by } of rows) expect(Object.keys(by)).toEqual(detectorNames);
  });

  test('so that a budget costs cells and no verdicts', async () => {
    const { rows, calls } = await filled([one, harmless], { kills: ['one random'], most: 3 });
    expect(calls).toEqual(['one random', 'harmless core', 'one labs']);
    expect(rows.map(({ outcome }) => outcome)).toEqual(['killed by safety', 'equivalent']);
  });

  test('of which a difference is none where it is said that it does no harm: all who look for harm are asked', async () => {
    const differs = { kills: ['decided random'], kind: 'difference', most: 4 } as const;
    const { rows, calls } = await filled([decided], differs);
    expect(calls).toEqual(['decided random', 'decided healing', 'decided directed', 'decided general']);
    expect(rows.map(({ outcome }) => outcome)).toEqual(['different decision']);
    const less = await filled([decided], { ...differs, most: 3 });
    expect(less.rows.map(({ outcome }) => outcome)).toEqual([null]);
    const one = await filled([decided], { ...differs, kind: 'safety', most: 1 });
    expect(one.rows.map(({ outcome }) => outcome)).toEqual(['killed by safety']);
  });

  test('and no verdict is made up when it ends before', async () => {
    const { rows } = await filled([one, other], { kills: ['one random'], most: 2 });
    expect(rows.map(({ outcome, by }) => [outcome, Object.keys(by)])).toEqual([
      ['killed by safety', ['random']],
      [null, ['random']],
    ]);
  });
});

test('detectors that were not chosen do nothing', async () => {
  const { rows, calls } = await filled([one], { detectors: ['labs', 'healing'] });
  expect(calls).toEqual(['one healing', 'one labs']);
  expect(rows.map(({ outcome }) => outcome)).toEqual([null]);
});
