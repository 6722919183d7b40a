/** A chart in the language of Graphviz. */

import type { Chart, ChartState } from './chart.ts';
import { arrowsOf, insidesOf, type TextLine, type Wording } from './lines.ts';
import { stateLines, stateName } from './words.ts';

const WORDING: Wording = { width: 40, hasActions: true, hasDescriptions: true };

/**
 * The chart in the language of Graphviz. Each state is a node of the name of its id, and the root is `.`; one with others inside is a
 * cluster around its node, at which arrows end that belong to it and not to a state inside.
 */
export const drawChartDot = (chart: Chart, wording: Partial<Wording> = {}): string => {
  const words = { ...WORDING, ...wording };
  const arrows = arrowsOf(chart, words);
  const ends = new Set([
    ...arrows.flatMap(({ source, target }) => [source, target]),
    ...chart.states.flatMap(({ initial }) => (initial === null ? [] : [initial.target])),
  ]);
  const [root] = chart.states;
  return [
    `digraph ${quote(chart.name)} {`,
    '  compound=true; rankdir=LR; fontname="monospace";',
    '  node [shape=box, style=rounded, fontname="monospace"]; edge [fontname="monospace", fontsize=10];',
    ...(root ? nodeLines(chart, root, { words, ends }, '  ') : []),
    ...arrows.map(({ source, target, lines }) => {
      const style = lines.some(({ tone }) => tone === 'event') ? [] : ['style=dashed'];
      const attributes = [`label=${quote(textOf(lines))}`, ...style, ...bordersOf(chart, source, target)];
      return `  ${nodeName(source)} -> ${nodeName(target)} [${attributes.join(', ')}];`;
    }),
    '}',
    '',
  ].join('\n');
};

interface Drawing {
  readonly words: Wording;
  /** The states at which arrows end. */
  readonly ends: ReadonlySet<string>;
}

const nodeLines = (chart: Chart, state: ChartState, drawing: Drawing, indent: string): string[] => {
  const label = quote(titleOf(chart, state, drawing.words));
  if (!isCluster(chart, state.id)) {
    const shape = state.kind === 'final' ? ', peripheries=2' : state.kind === 'history' ? ', shape=circle' : '';
    return [`${indent}${nodeName(state.id)} [label=${label}${shape}];`];
  }
  const style = state.kind === 'parallel' ? '"rounded,dashed"' : 'rounded';
  const children = chart.states.filter(({ parent }) => parent === state.id);
  return [
    `${indent}subgraph ${clusterName(state.id)} {`,
    `${indent}  label=${label}; style=${style};`,
    ...itselfLines(state, drawing, `${indent}  `),
    ...beginningLines(chart, state, `${indent}  `),
    ...children.flatMap((child) => nodeLines(chart, child, drawing, `${indent}  `)),
    `${indent}}`,
  ];
};

/** Graphviz draws arrows between nodes only: a state with others inside needs one of its own. */
const itselfLines = ({ id, name }: ChartState, { ends }: Drawing, indent: string): readonly string[] =>
  ends.has(id)
    ? [
        `${indent}${nodeName(id)} [label=${quote(`${name} itself`)}, style="rounded,dotted", fontsize=9, margin="0.05,0.02"];`,
      ]
    : [];

const beginningLines = (chart: Chart, { id, initial }: ChartState, indent: string): readonly string[] => {
  if (initial === null) return [];
  const begin = quote(`begin ${id}`);
  const border = isCluster(chart, initial.target) ? ` [lhead=${clusterName(initial.target)}]` : '';
  return [
    `${indent}${begin} [shape=point, width=0.12, label=""];`,
    `${indent}${begin} -> ${nodeName(initial.target)}${border};`,
  ];
};

const titleOf = (chart: Chart, state: ChartState, words: Wording): string =>
  [
    stateName(state),
    ...stateLines(chart, state, words.hasDescriptions).map(({ text }) => text),
    ...insidesOf(chart, state, words).map(({ lines }) => textOf(lines)),
  ].join('\n');

const isCluster = ({ states }: Chart, id: string): boolean => states.some(({ parent }) => parent === id);

/** An arrow ends at the border of a state with others inside, unless it comes from one of them: Graphviz has no arrows within. */
const bordersOf = (chart: Chart, source: string, target: string): readonly string[] => {
  const isAround = (outer: string, inner: string): boolean => pathOf(chart, inner).includes(outer);
  return [
    ...(isCluster(chart, source) && !isAround(source, target) ? [`ltail=${clusterName(source)}`] : []),
    ...(isCluster(chart, target) && !isAround(target, source) ? [`lhead=${clusterName(target)}`] : []),
  ];
};

/** A state and all those around it. */
const pathOf = (chart: Chart, id: string): readonly string[] => {
  const parent = chart.states.find((state) => state.id === id)?.parent ?? null;
  return parent === null ? [id] : [id, ...pathOf(chart, parent)];
};

const nodeName = (id: string): string => quote(id === '' ? '.' : id);
const clusterName = (id: string): string => quote(`cluster ${id === '' ? '.' : id}`);

const textOf = (lines: readonly TextLine[]): string => lines.map(({ text }) => text).join('\n');

const quote = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
