/** Asks what a server will do, shows what it does, and counts what was right. */
import { createInterface } from 'node:readline';
import { defectOf, exhibits, experimentsFolder, scriptOfExhibit } from '../../../model/experiments/index.ts';
import { parseScript, type Script, ScriptError } from '../../../model/runs/scenario/script.ts';
import { clauseIds } from '../../core/clauses.ts';
import { protocolWith } from '../../core/extensions/index.ts';
import type { Protocol } from '../../core/protocol.ts';
import { ExitCode, UsageError } from '../../host/errors.ts';
import { readText } from '../../host/files.ts';
import { colors, print, printJson } from '../../host/output.ts';
import { plural } from '../../text/numbers.ts';
import { printable } from '../../text/printable.ts';
import { clauseSentence } from '../../trace/questions.ts';
import { listPackageFiles, readPackageFile } from '../support/packageFiles.ts';
import { documentOf, END, placeIn } from './document.ts';
import { type LessonPart, type LessonQuestion, lessonOf } from './lesson.ts';

/** What has been answered so far. */
interface Score {
  right: number;
  asked: number;
}

/** What `predict` can be asked for. */
export interface PredictFlags {
  readonly json?: boolean;
}

/** Asks about a run, until it or the answers end; for a machine it asks all at once, and takes what was typed before. */
export const predict = async (wanted: string, { json }: PredictFlags): Promise<ExitCode> => {
  const script = scriptOf(wanted);
  const parts = lessonOf(script, protocolOf(script));
  if (json) {
    printJson(documentOf(script, parts, await typedLines()));
    return ExitCode.holds;
  }
  const count = parts.reduce((sum, { questions }) => sum + questions.length, 0);
  print(colors.bold(script.title));
  if (script.without) print(`The servers lack ${clauseSentence(script.without.clause)}.`);
  print(colors.dim(`${plural(count, 'question')}; answer with a number, q ends`));
  const score: Score = { right: 0, asked: 0 };
  const answers = createInterface({ input: process.stdin });
  try {
    await ask(parts, answers[Symbol.asyncIterator](), score);
  } finally {
    answers.close();
  }
  print(`\n${score.right} of ${plural(score.asked, 'prediction')} right.`);
  return ExitCode.holds;
};

/** What stands on standard input, but for a terminal: nobody is asked there. */
const typedLines = async (): Promise<readonly string[]> => {
  const lines: string[] = [];
  if (process.stdin.isTTY) return lines;
  for await (const line of createInterface({ input: process.stdin })) lines.push(line.trim());
  return lines;
};

const ask = async (parts: readonly LessonPart[], answers: AsyncIterator<string>, score: Score): Promise<void> => {
  for (const { story, action, before, questions, outcome } of parts) {
    for (const line of story) print(printable(line));
    if (action !== undefined) print(`\n${printable(action)}`);
    if (before !== undefined && questions.length > 0) print(colors.dim(`  before: ${printable(before)}`));
    for (const question of questions) {
      const answer = await answerTo(question, answers);
      if (answer === undefined) return;
      score.asked++;
      if (answer === question.right) score.right++;
      for (const line of verdictOf(question, answer)) print(line);
    }
    if (outcome !== undefined) print(`  ${printable(outcome)}`);
  }
};

/** The place of the answer among the choices; undefined: there is none any more. */
const answerTo = async (question: LessonQuestion, answers: AsyncIterator<string>): Promise<number | undefined> => {
  const { asked, choices } = question;
  print(`  ${asked}?  ${choices.map((choice, place) => `${place + 1} ${choice}`).join('   ')}`);
  for (;;) {
    const next = await answers.next();
    const line = next.done ? END : next.value.trim();
    if (line === END) return undefined;
    const place = placeIn(line, question);
    if (place !== undefined) return place;
    print(`  answer with a number from 1 to ${choices.length}, or q`);
  }
};

const verdictOf = (
  { asked, choices, right, clauses, byTheRule }: LessonQuestion,
  answer: number,
): readonly string[] => [
  answer === right
    ? `  ${colors.green('right')}: ${choices[right] ?? ''}`
    : `  ${colors.red('wrong')}: ${asked} is ${choices[right] ?? ''}`,
  ...clauses.map((id) => `    ${clauseSentence(id)}`),
  ...(byTheRule === undefined ? [] : [`    by the rule that is left out: ${byTheRule}`]),
];

const protocolOf = (script: Script): Protocol => {
  const { without, extensions } = script;
  if (!without) return protocolWith(extensions);
  const defect = defectOf(without.defect);
  if (!defect) throw new UsageError(`${script.file}: there is no defect ${without.defect}`);
  return defect.protocol;
};

const scriptOf = (wanted: string): Script => {
  try {
    if (wanted.endsWith('.raft')) return parseScript(wanted, readText(wanted));
    const file = fileOf(wanted.toUpperCase());
    return parseScript(file, readPackageFile(file));
  } catch (error) {
    throw error instanceof ScriptError ? new UsageError(error.message) : error;
  }
};

const fileOf = (wanted: string): string => {
  const exhibit = exhibits.find(({ defect }) => defect.toUpperCase() === wanted);
  if (exhibit) return scriptOfExhibit(exhibit);
  const id = clauseIds.find((each) => each === wanted);
  if (id && listPackageFiles(experimentsFolder).includes(`${id}.raft`)) return `${experimentsFolder}/${id}.raft`;
  throw new UsageError(
    `there is no experiment ${wanted}; figure2 without lists them, and a golden script ends with .raft`,
  );
};
