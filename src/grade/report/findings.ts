/** What a page says of each finding: what happened, by which clause, the picture that plays it, and the command that repeats it. */
import { type ClauseId, clauses } from '../../core/clauses.ts';
import { xml } from '../../text/xml.ts';
import { type Picture, type Row, rowWords } from '../../trace/picture/picture.ts';
import { drawSvg, svgReaches } from '../../trace/picture/svg.ts';
import type { GradeFinding } from '../outcome.ts';
import { type GradedSubmission, repeatOf, safeLine, safeText, shownFaults, textMaxOf } from './graded.ts';

/** So many pictures are on a page; the command repeats what has none. */
export const PICTURES_MAX = 24;

/** Gives each picture of a page its number, until there are as many as a page has. */
export class PictureNumbers {
  #next = 0;

  /** The number of one more picture; undefined: there is no room. */
  take(): number | undefined {
    return this.#next < PICTURES_MAX ? this.#next++ : undefined;
  }
}

/** All that went wrong in a submission and may be shown to its student. */
export const findingsOf = (graded: GradedSubmission, pictures: PictureNumbers): string => {
  const max = textMaxOf(graded.points);
  return shownFaults(graded)
    .map((finding) => findingOf(finding, graded, { pictures, max }))
    .join('\n');
};

interface FindingRoom {
  readonly pictures: PictureNumbers;
  readonly max: number;
}

const findingOf = (finding: GradeFinding, { grade }: GradedSubmission, { pictures, max }: FindingRoom): string => {
  const { check, outcome, part, scenario, seed, because, clause, picture } = finding;
  const place = picture ? pictures.take() : undefined;
  const where = [
    ...(part === undefined ? [] : [`part ${part}`]),
    ...(scenario === undefined ? [] : [`seen in ${scenario}`]),
    `seed ${seed}`,
  ];
  return `<article>
<h3>${xml(check)} ${outcome}, ${xml(where.join(', '))}</h3>
<p>${xml(safeText(because, max))}</p>
${clause === undefined ? '' : `<p>It breaks ${clauseAnchor(clause)}</p>\n`}${picture && place !== undefined ? figureOf(picture, `run${place}`) : ''}
<pre>${repeatOf(finding, grade.path).map(xml).join('\n')}</pre>
</article>`;
};

/** A link to the clause, which stands on the same page. */
const clauseAnchor = (id: ClauseId): string => `<a href="#${id}">${id}: ${xml(clauses[id].title)}</a>`;

const BUTTONS = [
  ['first', 'First'],
  ['back', 'Back'],
  ['play', 'Play'],
  ['forward', 'Forward'],
  ['last', 'Last'],
] as const;

const figureOf = (picture: Picture, id: string): string => {
  const { rows, title } = picture;
  const buttons = BUTTONS.map(([name, words]) => `<button type="button" data-do="${name}">${words}</button>`);
  return `<figure data-reaches="[${svgReaches(picture).join(',')}]" aria-label="${xml(safeLine(title))}">
<div role="group" aria-label="Play it" hidden="">
${buttons.join('\n')}
<input type="range" min="1" max="${rows.length}" value="${rows.length}" aria-label="Step"/>
<output aria-live="polite"></output>
</div>
${drawSvg(picture, { id }).trimEnd()}
<details><summary>The same in words</summary>
<ol>
${rows.map((row) => `<li>${xml(stepWords(row, picture))}</li>`).join('\n')}
</ol></details>
</figure>`;
};

/** One step for who can't see the picture. */
const stepWords = (row: Row, { servers }: Picture): string => {
  const from = row.from === undefined ? '' : ` (from ${servers[row.from.at] ?? ''}, step ${row.from.step})`;
  const notes = row.notes.map(({ text }) => `. ${text}`).join('');
  return `${servers[row.at] ?? ''}, ${rowWords(row).trim()}${from}${notes}`;
};

/** Of Markdown, what the spec uses within a paragraph. */
export const markedUp = (text: string): string =>
  xml(text)
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');

/** A clause as the written spec has it, so that links to it need no network. */
export const clauseSection = (id: ClauseId, text: string): string => {
  const { title, source, page } = clauses[id];
  const paragraphs = text.split(/\n{2,}/).map((paragraph) => `<p>${markedUp(paragraph.replaceAll('\n', ' '))}</p>`);
  return `<article id="${id}">
<h3>${id}: ${xml(title)}</h3>
<p>The paper: ${xml(source)}. The spec: spec/${xml(page)}</p>
${paragraphs.join('\n')}
</article>`;
};
