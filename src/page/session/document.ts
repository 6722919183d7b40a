/** A session as text: what an address holds. What is read is untrusted. */
import { z } from 'zod';
import type { Parsed } from '../../trace/grammar.ts';
import { faultOfDisks, listOf, MAX_LINE, readJson, setting, settingOf, whole } from '../../trace/schema.ts';
import { formatTimedMove, parseMove, serversOf, type TimedMove } from './move.ts';
import type { PlaySession } from './playSession.ts';

const MAX_TITLE = 200;
const MAX_MOVES = 20_000;
const MAX_MUTANT = 40;
/** Generators take seeds of 32 bits. */
const MAX_SEED = 2 ** 31 - 1;

const form = z.strictObject({
  version: z.literal(1),
  title: z.string().max(MAX_TITLE),
  setting,
  mutant: z.string().max(MAX_MUTANT).nullable(),
  seed: whole.max(MAX_SEED),
  moves: listOf(z.string().max(MAX_LINE), MAX_MOVES),
  at: whole.optional(),
});

/** A session as JSON on one line. */
export const writeSession = ({ moves, ...about }: PlaySession): string =>
  JSON.stringify({ version: 1, ...about, moves: moves.map(formatTimedMove) });

/** Reads it back. Never throws; the reason is one line. */
export const readSession = (text: string): Parsed<PlaySession> => {
  const read = readJson(text, form);
  if (!read.ok) return read;
  const { title, mutant, seed, at } = read.value;
  const fault = faultOfDisks(read.value.setting, 'setting');
  if (fault !== undefined) return { ok: false, because: fault };
  const moves = readMoves(read.value.moves, read.value.setting.servers);
  if (!moves.ok) return moves;
  const value = { title, mutant, seed, setting: settingOf(read.value.setting), moves: moves.value };
  return { ok: true, value: at === undefined ? value : { ...value, at } };
};

const readMoves = (lines: readonly string[], servers: readonly string[]): Parsed<readonly TimedMove[]> => {
  const moves: TimedMove[] = [];
  for (const [place, line] of lines.entries()) {
    const move = parseMove(line);
    if (!move.ok) return { ok: false, because: `moves.${place}: ${move.because}` };
    const stranger = serversOf(move.value.move).find((id) => !servers.includes(id));
    if (stranger !== undefined) return { ok: false, because: `moves.${place}: ${stranger} is not one of the servers` };
    moves.push(move.value);
  }
  return { ok: true, value: moves };
};
