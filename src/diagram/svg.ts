/** A chart as SVG. */

import { xml } from '../text/xml.ts';
import type { Chart } from './chart.ts';
import {
  type Direction,
  effortOf,
  type Layout,
  type LayoutEffort,
  layOut,
  type PlacedArrow,
  type PlacedState,
  type Point,
  sizes,
} from './layout.ts';
import type { Inside, Taken, TextLine, Wording } from './lines.ts';

export interface ChartSvgOptions {
  /** What the picture is of. */
  readonly title: string;
  /** Which way transitions lead; left out: to the right. */
  readonly direction?: Direction;
  /** Are actions told? Left out: yes. */
  readonly hasActions?: boolean;
  /** Do descriptions and what else is known stand in the picture? Left out: no, descriptions are shown to who points at something. */
  readonly hasDescriptions?: boolean;
  /** At most so many characters in a line; left out: 30. */
  readonly width?: number;
  /** Does it stand in a page that has styles of its own for it? Left out: no, it brings colours for light and dark. */
  readonly isEmbedded?: boolean;
  /** How often each transition was taken, by its id; what never was is marked. */
  readonly taken?: Taken;
}

const FONT = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace";

/** Colours for light pages and for dark ones: those of the space-time diagrams. */
const STYLE = `
svg { color-scheme: light dark; } text { font: ${sizes.line}px ${FONT}; fill: #1f2328; white-space: pre; }
.page { fill: #ffffff; } .title { font-size: ${sizes.title}px; font-weight: bold; }
.state rect, .state circle { fill: #f6f8fa; stroke: #59636e; stroke-width: 1.5; } .final .inner { fill: none; } .parallel rect { stroke-dasharray: 6 4; } .frame rect { fill: none; }
.arrow path { stroke: #59636e; stroke-width: 1.5; fill: none; } .head, .dot { fill: #59636e; stroke: none; }
.guard { fill: #0969da; } .actions { fill: #59636e; } .clauses { fill: #8250df; } .description { fill: #59636e; font-style: italic; } .kind, .target { fill: #953800; } .forbidden { fill: #cf222e; } .taken { fill: #1a7f37; font-weight: bold; } .never { fill: #cf222e; font-weight: bold; }
.unused path { stroke: #cf222e; stroke-dasharray: 5 4; } .default path { stroke-dasharray: 2 3; } .behind path { stroke-width: 1; opacity: 0.35; }
.lit rect, .lit circle { fill: #ddf4ff; stroke: #0969da; stroke-width: 3; } .lit path { stroke: #0969da; stroke-width: 3; } .lit text { font-weight: bold; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } .page { fill: #0d1117; } .state rect, .state circle { fill: #151b23; stroke: #9198a1; } .arrow path { stroke: #9198a1; } .head, .dot { fill: #9198a1; }
.guard { fill: #4493f8; } .actions { fill: #9198a1; } .description { fill: #9198a1; } .kind, .target { fill: #f0883e; } .forbidden { fill: #f85149; } .clauses { fill: #ab7df8; } .taken { fill: #3fb950; } .never { fill: #f85149; }
.unused path { stroke: #f85149; } .lit rect, .lit circle { fill: #12294a; stroke: #4493f8; } .lit path { stroke: #4493f8; }
}`;

/**
 * The chart as SVG, for light and dark pages. Each state carries its id in `data-state`, each arrow and each line within a state
 * the ids of its transitions in `data-transitions`; whoever shows it lights them by the class `lit`.
 */
export const drawChartSvg = async (chart: Chart, options: ChartSvgOptions): Promise<string> => {
  const { title, direction = 'RIGHT', isEmbedded = false } = options;
  const layout = await layOut(chart, wordingOf(options), direction);
  return drawLayout(layout, title, isEmbedded ? '' : STYLE);
};

/** How long it takes to draw a chart so. */
export const svgEffort = (chart: Chart, options: ChartSvgOptions): LayoutEffort => effortOf(chart, wordingOf(options));

const wordingOf = ({ hasActions = true, hasDescriptions = false, width = 30, taken }: ChartSvgOptions): Wording => ({
  width,
  hasActions,
  hasDescriptions,
  taken,
});

