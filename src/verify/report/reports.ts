/** Reports for CI, beside or in place of the text for people. */
import { randomUUID } from 'node:crypto';
import { appendFileSync, statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { reasonOf, UsageError } from '../../host/errors.ts';
import { expectWritableFile, writeText } from '../../host/files.ts';
import { expectNoFault, GuestFault, guestFault } from '../../host/guest.ts';
import { complain, print, printDocument, printText } from '../../host/output.ts';
import { version } from '../../host/version.ts';
import { reasonIn } from '../../text/thrown.ts';
import { annotations, jobSummary, quietly, SUMMARY_MAX_BYTES } from './github.ts';
import { breakdownCase, breakdownRule, type Judgement, judgementOf } from './judgement.ts';
import { junitReport } from './junit.ts';
import { sarifReport } from './sarif.ts';
import type { WantedReport } from './wanted.ts';

/** The flags that decide what goes where. */
export interface ReportFlags {
  readonly report?: readonly WantedReport[];
  readonly json?: boolean;
}

/** What a verb does, and how it is told. */
export interface Reported<Result> {
  readonly verb: string;
  readonly subject: string;
  /** The work. Text for people is printed only if it is wanted: a document on standard output stands there alone. */
  readonly run: (isTextWanted: boolean) => Promise<Result>;
  readonly judge: (result: Result) => Judgement;
}

/** Says something to GitHub. */
type Say = (commands: readonly string[]) => void;

/**
 * Does the work and writes the reports. Files are written also when the work fails without a verdict, so that nobody takes an old
 * file for the result; but not when it was asked for wrongly.
 *
 * @throws UsageError before the work begins, if a report could not be written.
 */
export const withReports = async <Result>(
  flags: ReportFlags,
  { verb, subject, run, judge }: Reported<Result>,
): Promise<Result> => {
  const { report: wanted = [], json = false } = flags;
  const isDocument = expectOneOutput(wanted, json);
  for (const { name, file } of wanted) if (file !== undefined) expectWritableFile(`--report ${name}=FILE`, file);
  const say = wanted.some(({ name }) => name === 'github') ? stopCommands() : () => undefined;
  try {
    const result = await Promise.race([run(!isDocument), guestFault]);
    await nextTurn(); // in which is told what failed where nobody waits
    expectNoFault();
    if (wanted.length > 0) write(judge(result), wanted, { say, tell: printDocument });
    return result;
  } catch (error) {
    if (!(error instanceof UsageError) || error instanceof GuestFault)
      write(breakdown(verb, subject, error), wanted, { say, tell: printText });
    throw error;
  }
};

/**
 * From here on GitHub obeys nothing that is printed, whoever prints it: the code under test runs in this process. What is to be
 * said to GitHub is said at the very end, when the threads have printed all that they had to.
 */
const stopCommands = (): Say => {
  const [begin, end] = quietly(randomUUID());
  const last: string[] = [];
  print(begin);
  process.once('beforeExit', () => print(['', end, ...last].join('\n')));
  return (commands) => void last.push(...commands);
};

/** Does a document take standard output, so that nothing else may stand there? */
const expectOneOutput = (wanted: readonly WantedReport[], json: boolean): boolean => {
  const documents = wanted.filter(({ name, file }) => name !== 'github' && file === undefined);
  const isGithub = wanted.some(({ name }) => name === 'github');
  const printed = [
    ...(json ? ['--json'] : []),
    ...documents.map(({ name }) => `--report ${name}`),
    ...(isGithub ? ['--report github'] : []),
  ];
  const isDocument = json || documents.length > 0;
  if (isDocument && printed.length > 1) {
    throw new UsageError(
      `${printed.join(' and ')} all want standard output; give a file, such as --report junit=results.xml`,
    );
  }
  return isDocument;
};

interface Outlets {
  readonly say: Say;
  /** Prints a document. */
  readonly tell: (text: string) => void;
}

const write = (judgement: Judgement, wanted: readonly WantedReport[], { say, tell }: Outlets): void => {
  if (wanted.some(({ name }) => name === 'github')) say(annotations(judgement));
  for (const { name, file } of wanted) {
    if (name === 'github') writeSummary(judgement, file);
    else if (file === undefined) tell(documentOf(judgement, name));
    else writeText(file, documentOf(judgement, name));
  }
};

const documentOf = (judgement: Judgement, name: 'junit' | 'sarif'): string =>
  name === 'junit'
    ? junitReport(judgement, new Date().toISOString())
    : sarifReport(judgement, { version: version(), run: process.env['GITHUB_RUN_ID'] ?? String(judgement.seed ?? 0) });

const writeSummary = (judgement: Judgement, file: string | undefined): void => {
  const page = process.env['GITHUB_STEP_SUMMARY'];
  if (file !== undefined) writeText(file, jobSummary(judgement));
  else if (page) appendSummary(page, judgement);
};

/** The summary of a step is one file for all commands of the step. That it can't be written changes no verdict. */
const appendSummary = (page: string, judgement: Judgement): void => {
  try {
    const taken = statSync(page, { throwIfNoEntry: false })?.size ?? 0;
    appendFileSync(page, jobSummary(judgement, SUMMARY_MAX_BYTES - taken));
  } catch (error) {
    complain(`can't write the summary of the job to ${page}: ${reasonOf(error)}`);
  }
};

/** The check itself has failed: nobody knows whether it holds. */
const breakdown = (verb: string, subject: string, error: unknown): Judgement =>
  judgementOf({
    verb,
    subject,
    ok: false,
    seconds: 0,
    rules: [breakdownRule],
    cases: [breakdownCase(reasonIn(error))],
  });
