/** The points of a graded submission: its findings, counted as a rubric says. */

import { gradeChecks } from './checks.ts';
import { type GradeFinding, type GradeOutcome, type LabPart, labParts } from './outcome.ts';
import { type Rubric, scenarioPoints } from './rubric.ts';

/** What was asked of a submission, and shall be paid for. */
export interface AskedChecks {
  /** Scenarios of the course, by name. */
  readonly scenarios: readonly string[];
  /** Those that students may see; the rubric has the hidden ones. */
  readonly seeds: readonly number[];
}

/** What came of one check, with the seeds that are shown or with the hidden ones. */
export interface PointsItem {
  readonly check: string;
  /** Of a scenario. */
  readonly part?: LabPart;
  /** `nothing`: the rubric does not name it, and it is told all the same. */
  readonly worth: 'scenario' | 'check' | 'robustness' | 'nothing';
  /** What was seen may not be shown to students. */
  readonly isHidden: boolean;
  /** The worst of its runs. */
  readonly outcome: GradeOutcome;
  readonly runs: number;
  readonly passed: number;
  /** 0 <= points <= max */
  readonly points: number;
  readonly max: number;
  /** The first run that was as bad as the outcome; absent: all passed, or it was not run. */
  readonly worst?: GradeFinding;
}

/** A safety property that is broken, and what that costs. */
export interface Deduction {
  readonly check: string;
  readonly points: number;
  readonly isHidden: boolean;
}

/** What a submission gets. */
export interface GradePoints {
  readonly items: readonly PointsItem[];
  readonly deductions: readonly Deduction[];
  /** Without the bonus, rounded; 0 <= score <= max */
  readonly score: number;
  readonly max: number;
  /** For robustness, on top; 0 <= bonus <= bonusMax */
  readonly bonus: number;
  readonly bonusMax: number;
}

/** From good to bad. */
const outcomes = [
  'passed',
  'not checked',
  'not reached',
  'failed',
  'broken',
  'not gradable',
] as const satisfies GradeOutcome[];

/** The worst of some outcomes; of none: nothing was checked. */
export const worstOf = (some: readonly GradeOutcome[]): GradeOutcome =>
  outcomes.findLast((outcome) => some.includes(outcome)) ?? 'not checked';

