/** A space-time picture as SVG. */

import { clip, wrap } from '../../text/printable.ts';
import { xml } from '../../text/xml.ts';
import type { LogPanel, ShownLog } from './logs.ts';
import type { Note, Picture, Row } from './picture.ts';

const LANE = 90;
const LEFT = 70;
/** Of the first step, below a title of one line. */
const TOP = 84;
const ROW = 24;
const NOTE = 17;
const TEXT_WIDTH = 660;
const MAX_LABEL = 88;
/** Half the width of what marks a step. */
const NODE = 5;

/** How the parts of a picture look; a page that has several needs it once. */
export const svgStyle = `
text { font: 12px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; }
.page { fill: #ffffff; } .title { font-weight: bold; font-size: 14px; } .dim { fill: #59636e; }
.lane { stroke: #59636e; stroke-width: 1.5; } .candidate { stroke-dasharray: 4 3; } .leader { stroke-width: 4; }
.arrow { stroke: #0969da; stroke-width: 1.5; fill: none; } .head { fill: #0969da; }
.node { fill: #1f2328; stroke: #1f2328; stroke-width: 1.5; } .restart { fill: #ffffff; } .cross { stroke: #cf222e; stroke-width: 2.5; }
.arrow.lost { stroke: #59636e; stroke-dasharray: 3 2; } .lost-cross { stroke: #cf222e; stroke-width: 1.5; fill: none; }
.lane.faint { opacity: 0.25; } .small { font-size: 12px; } .legend { font-size: 11px; } .committed { stroke: #cf222e; stroke-width: 3; }
.box { stroke: #59636e; stroke-width: 1; } .boxed { font-size: 11px; fill: #1f2328; } .kept { fill: #d0d7de; }
.term0 { fill: #f5d0c5; } .term1 { fill: #cfe8ff; } .term2 { fill: #ffe7a8; } .term3 { fill: #d3f5d0; }
.term4 { fill: #ead6ff; } .term5 { fill: #ffd6e7; } .term6 { fill: #c8f2ee; } .term7 { fill: #e6e2c3; }
.term-box { stroke: #59636e; stroke-width: 0.5; } .term-text { font-size: 10px; fill: #1f2328; }
.broken { fill: #cf222e; } .turn { fill: #9a6700; } .band { opacity: 0.12; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } .page { fill: #0d1117; } .dim { fill: #9198a1; } .lane { stroke: #9198a1; }
.arrow { stroke: #4493f8; } .head { fill: #4493f8; } .node { fill: #e6edf3; stroke: #e6edf3; } .restart { fill: #0d1117; }
.arrow.lost { stroke: #9198a1; } .lost-cross, .committed { stroke: #f85149; } .box { stroke: #9198a1; } .boxed, .term-text { fill: #1f2328; }
.cross { stroke: #f85149; } .broken { fill: #f85149; } .turn { fill: #d29922; } .band { opacity: 0.2; }
}`;

/** A row and where it stands. */
interface Placed extends Row {
  readonly noteLines: readonly Note[];
  readonly panel: LogPanel | undefined;
  readonly y: number;
  readonly height: number;
}

/** How a picture stands in a page of HTML that has the style already. */
export interface EmbeddedSvg {
  /** No other picture of the page has it. */
  readonly id: string;
}

