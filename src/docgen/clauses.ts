/**
 * Reads the clauses of the written spec out of its pages and renders them as `src/core/clauses.ts`.
 *
 * The parser is strict, because everything else trusts the ids: whatever it does not understand is a
 * {@link SpecError} of one line that says where and how to mend it.
 */
import { type Box, boxes, type Clause, type ClauseKind } from '../core/clauses.ts';

/** The file under spec/ that says which boxes there are, in the order of their pages. */
export const boxesFile = 'boxes.json';

/** The pages that hold the clauses of some boxes, in reading order: the figure's, then the optional ones. */
export const pagesOf = (of: readonly Box[]): readonly string[] => [...new Set(of.map(({ page }) => page))];

/** The pages that hold clauses. */
export const specPages: readonly string[] = pagesOf(boxes);

/** A page of the spec: its name under spec/ and its text. */
export type SpecPage = { readonly page: string; readonly text: string };

/** What the pages say: the clauses in reading order, and the lists of exceptions with their reasons. */
export type Spec = {
  readonly boxes: readonly Box[];
  readonly clauses: readonly (Clause & { readonly id: string })[];
  readonly withoutCode: readonly Exception[];
  readonly notCounted: readonly Exception[];
  readonly otherwise: readonly Exception[];
  readonly notFormal: readonly Exception[];
  readonly notBroken: readonly Exception[];
  readonly notShown: readonly Exception[];
};

/** A clause that a table in divergences.md excuses, with the reason. */
export type Exception = { readonly id: string; readonly why: string };

/** A mistake in a page of the spec. The message is one line: file, line, what is wrong and how to mend it. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
}

const kinds: readonly ClauseKind[] = ['state', 'receiver rule', 'sender rule', 'property', 'goal', 'decision'];

const withoutCodeHeading = 'Clauses without code yet';
const notCountedHeading = 'Clauses that are not counted';
const otherwiseHeading = 'Decisions that others may take otherwise';
const notFormalHeading = 'Clauses that the formal specification does not have';
const notBrokenHeading = 'Clauses that no defect is named after';
const notShownHeading = 'Clauses that no story cites';

type Line = { readonly page: string; readonly number: number; readonly text: string };
type Section = { readonly heading: Line; readonly body: readonly Line[] };

/** Reads spec/boxes.json. Throws a {@link SpecError} at the first mistake. */
export function readBoxes(text: string): readonly Box[] {
  const read = JSON.parse(text) as readonly Readonly<Record<keyof Box, string>>[];
  const mistakes = read.flatMap((box, place) => {
    const name = `spec/${boxesFile}: box ${place + 1}`;
    const missing = (['prefix', 'title', 'about', 'page'] as const).find((field) => !box[field]);
    if (missing !== undefined) return [`${name} has no ${missing}; say it`];
    if (!PREFIX.test(box.prefix)) return [`${name} has the prefix "${box.prefix}"; write capitals, as in "RS-A"`];
    const isTwice = read.findIndex((other) => other.prefix === box.prefix) !== place;
    return isTwice ? [`${name} has the prefix ${box.prefix} of another box; give it its own`] : [];
  });
  if (mistakes[0] !== undefined) throw new SpecError(mistakes[0]);
  return read;
}

const PREFIX = /^[A-Z]+(?:-[A-Z])?$/;

/** Reads all pages. Throws a {@link SpecError} at the first mistake. */
export function readSpec(pages: readonly SpecPage[], specBoxes: readonly Box[] = boxes): Spec {
  const sections = pages.flatMap(sectionsOf);
  const seen = new Map<string, Line>();
  const lastNumber = new Map<string, number>();
  const clauses = sections
    .filter((section) => section.heading.text.startsWith('### '))
    .map((section) => {
      const clause = readClause(section, specBoxes);
      checkNumbering(clause.id, section.heading, seen, lastNumber);
      return clause;
    });
  const exceptions = (heading: string): readonly Exception[] => readExceptions(heading, sections, seen);
  return {
    boxes: specBoxes,
    clauses,
    withoutCode: exceptions(withoutCodeHeading),
    notCounted: exceptions(notCountedHeading),
    otherwise: exceptions(otherwiseHeading),
    notFormal: exceptions(notFormalHeading),
    notBroken: exceptions(notBrokenHeading),
    notShown: exceptions(notShownHeading),
  };
}

