/** What is told of a fault beside its sentence: the clause, linked or in the words of the spec, and how it came to it, drawn in characters. */
import { type ClauseId, clauses } from '../../core/clauses.ts';
import { printable } from '../../text/printable.ts';
import { slugOf } from '../../text/slug.ts';
import { xml } from '../../text/xml.ts';
import { drawTerminal } from '../../trace/picture/terminal.ts';
import { type GradeFinding, isFault } from '../outcome.ts';
import type { PointsItem } from '../points.ts';
import { markedUp } from './findings.ts';
import type { GradeCircumstances } from './graded.ts';
import { explanationCommand, repeatOf, sentenceOf, toldToStudent } from './graded.ts';

/** So many characters may all pictures of a report have: no platform takes more than a megabyte, with all that JSON writes twice. */
const DRAWN_MAX = 150_000;

/** Tells the checks of one submission, in its report. */
export class Telling {
  readonly #circumstances: GradeCircumstances;
  readonly #path: string;
  readonly #max: number;
  #room = DRAWN_MAX;

  /**
   * @param path - As the submission was named.
   * @param max - How long may the sentence of one check be?
   */
  constructor(circumstances: GradeCircumstances, path: string, max: number) {
    this.#circumstances = circumstances;
    this.#path = path;
    this.#max = max;
  }

  /** For a student; of hidden runs nothing but how many passed. */
  textForStudent(item: PointsItem): string {
    return item.isHidden ? toldToStudent(item, this.#path, this.#max) : this.text(item);
  }

  /** In full, as plain text. */
  text(item: PointsItem): string {
    const { worst } = item;
    const told = sentenceOf(item, this.#max);
    if (!worst) return told;
    return [told, ...this.#clauseLines(worst), ...this.#drawing(worst), ...repeatOf(worst, this.#path)].join('\n');
  }

  htmlForStudent(item: PointsItem): string {
    return item.isHidden ? `<p>${xml(toldToStudent(item, this.#path, this.#max))}</p>` : this.html(item);
  }

  /** In full, as HTML of paragraphs, links and preformatted text: more is taken out by some platforms. */
  html(item: PointsItem): string {
    const { worst } = item;
    const told = `<pre>${xml(sentenceOf(item, this.#max))}</pre>`;
    if (!worst) return told;
    const drawn = this.#drawing(worst).map((text) => `<pre>${xml(text)}</pre>`);
    const again = repeatOf(worst, this.#path).map((text) => `<pre>${xml(text)}</pre>`);
    return [told, ...this.#clauseParagraphs(worst), ...drawn, ...again].join('\n');
  }

  #clauseLines({ clause }: GradeFinding): readonly string[] {
    if (clause === undefined) return [];
    const address = this.#addressOf(clause);
    return [
      `It breaks ${clause}: ${clauses[clause].title} (${clauses[clause].source})`,
      address ?? this.#firstOf(clause),
      `${explanationCommand(clause)} says more`,
    ];
  }

  #clauseParagraphs({ clause }: GradeFinding): readonly string[] {
    if (clause === undefined) return [];
    const { title, source } = clauses[clause];
    const name = xml(`${clause}: ${title}`);
    const address = this.#addressOf(clause);
    const rule = address === undefined ? name : `<a href="${xml(address)}">${name}</a>`;
    const quoted = address === undefined ? [`<blockquote>${markedUp(this.#firstOf(clause))}</blockquote>`] : [];
    return [`<p>It breaks ${rule} (${xml(source)})</p>`, ...quoted];
  }

  #addressOf(id: ClauseId): string | undefined {
    const { docs } = this.#circumstances.rubric;
    const { title, page } = clauses[id];
    return docs === undefined ? undefined : `${docs.replace(/\/$/, '')}/spec/${page}#${slugOf(`${id} ${title}`)}`;
  }

  /** The first paragraph of the clause. */
  #firstOf(id: ClauseId): string {
    const [first = ''] = this.#circumstances.clauseText(id).split(/\n{2,}/);
    return printable(first.replaceAll('\n', ' '));
  }

  /** Nothing: there is none, or no room for it. */
  #drawing(finding: GradeFinding): readonly string[] {
    const { picture } = finding;
    if (!picture || !isFault(finding)) return [];
    const drawn = drawTerminal(picture).split('\n').map(printable).join('\n');
    if (drawn.length > this.#room) return [];
    this.#room -= drawn.length;
    return [drawn];
  }
}
