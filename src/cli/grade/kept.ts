/** The file of `--resume`: grades that are there are taken, and new ones are kept as soon as they are made. */
import type { Grade, GradePlan } from '../../grade/grade.ts';
import type { GradeFinding } from '../../grade/outcome.ts';
import { type KeptGrade, keep, keptText, planKey, readKept } from '../../grade/resume.ts';
import { UsageError } from '../../host/errors.ts';
import { expectWritableFile, readTextIfAny, writeText } from '../../host/files.ts';
import { version } from '../../host/version.ts';

/** Grades that were made before. */
export interface KeptGrades {
  /** What came of a program of this fingerprint under this plan. */
  readonly earlier: (fingerprint: string) => readonly GradeFinding[] | undefined;
  readonly add: (grade: Grade) => void;
}

/** @throws UsageError when the file is no file of grades, or can't be written. */
export const openKept = (file: string | undefined, plan: GradePlan): KeptGrades => {
  if (file === undefined) return { earlier: () => undefined, add: () => undefined };
  expectWritableFile('--resume', file);
  const text = readTextIfAny(file);
  const read = text === undefined ? { ok: true as const, value: [] } : readKept(text);
  if (!read.ok) throw new UsageError(`can't go on from --resume ${file}: ${read.because}; give another file`);
  const key = planKey(plan, version());
  const all = [...read.value] as KeptGrade[];
  const find = (fingerprint: string): KeptGrade | undefined =>
    all.find((one) => one.plan === key && one.fingerprint === fingerprint);
  return {
    earlier: (fingerprint) => find(fingerprint)?.findings as readonly GradeFinding[] | undefined,
    add: (grade) => {
      if (grade.fingerprint === undefined || find(grade.fingerprint)) return;
      all.push(...keep(grade, key));
      writeText(file, keptText(all));
    },
  };
};