/** The picture as SVG, for light and dark pages. All text stands right of the lines, so that nothing covers it. */
export const drawSvg = (picture: Picture, embedded?: EmbeddedSvg): string => {
  const { title, servers } = picture;
  const head = embedded ? `${embedded.id}-head` : 'head';
  const titleLines = wrap(title, TITLE_WIDTH);
  const top = TOP + (titleLines.length - 1) * NOTE;
  const placed = placedRows(picture);
  const legend = legendOf(picture);
  const textX = LEFT + (servers.length - 1) * LANE + 40;
  const width = textX + TEXT_WIDTH;
  const height = heightOf(placed) + legend.length * NOTE;
  const parts = [
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...titleLines.map((line, place) => `<text class="title" x="16" y="${26 + place * NOTE}">${xml(line)}</text>`),
    ...servers.map(
      (id, at) => `<text class="title" x="${xOf(at)}" y="${top - 26}" text-anchor="middle">${xml(clip(id, 10))}</text>`,
    ),
    ...placed.flatMap((row) => bandOf(row, width)),
    ...placed.flatMap((row) => lanesOf(row)),
    ...placed.flatMap((row) => [...arrowOf(row, placed, head), ...lostArrowsOf(row)]),
    ...placed.flatMap((row, place) => [
      nodeOf(row),
      ...termsOf(row, placed[place - 1]),
      ...wordsOf(row, textX),
      ...panelOf(row, width),
    ]),
    ...legend.map(
      (line, place) => `<text class="dim legend" x="16" y="${heightOf(placed) + place * NOTE}">${xml(line)}</text>`,
    ),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${xml(title)}</title>
${
  embedded
    ? ''
    : `<style>${svgStyle}
</style>
`
}<defs><marker id="${head}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0,0 L8,4 L0,8 z"/></marker></defs>
${parts.join('\n')}
</svg>
`;
};

const TITLE_WIDTH = 100;

/** What the signs mean: those that are used. */
const legendOf = ({ rows, panels = [] }: Picture): readonly string[] => {
  const roles = new Set(rows.flatMap((row) => row.roles));
  const signs = [
    roles.has('leader') && 'thick line: leader',
    roles.has('candidate') && 'dashed line: candidate',
    rows.some(({ kind }) => kind === 'restart') && 'hollow dot: start',
    rows.some(({ kind }) => kind === 'crash') && 'red cross: crash',
    rows.some(({ lost = [] }) => lost.length > 0) && 'arrow that ends in a cross: lost',
  ];
  const marks = [
    rows.some(({ terms = [] }) => terms.some((term) => term !== null)) &&
      'number beside a line: the term from there on',
    rows.some(({ label }) => /\d@\d/.test(label)) && '1@2: index 1, of term 2',
  ];
  const logs = [
    panels.length > 0 && 'boxes: the log, coloured by term, as term:command',
    panels.some((panel) => panel.logs.some(({ commitIndex }) => commitIndex > 0)) &&
      'red bar: what the server knows to be committed',
  ];
  return [signs, marks, logs]
    .map((line) => line.filter((sign) => typeof sign === 'string').join(' · '))
    .filter((line) => line !== '');
};

const placedRows = ({ title, rows, panels = [] }: Picture): readonly Placed[] => {
  const placed: Placed[] = [];
  let y = TOP + (wrap(title, TITLE_WIDTH).length - 1) * NOTE;
  for (const row of rows) {
    const noteLines = row.notes.flatMap(({ tone, text }) =>
      wrap(text, MAX_LABEL).map((line) => ({ tone, text: line })),
    );
    const panel = panels.find(({ after }) => after === row.step);
    const lost = (row.lost ?? []).length;
    const height = ROW + noteLines.length * NOTE + lost * NOTE + (panel ? panel.logs.length * LOG + PANEL : 0);
    placed.push({ ...row, noteLines, panel, y, height });
    y += height;
  }
  return placed;
};

/** Where each step stands in the SVG: how far down it reaches, with its notes, as a share of the whole height. */
export const svgReaches = (picture: Picture): readonly number[] => {
  const placed = placedRows(picture);
  const height = heightOf(placed) + legendOf(picture).length * NOTE;
  return placed.map((row) => round((1000 * (row.y - ROW / 2 + row.height)) / height) / 1000);
};

const heightOf = (placed: readonly Placed[]): number => {
  const last = placed.at(-1);
  return (last ? last.y + last.height : TOP) + 16;
};

const xOf = (at: number): number => LEFT + at * LANE;

const bandOf = ({ notes, y, height }: Placed, width: number): readonly string[] => {
  const note = notes.find(({ tone }) => tone !== 'gap');
  return note
    ? [`<rect class="band ${note.tone}" x="0" y="${y - ROW / 2}" width="${width}" height="${height - BETWEEN}"/>`]
    : [];
};

/** Between the bands of two steps, so that they are two. */
const BETWEEN = 2;

/** The lines of the servers that are up, from this step to the next. */
const lanesOf = ({ roles, y, height, panel }: Placed): readonly string[] => {
  const end = panel ? y + height - panel.logs.length * LOG - PANEL : y + height;
  const lines = roles.flatMap((role, at) =>
    role === 'down' ? [] : [`<line class="lane ${role}" x1="${xOf(at)}" y1="${y}" x2="${xOf(at)}" y2="${end}"/>`],
  );
  const after = roles.flatMap((role, at) =>
    role === 'down' || !panel
      ? []
      : [`<line class="lane faint" x1="${xOf(at)}" y1="${end}" x2="${xOf(at)}" y2="${y + height}"/>`],
  );
  return [...lines, ...after];
};

/** So far may an arrow bend for each lane that it passes: upwards first, and the least that keeps clear of the steps of others. */
const BENDS = [16, 30, 44, -16, -30, -44];

/** So far from the dots of others does an arrow pass, if one of the bends does it. */
const CLEAR = 11;

/** Where a curve is, at this many places. */
const PLACES = 24;

/** The control point of the curve from a point to another: straight between neighbours, and bent past the dots of others. */
const curve = (one: Point, other: Point, dots: readonly Point[]): Point => {
  const [dx, dy] = [other.x - one.x, other.y - one.y];
  const length = Math.hypot(dx, dy) || 1;
  const passed = Math.max(0, Math.round(Math.abs(dx) / LANE) - 1);
  const side = dx < 0 ? -1 : 1;
  const bent = (bend: number): Point => ({
    x: (one.x + other.x) / 2 + (dy / length) * bend * passed * side,
    y: (one.y + other.y) / 2 - (dx / length) * bend * passed * side,
  });
  if (passed === 0) return bent(0);
  const tried = BENDS.map((bend) => ({ control: bent(bend), clear: clearance(one, bent(bend), other, dots) }));
  const most = Math.max(...tried.map(({ clear }) => clear));
  return (tried.find(({ clear }) => clear >= Math.min(CLEAR, most)) ?? { control: bent(0) }).control;
};

/** How near a curve comes to any of the dots. */
const clearance = (one: Point, control: Point, other: Point, dots: readonly Point[]): number => {
  const places = Array.from({ length: PLACES + 1 }, (_, place) => {
    const t = place / PLACES;
    const between = (from: number, by: number, to: number): number =>
      (1 - t) * (1 - t) * from + 2 * t * (1 - t) * by + t * t * to;
    return { x: between(one.x, control.x, other.x), y: between(one.y, control.y, other.y) };
  });
  return Math.min(CLEAR, ...dots.flatMap((dot) => places.map(({ x, y }) => Math.hypot(x - dot.x, y - dot.y))));
};

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A point so far from another, on the way to a third. */
const towards = (from: Point, to: Point, distance: number): Point => {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) / length) * distance, y: from.y + ((to.y - from.y) / length) * distance };
};

const at = ({ x, y }: Point): string => `${round(x)},${round(y)}`;

const arrowOf = (row: Placed, placed: readonly Placed[], head: string): readonly string[] => {
  const { from } = row;
  const sent = from && placed[from.step - 1];
  if (!sent) return [];
  const [one, other] = [
    { x: xOf(from.at), y: sent.y },
    { x: xOf(row.at), y: row.y },
  ];
  const [left, right] = [Math.min(from.at, row.at), Math.max(from.at, row.at)];
  const dots = placed
    .slice(from.step - 1, row.step)
    .flatMap(({ at: lane, y }) => (lane > left && lane < right ? [{ x: xOf(lane), y }] : []));
  const control = curve(one, other, dots);
  const [start, end] = [towards(one, control, NODE), towards(other, control, NODE)];
  return [`<path class="arrow" d="M${at(start)} Q${at(control)} ${at(end)}" marker-end="url(#${head})"/>`];
};

/** Lost messages end half-way, in a cross; so flat that they lie on no arrow of what arrives at the next step. */
const LOST_FALL = 9;

const lostArrowsOf = (row: Placed): readonly string[] =>
  (row.lost ?? []).flatMap(({ to }, place) => {
    const from = { x: xOf(row.at), y: row.y };
    const side = Math.sign(to - row.at) || 1;
    const end = { x: from.x + side * LANE * 0.55, y: row.y + LOST_FALL * (place + 1) };
    const cross = NODE - 1;
    return [
      `<path class="arrow lost" d="M${at(towards(from, end, NODE))} L${at(end)}"/>`,
      `<path class="lost-cross" d="M${at({ x: end.x - cross, y: end.y - cross })} L${at({ x: end.x + cross, y: end.y + cross })} M${at({ x: end.x + cross, y: end.y - cross })} L${at({ x: end.x - cross, y: end.y + cross })}"/>`,
    ];
  });

const round = (number: number): number => Math.round(number * 10) / 10;

const nodeOf = ({ at: lane, y, kind }: Placed): string => {
  const x = xOf(lane);
  if (kind !== 'crash') return `<circle class="node ${kind}" cx="${x}" cy="${y}" r="${NODE - 1}"/>`;
  const [left, right, top, bottom] = [x - NODE, x + NODE, y - NODE, y + NODE];
  return `<path class="cross" d="M${left},${top} L${right},${bottom} M${right},${top} L${left},${bottom}"/>`;
};

/** The terms that are other than at the step before, each beside the line of its server, in the colour of its entries. */
const termsOf = ({ terms = [], y }: Placed, before: Placed | undefined): readonly string[] =>
  terms.flatMap((term, lane) => {
    if (term === null || term === before?.terms?.[lane]) return [];
    const wide = String(term).length * CHARACTER + 5;
    const x = xOf(lane) + NODE + 2;
    return [
      `<rect class="term-box term${term % COLOURS}" x="${x}" y="${y - 16}" width="${round(wide)}" height="13" rx="3"/>`,
      `<text class="term-text" x="${round(x + wide / 2)}" y="${y - 6}" text-anchor="middle">${term}</text>`,
    ];
  });

const wordsOf = ({ step, time, label, link, state, noteLines, lost = [], y }: Placed, x: number): readonly string[] => {
  const became = state === undefined ? '' : ` → ${state}`;
  const before = `${time === undefined ? '' : `${time} `}${link === undefined ? '' : `${link} `}`;
  const text = clip(label, MAX_LABEL - before.length - became.length) + became;
  const below = (place: number): number => y + 4 + (place + 1) * NOTE;
  return [
    `<text class="dim" x="36" y="${y + 4}" text-anchor="end">${step}</text>`,
    `<text x="${x}" y="${y + 4}">${before === '' ? '' : `<tspan class="dim">${xml(before)}</tspan>`}${xml(text)}</text>`,
    ...lost.map(
      (message, place) =>
        `<text class="dim" x="${x}" y="${below(place)}">${xml(clip(`lost: ${message.link} ${message.label}`, MAX_LABEL))}</text>`,
    ),
    ...noteLines.map(
      (note, place) =>
        `<text class="${note.tone === 'gap' ? 'dim' : note.tone}" x="${x}" y="${below(place + lost.length)}">${xml(note.text)}</text>`,
    ),
  ];
};

const LOG = 26;
const BOX = 18;
/** What stands above and below the logs. */
const PANEL = 20;
const CHARACTER = 7.3;
/** So many terms have a colour of their own. */
const COLOURS = 8;

/** The logs after a step, one below the other. */
const panelOf = ({ panel, y, height }: Placed, width: number): readonly string[] => {
  if (!panel) return [];
  const top = y + height - panel.logs.length * LOG - PANEL / 2;
  return panel.logs.flatMap((log, place) => logOf(log, top + place * LOG, width));
};

const logOf = (
  { id, isUp, snapshotIndex, boxes, commitIndex }: ShownLog,
  y: number,
  width: number,
): readonly string[] => {
  const middle = y + BOX / 2 + 4;
  const parts = [
    `<text class="${isUp ? 'title small' : 'dim'}" x="16" y="${middle}">${xml(isUp ? clip(id, 8) : `${clip(id, 4)} down`)}</text>`,
  ];
  let x = LEFT + 12;
  const bar = (): string =>
    `<line class="committed" x1="${round(x - 1)}" y1="${y - 2}" x2="${round(x - 1)}" y2="${y + BOX + 2}"/>`;
  const box = (kind: string, text: string): void => {
    const wide = Math.max(30, text.length * CHARACTER + 10);
    parts.push(
      `<rect class="box ${kind}" x="${round(x)}" y="${y}" width="${round(wide - 2)}" height="${BOX}"/>`,
      `<text class="boxed" x="${round(x + wide / 2 - 1)}" y="${middle}" text-anchor="middle">${xml(text)}</text>`,
    );
    x += wide;
  };
  if (snapshotIndex > 0) box('kept', `snapshot to ${snapshotIndex}`);
  if (commitIndex === snapshotIndex && commitIndex > 0) parts.push(bar());
  if (snapshotIndex === 0 && boxes.length === 0)
    parts.push(`<text class="dim" x="${round(x)}" y="${middle}">empty</text>`);
  for (const { index, term, text } of boxes) {
    if (x > width - 120) {
      parts.push(`<text class="dim" x="${round(x)}" y="${middle}">…</text>`);
      break;
    }
    box(`term${term % COLOURS}`, `${term}:${clip(text, 8)}`);
    if (index === commitIndex) parts.push(bar());
  }
  return parts;
};
