/** A chart as a state diagram of Mermaid. */

import type { Chart, ChartState } from './chart.ts';
import { arrowsOf, type DrawnArrow, insidesOf, type TextLine, type Wording } from './lines.ts';
import { stateLines, stateName } from './words.ts';

const WORDING: Wording = { width: Number.POSITIVE_INFINITY, hasActions: true, hasDescriptions: true };

interface Drawing {
  readonly chart: Chart;
  readonly words: Wording;
  readonly nameOf: (id: string) => string;
  /** The states with others inside at which arrows end that come from within them, or lead there. */
  readonly inner: ReadonlySet<string>;
}

/** The chart as a state diagram of Mermaid. */
export const drawChartMermaid = (chart: Chart, wording: Partial<Wording> = {}): string => {
  const words = { ...WORDING, ...wording };
  const [root] = chart.states;
  const names = new Map(chart.states.map(({ id }, place) => [id, `s${place}`]));
  const arrows = arrowsOf(chart, words);
  const inner = new Set(arrows.flatMap(({ source, target }) => innerEnds(chart, source, target)));
  const drawing: Drawing = { chart, words, nameOf: (id) => names.get(id) ?? '', inner };
  return [
    'stateDiagram-v2',
    `  accTitle: ${encode(chart.name)}`,
    '  direction LR',
    ...(root ? nodeLines(drawing, root, '  ') : []),
    ...arrowLines(drawing, arrows),
    ...chart.states.flatMap((state) => noteOf(drawing, state)),
    '',
  ].join('\n');
};

/** Mermaid can't draw an arrow between a state and one that is inside of it: such an arrow ends at a state that stands for the outer one. */
const innerEnds = (chart: Chart, source: string, target: string): readonly string[] => {
  if (!isComposite(chart, source) && !isComposite(chart, target)) return [];
  return [source, target].filter(
    (id) => isAround(chart, id, source) && isAround(chart, id, target) && isComposite(chart, id),
  );
};

const isComposite = ({ states }: Chart, id: string): boolean => states.some(({ parent }) => parent === id);

const isAround = (chart: Chart, outer: string, inner: string): boolean => {
  if (outer === inner) return true;
  const parent = chart.states.find(({ id }) => id === inner)?.parent ?? null;
  return parent !== null && isAround(chart, outer, parent);
};

/** Of several arrows from a state to itself Mermaid draws but one: they are told on one. */
const arrowLines = (drawing: Drawing, arrows: readonly DrawnArrow[]): readonly string[] => {
  const isLoop = ({ source, target }: DrawnArrow): boolean => source === target;
  return arrows.flatMap((arrow) => {
    const same = isLoop(arrow) ? arrows.filter((other) => isLoop(other) && other.source === arrow.source) : [arrow];
    return same[0] === arrow ? [arrowLine(drawing, arrow, same.map(({ lines }) => label(lines)).join('<br/>'))] : [];
  });
};

const arrowLine = ({ chart, nameOf }: Drawing, { source, target }: DrawnArrow, text: string): string => {
  const ends = innerEnds(chart, source, target);
  const name = (id: string): string => (ends.includes(id) ? `${nameOf(id)}_self` : nameOf(id));
  return `  ${name(source)} --> ${name(target)}: ${text}`;
};

/** The states within a state; Mermaid has a word of its own for where one begins. */
const nodeLines = (drawing: Drawing, state: ChartState, indent: string): string[] => {
  const { chart, words, nameOf, inner } = drawing;
  const name = nameOf(state.id);
  const head = `${indent}state "${encode(titleOf(chart, state, words))}" as ${name}`;
  if (state.kind === 'final') return [head, `${indent}${name} --> [*]`];
  const children = chart.states.filter(({ parent }) => parent === state.id);
  if (children.length === 0) return [head];
  const itself = inner.has(state.id) ? [`${indent}  state "${encode(`${state.name} itself`)}" as ${name}_self`] : [];
  const begin = state.initial === null ? [] : [`${indent}  [*] --> ${nameOf(state.initial.target)}`];
  return [
    `${head} {`,
    ...itself,
    ...begin,
    ...children.flatMap((child) => nodeLines(drawing, child, `${indent}  `)),
    `${indent}}`,
  ];
};

const titleOf = (chart: Chart, state: ChartState, { hasDescriptions }: Wording): string =>
  [stateName(state), ...stateLines(chart, state, hasDescriptions).map(({ text }) => text)].join(', ');

/** What a state does without being left stands in a note beside it. */
const noteOf = ({ chart, words, nameOf }: Drawing, state: ChartState): readonly string[] => {
  const insides = insidesOf(chart, state, words);
  if (insides.length === 0) return [];
  return [`  note right of ${nameOf(state.id)}`, ...insides.map(({ lines }) => `    ${label(lines)}`), '  end note'];
};

const label = (lines: readonly TextLine[]): string => encode(lines.map(({ text }) => text).join(' '));

/** Whatever could mean something to Mermaid is written as its number. */
const encode = (text: string): string =>
  text.replaceAll(/[^\p{L}\p{N} .,/()[\]×_-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
