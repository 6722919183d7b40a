/** The words of a picture of a machine: what is written on an arrow, and what into a state. */
import { printable } from '../text/printable.ts';
import type { Chart, ChartState, ChartTransition } from './chart.ts';
import { actionText, conditionText, eventWordsOf, kindText, metaText } from './words.ts';

/** One or more transitions that differ only by the event, drawn as one; or what a history state leads to, which is none. */
export interface DrawnArrow {
  readonly ids: readonly string[];
  readonly source: string;
  readonly target: string;
  readonly lines: readonly TextLine[];
  /** In words, for whoever asks for it. */
  readonly description: string;
  /** How often each was taken, all together; undefined: nobody counted. */
  readonly taken?: number;
}

/** What a state does without being left. */
export interface Inside {
  readonly ids: readonly string[];
  readonly lines: readonly TextLine[];
  readonly description: string;
  readonly taken?: number;
}

/** A line of text. */
export interface TextLine {
  readonly tone:
    | 'event'
    | 'guard'
    | 'actions'
    | 'description'
    | 'clauses'
    | 'kind'
    | 'forbidden'
    | 'target'
    | 'taken'
    | 'never';
  readonly text: string;
}

/** How often each transition was taken, by its id. */
export type Taken = Readonly<Record<string, number>>;

export interface Wording {
  /** At most so many characters in a line; longer ones are broken. */
  readonly width: number;
  /** Are actions told? */
  readonly hasActions: boolean;
  /** Are descriptions told, and what else is known of states and transitions? */
  readonly hasDescriptions: boolean;
  readonly taken?: Taken | undefined;
}

/** The transitions that lead from state to state, and where history states lead as long as there is no history. */
export const arrowsOf = (chart: Chart, wording: Wording): readonly DrawnArrow[] => [
  ...groupsOf(chart.transitions.filter((transition) => !isInside(transition))).flatMap((group) => {
    const [first] = group;
    const targets = first?.targets ?? [];
    return targets.map((target, place) => {
      const words = wordsOf(chart, group, wording);
      // one transition into several regions at once is not a choice between them
      const part: TextLine = { tone: 'kind', text: `(${place + 1} of ${targets.length} at once)` };
      const lines = targets.length > 1 ? [...words.lines, part] : words.lines;
      return { ...words, lines, source: first?.source ?? '', target };
    });
  }),
  ...chart.states.flatMap(({ id, history }) =>
    (history?.targets ?? []).map((target) => ({
      ids: [],
      source: id,
      target,
      lines: textLines('kind', history?.isBeginning ? 'default: the beginning' : 'default', wording.width),
      description: '',
    })),
  ),
];

/** What a state does without being left. */
export const insidesOf = (chart: Chart, state: ChartState, wording: Wording): readonly Inside[] =>
  groupsOf(chart.transitions.filter((transition) => transition.source === state.id && isInside(transition))).map(
    (group) => wordsOf(chart, group, wording),
  );

/** Does everything stay as it is, but for what is done? */
export const isInside = ({ kind }: ChartTransition): boolean =>
  kind === 'forbidden' || kind === 'handled' || kind === 'stays';

const groupsOf = (transitions: readonly ChartTransition[]): readonly (readonly ChartTransition[])[] => {
  const groups = new Map<string, ChartTransition[]>();
  for (const transition of transitions) {
    const { id, event: _event, descriptor: _descriptor, alternatives, ...rest } = transition;
    const drawn = JSON.stringify([alternatives > 1, rest]);
    // two functions may differ in anything, whatever they are called
    const key = /"(?:function|computed)":/.test(drawn) ? id : drawn;
    const group = groups.get(key) ?? [];
    group.push(transition);
    groups.set(key, group);
  }
  return [...groups.values()];
};

const wordsOf = (
  chart: Chart,
  group: readonly ChartTransition[],
  { width, hasActions, hasDescriptions, taken }: Wording,
): Inside => {
  const ids = group.map(({ id }) => id);
  const [first] = group;
  if (!first) return { ids, lines: [], description: '' };
  const { definitions } = chart;
  const { actions, clauses, description, kind } = first;
  const count = taken && group.reduce((sum, { id }) => sum + (taken[id] ?? 0), 0);
  const events = group.map((transition) => eventWordsOf(transition, definitions));
  const done = actions.map((action) => actionText(action, definitions)).join(', ');
  const part = (tone: TextLine['tone'], text: string): readonly TextLine[] =>
    text === '' ? [] : textLines(tone, text, width);
  const lines = [
    ...textLines('event', [...new Set(events)].join(', '), width),
    ...part('guard', conditionText(first, definitions)),
    ...part('actions', hasActions && done !== '' ? `/ ${done}` : ''),
    ...part(kind === 'forbidden' ? 'forbidden' : 'kind', kindText(first)),
    ...part('description', hasDescriptions && description !== '' ? `"${description}"` : ''),
    ...part('actions', hasDescriptions ? metaText(first) : ''),
    ...part('clauses', clauses.join(' ')),
    ...(count === undefined ? [] : [takenLine(count)]),
  ];
  return { ids, lines, description, ...(count !== undefined && { taken: count }) };
};

const takenLine = (count: number): TextLine =>
  count === 0 ? { tone: 'never', text: 'never taken' } : { tone: 'taken', text: `${count.toLocaleString('en-US')}×` };

/** Words stay whole, however long they are: names are looked for. */
export const textLines = <Tone extends string>(
  tone: Tone,
  text: string,
  width: number,
): readonly { readonly tone: Tone; readonly text: string }[] => {
  const lines: string[] = [];
  for (const word of printable(text).split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trimStart();
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => ({ tone, text: line }));
};
