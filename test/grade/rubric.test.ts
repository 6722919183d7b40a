/** Rubrics: what staff may write, and what is said of what they may not. */
import { describe, expect, test } from 'vitest';
import { labNames, labsMatching } from '../../model/index.ts';
import { defaultRubric, readRubric, scenarioPoints } from '../../src/grade/rubric.ts';
import { rubricOf } from './arrange.ts';

const parts = { '3A': 20 };

describe('a rubric', () => {
  test.each([
    ['{', /^it is not JSON: /],
    [[], /^the file: .*expected object/],
    [{ parts }, /^title: .*expected string/],
    [{ title: '', parts }, /^title: .*>=1 char/],
    [{ title: 'x', parts: { '3E': 1 } }, /^parts: there is no such key: 3E$/],
    [{ title: 'x', parts: { '3A': '20' } }, /^parts\.3A: .*expected number/],
    [{ title: 'x', parts: { '3A': -1 } }, /^parts\.3A: .*>=0/],
    [{ title: 'x', point: 1 }, /^the file: there is no such key: point$/],
    [
      { title: 'x', parts, scenarios: { Figure9: 1 } },
      /^scenarios\.Figure9: there is no such scenario; figure2 grade --list/,
    ],
    [{ title: 'x', parts, scenarios: { Backup3B: null } }, /^scenarios\.Backup3B: .*expected number/],
    [{ title: 'x', parts, scenarios: { ReElection3A: 21 } }, /^parts\.3A: expected at least 21, /],
    [
      { title: 'x', parts, scenarios: Object.fromEntries(labsMatching('3A').map((name) => [name, 1])) },
      /^parts\.3A: expected 3, which its scenarios/,
    ],
    [{ title: 'x', checks: { Backup3B: 1 } }, /^checks\.Backup3B: expected a check of the wire/],
    [{ title: 'x', checks: { W1: 1 }, robustness: { W1: 1 } }, /^robustness\.W1: expected a check that does not stand/],
    [
      { title: 'x', checks: { W99: 1 } },
      /^checks\.W99: expected a check of the wire or a schedule; figure2 grade --list/,
    ],
    [{ title: 'x', parts, robustness: { tortures: 1 } }, /^robustness\.tortures: expected a check of the wire/],
    [{ title: 'x', checks: { 'a b': 1 } }, /^checks\.a b: /],
    [{ title: 'x', parts, seeds: [] }, /^seeds: .*>=1 item/],
    [{ title: 'x', parts, seeds: [1, 1] }, /^seeds: a seed is named twice$/],
    [{ title: 'x', parts, seeds: [1.5] }, /^seeds\.0: .*expected int/],
    [{ title: 'x', parts, seeds: [1], hiddenSeeds: [2, 1] }, /^hiddenSeeds\.1: expected a seed that is not among/],
    [{ title: 'x', parts, hiddenVisibility: 'visible' }, /^hiddenVisibility: .*expected one of/],
    [{ title: 'x', parts, perSeed: 'yes' }, /^perSeed: .*expected boolean/],
    [{ title: 'x', parts, rounding: 0 }, /^rounding: .*>=0.001/],
    [{ title: 'x', parts, rounding: 1e-320 }, /^rounding: .*>=0.001/],
    [{ title: 'x', parts, docs: 'javascript:alert(1)' }, /^docs: /],
    [{ title: 'x', parts, timeLimit: 0 }, /^timeLimit: .*>=1/],
    [{ title: 'x', parts, memoryLimit: 8 }, /^memoryLimit: .*>=16/],
    [{ title: 'x' }, /^the file: expected points for a part, a scenario or a check$/],
    [{ title: 'x', parts: { '3A': 0 } }, /^the file: expected points/],
  ])('%j is refused in one line that says where', (document, words) => {
    const read = readRubric(typeof document === 'string' ? document : JSON.stringify(document));
    expect(read).toEqual({ ok: false, because: expect.stringMatching(words) as unknown });
    expect(read.ok ? '' : read.because).not.toContain('\n');
  });

  test('spreads the points of a part evenly, but for scenarios that have their own', () => {
    const own = rubricOf({ title: 'x', parts: { '3A': 20 }, scenarios: { ManyElections3A: 12, Backup3B: 3 } });
    const given = labNames.map((name) => [name, scenarioPoints(own, name)] as const).filter(([, points]) => points > 0);
    expect(given).toEqual([
      ['InitialElection3A', 4],
      ['ReElection3A', 4],
      ['ManyElections3A', 12],
      ['Backup3B', 3],
    ]);
  });

  test('without a file is 100 points', () => {
    const sum = labNames.reduce((total, name) => total + scenarioPoints(defaultRubric, name), 0);
    expect(sum).toBeCloseTo(100, 9);
  });
});
