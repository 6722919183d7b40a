/** A space-time picture as SVG. */

import { clip, wrap } from '../../text/printable.ts';
import { xml } from '../../text/xml.ts';
import type { Note, Picture, Row } from './picture.ts';

const LANE = 90;
const LEFT = 70;
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
.broken { fill: #cf222e; } .turn { fill: #9a6700; } .band { opacity: 0.12; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } .page { fill: #0d1117; } .dim { fill: #9198a1; } .lane { stroke: #9198a1; }
.arrow { stroke: #4493f8; } .head { fill: #4493f8; } .node { fill: #e6edf3; stroke: #e6edf3; } .restart { fill: #0d1117; }
.cross { stroke: #f85149; } .broken { fill: #f85149; } .turn { fill: #d29922; } .band { opacity: 0.2; }
}`;

/** A row and where it stands. */
interface Placed extends Row {
  readonly noteLines: readonly Note[];
  readonly y: number;
  readonly height: number;
}

/** How a picture stands in a page of HTML that has the style already. */
export interface EmbeddedSvg {
  /** No other picture of the page has it. */
  readonly id: string;
}

/** The picture as SVG, for light and dark pages. All text stands right of the lines, so that nothing covers it. */
export const drawSvg = ({ title, servers, rows }: Picture, embedded?: EmbeddedSvg): string => {
  const head = embedded ? `${embedded.id}-head` : 'head';
  const placed = placedRows(rows);
  const height = heightOf(placed);
  const textX = LEFT + (servers.length - 1) * LANE + 40;
  const width = textX + TEXT_WIDTH;
  const parts = [
    `<rect class="page" width="${width}" height="${height}"/>`,
    `<text class="title" x="16" y="26">${xml(clip(title, MAX_LABEL))}</text>`,
    ...servers.map(
      (id, at) => `<text class="title" x="${xOf(at)}" y="58" text-anchor="middle">${xml(clip(id, 10))}</text>`,
    ),
    ...placed.flatMap((row) => bandOf(row, width)),
    ...placed.flatMap((row) => lanesOf(row)),
    ...placed.flatMap((row) => arrowOf(row, placed, head)),
    ...placed.flatMap((row) => [nodeOf(row), ...wordsOf(row, textX)]),
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

const placedRows = (rows: readonly Row[]): readonly Placed[] => {
  const placed: Placed[] = [];
  let y = TOP;
  for (const row of rows) {
    const noteLines = row.notes.flatMap(({ tone, text }) =>
      wrap(text, MAX_LABEL).map((line) => ({ tone, text: line })),
    );
    const height = ROW + noteLines.length * NOTE;
    placed.push({ ...row, noteLines, y, height });
    y += height;
  }
  return placed;
};

/** Where each step stands in the SVG: how far down it reaches, with its notes, as a share of the whole height. */
export const svgReaches = ({ rows }: Picture): readonly number[] => {
  const placed = placedRows(rows);
  const height = heightOf(placed);
  return placed.map((row) => round((1000 * (row.y - ROW / 2 + row.height)) / height) / 1000);
};

const heightOf = (placed: readonly Placed[]): number => {
  const last = placed.at(-1);
  return (last ? last.y + last.height : TOP) + 16;
};

const xOf = (at: number): number => LEFT + at * LANE;

const bandOf = ({ notes, y, height }: Placed, width: number): readonly string[] => {
  const note = notes.find(({ tone }) => tone !== 'gap');
  return note ? [`<rect class="band ${note.tone}" x="0" y="${y - ROW / 2}" width="${width}" height="${height}"/>`] : [];
};

/** The lines of the servers that are up, from this step to the next. */
const lanesOf = ({ roles, y, height }: Placed): readonly string[] =>
  roles.flatMap((role, at) =>
    role === 'down'
      ? []
      : [`<line class="lane ${role}" x1="${xOf(at)}" y1="${y}" x2="${xOf(at)}" y2="${y + height}"/>`],
  );

const arrowOf = ({ at, y, from }: Placed, placed: readonly Placed[], head: string): readonly string[] => {
  const sent = from && placed[from.step - 1];
  if (!sent) return [];
  const [x1, y1, x2] = [xOf(from.at), sent.y, xOf(at)];
  const length = Math.hypot(x2 - x1, y - y1) || 1;
  const [dx, dy] = [((x2 - x1) / length) * NODE, ((y - y1) / length) * NODE];
  const path = `M${round(x1 + dx)},${round(y1 + dy)} L${round(x2 - dx)},${round(y - dy)}`;
  return [`<path class="arrow" d="${path}" marker-end="url(#${head})"/>`];
};

const round = (number: number): number => Math.round(number * 10) / 10;

const nodeOf = ({ at, y, kind }: Placed): string => {
  const x = xOf(at);
  if (kind !== 'crash') return `<circle class="node ${kind}" cx="${x}" cy="${y}" r="${NODE - 1}"/>`;
  const [left, right, top, bottom] = [x - NODE, x + NODE, y - NODE, y + NODE];
  return `<path class="cross" d="M${left},${top} L${right},${bottom} M${right},${top} L${left},${bottom}"/>`;
};

const wordsOf = ({ step, time, label, state, noteLines, y }: Placed, x: number): readonly string[] => {
  const became = state === undefined ? '' : ` → ${state}`;
  const when = time === undefined ? '' : `${time} `;
  const text = clip(label, MAX_LABEL - when.length - became.length) + became;
  return [
    `<text class="dim" x="36" y="${y + 4}" text-anchor="end">${step}</text>`,
    `<text x="${x}" y="${y + 4}">${when === '' ? '' : `<tspan class="dim">${xml(when)}</tspan>`}${xml(text)}</text>`,
    ...noteLines.map(
      (note, place) =>
        `<text class="${note.tone === 'gap' ? 'dim' : note.tone}" x="${x}" y="${y + 4 + (place + 1) * NOTE}">${xml(note.text)}</text>`,
    ),
  ];
};
