/** Where everything of a chart stands: sizes from the texts, places from the layout library. */
import elkModule from 'elkjs/lib/elk.bundled.js';
import type { ELK, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { Chart, ChartState } from './chart.ts';
import { arrowsOf, type DrawnArrow, type Inside, insidesOf, type TextLine, textLines, type Wording } from './lines.ts';
import { type StateLine, stateLines, stateName } from './words.ts';

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
  /** The first is its name. */
  readonly title: readonly (StateLine | { readonly tone: 'title'; readonly text: string })[];
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
  /** What is written on arrows stands in their sources instead, since nobody could follow so many. */
  readonly isListed: boolean;
}

/** Texts are set in a monospaced font, so that their width is known: no font that is in use has wider letters. */
const LETTER = 0.61;
export const sizes = { title: 15, line: 12, titleStep: 20, lineStep: 16, padding: 14, gap: 7, dot: 6 } as const;

const MARGIN = 12;

/** Looking for the best of many layouts takes minutes in a large chart. */
const ARROWS_WITH_CARE = 60;

/** More arrows can't be followed, and routing them takes minutes: they are listed in their sources. */
const ARROWS_TO_FOLLOW = 200;

/** How a chart is laid out, and how long that takes. */
export interface LayoutEffort {
  readonly arrows: number;
  /** Seconds rather than less. */
  readonly isLong: boolean;
  readonly isListed: boolean;
}

export const effortOf = (chart: Chart, wording: Wording): LayoutEffort => {
  const { length: arrows } = arrowsOf(chart, wording);
  return { arrows, isLong: arrows > ARROWS_WITH_CARE, isListed: arrows > ARROWS_TO_FOLLOW };
};

/** Which way transitions lead, if they can. */
export type Direction = 'RIGHT' | 'DOWN';

