/** Grades the good submission and all its variants, one after the other, and keeps what came of each as soon as it is known. */
import { createHash } from 'node:crypto';
import { labNames } from '../../../model/index.ts';
import { type GradePlan, grade } from '../../../src/grade/grade.ts';
import { type GradeFinding, partOf } from '../../../src/grade/outcome.ts';
import { type KeptGrade, keptText, readKept } from '../../../src/grade/resume.ts';
import { schedules } from '../../../src/grade/schedules/index.ts';
import type { GradePool } from '../../../src/grade/threads/pool.ts';
import { wireCheckNames } from '../../../src/grade/wire/rules.ts';
import { UsageError } from '../../../src/host/errors.ts';
import { readTextIfAny, writeText } from '../../../src/host/files.ts';
import { textOf, type Variant, withVariant } from './variant.ts';

/** Every variant is run with it. */
export const SEED = 1;

/** So long may a server compute at one thing. It only ends what never ends. */
const LIMIT_SECONDS = 60;

/** Who can't do this is asked no schedule. */
const FIRST = labNames[0] ?? '';

/** These three take more than half of the CPU, and are run last. */
const COSTLY: ReadonlySet<string> = new Set(['Figure8Unreliable3C', 'ReliableChurn3C', 'UnreliableChurn3C']);

/** What is asked of variants, a part after the other: of each of them the first part, and so on. */
export const gradingParts = ['schedules', 'scenarios', 'costly scenarios'] as const;

export type GradingPart = (typeof gradingParts)[number];

const scenariosIn: Readonly<Record<GradingPart, readonly string[]>> = {
  schedules: [],
  scenarios: labNames.filter((name) => !COSTLY.has(name)),
  'costly scenarios': labNames.filter((name) => COSTLY.has(name)),
};

/** What is known of variants, in a file. */
export class Ledger {
  readonly #file: string;
  readonly #kept: KeptGrade[];

  /** @throws UsageError when the file holds something else. */
  constructor(file: string) {
    this.#file = file;
    const text = readTextIfAny(file);
    const read = text === undefined ? { ok: true as const, value: [] } : readKept(text);
    if (!read.ok) throw new UsageError(`can't go on from ${file}: ${read.because}; give another file, or delete it`);
    this.#kept = [...read.value];
  }

  findings(variant: Variant, plan: string): readonly GradeFinding[] | undefined {
    const print = fingerprintOf(variant);
    const found = this.#kept.find((one) => one.plan === plan && one.fingerprint === print);
    return found?.findings as readonly GradeFinding[] | undefined;
  }

  add(variant: Variant, plan: string, findings: readonly GradeFinding[]): void {
    const kept = {
      plan,
      fingerprint: fingerprintOf(variant),
      words: variant.id,
      findings: findings.map((one) => ({ ...one })),
    };
    this.#kept.push(kept);
    writeText(this.#file, keptText(this.#kept));
  }
}

const fingerprintOf = (variant: Variant): string => createHash('sha256').update(textOf(variant)).digest('hex');

/** What is known of a variant, in the order of the course; undefined: a schedule is missing. Scenarios may be. */
export const knownOf = (variant: Variant, ledger: Ledger): readonly GradeFinding[] | undefined => {
  const played = schedules.map(({ id }) => ledger.findings(variant, id));
  if (!played.every((findings) => findings !== undefined)) return undefined;
  const runs = (['scenarios', 'costly scenarios'] as const).flatMap((part) => ledger.findings(variant, part) ?? []);
  const scenarios = labNames.flatMap((name) => runs.filter(({ check }) => check === name));
  return [...scenarios, ...wireCheckNames.flatMap((check) => worst(runs, check)), ...played.flat()];
};

/** Of a check of the wire what came of it in both parts. */
const worst = (all: readonly GradeFinding[], check: string): readonly GradeFinding[] => {
  const its = all.filter((finding) => finding.check === check);
  const found = (['broken', 'passed'] as const).flatMap((outcome) => its.filter((one) => one.outcome === outcome));
  return [...found, ...its].slice(0, 1);
};

/**
 * Grades what is not known of a variant yet in one part.
 *
 * @throws Error when the variant can't be graded: then its text is wrong.
 */
export const gradeVariant = async (
  variant: Variant,
  part: GradingPart,
  ledger: Ledger,
  pool: GradePool,
): Promise<void> => {
  if (part === 'schedules') {
    const missing = schedules.map(({ id }) => id).filter((id) => ledger.findings(variant, id) === undefined);
    if (missing.length === 0) return;
    const findings = await gradeAs(variant, { scenarios: [FIRST], schedules: missing }, pool);
    for (const id of missing)
      ledger.add(
        variant,
        id,
        findings.filter(({ check }) => check === id),
      );
    return;
  }
  if (ledger.findings(variant, part) !== undefined) return;
  const obstacles = (ledger.findings(variant, 'scenarios') ?? []).filter(({ outcome }) => outcome === 'not checked');
  const isAsked = (name: string): boolean =>
    part === 'scenarios' || !obstacles.some((finding) => finding.part === partOf(name));
  const names = scenariosIn[part];
  const findings = await gradeAs(variant, { scenarios: names.filter(isAsked), schedules: [] }, pool);
  const notAsked = names.filter((name) => !isAsked(name)).flatMap((name) => notChecked(name, obstacles));
  ledger.add(variant, part, [...findings, ...notAsked]);
};

/** Like the others of its part, of which the first one has failed. */
const notChecked = (name: string, obstacles: readonly GradeFinding[]): readonly GradeFinding[] =>
  obstacles
    .filter(({ part }) => part === partOf(name))
    .slice(0, 1)
    .map((finding) => ({ ...finding, check: name }));

const gradeAs = async (
  variant: Variant,
  asked: Pick<GradePlan, 'scenarios' | 'schedules'>,
  pool: GradePool,
): Promise<readonly GradeFinding[]> => {
  const plan = { ...asked, seeds: [SEED], limitSeconds: LIMIT_SECONDS };
  const { findings } = await withVariant(variant, (folder) => grade(folder, plan, pool));
  const unfit = findings.find(({ outcome }) => outcome === 'not gradable');
  if (unfit) throw new Error(`${variant.id}: ${unfit.because}`);
  return findings;
};
