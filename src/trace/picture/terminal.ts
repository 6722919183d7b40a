/** A space-time picture in characters. */

import { clip, wrap } from '../../text/printable.ts';
import type { ServerSummary } from '../recording.ts';
import type { ShownLog } from './logs.ts';
import type { Note, Picture, Row } from './picture.ts';

/** How a terminal shows that something matters; the identity where there are no colours. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly broken: (text: string) => string;
  readonly turn: (text: string) => string;
}

const toneOf = (tone: Note['tone'], paint: Paint): ((text: string) => string) =>
  tone === 'gap' ? paint.dim : paint[tone];

const plainly = (text: string): string => text;
export const noPaint: Paint = { bold: plainly, dim: plainly, broken: plainly, turn: plainly };

/** So many columns, however many characters a step needs; more only for more servers than a line has room for. */
const WIDTH = 100;
const NUMBERS = 6;
const MIN_TEXT = 30;

const LINES: Readonly<Record<ServerSummary['role'], string>> = {
  follower: '│',
  candidate: '╎',
  preCandidate: '┊',
  leader: '┃',
  down: ' ',
};

const NODES: Readonly<Record<Row['kind'], string>> = { event: '●', arrival: '●', crash: '✕', restart: '○' };

/** What the signs mean; those of an optional page only where they are used. */
const legendOf = (rows: readonly Row[]): string => {
  const isUsed = rows.some(({ roles }) => roles.includes('preCandidate'));
  return `│ follower  ${isUsed ? '┊ preCandidate  ' : ''}╎ candidate  ┃ leader  ○ start  ✕ crash  (3): sent at step 3`;
};

/** The picture in characters: servers side by side, a line for each step, and beside it what happened. */
export const drawTerminal = ({ servers, rows, panels = [] }: Picture, paint: Paint = noPaint): string => {
  const longest = Math.max(...servers.map((id) => id.length));
  const room = Math.floor((WIDTH - NUMBERS - MIN_TEXT) / servers.length);
  const lane = Math.max(4, Math.min(10, room, Math.max(8, longest + 2)));
  const textWidth = Math.max(MIN_TEXT, WIDTH - NUMBERS - lane * servers.length);
  const head = ' '.repeat(NUMBERS) + servers.map((id) => clip(id, lane - 1).padEnd(lane)).join('');
  const lines = rows.flatMap((row) => [
    stepLine(row, lane, textWidth, paint),
    ...(row.lost ?? []).map(({ link, label }) => {
      const words = clip(`lost: ${link} ${label}`, textWidth);
      return `${' '.repeat(NUMBERS)}${lanesBetween(row, lane)}${paint.dim(words)}`;
    }),
    ...noteLines(row, paint),
    ...panels.filter(({ after }) => after === row.step).flatMap(({ logs }) => logs.map((log) => logLine(log, paint))),
  ]);
  return [paint.bold(head.trimEnd()), ...lines, paint.dim(legendOf(rows))].join('\n');
};

/** The log of a server on a line: `term:command`, and a bar behind what it knows to be committed. */
const logLine = ({ id, isUp, snapshotIndex, boxes, commitIndex }: ShownLog, paint: Paint): string => {
  const cells = boxes.map(({ index, term, text }) => `${term}:${text}${index === commitIndex ? ' ┃' : ''}`);
  const kept = snapshotIndex > 0 ? [`snapshot ${snapshotIndex}${commitIndex === snapshotIndex ? ' ┃' : ''}`] : [];
  const words = clip([...kept, ...cells].join(' ') || 'empty', WIDTH - NUMBERS - LOG_NAME);
  return paint.dim(`${' '.repeat(NUMBERS)}${`${id}${isUp ? '' : ' (down)'} log`.padEnd(LOG_NAME)}${words}`);
};

const LOG_NAME = 16;

const stepLine = (row: Row, lane: number, textWidth: number, paint: Paint): string => {
  const tone = row.notes.map((note) => note.tone).find((its) => its !== 'gap');
  const number = `${String(row.step).padStart(4)}  `;
  const sent = row.from ? ` (${row.from.step})` : '';
  const became = row.state === undefined ? '' : ` → ${row.state}`;
  const time = row.time === undefined ? '' : `${row.time} `;
  const label = clip(row.label, Math.max(1, textWidth - time.length - sent.length - became.length));
  const words = `${label}${sent}${became}`.trimEnd();
  return (tone ? paint[tone](number) : paint.dim(number)) + lanes(row, lane) + paint.dim(time) + words;
};

/** The lines of the servers where nothing happens. */
const lanesBetween = ({ roles }: Row, lane: number): string => roles.map((role) => LINES[role].padEnd(lane)).join('');

/** The lines of the servers at this step, and the arrow of what arrives. */
const lanes = ({ at, kind, from, roles }: Row, lane: number): string => {
  const cells = roles.flatMap((role) => [LINES[role], ...Array.from({ length: lane - 1 }, () => ' ')]);
  if (from && from.at !== at) {
    const [start, end] = [from.at * lane, at * lane];
    const isRight = start < end;
    for (let cell = Math.min(start, end) + 1; cell < Math.max(start, end); cell++) {
      cells[cell] = cell % lane === 0 && cells[cell] !== ' ' ? '┼' : '─';
    }
    cells[start] = isRight ? '├' : '┤';
    cells[end + (isRight ? -1 : 1)] = isRight ? '▶' : '◀';
  }
  cells[at * lane] = NODES[kind];
  return cells.join('');
};

const SIGNS: Readonly<Record<Note['tone'], string>> = { broken: '✗', turn: '⚑', gap: '⋮' };

/** Notes have lines of their own. */
const noteLines = ({ notes }: Row, paint: Paint): readonly string[] =>
  notes.flatMap(({ tone, text }) =>
    wrap(text, WIDTH - NUMBERS - 2).map((line, place) => {
      const sign = place === 0 ? SIGNS[tone] : ' ';
      return `${' '.repeat(NUMBERS)}${toneOf(tone, paint)(`${sign} ${line}`)}`;
    }),
  );
