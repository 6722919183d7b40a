/** What an exploration says of a property, and how the property comes to be broken, in words. */
import type { PropertyReport } from '../../check/explore/report.ts';
import { changes } from '../../text/changes.ts';
import { plural } from '../../text/numbers.ts';

/** What became of a property, in a few words. */
export const outcomeWords = ({ kind, ok, because, path = [] }: PropertyReport): string => {
  if (ok === null) return `not decided: ${because ?? 'not every reachable state was seen'}`;
  if (kind === 'sometimes') return ok ? `seen after ${plural(path.length - 1, 'step')}` : 'never seen';
  return ok ? 'holds' : 'BROKEN';
};

/** How a property comes to be broken, step by step. */
export const pathLines = ({ path = [], loopsTo }: Pick<PropertyReport, 'path' | 'loopsTo'>): readonly string[] => [
  ...path.flatMap((_, step) => stepText(path, step)),
  ...loopText(loopsTo),
];

/** The first state in full; then each action, and below it what it has changed. */
const stepText = (path: NonNullable<PropertyReport['path']>, step: number): readonly string[] => {
  const { action = null, state = null } = path[step] ?? {};
  if (step === 0) return [`${step}  ${JSON.stringify(state)}`];
  const changed = changes(path[step - 1]?.state, state);
  return [
    `${step}  ${action ?? ''}`,
    ...(changed.length > 0 ? changed : ['nothing changes']).map((line) => `     ${line}`),
  ];
};

const loopText = (loopsTo: number | undefined): readonly string[] =>
  loopsTo === undefined ? [] : ['', `This is the state after step ${loopsTo} again, and so on for ever.`];
