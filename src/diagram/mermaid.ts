/** A chart as a state diagram of Mermaid. */

import type { Chart, ChartState } from './chart.ts';
import { arrowsOf, insidesOf, type TextLine, type Wording } from './lines.ts';

const WORDING: Wording = { width: Number.POSITIVE_INFINITY, hasActions: true };

/** The chart as a state diagram of Mermaid. */
export const drawChartMermaid = (chart: Chart, wording: Partial<Wording> = {}): string => {
  const words = { ...WORDING, ...wording };
  const [root] = chart.states;
  const names = new Map(chart.states.map(({ id }, place) => [id, `s${place}`]));
  const nameOf = (id: string): string => names.get(id) ?? '';
  const states = root ? statesOf(chart, root, words, nameOf) : [];
  return [
    'stateDiagram-v2',
    `  accTitle: ${encode(chart.name)}`,
    '  direction LR',
    ...states,
    ...arrowsOf(chart, words).map(
      ({ source, target, lines }) => `  ${nameOf(source)} --> ${nameOf(target)}: ${label(lines)}`,
    ),
    ...chart.states.flatMap((state) => noteOf(chart, state, words, nameOf(state.id))),
    '',
  ].join('\n');
};

/** A machine without states is drawn as the one that it is in. */
const statesOf = (chart: Chart, root: ChartState, words: Wording, nameOf: (id: string) => string): readonly string[] =>
  chart.states.length === 1
    ? [`  state "${encode(root.name)}" as ${nameOf('')}`]
    : [...anyStateOf(chart, root, words, nameOf('')), ...insideOf(chart, root, nameOf, '  ')];

/** What the machine does in whatever state it is: Mermaid draws no frame around everything. */
const anyStateOf = (chart: Chart, root: ChartState, words: Wording, name: string): readonly string[] => {
  const isTold = insidesOf(chart, root, words).length > 0 || arrowsOf(chart, words).some(({ source }) => source === '');
  return isTold ? [`  state "any state of ${encode(root.name)}" as ${name}`] : [];
};

/** The states within a state; Mermaid has a word of its own for where one begins. */
const insideOf = (chart: Chart, parent: ChartState, nameOf: (id: string) => string, indent: string): string[] => {
  const children = chart.states.filter((state) => state.parent === parent.id);
  const begin = parent.initial === null ? [] : [`${indent}[*] --> ${nameOf(parent.initial)}`];
  const states = children.flatMap((state, place) => [
    ...(parent.kind === 'parallel' && parent.parent !== null && place > 0 ? [`${indent}--`] : []),
    ...stateLines(chart, state, nameOf, indent),
  ]);
  return [...begin, ...states];
};

const stateLines = (chart: Chart, state: ChartState, nameOf: (id: string) => string, indent: string): string[] => {
  const name = nameOf(state.id);
  const head = `${indent}state "${encode(titleOf(state))}" as ${name}`;
  const end = state.kind === 'final' ? [`${indent}${name} --> [*]`] : [];
  if (state.kind !== 'compound' && state.kind !== 'parallel') return [head, ...end];
  return [`${head} {`, ...insideOf(chart, state, nameOf, `${indent}  `), `${indent}}`];
};

const titleOf = ({ name, kind, entry, exit, invoke }: ChartState): string =>
  [
    kind === 'history' ? `${name} (history)` : name,
    ...entry.map((action) => `entry / ${action}`),
    ...exit.map((action) => `exit / ${action}`),
    ...invoke.map((actor) => `invoke / ${actor}`),
  ].join(', ');

/** What a state does without being left stands in a note beside it. */
const noteOf = (chart: Chart, state: ChartState, wording: Wording, name: string): readonly string[] => {
  const insides = insidesOf(chart, state, wording);
  if (insides.length === 0) return [];
  return [`  note right of ${name}`, ...insides.map(({ lines }) => `    ${label(lines)}`), '  end note'];
};

const label = (lines: readonly TextLine[]): string => encode(lines.map(({ text }) => text).join(' '));

/** Whatever could mean something to Mermaid is written as its number. */
const encode = (text: string): string =>
  text.replaceAll(/[^\p{L}\p{N} .,/()[\]×_-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