/** Renders src/core/clauses.ts, formatted as biome would. */
export function renderClauses(spec: Spec): string {
  const entries = spec.clauses.map(({ id, title, kind, source, page }) => {
    const fields = Object.entries({ title, kind, source, page }).map(([name, value]) => property(name, value, 4));
    return `  ${quote(id)}: {\n${fields.join('')}  },\n`;
  });
  const rows = spec.boxes.map((box) => {
    const fields = (['prefix', 'title', 'about', 'page', 'extension'] as const).filter((name) => name in box);
    return `  {\n${fields.map((name) => property(name, box[name] ?? '', 4)).join('')}  },\n`;
  });
  return [
    head,
    `export const boxes: readonly Box[] = [\n${rows.join('')}];\n\n`,
    '/** Every clause of the spec by its id, in the order of the pages. */\n',
    `export const clauses = {\n${entries.join('')}} as const satisfies Readonly<Record<string, Clause>>;\n\n`,
    middle,
    exceptionTable('having no code yet', 'clausesWithoutCode', spec.withoutCode),
    '\n',
    exceptionTable('not counted', 'clausesNotCounted', spec.notCounted),
    '\n',
    exceptionTable('decided otherwise by others', 'otherDecisions', spec.otherwise),
  ].join('');
}

function sectionsOf({ page, text }: SpecPage): Section[] {
  const sections: { heading: Line; body: Line[] }[] = [];
  let fenced = false;
  for (const [index, lineText] of text.split('\n').entries()) {
    const line: Line = { page, number: index + 1, text: lineText.trimEnd() };
    if (line.text.startsWith('```')) fenced = !fenced;
    if (!fenced && /^#{1,3} /.test(line.text)) sections.push({ heading: line, body: [] });
    else sections.at(-1)?.body.push(line);
  }
  return sections;
}

function readClause({ heading, body }: Section, specBoxes: readonly Box[]): Clause & { readonly id: string } {
  const match = /^### ([A-Z]+(?:-[A-Z])?)-([1-9]\d*) (\S.*)$/.exec(heading.text);
  if (match === null) {
    throw mistake(heading, `"${heading.text}" is not a clause heading; write "### RV-2 Title"`);
  }
  const [, prefix = '', number = '', title = ''] = match;
  const id = `${prefix}-${number}`;
  const home = specBoxes.find((box) => box.prefix === prefix)?.page;
  if (home === undefined) {
    const known = specBoxes.map((box) => box.prefix).join(', ');
    throw mistake(heading, `${id} has an unknown prefix; known are ${known}`);
  }
  if (home !== heading.page) throw mistake(heading, `${id} stands on the wrong page; move it to spec/${home}`);
  const [facts, ...paragraphs] = paragraphsOf(body);
  const source = fact('Source', id, heading, facts);
  const kind = fact('Kind', id, heading, facts);
  if (!isKind(kind)) throw mistake(heading, `${id} has the unknown kind "${kind}"; known are ${kinds.join(', ')}`);
  checkText(id, kind === 'decision' ? '**Reason:**' : '**Without it:**', heading, paragraphs);
  return { id, title, kind, source, page: heading.page };
}

/** The value of a `- **Name:** value` line; a value that wraps goes on in lines indented by two blanks. */
function fact(name: string, id: string, heading: Line, facts: readonly Line[] = []): string {
  const start = facts.findIndex((line) => line.text.startsWith(`- **${name}:**`));
  const [first, ...rest] = start === -1 ? [] : facts.slice(start).map((line) => line.text);
  const end = rest.findIndex((text) => !text.startsWith('  '));
  const wrapped = end === -1 ? rest : rest.slice(0, end);
  const value = [first?.replace(`- **${name}:**`, '') ?? '', ...wrapped].map((text) => text.trim()).join(' ');
  if (value === '') {
    throw mistake(heading, `${id} has no ${name}; add a line "- **${name}:** ..." right under its heading`);
  }
  return value;
}

function checkText(id: string, closing: string, heading: Line, paragraphs: readonly (readonly Line[])[]): void {
  const last = paragraphs.at(-1)?.[0];
  if (last === undefined || !last.text.startsWith(closing)) {
    throw mistake(last ?? heading, `${id} does not end with its closing line; add a last paragraph "${closing} ..."`);
  }
  if (last.text === closing && paragraphs.at(-1)?.length === 1) {
    throw mistake(last, `${id} leaves "${closing}" empty; say it in a sentence`);
  }
  if (paragraphs.length < 2) throw mistake(heading, `${id} says nothing before "${closing}"; add a paragraph`);
}

function checkNumbering(id: string, heading: Line, seen: Map<string, Line>, lastNumber: Map<string, number>): void {
  const before = seen.get(id);
  if (before !== undefined) {
    throw mistake(heading, `${id} stands already at ${place(before)}; give one of the two another number`);
  }
  const cut = id.lastIndexOf('-');
  const prefix = id.slice(0, cut);
  const expected = (lastNumber.get(prefix) ?? 0) + 1;
  if (Number(id.slice(cut + 1)) !== expected) {
    throw mistake(heading, `${id} leaves a gap in the numbering; ${prefix}-${expected} should stand here`);
  }
  seen.set(id, heading);
  lastNumber.set(prefix, expected);
}

function readExceptions(title: string, sections: readonly Section[], ids: ReadonlyMap<string, Line>): Exception[] {
  const section = sections.find(({ heading }) => heading.text === `## ${title}`);
  if (section === undefined) {
    throw new SpecError(
      `spec/divergences.md: the section "## ${title}" is missing; add it with a table | Clause | Why |`,
    );
  }
  const [header, rule, ...rows] = section.body.filter((line) => line.text.startsWith('|'));
  if (header?.text !== '| Clause | Why |' || rule === undefined || !/^\|( ?:?-+:? ?\|){2}$/.test(rule.text)) {
    throw mistake(header ?? section.heading, `"## ${title}" has no table; begin it with "| Clause | Why |"`);
  }
  const exceptions: Exception[] = [];
  for (const row of rows) {
    const [, id = '', why = ''] = /^\| *`?([^|`]*?)`? *\| *(.*?) *\|$/.exec(row.text) ?? [];
    if (!ids.has(id)) throw mistake(row, `"${id}" is no clause; write one id of the spec in the first column`);
    if (why === '') throw mistake(row, `${id} has no reason; say why in the second column`);
    if (exceptions.some((other) => other.id === id)) throw mistake(row, `${id} is listed twice; remove one row`);
    exceptions.push({ id, why });
  }
  return exceptions;
}

function paragraphsOf(body: readonly Line[]): Line[][] {
  const paragraphs: Line[][] = [];
  let open = false;
  for (const line of body) {
    if (line.text !== '' && !open) paragraphs.push([]);
    open = line.text !== '';
    if (open) paragraphs.at(-1)?.push(line);
  }
  return paragraphs;
}

function isKind(text: string): text is ClauseKind {
  return (kinds as readonly string[]).includes(text);
}

function place(line: Line): string {
  return `spec/${line.page}:${line.number}`;
}

function mistake(line: Line, sentence: string): SpecError {
  return new SpecError(`${place(line)}: ${sentence}`);
}

/** A property as biome formats it: a value that does not fit the line goes to the next one. */
function property(name: string, value: string, indent: number): string {
  const blanks = ' '.repeat(indent);
  const line = `${blanks}${name}: ${quote(value)},`;
  return line.length <= 120 ? `${line}\n` : `${blanks}${name}:\n${blanks}  ${quote(value)},\n`;
}

/** A string literal with the quotes that need fewer escapes, single ones when it makes no difference. */
function quote(text: string): string {
  const singles = text.split("'").length;
  const doubles = text.split('"').length;
  const mark = singles > doubles ? '"' : "'";
  return mark + text.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`) + mark;
}

