/** What the verb `grade` does. */
import { CompilerMissing, type Grade, type GradePlan, grade } from '../../grade/grade.ts';
import type { GradeFinding } from '../../grade/outcome.ts';
import { pointsOf } from '../../grade/points.ts';
import { summaryLine } from '../../grade/report/graded.ts';
import { type GradePool, withGradePool } from '../../grade/threads/pool.ts';
import { trials } from '../../grade/trials.ts';
import { ExitCode, NoVerdict, UsageError } from '../../host/errors.ts';
import { divertOutput, print, printJson } from '../../host/output.ts';
import { startProgress } from '../../host/progress.ts';
import type { SharedFlags } from '../support/options.ts';
import { submissionsGradableHere } from './gradable.ts';
import { openKept } from './kept.ts';
import { explain as explainName, listChecks } from './list.ts';
import { type PlanFlags, plannedGrades } from './plan.ts';
import { type GradeReportFiles, gradeReportFiles } from './reports.ts';
import { classText, gradeText, groupsText } from './text.ts';
import { expectPlaces, submissionNames, type WantedGradeReport } from './wanted.ts';

export interface GradeFlags extends PlanFlags, Pick<SharedFlags, 'workers' | 'json'> {
  readonly submissions: readonly string[];
  readonly report?: readonly WantedGradeReport[];
  readonly resume?: string;
  readonly list?: boolean;
  readonly explain?: string;
  readonly picture?: boolean;
}

export const gradeVerb = async (options: GradeFlags): Promise<ExitCode> => {
  const { submissions, list = false, explain, json = false } = options;
  if (explain !== undefined) explainName(explain, json);
  else if (list) listChecks(json);
  else {
    if (submissions.length === 0)
      throw new UsageError('there is no submission; give folders or modules, such as figure2 grade ./my-lab');
    return gradeAll(options);
  }
  return ExitCode.holds;
};

const gradeAll = async (options: GradeFlags): Promise<ExitCode> => {
  const { report: wanted = [], json = false, resume, rubric: rubricFile, picture = false } = options;
  const { plan, rubric, shownSeeds } = plannedGrades(options);
  if (resume !== undefined && rubric.seeds === undefined && options.seed === undefined)
    throw new UsageError('--resume asks the same as before; give --seed, or seeds in the rubric');
  const submissions = submissionsGradableHere(options.submissions, plan.go);
  const names = submissionNames(submissions);
  expectPlaces(wanted, names, json);
  const kept = openKept(resume, plan);
  const asked = { scenarios: plan.scenarios, seeds: shownSeeds };
  const files = gradeReportFiles({ wanted, names, rubric, asked });
  const isDocument = json || wanted.some(({ file }) => file === undefined);
  if (isDocument) divertOutput();
  const grades = await gradesOf(submissions, plan, options.workers, { kept, files });
  const [seed = 0] = shownSeeds;
  const circumstances = { seed, seeds: plan.seeds.length, arePictured: picture };
  const points = grades.map(({ findings }) => pointsOf(findings, rubric, asked));
  const results = grades.map((one, place) => ({ ...one, points: points[place] }));
  if (json) printJson({ ok: grades.every(isGood), seed, seeds: shownSeeds.length, submissions: results });
  files.printDocuments(grades);
  if (!isDocument) {
    const [only] = grades.length === 1 ? grades : [];
    print(only ? gradeText(only, circumstances) : `${classText(grades, circumstances)}${groupsText(grades)}`);
    if (rubricFile !== undefined)
      for (const [place, one] of grades.entries()) {
        const its = points[place];
        const title = only ? rubric.title : (names[place] ?? '');
        if (its) print(summaryLine({ name: names[place] ?? '', grade: one, points: its }, title));
      }
  }
  const code = codeOf(grades);
  return code === ExitCode.holds && submissions.length < options.submissions.length ? ExitCode.misused : code;
};

interface Keepers {
  readonly kept: ReturnType<typeof openKept>;
  readonly files: GradeReportFiles;
}

/** How much is told of a submission, but for what the checks of the wire find. */
const planSize = ({ scenarios, seeds, schedules, trials: names = [] }: GradePlan): number => {
  const tried = trials.filter(({ name }) => names.includes(name)).flatMap(({ checks }) => checks);
  return scenarios.length * seeds.length + schedules.length + tried.length;
};

/** One after the other, each with all threads. */
const gradesOf = async (
  submissions: readonly string[],
  plan: GradePlan,
  workers: number,
  { kept, files }: Keepers,
): Promise<readonly Grade[]> => {
  const progress = await startProgress();
  const total = submissions.length * planSize(plan);
  let done = 0;
  const grades: Grade[] = [];
  try {
    const lend = async (pool: GradePool): Promise<void> => {
      for (const [place, path] of submissions.entries()) {
        const words = submissions.length === 1 ? '' : `${path} `;
        const findings: GradeFinding[] = [];
        const tell = (finding: GradeFinding): void => {
          progress.show(++done, total, `${words}${finding.check}`);
          findings.push(finding);
          files.writeOne(place, { path, findings });
        };
        const one = await grade(path, plan, pool, tell, kept.earlier);
        grades.push(one);
        kept.add(one);
        files.writeOne(place, one);
        files.writeClass(grades);
      }
    };
    const { memoryLimitMb: memoryMb } = plan;
    await withGradePool(workers, lend, ...(memoryMb === undefined ? [] : [{ memoryMb }]));
  } catch (error) {
    if (error instanceof CompilerMissing) throw new NoVerdict(error.message);
    throw error;
  } finally {
    progress.end();
  }
  return grades;
};

/** What could not be brought about, or not be judged, is told and is no fault; but something has to have passed. */
const isGood = ({ findings }: Grade): boolean => {
  const asked = findings.filter(({ part, outcome }) => part !== undefined || outcome === 'not gradable');
  return findings.some(({ outcome }) => outcome === 'passed') && asked.every(({ outcome }) => outcome === 'passed');
};

const codeOf = (grades: readonly Grade[]): ExitCode => {
  const outcomes = grades.flatMap(({ findings }) => findings.map(({ outcome }) => outcome));
  if (outcomes.includes('failed') || outcomes.includes('broken')) return ExitCode.violated;
  return grades.every(isGood) ? ExitCode.holds : ExitCode.misused;
};
