/** A violation in words and as a document: what was violated, why, and by which run. */

import { otherDecisions } from '../../core/clauses.ts';
import { colors } from '../../host/output.ts';
import { plural } from '../../text/numbers.ts';
import { printable } from '../../text/printable.ts';
import type { Cause, ExplainedRun, StepPlace } from '../../trace/explanation.ts';
import { pictureOf } from '../../trace/picture/picture.ts';
import { drawTerminal, type Paint } from '../../trace/picture/terminal.ts';
import type { Counterexample, Violation } from '../../trace/recording.ts';
import type { ReportedViolation } from '../savedTrace.ts';
import { clauseWords } from './clauses.ts';

/** What matters, in the colours of the terminal. */
export const paint: Paint = {
  bold: colors.bold,
  dim: colors.dim,
  broken: colors.red,
  turn: colors.yellow,
};

/** What kind of thing was found: whether anything harmful is known of it. */
export type ViolationClass = 'safety' | 'liveness' | 'rule' | 'decision';

/** SP-18 says that a step was not as its clauses say; what comes of it, the other properties say. */
const classOf = ({ property, clause }: Pick<Violation, 'property' | 'clause'>): ViolationClass => {
  if (property.startsWith('LP-')) return 'liveness';
  if (property !== 'SP-18') return 'safety';
  return clause in otherDecisions ? 'decision' : 'rule';
};

const classWords: Readonly<Record<ViolationClass, string>> = {
  safety: 'a violation of safety',
  liveness: 'a violation of liveness',
  rule: 'a rule that was not followed; every safety property held in this run',
  decision:
    'a different decision; every safety property held in this run. With --decisions differ the properties alone are asked',
};

/** What was violated, by which clause, and what the property says of it; the cause is told with its steps, if it can be. */
export const violationLines = ({ property, clause, because }: Violation, cause: Cause | null): readonly string[] => [
  `\n${paint.broken(paint.bold('VIOLATED'))} ${clauseWords(property)}`,
  ...(clause === property ? [] : [`Broken clause: ${clauseWords(clause)}`]),
  `Class: ${classWords[classOf({ property, clause })]}`,
  printable(cause?.consequence ?? because),
  ...(cause ? causeLines(cause) : []),
];

/** Who did what, what it should have been, and from when on it could no longer be avoided. */
const causeLines = (cause: Cause): readonly string[] => {
  const { broken, fell, noReturn, property, clause, what, actual, expected } = cause;
  return [
    `\n${paint.bold(`Step ${broken.step}: ${broken.server} breaks ${clause}`)}`,
    `  ${printable(broken.line)}`,
    `  ${printable(what)} is         ${paint.broken(printable(actual))}`,
    `  ${printable(what)} should be  ${printable(expected)}`,
    ...(fell.step === broken.step
      ? []
      : [`Step ${fell.step}: ${property} is violated as a consequence, at ${fell.server}.`]),
    noReturn ? paint.turn(noReturnWords(noReturn)) : noReturnUnknown,
  ];
};

const noReturnWords = ({ step, line }: StepPlace): string =>
  `No way back after step ${step}: the shipped rules from there on end in the same violation.\n  ${printable(line)}`;

const noReturnUnknown = 'No step of no return: the shipped rules themselves end here, or the trace is too long to ask.';

/** A violation as a story, with what is left of its trace. */
export const violationText = ({ explanation, file }: ReportedViolation): string => {
  const { violation, foundBy, uncut, trace, cause } = explanation;
  const where = foundBy.name ?? foundBy.engine;
  const found = `Found ${foundBy.engine === 'exhaustive' ? `in ${where}` : `by ${where}, seed ${foundBy.seed}`}, after ${plural(uncut, 'action')}`;
  const diagram = diagramLines(explanation);
  return [
    ...violationLines(violation, cause),
    `\n${found}; what matters of it:\n`,
    ...trace.map(({ line }) => printable(line)),
    ...(diagram.length === 0 ? [] : ['', ...diagram]),
    ...(file === null ? [] : [`\nTrace file: ${file}`]),
  ].join('\n');
};

/** A violation as `--json` prints it. */
export interface ViolationDocument extends Violation, Pick<Counterexample, 'foundBy' | 'uncut'> {
  /** `decision`: it differs from the spec where others may; `rule`: where nobody may, but nothing else fell. */
  readonly class: ViolationClass;
  /** The trace, cut to what matters. */
  readonly lines: readonly string[];
  /** Who did what, and what it should have been; null: no single step did it. */
  readonly telling: Cause | null;
  /** The space-time diagram, line by line. */
  readonly diagram: readonly string[];
  /** The trace file; null: it could not be written. */
  readonly file: string | null;
  /** The command that shows it again. */
  readonly replay: string;
}

export const violationDocument = ({ explanation, file, replay }: ReportedViolation): ViolationDocument => {
  const { violation, foundBy, uncut, trace, cause } = explanation;
  const lines = trace.map(({ line }) => line);
  return {
    ...violation,
    class: classOf(violation),
    foundBy,
    uncut,
    lines,
    telling: cause,
    diagram: diagramLines(explanation),
    file,
    replay,
  };
};

/** The space-time diagram of the run, line by line; none where a goal was missed. */
export const diagramLines = (explained: ExplainedRun): readonly string[] =>
  explained.steps.length === 0 ? [] : drawTerminal(pictureOf(explained)).split('\n');
