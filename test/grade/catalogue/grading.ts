/** Grades the good submission and all its variants, one after the other, and keeps what came of each as soon as it is known. */
import { createHash } from 'node:crypto';
import { labNames } from '../../../model/index.ts';
import { type GradePlan, grade } from '../../../src/grade/grade.ts';
import { type GradeFinding, isFault, labParts, partOf } from '../../../src/grade/outcome.ts';
import { derivedScripts } from '../../../src/grade/schedules/derived/scripts.ts';
import { schedules } from '../../../src/grade/schedules/index.ts';
import type { GradePool } from '../../../src/grade/threads/pool.ts';
import { trials } from '../../../src/grade/trials.ts';
import { wireCheckNames } from '../../../src/grade/wire/rules.ts';
import type { Ledger } from './ledger.ts';
import { isSeededFault, SEED, type Variant, withVariant } from './variant.ts';

/** So long may a server compute at one thing. It only ends what never ends. */
const LIMIT_SECONDS = 60;

/** Who can't do this is asked no schedule. */
const FIRST = labNames[0] ?? '';

/** These three take more than half of the CPU, and are run last. */
const COSTLY: ReadonlySet<string> = new Set(['Figure8Unreliable3C', 'ReliableChurn3C', 'UnreliableChurn3C']);

/** What is asked of a variant at once, and kept under a name. */
interface Question {
  readonly name: string;
  readonly scenarios?: readonly string[];
  readonly schedules?: readonly string[];
  readonly trials?: readonly string[];
}

/** A derived schedule is another one when it was derived anew. */
const scheduleKey = (id: string): string => {
  const script = derivedScripts.find((one) => one.id === id);
  return script ? `${id} ${createHash('sha256').update(JSON.stringify(script)).digest('hex').slice(0, 8)}` : id;
};

const scheduleQuestions = schedules.map(({ id }): Question => ({ name: scheduleKey(id), schedules: [id] }));

const trialQuestions = trials.map(({ name }): Question => ({ name, trials: [name] }));

/** Those of a part together, so that who can't do the first of them is not asked the others. */
const scenarioQuestions: readonly Question[] = [
  ...labParts.map((part) => ({
    name: part,
    scenarios: labNames.filter((name) => partOf(name) === part && !COSTLY.has(name)),
  })),
  { name: 'costly', scenarios: labNames.filter((name) => COSTLY.has(name)) },
];

/** What is asked of variants, a part after the other: of each of them the first part, and so on. */
export const gradingParts = [
  'schedules',
  'scenarios of the right ones',
  'crash points and robustness',
  'scenarios of what is let pass and breaks safety',
  'scenarios of what else is let pass',
] as const;

export type GradingPart = (typeof gradingParts)[number];

/** What is known of a variant, in the order of the course; undefined: a schedule is missing. All else may be. */
export const knownOf = (variant: Variant, ledger: Ledger): readonly GradeFinding[] | undefined => {
  const played = scheduleQuestions.map(({ name }) => ledger.findings(variant, name));
  if (!played.every((findings) => findings !== undefined)) return undefined;
  const tried = trialQuestions.flatMap(({ name }) => ledger.findings(variant, name) ?? []);
  const runs = scenarioQuestions.flatMap(({ name }) => ledger.findings(variant, name) ?? []);
  const scenarios = labNames.flatMap((name) => runs.filter(({ check }) => check === name));
  return [...scenarios, ...wireCheckNames.flatMap((check) => worst(runs, check)), ...played.flat(), ...tried];
};

/** Of a check of the wire what came of it in all scenarios. */
const worst = (all: readonly GradeFinding[], check: string): readonly GradeFinding[] => {
  const its = all.filter((finding) => finding.check === check);
  const found = (['broken', 'passed'] as const).flatMap((outcome) => its.filter((one) => one.outcome === outcome));
  return [...found, ...its].slice(0, 1);
};

/** Where variants are graded. */
export interface GradingBench {
  readonly ledger: Ledger;
  readonly pool: GradePool;
}

/**
 * Grades what is not known of a variant yet in one part.
 *
 * @throws Error when the variant can't be graded: then its text is wrong.
 */
export const gradeVariant = async (variant: Variant, part: GradingPart, bench: GradingBench): Promise<void> => {
  switch (part) {
    case 'schedules':
      return askTogether(variant, scheduleQuestions, bench);
    case 'crash points and robustness':
      return askTogether(variant, trialQuestions, bench);
    case 'scenarios of the right ones':
      return isSeededFault(variant) ? undefined : askTogether(variant, scenarioQuestions, bench);
    case 'scenarios of what is let pass and breaks safety':
      return isLetPass(variant, 'safety', bench) ? askUntilFault(variant, scenarioQuestions, bench) : undefined;
    case 'scenarios of what else is let pass':
      return isLetPass(variant, 'other', bench) ? askUntilFault(variant, scenarioQuestions, bench) : undefined;
  }
};

/** Neither a schedule nor a crash nor copies and losses have shown the fault. */
const isLetPass = (variant: Variant, harm: 'safety' | 'other', { ledger }: GradingBench): boolean => {
  if (!isSeededFault(variant) || (variant.harm === 'safety') !== (harm === 'safety')) return false;
  const asked = [...scheduleQuestions, ...trialQuestions];
  return !asked.some(({ name }) => ledger.findings(variant, name)?.some(isFault));
};

/** What has been asked before is not asked again. */
const askTogether = async (variant: Variant, questions: readonly Question[], bench: GradingBench): Promise<void> => {
  const { ledger } = bench;
  const missing = questions.filter(({ name }) => ledger.findings(variant, name) === undefined);
  if (missing.length === 0) return;
  const findings = await answersTo(variant, missing, bench);
  ledger.add(variant, new Map(missing.map((question) => [question.name, findings.filter(isOf(question))])));
};

/** One after the other, until one shows the fault: that it is not let pass is all that is wanted. */
const askUntilFault = async (variant: Variant, questions: readonly Question[], bench: GradingBench): Promise<void> => {
  for (const question of questions) {
    await askTogether(variant, [question], bench);
    if (bench.ledger.findings(variant, question.name)?.some(isFault)) return;
  }
};

const isOf = ({ scenarios = [], schedules: played = [], trials: tried = [] }: Question) => {
  const checks = tried.flatMap((name) => trials.find((one) => one.name === name)?.checks.map(({ check }) => check));
  const names = new Set([...scenarios, ...played, ...checks]);
  return ({ check, scenario }: GradeFinding): boolean => names.has(check) || names.has(scenario ?? '');
};

const answersTo = async (
  variant: Variant,
  questions: readonly Question[],
  { pool }: GradingBench,
): Promise<readonly GradeFinding[]> => {
  const scenarios = questions.flatMap((one) => one.scenarios ?? []);
  const plan: GradePlan = {
    scenarios: scenarios.length > 0 ? scenarios : [FIRST],
    schedules: questions.flatMap((one) => one.schedules ?? []),
    trials: questions.flatMap((one) => one.trials ?? []),
    seeds: [SEED],
    limitSeconds: LIMIT_SECONDS,
  };
  const { findings } = await withVariant(variant, (folder) => grade(folder, plan, pool));
  const unfit = findings.find(({ outcome }) => outcome === 'not gradable');
  if (unfit) throw new Error(`${variant.id}: ${unfit.because}`);
  return findings;
};
