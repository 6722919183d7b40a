/** A violation and its story for people. */
import type { Moment, Telling } from '../../model/counterexample/telling.ts';
import { colors } from '../host/output.ts';
import { printable } from '../text/printable.ts';
import type { Paint } from '../trace/picture/terminal.ts';
import type { Violation } from '../trace/recording.ts';
import { clauseWords } from './words.ts';

/** What matters, in the colours of the terminal. */
export const paint: Paint = {
  bold: colors.bold,
  dim: colors.dim,
  broken: colors.red,
  turn: colors.yellow,
};

/** What was violated, by which clause, and what the property says of it; the cause is told with its steps, if it can be. */
export const violationLines = (
  { property, clause, because }: Violation,
  telling: Telling | null | undefined,
): readonly string[] => [
  `\n${paint.broken(paint.bold('VIOLATED'))} ${clauseWords(property)}`,
  ...(clause === property ? [] : [`Broken clause: ${clauseWords(clause)}`]),
  printable(telling?.consequence ?? because),
  ...(telling ? tellingLines(telling) : []),
];

/** Who did what, what it should have been, and from when on it could no longer be avoided. */
const tellingLines = (telling: Telling): readonly string[] => {
  const { broken, fell, noReturn, property, clause, what, actual, expected } = telling;
  return [
    `\n${paint.bold(`Step ${broken.step}: ${broken.server} breaks ${clause}`)}`,
    `  ${printable(broken.line)}`,
    `  ${printable(what)} is         ${paint.broken(printable(actual))}`,
    `  ${printable(what)} should be  ${printable(expected)}`,
    ...(fell.step === broken.step ? [] : [`Step ${fell.step}: ${property} falls as a consequence, at ${fell.server}.`]),
    noReturn ? paint.turn(noReturnWords(noReturn)) : noReturnUnknown,
  ];
};

const noReturnWords = ({ step, line }: Moment): string =>
  `No way back after step ${step}: the shipped rules from there on end in the same violation.\n  ${printable(line)}`;

const noReturnUnknown = 'No step of no return: the shipped rules themselves end here, or the trace is too long to ask.';
