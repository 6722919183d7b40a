/** Writes the reports of grades: as soon as something is known, so that who is stopped leaves what was known by then. */
import type { Grade } from '../../grade/grade.ts';
import { type AskedChecks, pointsOf } from '../../grade/points.ts';
import type { GradeCircumstances, GradedSubmission } from '../../grade/report/graded.ts';
import { gradeReport } from '../../grade/report/index.ts';
import type { Rubric } from '../../grade/rubric.ts';
import { writeText } from '../../host/files.ts';
import { printDocument } from '../../host/output.ts';
import { version } from '../../host/version.ts';
import { clauseTextOf } from '../support/packageFiles.ts';
import { fileFor, hasFileForEach, type WantedGradeReport } from './wanted.ts';

/** What the reports are made of. */
export interface GradeReportSetting {
  readonly wanted: readonly WantedGradeReport[];
  /** Of all submissions, in their order. */
  readonly names: readonly string[];
  readonly rubric: Rubric;
  readonly asked: AskedChecks;
}

/** Files of reports. */
export interface GradeReportFiles {
  /** Writes what is there of each submission for itself. */
  readonly writeOne: (place: number, grade: Grade) => void;
  /** Writes what is there of the class. */
  readonly writeClass: (grades: readonly Grade[]) => void;
  /** Prints what was asked for without a file. */
  readonly printDocuments: (grades: readonly Grade[]) => void;
}

export const gradeReportFiles = ({ wanted, names, rubric, asked }: GradeReportSetting): GradeReportFiles => {
  const withPoints = (grade: Grade, place: number): GradedSubmission => ({
    name: names[place] ?? grade.path,
    grade,
    points: pointsOf(grade.findings, rubric, asked),
  });
  const circumstances = (): GradeCircumstances => ({
    rubric,
    version: version(),
    clauseText: clauseTextOf,
    time: new Date().toISOString(),
    environment: process.env,
  });
  const isForEach = (one: WantedGradeReport): boolean => hasFileForEach(one) || names.length === 1;
  return {
    writeOne: (place, grade) => {
      const one = withPoints(grade, place);
      for (const { name, file } of wanted.filter(isForEach))
        if (file !== undefined) writeText(fileFor(file, one.name), gradeReport(name, [one], circumstances()));
    },
    writeClass: (grades) => {
      for (const { name, file } of wanted.filter((one) => !isForEach(one)))
        if (file !== undefined) writeText(file, gradeReport(name, grades.map(withPoints), circumstances()));
    },
    printDocuments: (grades) => {
      for (const { name, file } of wanted)
        if (file === undefined) printDocument(gradeReport(name, grades.map(withPoints), circumstances()));
    },
  };
};
