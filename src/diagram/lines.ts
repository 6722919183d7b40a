/** The words of a picture of a machine: what is written on an arrow, and what into a state. */
import { printable } from '../text/printable.ts';
import type { Chart, ChartState, ChartTransition } from './chart.ts';

/** One or more transitions that differ only by the event, drawn as one. */
export interface DrawnArrow {
  readonly ids: readonly string[];
  readonly source: string;
  readonly target: string;
  readonly lines: readonly TextLine[];
  /** How often each was taken, all together; undefined: nobody counted. */
  readonly taken?: number;
}

/** What a state does without being left. */
export interface Inside {
  readonly ids: readonly string[];
  readonly lines: readonly TextLine[];
  readonly taken?: number;
}

/** A line of text. */
export interface TextLine {
  readonly tone: 'event' | 'guard' | 'actions' | 'clauses' | 'taken' | 'never';
  readonly text: string;
}

/** How often each transition was taken, by its id. */
export type Taken = Readonly<Record<string, number>>;

export interface Wording {
  /** At most so many characters in a line; longer ones are broken. */
  readonly width: number;
  /** Are actions told? */
  readonly hasActions: boolean;
  readonly taken?: Taken | undefined;
}

/** The transitions that lead from state to state. */
export const arrowsOf = ({ transitions }: Chart, wording: Wording): readonly DrawnArrow[] =>
  groupsOf(transitions.filter((transition) => !isInside(transition))).flatMap((group) => {
    const [first] = group;
    const targets = first?.targets ?? [];
    return targets.map((target, place) => {
      const words = linesOfGroup(group, wording);
      // one transition into several regions at once is not a choice between them
      const part: TextLine = { tone: 'actions', text: `(${place + 1} of ${targets.length} at once)` };
      const lines = targets.length > 1 ? [...words.lines, part] : words.lines;
      return { ...words, lines, ids: group.map(({ id }) => id), source: first?.source ?? '', target };
    });
  });

/** What a state does without being left. */
export const insidesOf = ({ transitions }: Chart, state: ChartState, wording: Wording): readonly Inside[] =>
  groupsOf(transitions.filter((transition) => transition.source === state.id && isInside(transition))).map((group) => ({
    ids: group.map(({ id }) => id),
    ...linesOfGroup(group, wording),
  }));

/** Does it stay where it is? One that names its own source as the target does, unless it enters it again. */
export const isInside = ({ source, targets, reenters }: ChartTransition): boolean =>
  targets.length === 0 || (!reenters && targets.length === 1 && targets[0] === source);

const groupsOf = (transitions: readonly ChartTransition[]): readonly (readonly ChartTransition[])[] => {
  const groups = new Map<string, ChartTransition[]>();
  for (const transition of transitions) {
    const { id, event: _event, ...rest } = transition;
    // two functions without a name may differ in anything
    const isAnonymous = [rest.guard, ...rest.actions].some((name) => name.includes('(function)') || name === 'assign');
    const key = JSON.stringify(isAnonymous ? id : rest);
    const group = groups.get(key) ?? [];
    group.push(transition);
    groups.set(key, group);
  }
  return [...groups.values()];
};

const linesOfGroup = (
  group: readonly ChartTransition[],
  { width, hasActions, taken }: Wording,
): Omit<Inside, 'ids'> => {
  const [first] = group;
  if (!first) return { lines: [] };
  const { guard, actions, clauses } = first;
  const count = taken && group.reduce((sum, { id }) => sum + (taken[id] ?? 0), 0);
  const lines = [
    ...textLines('event', [...new Set(group.map(({ event }) => event))].join(', '), width),
    ...(guard === '' ? [] : textLines('guard', `[${guard}]`, width)),
    ...(hasActions && actions.length > 0 ? textLines('actions', `/ ${actions.join(', ')}`, width) : []),
    ...(clauses.length === 0 ? [] : textLines('clauses', clauses.join(' '), width)),
    ...(count === undefined ? [] : [takenLine(count)]),
  ];
  return count === undefined ? { lines } : { lines, taken: count };
};

const takenLine = (count: number): TextLine =>
  count === 0 ? { tone: 'never', text: 'never taken' } : { tone: 'taken', text: `${count.toLocaleString('en-US')}×` };

/** Words stay whole, however long they are: names are looked for. */
const textLines = (tone: TextLine['tone'], text: string, width: number): readonly TextLine[] => {
  const lines: string[] = [];
  for (const word of printable(text).split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trimStart();
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => ({ tone, text: line }));
};
