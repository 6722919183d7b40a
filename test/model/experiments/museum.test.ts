/** The museum: each exhibit has a defect, a report, and a run in which the defect breaks its clause and does harm. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  clauseOfExhibit,
  defectOf,
  type Exhibit,
  exhibits,
  nameOfReport,
  playExperiment,
  scriptOfExhibit,
} from '../../../model/experiments/index.ts';
import { mutantOf } from '../../../model/mutants/index.ts';
import { brokenClause } from '../../../model/oracle/contracts/index.ts';
import { runScript } from '../../../model/runs/scenario/runner.ts';
import { parseScript, type Script } from '../../../model/runs/scenario/script.ts';
import { comparedWith, modeOf, scenarios } from '../../scenarios/golden.ts';

const mode = modeOf(process.env);
const own = scenarios('spec/museum');

const scriptOf = (exhibit: Exhibit): Script => {
  const file = scriptOfExhibit(exhibit);
  return parseScript(file, readFileSync(file, 'utf8'));
};

/** The clauses that the steps of a run by the rules of a defect break, by their contracts. */
const brokenIn = (script: Script, defect: string): ReadonlySet<string> => {
  const protocol = defectOf(defect)?.protocol;
  if (!protocol) throw new Error(`there is no defect ${defect}`);
  const broken = new Set<string>();
  runScript(script, {
    protocol,
    judge: {
      broken: (observation) => {
        const problem = brokenClause(observation);
        if (problem) broken.add(problem.clause);
        return undefined;
      },
    },
    impossible: () => [],
  });
  return broken;
};

/**
 * Who tells of these, where no contract names the clause of the defect: a property, where a restart or a crash does it, which is no
 * step; another clause, which speaks of the same step.
 */
const toldOtherwise: Readonly<Record<string, string>> = {
  C01: 'SP-7',
  C02: 'SP-6',
  C03: 'SP-11',
  A33: 'D-1',
  B01: 'RV-2',
  B08: 'RS-A-2',
  B17: 'IS-5',
};

/** What is wrong with an exhibit. */
const problemsOf = (exhibit: Exhibit, script = scriptOf(exhibit)): readonly string[] => {
  const { defect, report, reported } = exhibit;
  const mutant = mutantOf(defect);
  if (!mutant) return [`${defect}: there is no such defect`];
  const { without, problems, falls, repeats, differs } = playExperiment(script, (id) => defectOf(id)?.protocol);
  const told = new Set([...brokenIn(script, defect), ...falls.map(({ property }) => property)]);
  const expected = toldOtherwise[defect] ?? clauseOfExhibit(exhibit);
  return [
    ...(mutant.suite === 'held-out' ? [`${defect}: it is held out, and no script may be written for it`] : []),
    ...(nameOfReport(report) ? [] : [`${defect}: ${report} is no issue and no pull request`]),
    ...(/^20\d\d-[01]\d-[0-3]\d$/.test(reported) ? [] : [`${defect}: ${reported} is no day`]),
    ...(without.defect === defect ? [] : [`${defect}: its script shows ${without.defect}`]),
    ...problems,
    ...(falls.length > 0 || repeats || differs ? [] : [`${defect}: nothing goes wrong`]),
    ...(told.has(expected) ? [] : [`${defect}: nothing tells of ${expected}, but ${[...told].join(' ')}`]),
  ];
};

describe('the museum', () => {
  for (const exhibit of exhibits)
    test(`${exhibit.defect}, reported to ${nameOfReport(exhibit.report)?.project ?? 'nobody'}, breaks its clause`, () => {
      expect(problemsOf(exhibit)).toEqual([]);
    });

  for (const scenario of own)
    test(`plays ${scenario.file} as it stands`, () => {
      if (mode === 'refuse') return expect.fail(`${scenario.file}: UPDATE is refused in CI`);
      const script = parseScript(scenario.file, scenario.text);
      const { text } = playExperiment(script, (id) => defectOf(id)?.protocol);
      expect(comparedWith(scenario, text, mode)).toBeUndefined();
    });

  test('shows each defect once, and each script of its own', () => {
    const defects = exhibits.map(({ defect }) => defect);
    expect(new Set(defects).size).toBe(defects.length);
    expect(own.map(({ file }) => file)).toEqual(
      exhibits
        .map(scriptOfExhibit)
        .filter((file) => file.startsWith('spec/museum/'))
        .sort(),
    );
  });

  test('names who else tells only where the clause of the defect is not told of', () => {
    const needless = exhibits.filter((exhibit) => {
      const { defect } = exhibit;
      return toldOtherwise[defect] !== undefined && brokenIn(scriptOf(exhibit), defect).has(clauseOfExhibit(exhibit));
    });
    expect(needless).toEqual([]);
  });
});

describe('an exhibit is refused', () => {
  const sound: Exhibit = {
    defect: 'A14',
    report: 'https://github.com/xnnyygn/xraft/issues/33',
    reported: '2023-04-27',
    told: 'Told.',
  };
  const script = scriptOf(sound);
  const text = readFileSync(scriptOfExhibit(sound), 'utf8');

  test.each<readonly [string, Partial<Exhibit>, RegExp]>([
    ['without a defect', { defect: 'A99' }, /^A99: there is no such defect$/],
    ['for a defect that another script shows', { defect: 'A13' }, /^A13: its script shows A14$/],
    [
      'for an address of somewhere else',
      { report: 'https://github.com/xnnyygn/xraft' },
      / is no issue and no pull request$/,
    ],
    ['for a day that is none', { reported: 'in 2023' }, /^A14: in 2023 is no day$/],
    ['that is held out', { defect: 'last-words' }, /^last-words: it is held out/],
  ])('%s', (_what, change, problem) => {
    expect(problemsOf({ ...sound, ...change }, script)).toContainEqual(expect.stringMatching(problem));
  });

  test('whose clause is not the one that is broken', () => {
    const other = parseScript('x.raft', text.replace('without D-6 A14', 'without D-6 A16'));
    expect(problemsOf({ ...sound, defect: 'A16' }, other)).toContainEqual(
      expect.stringMatching(/^x\.raft:\d+: what the commands above violate/),
    );
    const quiet = parseScript('x.raft', `${text.slice(0, text.indexOf('S2 → S1'))}differs S1\n`);
    expect(problemsOf(sound, quiet)).toContainEqual(expect.stringMatching(/^A14: nothing tells of D-6, but/));
  });
});