/** A layout as SVG. */
export const drawLayout = (layout: Layout, title: string, style: string): string => {
  const { width, height, dots } = layout;
  const size = `width="${round(width)}" height="${round(height)}"`;
  const parts = [
    `<rect class="page" ${size}/>`,
    ...outerFirst(layout),
    ...dots.map(({ x, y }) => `<circle class="dot" cx="${round(x)}" cy="${round(y)}" r="${sizes.dot}"/>`),
    ...(layout.isListed ? [] : layout.arrows.map(arrowSvg)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${round(width)} ${round(height)}" role="img">
<title>${xml(title)}</title>
${style === '' ? '' : `<style>${style}\n</style>\n`}<defs><marker id="arrowhead" viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="11" markerHeight="11" orient="auto"><path class="head" d="M0,0 L8,4 L0,8 z"/></marker></defs>
${parts.join('\n')}
</svg>
`;
};

/** States, and the arrows of a list, which lie behind what is written. */
const outerFirst = ({ states, arrows, isListed }: Layout): readonly string[] => {
  if (!isListed) return states.map(stateSvg);
  const parents = new Set(states.map(({ state }) => state.parent));
  const outer = states.filter(({ state }) => parents.has(state.id));
  const lines = arrows.filter(({ points }) => points.length > 0).map(arrowSvg);
  return [
    ...outer.map(stateSvg),
    '<g class="behind">',
    ...lines,
    '</g>',
    ...states.filter((one) => !outer.includes(one)).map(stateSvg),
  ];
};

const round = (number: number): number => Math.round(number * 10) / 10;

const stateSvg = ({ state, title, insides, x, y, width, height }: PlacedState): string => {
  const centre = x + width / 2;
  const kind = state.parent === null ? ' frame' : ` ${state.kind}`;
  const box = `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="9"/>`;
  const inner = `<rect class="inner" x="${round(x + 4)}" y="${round(y + 4)}" width="${round(width - 8)}" height="${round(height - 8)}" rx="6"/>`;
  const titles = title.map(({ tone, text }, place) => {
    const line = y + sizes.padding + sizes.title + place * sizes.lineStep;
    return `<text class="${tone}" x="${round(centre)}" y="${round(line)}" text-anchor="middle">${xml(text)}</text>`;
  });
  const top = y + sizes.padding + sizes.titleStep + (title.length - 1) * sizes.lineStep;
  return [
    `<g class="state${kind}" data-state="${xml(state.id)}">`,
    hint(state.description),
    state.kind === 'final' ? box + inner : box,
    ...titles,
    ...insidesSvg(insides, x + sizes.padding, top),
    '</g>',
  ]
    .filter((part) => part !== '')
    .join('\n');
};

/** What is shown to who points at it. */
const hint = (text: string): string => (text === '' ? '' : `<title>${xml(text)}</title>`);

const insidesSvg = (insides: readonly Inside[], x: number, top: number): readonly string[] => {
  let y = top;
  return insides.map(({ ids, lines, description, taken }) => {
    y += sizes.gap;
    const texts = linesSvg(lines, x, y, 'start');
    y += lines.length * sizes.lineStep;
    return `<g class="inside${taken === 0 ? ' unused' : ''}" data-transitions="${xml(ids.join(' '))}">${hint(description)}${texts}</g>`;
  });
};

const arrowSvg = ({ arrow, points, label }: PlacedArrow): string => {
  const path = `<path d="${roundCorners(points)}" marker-end="url(#arrowhead)"/>`;
  if (!arrow) return `<g class="arrow">${path}</g>`;
  const text = label ? linesSvg(arrow.lines, label.x + label.width / 2, label.y, 'middle') : '';
  const unused = arrow.taken === 0 ? ' unused' : arrow.ids.length === 0 ? ' default' : '';
  return `<g class="arrow${unused}" data-transitions="${xml(arrow.ids.join(' '))}">${hint(arrow.description)}${path}${text}</g>`;
};

const linesSvg = (lines: readonly TextLine[], x: number, top: number, anchor: 'start' | 'middle'): string =>
  lines
    .map(({ tone, text }, place) => {
      const y = top + place * sizes.lineStep + sizes.line;
      return `<text class="${tone}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${xml(text)}</text>`;
    })
    .join('');

const BEND = 7;

/** Lines with round corners. */
const roundCorners = (points: readonly Point[]): string =>
  points
    .map((point, place) => {
      const [before, after] = [points[place - 1], points[place + 1]];
      if (!before) return `M${at(point)}`;
      if (!after) return `L${at(point)}`;
      return `L${at(towards(point, before))} Q${at(point)} ${at(towards(point, after))}`;
    })
    .join(' ');

const towards = (from: Point, to: Point): Point => {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const share = Math.min(BEND, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
};

const at = ({ x, y }: Point): string => `${round(x)},${round(y)}`;
