/** Diagrams of Mermaid as they fit into a page of GitHub's. */
import type { PathStep, PropertyReport } from '../../check/explore/report.ts';
import { changes } from '../../text/changes.ts';
import { clip } from '../../text/printable.ts';
import { drawMermaid, encode } from '../../trace/picture/mermaid.ts';
import type { Picture } from '../../trace/picture/picture.ts';

/** What Mermaid draws at most by default: 50,000 characters, of which some are left for whoever adds a line. */
const LENGTH_MAX = 48_000;

/** More can't be read; the last ones show what goes wrong. */
const ROWS_MAX = 200;

/** The last steps of a picture, as many as can be drawn; undefined: there are none, or not even one. */
export const mermaidOfPicture = (picture: Picture, rows = ROWS_MAX): string | undefined => {
  if (picture.rows.length === 0 || rows === 0) return undefined;
  const text = drawMermaid({ ...picture, rows: picture.rows.slice(-rows) });
  return text.length <= LENGTH_MAX ? text : mermaidOfPicture(picture, Math.floor(rows / 2));
};

const LABEL_MAX = 300;

/** The path of a property as boxes that follow each other: what happened, and below what it has changed. */
export const mermaidOfPath = ({ path = [], loopsTo }: PropertyReport, rows = ROWS_MAX): string | undefined => {
  if (path.length === 0 || rows === 0) return undefined;
  const first = Math.max(0, path.length - rows);
  const boxes = path.map((_, step) => boxOf(path, step)).slice(first);
  const arrows = boxes.slice(1).map((_, place) => `  s${first + place} --> s${first + place + 1}`);
  const back = loopsTo === undefined || loopsTo < first ? [] : [`  s${path.length - 1} -. for ever .-> s${loopsTo}`];
  const text = ['flowchart TD', ...boxes, ...arrows, ...back, ''].join('\n');
  return text.length <= LENGTH_MAX ? text : mermaidOfPath({ path, loopsTo } as PropertyReport, Math.floor(rows / 2));
};

const boxOf = (path: readonly PathStep[], step: number): string => {
  const { action = null, state = null } = path[step] ?? {};
  const changed = step === 0 ? [JSON.stringify(state)] : changes(path[step - 1]?.state, state);
  const label = [`${step}. ${action ?? 'at first'}`, ...changed].map((text) => encode(clip(text, LABEL_MAX)));
  return `  s${step}["${label.join('<br/>')}"]`;
};
