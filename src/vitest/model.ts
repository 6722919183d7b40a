/** Assertions on a user's model. */

import { exploreTelling } from '../check/explore/explore.ts';
import { CALL_BYTES, FunctionCalls } from '../check/explore/functionCalls.ts';
import type { Model, TupleModel } from '../check/explore/model.ts';
import type { ExploreOptions } from '../check/explore/options.ts';
import type { ExploreReport, PropertyReport } from '../check/explore/report.ts';
import { withBreakOff } from '../host/breakOff.ts';
import { withGuest } from '../host/guest.ts';
import { plural } from '../text/numbers.ts';
import { commandLine, shellWord } from '../text/shell.ts';
import { lines } from '../verify/report/judgement.ts';
import { outcomeWords, pathLines } from '../verify/words/exploration.ts';
import { ExpectationFailed, indent } from './failure.ts';
import { expectKnown, expectWhole } from './options.ts';

/** How a model is explored, and what is asked of it. */
export interface SafeOptions extends Pick<ExploreOptions, 'symmetry' | 'memoryBytes' | 'keepGoing'> {
  /** States after which the search ends, at least 1, counted in blocks of some thousands. Left out: 5,000,000. */
  readonly maxStates?: number;
  /** Is it enough that nothing is broken among the states that were seen? Left out: no, every reachable one must be seen. */
  readonly allowIncomplete?: boolean;
  /** May a `sometimes` never have been true, and may the model have no property? Left out: no, such a test tests nothing. */
  readonly allowVacuous?: boolean;
  /** The module that exports the model as `model`, for the command that shows a failure again. */
  readonly file?: string;
}

const MAX_STATES = 5_000_000;

/**
 * Explores every reachable state of a model, in this thread, and expects that all its properties hold: `always`, `step`,
 * `eventually` and `sometimes`. Nothing is left to chance, so the same model gives the same result each time.
 *
 * @returns what was found.
 * @throws ExpectationFailed with the property that is broken, why, and a shortest path to where it breaks; or when the search
 * ended before it had seen everything, or a property was not exercised, unless that is allowed. RangeError, also for an option that is none, and ModelFault
 * as `explore` does; GuestFault when the model tries to end the process, or when one of its functions computes for so many seconds
 * as FIGURE2_STEP_SECONDS says, or 25.
 *
 * @example
 * ```ts
 * import { assertSafe } from 'figure2/vitest';
 *
 * const { distinct } = assertSafe({
 *   name: 'a clock',
 *   initialStates: [0],
 *   actions: () => ['tick'],
 *   next: (hour: number) => (hour + 1) % 12,
 *   properties: [{ name: 'never 12', kind: 'always', holds: (hour: number) => hour < 12 }],
 * });
 * console.log(distinct); // 12
 * ```
 */
export const assertSafe = <State, Action>(
  model: Model<State, Action> | TupleModel,
  options: SafeOptions = {},
): ExploreReport => {
  expectKnown(options, known);
  const { maxStates = MAX_STATES, allowIncomplete, allowVacuous, file, ...how } = options;
  expectWhole({ maxStates }, 1, Number.MAX_SAFE_INTEGER);
  let seen = 0;
  const memory = new SharedArrayBuffer(CALL_BYTES);
  const calls = new FunctionCalls();
  calls.tellIn(memory);
  const told = {
    head: new Int32Array(memory),
    words: () => `${file ?? 'the model'}: ${calls.last ?? ''}`,
    place: () => calls.place,
  };
  const report = withGuest('the model', () =>
    withBreakOff(told, () =>
      exploreTelling(
        model,
        {
          ...how,
          onProgress: ({ distinct }) => {
            seen = distinct;
          },
          isOver: () => seen >= maxStates,
        },
        calls,
      ),
    ),
  );
  const objections = objectionsTo(report, options);
  if (objections.length === 0) return report;
  throw new ExpectationFailed(messageOf(report, objections, file), report, assertSafe);
};

const known: Readonly<Record<keyof SafeOptions, true>> = {
  symmetry: true,
  memoryBytes: true,
  keepGoing: true,
  maxStates: true,
  allowIncomplete: true,
  allowVacuous: true,
  file: true,
};

/** What is wrong: the reason in a line, and below it the path. */
interface Objection {
  readonly reason: string;
  readonly path: readonly string[];
}

const objectionsTo = (
  report: ExploreReport,
  { allowVacuous = false, allowIncomplete = false }: SafeOptions,
): readonly Objection[] => {
  const broken = report.properties.filter(({ kind, ok }) => ok === false && kind !== 'sometimes');
  if (broken.length > 0) return broken.map(brokenWords);
  const reasons = [...(allowVacuous ? [] : untestedIn(report)), ...(allowIncomplete ? [] : unseenIn(report))];
  return reasons.map((reason) => ({ reason, path: [] }));
};

const untestedIn = ({ properties, vacuous }: ExploreReport): readonly string[] => [
  ...(vacuous === null ? [] : [`nothing was exercised: ${vacuous}`]),
  ...(properties.length === 0 ? ['the model has no properties, so that nothing was exercised'] : []),
  ...properties
    .filter(({ kind, ok }) => kind === 'sometimes' && ok === false)
    .map(({ name, because = '' }) => `"${name}" (sometimes) was never seen: ${because}`),
];

const unseenIn = (report: ExploreReport): readonly string[] => [
  ...(report.complete
    ? []
    : [`not every reachable state was seen, only ${plural(report.distinct, 'state')}: ${stopWords(report)}`]),
  ...report.properties
    .filter(({ ok, because }) => ok === null && because !== report.vacuous)
    .map((property) => `"${property.name}" (${property.kind}) is ${outcomeWords(property)}`),
];

const brokenWords = (property: PropertyReport): Objection => ({
  reason: `"${property.name}" (${property.kind}) is broken: ${property.because ?? ''}`,
  path: lines(pathLines(property)),
});

const stopWords = ({ stopped }: ExploreReport): string =>
  stopped === 'memory' ? 'the memory was used up; see memoryBytes' : 'so many are allowed; see maxStates';

const messageOf = (
  { model, distinct, depth }: ExploreReport,
  objections: readonly Objection[],
  file: string | undefined,
): string =>
  [
    `${model} is not safe`,
    ...objections.flatMap(({ reason, path }) => ['', ...indent([reason, ...(path.length === 0 ? [] : ['', ...path])])]),
    '',
    ...indent([
      `${plural(distinct, 'state')} in ${plural(depth, 'level')} were seen. Nothing is left to chance: it is the same each time.`,
      ...(file === undefined ? [] : ['To reproduce:', commandLine(`explore ${shellWord(file)}`, {})]),
    ]),
  ].join('\n');