/** Counts the points. What was not run, not reached, not checked or not gradable never has any. */
export const pointsOf = (findings: readonly GradeFinding[], rubric: Rubric, asked: AskedChecks): GradePoints => {
  const isHidden = ({ seed }: GradeFinding): boolean => rubric.hiddenSeeds.includes(seed);
  const unfit = findings.find(({ outcome }) => outcome === 'not gradable');
  const items = [
    ...asked.scenarios.flatMap((name) => scenarioItems(name, findings, rubric, asked)),
    ...otherChecks(findings, rubric, asked).flatMap(([check, worth, max]) => {
      const its = judgedOf(findings.filter((finding) => finding.check === check));
      const groups = [its.filter((one) => !isHidden(one)), its.filter(isHidden)] as const;
      if (its.length === 0) return itemOf({ check, worth, isHidden: false, runs: 1, max }, [], rubric);
      return groups.flatMap((group, place) => {
        if (group.length === 0) return [];
        const about = { check, worth, isHidden: place === 1, runs: group.length };
        return itemOf({ ...about, max: (max * group.length) / its.length }, group, rubric);
      });
    }),
  ].map((item): PointsItem => (unfit ? { ...item, outcome: 'not gradable', points: 0, worst: unfit } : item));
  const bonuses = items.filter(({ worth }) => worth === 'robustness');
  const counted = items.filter(({ worth }) => worth !== 'robustness');
  const deductions = deductionsOf(counted, rubric);
  const round = (exact: number): number => roundedBy(rubric.rounding, exact);
  const max = tidy(sum(counted.map((item) => item.max)));
  const bonusMax = tidy(sum(bonuses.map((item) => item.max)));
  const exact = sum(counted.map(({ points }) => points)) - sum(deductions.map(({ points }) => points));
  return {
    items,
    deductions,
    score: Math.min(max, Math.max(0, round(exact))),
    max,
    bonus: Math.min(bonusMax, round(sum(bonuses.map(({ points }) => points)))),
    bonusMax,
  };
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Without what the binary fractions of a sum leave behind. */
const tidy = (number: number): number => Number(number.toFixed(6));

const roundedBy = (step: number, exact: number): number => tidy(Math.round(tidy(exact / step)) * step);

type About = Pick<PointsItem, 'check' | 'part' | 'worth' | 'isHidden' | 'runs' | 'max'>;

/** The hidden seeds have their share of the points of a scenario. */
const scenarioItems = (
  check: string,
  findings: readonly GradeFinding[],
  rubric: Rubric,
  { seeds }: AskedChecks,
): readonly PointsItem[] => {
  const part = labParts.find((one) => check.endsWith(one));
  const all = scenarioPoints(rubric, check);
  return [seeds, rubric.hiddenSeeds].flatMap((some, place) => {
    if (some.length === 0) return [];
    const its = findings.filter((finding) => finding.check === check && some.includes(finding.seed));
    const max = (all * some.length) / (seeds.length + rubric.hiddenSeeds.length);
    const about = { check, worth: 'scenario' as const, isHidden: place === 1, runs: some.length, max };
    return itemOf({ ...about, ...(part !== undefined && { part }) }, its, rubric);
  });
};

/** What is a bonus at most: it takes no points either. */
const isBonus = (check: string): boolean => gradeChecks.some((one) => one.check === check && one.kind === 'robustness');

/** Checks of the wire, and schedules: those that the rubric names, and those that found something. */
const otherChecks = (
  findings: readonly GradeFinding[],
  { checks, robustness }: Rubric,
  { scenarios }: AskedChecks,
): readonly (readonly [string, PointsItem['worth'], number])[] => {
  const named = new Set([...scenarios, ...Object.keys(checks), ...Object.keys(robustness)]);
  const others = new Set(findings.map(({ check }) => check).filter((check) => !named.has(check)));
  return [
    ...Object.entries(checks).map(([check, points]) => [check, 'check', points] as const),
    ...Object.entries(robustness).map(([check, points]) => [check, 'robustness', points] as const),
    ...[...others].map((check) => [check, isBonus(check) ? 'robustness' : 'nothing', 0] as const),
  ];
};

/** A check of the wire looks on in each run. Runs in which there was nothing to check say nothing, if there are others. */
const judgedOf = (its: readonly GradeFinding[]): readonly GradeFinding[] => {
  const judged = its.filter(({ outcome }) => outcome !== 'not checked');
  return judged.length === 0 ? its : judged;
};

const itemOf = (about: About, its: readonly GradeFinding[], { perSeed }: Rubric): PointsItem => {
  const passed = its.filter(({ outcome }) => outcome === 'passed').length;
  const missing = about.runs > its.length ? (['not checked'] as const) : [];
  const outcome = worstOf([...its.map((finding) => finding.outcome), ...missing]);
  const worst = outcome === 'passed' ? undefined : its.find((finding) => finding.outcome === outcome);
  const share = outcome === 'broken' ? 0 : perSeed ? passed / about.runs : Number(passed === about.runs);
  return { ...about, outcome, passed, points: about.max * share, ...(worst && { worst }) };
};

/** Each check that is broken costs once, however many runs have seen it. */
const deductionsOf = (items: readonly PointsItem[], { broken }: Rubric): readonly Deduction[] => {
  if (broken === 0) return [];
  const bad = items.filter(({ outcome }) => outcome === 'broken');
  return [...new Set(bad.map(({ check }) => check))].map((check) => ({
    check,
    points: broken,
    isHidden: bad.filter((item) => item.check === check).every(({ isHidden }) => isHidden),
  }));
};
