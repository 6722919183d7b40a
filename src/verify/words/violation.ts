/** A violation for people: what was violated, why, and by which run. */

import { colors } from '../../host/output.ts';
import { plural } from '../../text/numbers.ts';
import { printable } from '../../text/printable.ts';
import type { Cause, StepPlace } from '../../trace/explanation.ts';
import type { Paint } from '../../trace/picture/terminal.ts';
import type { Violation } from '../../trace/recording.ts';
import { diagramLines, type ReportedViolation } from '../violation.ts';
import { clauseWords } from './clauses.ts';

/** What matters, in the colours of the terminal. */
export const paint: Paint = {
  bold: colors.bold,
  dim: colors.dim,
  broken: colors.red,
  turn: colors.yellow,
};

/** What was violated, by which clause, and what the property says of it; the cause is told with its steps, if it can be. */
export const violationLines = ({ property, clause, because }: Violation, cause: Cause | null): readonly string[] => [
  `\n${paint.broken(paint.bold('VIOLATED'))} ${clauseWords(property)}`,
  ...(clause === property ? [] : [`Broken clause: ${clauseWords(clause)}`]),
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
    ...(fell.step === broken.step ? [] : [`Step ${fell.step}: ${property} falls as a consequence, at ${fell.server}.`]),
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
