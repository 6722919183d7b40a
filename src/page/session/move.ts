/**
 * What can be done to a cluster in the explorer: the actions of the one trace grammar (src/trace/grammar.ts), and the few things
 * that only a network knows. One line each, with the virtual time in front where the clock chose the moment:
 *
 *     12.345 S1 → S2 RequestVote term=1 ...      any action of the grammar
 *     S1 ⧉ S2 RequestVote term=1 ...             a second copy of it is in flight
 *     S1 ⧗ S2 RequestVote term=1 ... by 50       it arrives 50 ms later
 *     S1 cut S2                                  the link is cut both ways: what is on it is lost, and so is what is sent
 *     S1 heal S2                                 no longer
 */
import type { Message, ServerId } from '../../core/types.ts';
import { excerpt } from '../../text/printable.ts';
import { type Action, formatAction, type Parsed, parseAction } from '../../trace/grammar.ts';

/** What the network does to a message that it has, beside delivering and losing it. */
export type NetworkMove =
  | { readonly type: 'copy'; readonly message: Message }
  | { readonly type: 'delay'; readonly message: Message; readonly byMs: number };

export type LinkMove = { readonly type: 'cut' | 'heal'; readonly from: ServerId; readonly to: ServerId };

export type Move = Action | NetworkMove | LinkMove;

export interface TimedMove {
  readonly move: Move;
  /** When it happens, in milliseconds of virtual time; absent: at once. */
  readonly atMs?: number;
}

const SIGNS = { copy: '⧉', delay: '⧗' } as const;

/** The one way to write a move. */
export const formatMove = (move: Move): string => {
  switch (move.type) {
    case 'copy':
      return withSign(move.message, SIGNS.copy);
    case 'delay':
      return `${withSign(move.message, SIGNS.delay)} by ${move.byMs}`;
    case 'cut':
    case 'heal':
      return `${move.from} ${move.type} ${move.to}`;
    case 'event':
    case 'deliver':
    case 'lose':
    case 'crash':
    case 'restart':
    case 'foreign':
      return formatAction(move);
  }
};

export const formatTimedMove = ({ move, atMs }: TimedMove): string =>
  atMs === undefined ? formatMove(move) : `${atMs.toFixed(3)} ${formatMove(move)}`;

const withSign = (message: Message, sign: string): string =>
  formatAction({ type: 'deliver', message }).replace(' → ', ` ${sign} `);

const TIME = /^(\d{1,12}\.\d{3}) /;
const LINK = /^([A-Za-z]\w{0,30}) (cut|heal) ([A-Za-z]\w{0,30})$/;
const DELAY = / by (\d{1,7})$/;

/** Reads a line; strict, and never throws. The reason is one line. */
export const parseMove = (line: string): Parsed<TimedMove> => {
  const time = TIME.exec(line);
  const read = parseUntimed(time ? line.slice(time[0].length) : line);
  if (!read.ok) return read;
  return { ok: true, value: { move: read.value, ...(time && { atMs: Number(time[1]) }) } };
};

const parseUntimed = (text: string): Parsed<Move> => {
  const link = LINK.exec(text);
  if (link) return linkOf(link);
  const [, sign] = text.split(' ', 2);
  if (sign === SIGNS.copy) return ofMessage(text, sign, (message) => ({ type: 'copy', message }));
  if (sign !== SIGNS.delay) return parseAction(text);
  const delay = DELAY.exec(text);
  if (!delay) return { ok: false, because: `expected "by" and milliseconds at the end, found ${excerpt(text)}` };
  const byMs = Number(delay[1]);
  return ofMessage(text.slice(0, delay.index), sign, (message) => ({ type: 'delay', message, byMs }));
};

const linkOf = ([, from = '', type = '', to = '']: RegExpExecArray): Parsed<Move> =>
  from === to
    ? { ok: false, because: `${from} has no link to itself` }
    : { ok: true, value: { type: type === 'cut' ? 'cut' : 'heal', from, to } };

const ofMessage = (text: string, sign: string, make: (message: Message) => Move): Parsed<Move> => {
  const read = parseAction(text.replace(` ${sign} `, ' → '));
  if (!read.ok) return read;
  if (read.value.type !== 'deliver' || read.value.crashAfter !== undefined || read.value.corrupted)
    return { ok: false, because: `expected a message, found ${excerpt(text)}` };
  return { ok: true, value: make(read.value.message) };
};

/** The servers that a move names. */
export const serversOf = (move: Move): readonly ServerId[] => {
  if (move.type === 'foreign') return [move.id];
  if ('message' in move) return [move.message.from, move.message.to];
  return 'from' in move ? [move.from, move.to] : [move.id];
};
