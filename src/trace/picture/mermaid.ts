/** A space-time picture as a sequence diagram of Mermaid. */

import { type Picture, type Row, rowWords } from './picture.ts';

/** The picture as a sequence diagram of Mermaid, which knows an order but no time between sending and arriving. */
export const drawMermaid = ({ title, servers, rows }: Picture): string => {
  const participants = servers.map((id, place) => `  participant ${nameOf(place)} as ${encode(id)}`);
  const whole = servers.length > 1 ? `${nameOf(0)},${nameOf(servers.length - 1)}` : nameOf(0);
  const steps = rows.flatMap((row) => [
    stepLine(row),
    ...(row.lost ?? []).map(
      ({ to, label }) => `  ${nameOf(row.at)}-x${nameOf(to)}: ${encode(`lost, sent at ${row.step}: ${label}`)}`,
    ),
    ...row.notes.map(({ text }) => `  Note over ${whole}: ${encode(text)}`),
  ]);
  return ['sequenceDiagram', `  accTitle: ${encode(title)}`, ...participants, ...steps, ''].join('\n');
};

/** Names of our own: a server that is called `end` would end the diagram. */
const nameOf = (place: number): string => `p${place + 1}`;

const stepLine = (row: Row): string => {
  const { step, at, kind, from } = row;
  const text = encode(`${step}. ${rowWords(row)}`);
  if (!from) return `  Note over ${nameOf(at)}: ${text}`;
  return `  ${nameOf(from.at)}${kind === 'crash' ? '-x' : '->>'}${nameOf(at)}: ${text}`;
};

/** Whatever could mean something to Mermaid is written as its number. */
export const encode = (text: string): string =>
  text.replaceAll(/[^\p{L}\p{N} .,=@()/_→-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
