/** Each clause that says what goes wrong without it has an experiment in which it does, and in which nothing does by the rule. */
import { describe, expect, test } from 'vitest';
import { defectOf, playExperiment } from '../../../model/experiments/index.ts';
import { parseScript } from '../../../model/runs/scenario/script.ts';
import { comparedWith, modeOf, scenarios } from '../../scenarios/golden.ts';

const mode = modeOf(process.env);
const all = scenarios('spec/experiments');

describe('without', () => {
  for (const scenario of all) {
    const { name, file, text } = scenario;
    test(`${name}: ${text.split('\n', 1)[0]?.slice(2) ?? ''}`, () => {
      if (mode === 'refuse') return expect.fail(`${file}: UPDATE is refused in CI`);
      const script = parseScript(file, text);
      const { text: played, without, problems } = playExperiment(script, (id) => defectOf(id)?.protocol);
      expect(without.clause).toBe(name);
      const problem = comparedWith(scenario, played, mode);
      if (problem !== undefined) expect.fail(problem);
      expect(problems).toEqual([]);
    });
  }
});
