/** Where everything of a chart stands: sizes from the texts, places from the layout library. */
import elkModule from 'elkjs/lib/elk.bundled.js';
import type { ELK, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { Chart, ChartState } from './chart.ts';
import { arrowsOf, type DrawnArrow, type Inside, insidesOf, type TextLine, type Wording } from './lines.ts';

/** A rectangle, in the units of the picture. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A state with its texts. The root is among them only if it has something to tell. */
export interface PlacedState extends Rectangle {
  readonly state: ChartState;
  readonly title: readonly string[];
  readonly insides: readonly Inside[];
}

/** The dot in which a state with others inside begins. */
export interface PlacedDot extends Point {
  readonly of: string;
}

export interface PlacedArrow {
  readonly arrow: DrawnArrow | null;
  readonly points: readonly Point[];
  /** Where its lines stand; null: it has none. */
  readonly label: Rectangle | null;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly states: readonly PlacedState[];
  readonly dots: readonly PlacedDot[];
  readonly arrows: readonly PlacedArrow[];
}

/** Texts are set in a monospaced font, so that their width is known: no font that is in use has wider letters. */
const LETTER = 0.61;
export const sizes = { title: 15, line: 12, titleStep: 20, lineStep: 16, padding: 14, gap: 7, dot: 6 } as const;

const MARGIN = 12;

/** Looking for the best of many layouts takes minutes in a large chart. */
const ARROWS_WITH_CARE = 60;

/** Which way transitions lead, if they can. */
export type Direction = 'RIGHT' | 'DOWN';

/** The same chart gives the same layout. */
export const layOut = async (chart: Chart, wording: Wording, direction: Direction): Promise<Layout> => {
  const [root] = chart.states;
  if (!root) throw new Error('a chart has a root');
  const arrows = arrowsOf(chart, wording);
  const graph = (order: object): ElkNode => {
    const node = nodeOf(chart, root, wording, direction);
    // a frame has to lie within the graph, since arrows may begin at it
    const whole = isTelling(chart, root, wording) ? { id: 'graph', children: [node] } : node;
    return {
      ...whole,
      layoutOptions: {
        ...within(direction, { top: MARGIN, side: MARGIN }),
        'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
        'elk.edgeRouting': 'ORTHOGONAL',
        'elk.randomSeed': '1',
        'elk.json.edgeCoords': 'ROOT',
        'elk.json.shapeCoords': 'ROOT',
        ...order,
        ...(arrows.length > ARROWS_WITH_CARE && { 'elk.layered.thoroughness': '1' }),
      },
      edges: [...beginnings(chart), ...arrows.map(edgeOf)],
    };
  };
  return readLayout(chart, wording, arrows, await runElk(graph));
};

/** States in the order in which the machine has them, if the library can do that: with some nested charts it fails. */
const runElk = async (graph: (order: object) => ElkNode): Promise<ElkNode> => {
  try {
    return await new Elk().layout(graph(inOrder));
  } catch {
    return new Elk().layout(graph({}));
  }
};

const inOrder = {
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
};

/** The library's types know only how bundlers load it. */
const Elk = elkModule as unknown as new () => ELK;

/** A root that only holds the states needs no frame. */
const isTelling = (chart: Chart, state: ChartState, wording: Wording): boolean =>
  state.parent !== null ||
  [state.entry, state.exit, state.invoke, insidesOf(chart, state, wording)].some(({ length }) => length > 0) ||
  arrowsOf(chart, wording).some(({ source, target }) => source === state.id || target === state.id);

export const widthOf = (text: string, size: number): number => Math.ceil(text.length * size * LETTER);

const titleOf = (state: ChartState): readonly string[] => {
  if (state.kind === 'history') return ['H'];
  return [
    state.name,
    ...state.entry.map((action) => `entry / ${action}`),
    ...state.exit.map((action) => `exit / ${action}`),
    ...state.invoke.map((actor) => `invoke / ${actor}`),
  ];
};

/** What stands in the box of a state: its title, then what it does without being left. */
const contentOf = (chart: Chart, state: ChartState, wording: Wording) => {
  const title = titleOf(state);
  const insides = insidesOf(chart, state, wording);
  const texts = insides.flatMap(({ lines }) => lines.map(({ text }) => widthOf(text, sizes.line)));
  const titles = title.map((text, place) => widthOf(text, place === 0 ? sizes.title : sizes.line));
  const height =
    2 * sizes.padding +
    sizes.titleStep +
    (title.length - 1) * sizes.lineStep +
    insides.reduce((sum, { lines }) => sum + sizes.gap + lines.length * sizes.lineStep, 0);
  return { title, insides, width: Math.max(...titles, ...texts) + 2 * sizes.padding, height };
};

const nodeOf = (chart: Chart, state: ChartState, wording: Wording, direction: Direction): ElkNode => {
  const children = chart.states.filter(({ parent }) => parent === state.id);
  const { width, height } = contentOf(chart, state, wording);
  const id = nodeId(state.id);
  if (children.length === 0) return { id, width, height };
  const dot = state.initial === null ? [] : [{ id: dotId(state.id), width: 2 * sizes.dot, height: 2 * sizes.dot }];
  const inner = [...dot, ...children.map((child) => nodeOf(chart, child, wording, direction))];
  const { padding } = sizes;
  if (!isTelling(chart, state, wording)) {
    return { id, children: inner, layoutOptions: within(direction, { top: padding, side: padding }) };
  }
  return {
    id,
    children: inner,
    layoutOptions: {
      ...within(direction, { top: height + padding, side: 2 * padding }),
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width},${height})`,
    },
  };
};

/** How the states within a state are laid out. The library does not take it over from the state around it. */
const within = (direction: Direction, { top, side }: { readonly top: number; readonly side: number }) => ({
  'elk.algorithm': 'layered',
  'elk.direction': direction,
  'elk.padding': `[top=${top},left=${side},bottom=${side},right=${side}]`,
  'elk.spacing.nodeNode': '36',
  'elk.spacing.edgeNode': '24',
  'elk.spacing.edgeEdge': '18',
  'elk.spacing.edgeLabel': '6',
  'elk.layered.spacing.nodeNodeBetweenLayers': '48',
  'elk.layered.spacing.edgeNodeBetweenLayers': '24',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '18',
});

const nodeId = (id: string): string => `state ${id}`;
const dotId = (id: string): string => `dot ${id}`;

const beginnings = (chart: Chart): ElkExtendedEdge[] =>
  chart.states.flatMap(({ id, initial }) =>
    initial === null ? [] : [{ id: `begin ${id}`, sources: [dotId(id)], targets: [nodeId(initial)] }],
  );

const edgeOf = ({ source, target, lines }: DrawnArrow, place: number): ElkExtendedEdge => ({
  id: `arrow ${place}`,
  sources: [nodeId(source)],
  targets: [nodeId(target)],
  ...(lines.length > 0 && { labels: [{ text: 'label', ...labelSize(lines) }] }),
});

const labelSize = (lines: readonly TextLine[]): Pick<Rectangle, 'width' | 'height'> => ({
  width: Math.max(...lines.map(({ text }) => widthOf(text, sizes.line))),
  height: lines.length * sizes.lineStep,
});

const readLayout = (chart: Chart, wording: Wording, arrows: readonly DrawnArrow[], graph: ElkNode): Layout => {
  const nodes = new Map(nodesIn(graph).map((node) => [node.id, node]));
  const states = chart.states.flatMap((state): readonly PlacedState[] => {
    const node = nodes.get(nodeId(state.id));
    if (!node || !isTelling(chart, state, wording)) return [];
    const { title, insides } = contentOf(chart, state, wording);
    return [{ state, title, insides, ...boxOf(node) }];
  });
  const dots = chart.states.flatMap(({ id }): readonly PlacedDot[] => {
    const node = nodes.get(dotId(id));
    return node ? [{ of: id, x: (node.x ?? 0) + sizes.dot, y: (node.y ?? 0) + sizes.dot }] : [];
  });
  const { width = 0, height = 0 } = graph;
  return { width, height, states, dots, arrows: edgesIn(graph).map((edge) => arrowOf(edge, arrows)) };
};

const nodesIn = (node: ElkNode): readonly ElkNode[] => [node, ...(node.children ?? []).flatMap(nodesIn)];

const edgesIn = (node: ElkNode): readonly ElkExtendedEdge[] => [
  ...(node.edges ?? []),
  ...(node.children ?? []).flatMap(edgesIn),
];

const boxOf = ({ x = 0, y = 0, width = 0, height = 0 }: Partial<Rectangle>): Rectangle => ({ x, y, width, height });

const arrowOf = ({ id, sections = [], labels = [] }: ElkExtendedEdge, arrows: readonly DrawnArrow[]): PlacedArrow => {
  const [section] = sections;
  const [label] = labels;
  const place = /^arrow (\d+)$/.exec(id)?.[1];
  return {
    arrow: place === undefined ? null : (arrows[Number(place)] ?? null),
    points: section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [],
    label: label ? boxOf(label) : null,
  };
};
