/**
 * What the clients of a cluster saw, and whether it can be: every acknowledged command was applied once, where and with the answer that was
 * said, and not before a command that had ended when it began. Since the state machine lists what it applied, that is all of linearizability.
 */
import type { ServerId } from '../core/types.ts';
import { Ledger, type LedgerAnswer } from './ledger.ts';

/** What became of a command, as its client was told. */
export type CommandOutcome =
  | { readonly kind: 'applied'; readonly answer: LedgerAnswer }
  | { readonly kind: 'notApplied' }
  | { readonly kind: 'unknown' };

/** A command, from its beginning to its end. */
export interface Operation {
  /** As it stands in the log. */
  readonly command: string;
  /** Counted over all beginnings and ends, not a time. */
  readonly begin: number;
  /** Counted as `begin` is; of what is unknown it is infinite, since it may still be applied. */
  readonly end: number;
  readonly outcome: CommandOutcome;
}

/** What servers have applied in the end: the commands of each, in their order. */
export type AppliedCommands = ReadonlyMap<ServerId, readonly string[]>;

/** What can't be, each in one sentence; empty: all is well. */
export const objectionsTo = (history: readonly Operation[], applied: AppliedCommands): readonly string[] => {
  const [first, ...others] = [...applied];
  if (first === undefined) return [];
  const [, commands] = first;
  return [
    ...others.flatMap((other) => differenceBetween(first, other)),
    ...strangersIn(commands, history),
    ...wrongAnswers(commands, history),
    ...wrongOrders(history),
  ];
};

type Applied = readonly [ServerId, readonly string[]];

const differenceBetween = ([one, a]: Applied, [other, b]: Applied): readonly string[] => {
  const length = Math.max(a.length, b.length);
  for (let place = 0; place < length; place++) {
    if (a[place] !== b[place])
      return [`${one} has applied ${quoteOf(a[place])} at position ${place + 1}, and ${other} ${quoteOf(b[place])}`];
  }
  return [];
};

const quoteOf = (command: string | undefined): string => (command === undefined ? 'nothing' : JSON.stringify(command));

/** What was applied was proposed, was not said to be refused, and was applied once. */
const strangersIn = (commands: readonly string[], history: readonly Operation[]): readonly string[] => {
  const known = new Map(history.map((operation) => [operation.command, operation]));
  const seen = new Set<string>();
  return commands.flatMap((command, place) => {
    const operation = known.get(command);
    const isAgain = seen.has(command);
    seen.add(command);
    if (operation === undefined) return [`position ${place + 1} holds ${quoteOf(command)}, which nobody has proposed`];
    if (isAgain) return [`${quoteOf(command)} was applied again at position ${place + 1}`];
    if (operation.outcome.kind === 'notApplied')
      return [`${quoteOf(command)} was said not to be applied, and stands at position ${place + 1}`];
    return [];
  });
};

/** What was acknowledged stands where it was said, and gave what it has to give there. */
const wrongAnswers = (commands: readonly string[], history: readonly Operation[]): readonly string[] => {
  const ledger = new Ledger();
  const answers = commands.map((command) => ledger.apply(command));
  return history.flatMap(({ command, outcome }) => {
    if (outcome.kind !== 'applied') return [];
    const { position, counter, register } = outcome.answer;
    if (commands[position - 1] !== command)
      return [
        `${quoteOf(command)} was acknowledged at position ${position}, which holds ${quoteOf(commands[position - 1])}`,
      ];
    const right = answers[position - 1];
    return counter === right?.counter && register === right.register
      ? []
      : [
          `${quoteOf(command)} at position ${position} gave counter ${counter} and register ${quoteOf(register)}, and has to give ${right?.counter} and ${quoteOf(right?.register)}`,
        ];
  });
};

interface Placed {
  readonly operation: Operation;
  readonly position: number;
}

/** What had ended before another began stands before it. */
const wrongOrders = (history: readonly Operation[]): readonly string[] => {
  const placed = history
    .flatMap((operation): readonly Placed[] =>
      operation.outcome.kind === 'applied' ? [{ operation, position: operation.outcome.answer.position }] : [],
    )
    .sort((a, b) => a.position - b.position);
  const wrong: string[] = [];
  let latest: Placed | undefined; // of those so far, the one that began last
  for (const one of placed) {
    if (latest && one.operation.end < latest.operation.begin)
      wrong.push(
        `${quoteOf(one.operation.command)} had ended when ${quoteOf(latest.operation.command)} began, and stands behind it (positions ${one.position} and ${latest.position})`,
      );
    if (!latest || one.operation.begin > latest.operation.begin) latest = one;
  }
  return wrong;
};

/** How many commands came to what. */
export const countOutcomes = (history: readonly Operation[]): Readonly<Record<CommandOutcome['kind'], number>> => {
  const counts = { applied: 0, notApplied: 0, unknown: 0 };
  for (const { outcome } of history) counts[outcome.kind]++;
  return counts;
};
