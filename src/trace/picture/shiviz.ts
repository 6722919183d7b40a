/** A space-time picture in the log format of ShiViz. */

import { type Picture, type Row, rowWords } from './picture.ts';

/** How ShiViz takes the events out of the log. Its first line says so, the second, empty, that there is one execution. */
const EXPRESSION = String.raw`(?<host>\S*) (?<clock>{.*})\n(?<event>.*)`;

type Clock = ReadonlyMap<number, number>;

/** The picture in the log format of ShiViz: each step with the vector clock that says what it can have known. */
export const drawShiViz = ({ servers, rows }: Picture): string => {
  const clocks = clocksOf(rows);
  const events = rows.flatMap((row, place) => {
    const clock = [...(clocks[place] ?? [])].map(([at, count]) => [servers[at], count]);
    const label = `${row.step}. ${rowWords(row)}`;
    const notes = row.notes.map(({ text }) => `; ${text}`).join('');
    return [`${servers[row.at]} ${JSON.stringify(Object.fromEntries(clock))}`, label + notes];
  });
  return [EXPRESSION, '', ...events, ''].join('\n');
};

/** For each step, how many steps of each server came before it or are it: its own, and those that a message told of. */
const clocksOf = (rows: readonly Row[]): readonly Clock[] => {
  const clocks: Clock[] = [];
  const latest = new Map<number, Clock>();
  for (const { at, from } of rows) {
    const clock = new Map(latest.get(at));
    for (const [server, count] of (from && clocks[from.step - 1]) ?? []) {
      clock.set(server, Math.max(clock.get(server) ?? 0, count));
    }
    clock.set(at, (latest.get(at)?.get(at) ?? 0) + 1);
    latest.set(at, clock);
    clocks.push(clock);
  }
  return clocks;
};
