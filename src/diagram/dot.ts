/** A chart in the language of Graphviz. */

import type { Chart, ChartState } from './chart.ts';
import { arrowsOf, insidesOf, type TextLine, type Wording } from './lines.ts';

const WORDING: Wording = { width: 40, hasActions: true };

/** The chart in the language of Graphviz. */
export const drawChartDot = (chart: Chart, wording: Partial<Wording> = {}): string => {
  const words = { ...WORDING, ...wording };
  const [root] = chart.states;
  return [
    `digraph ${quote(chart.name)} {`,
    '  compound=true; rankdir=LR; fontname="monospace";',
    '  node [shape=box, style=rounded, fontname="monospace"]; edge [fontname="monospace", fontsize=10];',
    ...(root ? insideOf(chart, root, words, '  ') : []),
    ...arrowsOf(chart, words).map(({ source, target, lines }) => {
      const ends = [clusterEnd(chart, 'ltail', source), clusterEnd(chart, 'lhead', target)].filter((end) => end !== '');
      const attributes = [`label=${quote(textOf(lines))}`, ...ends].join(', ');
      return `  ${quote(leafOf(chart, source))} -> ${quote(leafOf(chart, target))} [${attributes}];`;
    }),
    '}',
    '',
  ].join('\n');
};

const insideOf = (chart: Chart, parent: ChartState, wording: Wording, indent: string): string[] => {
  const begin = `begin ${parent.id}`;
  const initial =
    parent.initial === null
      ? []
      : [
          `${indent}${quote(begin)} [shape=point, width=0.12, label=""];`,
          `${indent}${quote(begin)} -> ${quote(leafOf(chart, parent.initial))}${attributesOf(clusterEnd(chart, 'lhead', parent.initial))};`,
        ];
  const children = chart.states.filter((state) => state.parent === parent.id);
  return [...initial, ...children.flatMap((state) => stateLines(chart, state, wording, indent))];
};

const attributesOf = (attribute: string): string => (attribute === '' ? '' : ` [${attribute}]`);

const stateLines = (chart: Chart, state: ChartState, wording: Wording, indent: string): string[] => {
  const label = quote(titleOf(chart, state, wording));
  if (!isCluster(chart, state.id)) {
    const shape = state.kind === 'final' ? ', peripheries=2' : state.kind === 'history' ? ', shape=circle' : '';
    return [`${indent}${quote(state.id)} [label=${label}${shape}];`];
  }
  const style = state.kind === 'parallel' ? '"rounded,dashed"' : 'rounded';
  return [
    `${indent}subgraph ${quote(`cluster ${state.id}`)} {`,
    `${indent}  label=${label}; style=${style};`,
    ...insideOf(chart, state, wording, `${indent}  `),
    `${indent}}`,
  ];
};

const titleOf = (chart: Chart, state: ChartState, wording: Wording): string =>
  [
    state.kind === 'history' ? 'H' : state.name,
    ...state.entry.map((action) => `entry / ${action}`),
    ...state.exit.map((action) => `exit / ${action}`),
    ...state.invoke.map((actor) => `invoke / ${actor}`),
    ...insidesOf(chart, state, wording).map(({ lines }) => textOf(lines)),
  ].join('\n');

const isCluster = ({ states }: Chart, id: string): boolean => states.some(({ parent }) => parent === id);

/** Graphviz draws arrows between leaves; one that belongs to a state with others inside ends at its border. */
const leafOf = (chart: Chart, id: string): string => {
  const children = chart.states.filter(({ parent }) => parent === id);
  const [first] = children;
  if (!first) return id;
  const initial = chart.states.find((state) => state.id === id)?.initial;
  return leafOf(chart, initial ?? first.id);
};

const clusterEnd = (chart: Chart, end: 'ltail' | 'lhead', id: string): string =>
  isCluster(chart, id) && id !== '' ? `${end}=${quote(`cluster ${id}`)}` : '';

const textOf = (lines: readonly TextLine[]): string => lines.map(({ text }) => text).join('\n');

const quote = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