/** The same chart gives the same layout. */
export const layOut = async (chart: Chart, wording: Wording, direction: Direction): Promise<Layout> => {
  const [root] = chart.states;
  if (!root) throw new Error('a chart has a root');
  const arrows = arrowsOf(chart, wording);
  const drawing: Drawing = { chart, wording, direction, arrows, isListed: arrows.length > ARROWS_TO_FOLLOW };
  if (drawing.isListed) return listedLayout(drawing, await new Elk().layout(listedGraph(drawing, root)));
  const graph = (order: object): ElkNode => {
    const node = nodeOf(drawing, root);
    // a frame has to lie within the graph, since arrows may begin at it
    const whole = isTelling(drawing, root) ? { id: 'graph', children: [node] } : node;
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
  return readLayout(drawing, await runElk(graph));
};

/** What is drawn, and how. */
interface Drawing {
  readonly chart: Chart;
  readonly wording: Wording;
  readonly direction: Direction;
  readonly arrows: readonly DrawnArrow[];
  readonly isListed: boolean;
}

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
const isTelling = ({ chart, wording, arrows, isListed }: Drawing, state: ChartState): boolean =>
  isListed ||
  state.parent !== null ||
  chart.states.length === 1 ||
  [stateLines(chart, state, wording.hasDescriptions), insidesOf(chart, state, wording)].some(
    ({ length }) => length > 0,
  ) ||
  arrows.some(({ source, target }) => source === state.id || target === state.id);

export const widthOf = (text: string, size: number): number => Math.ceil(text.length * size * LETTER);

const titleOf = ({ chart, wording, isListed }: Drawing, state: ChartState): PlacedState['title'] => [
  { tone: 'title', text: stateName(state) },
  ...stateLines(chart, state, wording.hasDescriptions).flatMap(({ tone, text }) =>
    textLines(tone, text, wording.width),
  ),
  ...(isListed && state.initial !== null
    ? textLines('actions', `begins in ${state.initial.target}`, wording.width)
    : []),
];

/** What a state does without being left; in a list, what leads away from it as well. */
const contentLines = ({ chart, wording, arrows, isListed }: Drawing, state: ChartState): readonly Inside[] => [
  ...insidesOf(chart, state, wording),
  ...(isListed ? arrows.filter(({ source }) => source === state.id) : []).map(({ lines, target, ...rest }) => ({
    ...rest,
    lines: [...lines, ...textLines('target', `→ ${target === '' ? chart.name : target}`, wording.width)],
  })),
];

/** What stands in the box of a state: its title, then what it does without being left. */
const contentOf = (drawing: Drawing, state: ChartState) => {
  const title = titleOf(drawing, state);
  const insides = contentLines(drawing, state);
  const texts = insides.flatMap(({ lines }) => lines.map(({ text }) => widthOf(text, sizes.line)));
  const titles = title.map(({ tone, text }) => widthOf(text, tone === 'title' ? sizes.title : sizes.line));
  const height =
    2 * sizes.padding +
    sizes.titleStep +
    (title.length - 1) * sizes.lineStep +
    insides.reduce((sum, { lines }) => sum + sizes.gap + lines.length * sizes.lineStep, 0);
  return { title, insides, width: Math.max(...titles, ...texts) + 2 * sizes.padding, height };
};

const nodeOf = (drawing: Drawing, state: ChartState): ElkNode => {
  const { chart, direction } = drawing;
  const children = chart.states.filter(({ parent }) => parent === state.id);
  const { width, height } = contentOf(drawing, state);
  const id = nodeId(state.id);
  if (children.length === 0) return { id, width, height };
  const dot = state.initial === null ? [] : [{ id: dotId(state.id), width: 2 * sizes.dot, height: 2 * sizes.dot }];
  const inner = [...dot, ...children.map((child) => nodeOf(drawing, child))];
  const { padding } = sizes;
  if (!isTelling(drawing, state)) {
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

/** A chart whose arrows are listed: boxes beside each other, as many in a row as fit a screen. */
const listedGraph = (drawing: Drawing, state: ChartState): ElkNode => {
  const { width, height } = contentOf(drawing, state);
  const id = nodeId(state.id);
  const children = drawing.chart.states.filter(({ parent }) => parent === state.id);
  if (children.length === 0) return { id, width, height };
  const side = state.parent === null ? MARGIN : sizes.padding;
  return {
    id,
    children: children.map((child) => listedGraph(drawing, child)),
    layoutOptions: {
      'elk.algorithm': 'rectpacking',
      'elk.aspectRatio': '1.6',
      'elk.spacing.nodeNode': '24',
      'elk.padding': `[top=${height + side},left=${side},bottom=${side},right=${side}]`,
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width},${height})`,
      'elk.json.shapeCoords': 'ROOT',
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
    initial === null ? [] : [{ id: `begin ${id}`, sources: [dotId(id)], targets: [nodeId(initial.target)] }],
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

const readLayout = (drawing: Drawing, graph: ElkNode): Layout => {
  const nodes = new Map(nodesIn(graph).map((node) => [node.id, node]));
  const dots = drawing.chart.states.flatMap(({ id }): readonly PlacedDot[] => {
    const node = nodes.get(dotId(id));
    return node ? [{ of: id, x: (node.x ?? 0) + sizes.dot, y: (node.y ?? 0) + sizes.dot }] : [];
  });
  const { width = 0, height = 0 } = graph;
  const arrows = edgesIn(graph).map((edge) => arrowOf(edge, drawing.arrows));
  return { width, height, states: placedStates(drawing, nodes), dots, arrows, isListed: false };
};

const placedStates = (drawing: Drawing, nodes: ReadonlyMap<string, ElkNode>): readonly PlacedState[] =>
  drawing.chart.states.flatMap((state) => {
    const node = nodes.get(nodeId(state.id));
    if (!node || !isTelling(drawing, state)) return [];
    const { title, insides } = contentOf(drawing, state);
    return [{ state, title, insides, ...boxOf(node) }];
  });

/** Arrows in a list are lines from box to box, behind the boxes. */
const listedLayout = (drawing: Drawing, graph: ElkNode): Layout => {
  const states = placedStates(drawing, new Map(nodesIn(graph).map((node) => [node.id, node])));
  const boxes = new Map(states.map((placed) => [placed.state.id, placed]));
  const { width = 0, height = 0 } = graph;
  const arrows = drawing.arrows.map((arrow): PlacedArrow => {
    const [source, target] = [boxes.get(arrow.source), boxes.get(arrow.target)];
    return { arrow, points: source && target ? lineBetween(source, target) : [], label: null };
  });
  return { width, height, states, dots: [], arrows, isListed: true };
};

/** From border to border; none between two boxes of which one holds the other. */
const lineBetween = (from: Rectangle, to: Rectangle): readonly Point[] => {
  const [start, end] = [borderPoint(from, centreOf(to)), borderPoint(to, centreOf(from))];
  return start && end && !holds(from, to) && !holds(to, from) ? [start, end] : [];
};

const centreOf = ({ x, y, width, height }: Rectangle): Point => ({ x: x + width / 2, y: y + height / 2 });

const holds = (outer: Rectangle, inner: Rectangle): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/** Where the line from the centre of a box towards a point leaves the box. */
const borderPoint = (box: Rectangle, towards: Point): Point | undefined => {
  const { x, y } = centreOf(box);
  const [dx, dy] = [towards.x - x, towards.y - y];
  if (dx === 0 && dy === 0) return undefined;
  const share = Math.min(box.width / 2 / Math.abs(dx), box.height / 2 / Math.abs(dy));
  return { x: x + dx * share, y: y + dy * share };
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