function exceptionTable(what: string, name: string, exceptions: readonly Exception[]): string {
  const rows = exceptions.map(({ id, why }) => property(quote(id), why, 2)).join('');
  const table = rows === '' ? '{}' : `{\n${rows}}`;
  return [
    `/** Clauses that spec/divergences.md lists as ${what}, each with the reason. */\n`,
    `export const ${name}: Readonly<Partial<Record<ClauseId, string>>> = ${table};\n`,
  ].join('');
}

const head = `// Generated from spec/boxes.json and the pages that it names by \`npm run fix\`. Do not edit.

/** What a clause is: something a server keeps, something it does, something that always holds, or a decision of ours. */
export type ClauseKind = ${kinds.map((kind) => `'${kind}'`).join(' | ')};

/** One clause of the written spec: its heading and the two lines under it. */
export type Clause = {
  /** The heading without the id. */
  readonly title: string;
  /** What sort of clause it is. */
  readonly kind: ClauseKind;
  /** Where in the paper it stands. */
  readonly source: string;
  /** The file under spec/ that states it. */
  readonly page: string;
};

/** A box of the paper, or an optional page: the clauses whose ids begin alike. */
export type Box = {
  /** What the ids begin with, without the hyphen before the number. */
  readonly prefix: string;
  /** In a word or two, for tables. */
  readonly title: string;
  /** The same in a line. */
  readonly about: string;
  /** The file under spec/ that holds its clauses. */
  readonly page: string;
  /** The extension that its clauses belong to; absent: they are the figure's. */
  readonly extension?: string;
};

/** The boxes of spec/boxes.json, in the order of their pages. */
`;

const middle = `/** The id of a clause. A wrong one does not compile. */
export type ClauseId = keyof typeof clauses;

/** All clause ids, in the order of the pages. */
export const clauseIds: readonly ClauseId[] = Object.keys(clauses) as ClauseId[];

`;
