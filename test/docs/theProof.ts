/** What the page of the proof claims of each clause, and what experiments and the kill matrix show of it. */

/** A row of a step: without this clause something of the step is no longer true, and this property is violated in the end. */
export interface ProofRow {
  readonly step: string;
  readonly clause: string;
  readonly property: string;
  /** Where that can be seen: `without RV-2`, an experiment, or the id of a seeded defect. */
  readonly seenIn: string;
}

/** The page, as a test reads it. */
export interface ProofPage {
  readonly rows: readonly ProofRow[];
  /** The clauses that it says safety does not need. */
  readonly notNeeded: readonly string[];
  /** Where each label leads. */
  readonly links: ReadonlyMap<string, string>;
  /** Labels that lead nowhere. */
  readonly loose: readonly string[];
}

/** What there is to prove things with. */
export interface ProofClauses {
  readonly clauses: readonly string[];
  /** Those that are no properties and no goals: each is used by a step, or it is said why not. */
  readonly rules: readonly string[];
}

/** What was seen to go wrong without a clause. */
export interface Evidence {
  readonly clause: string;
  /** `without RV-2`, or the id of a defect. */
  readonly seenIn: string;
  /** Every property that was seen violated. */
  readonly properties: readonly string[];
  /** Is one of SP-1 to SP-5 violated, where nothing else is looked at? */
  readonly breaksSafety: boolean;
}

const isOfTheFive = (property: string): boolean => /^SP-[1-5]$/.test(property);

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

const labelOf = (cell: string): string => cell.replace(/^\[(.*)\]$/, '$1');

/** The tables of the steps, the table of what is not needed, and the labels with their links. */
export const readProof = (page: string): ProofPage => {
  const rows: ProofRow[] = [];
  const notNeeded: string[] = [];
  let heading = '';
  for (const line of page.split('\n')) {
    if (line.startsWith('## ')) heading = line.slice(3);
    if (!line.startsWith('| [')) continue;
    const [first = '', , property = '', last = ''] = cellsOf(line);
    const step = /^(Step \d+):/.exec(heading)?.[1];
    if (step) rows.push({ step, clause: labelOf(first), property, seenIn: labelOf(last) });
    else if (heading === 'What is not needed') notNeeded.push(labelOf(first));
  }
  const links = new Map(
    Array.from(page.matchAll(/^\[([^\]]+)\]: (\S+)$/gm), ([, label = '', target = '']) => [label, target]),
  );
  const used = Array.from(page.matchAll(/\[([^\]]+)\](?![(:])/g), ([, label = '']) => label);
  return { rows, notNeeded, links, loose: [...new Set(used)].filter((label) => !links.has(label)) };
};

/** What the script of an experiment shows. */
export const experimentEvidence = (script: string): Evidence => {
  const [, clause = ''] = /^without (\S+)/m.exec(script) ?? [];
  const properties = Array.from(script.matchAll(/^> violated: (SP-\d+) /gm), ([, property = '']) => property);
  return { clause, seenIn: `without ${clause}`, properties, breaksSafety: properties.some(isOfTheFive) };
};

/** What the rows of the kill matrix show. The detector `core` looks at the five properties and nothing else. */
export const matrixEvidence = (matrix: string): readonly Evidence[] => {
  const found: Evidence[] = [];
  let columns: readonly string[] = [];
  for (const line of matrix.split('\n')) {
    const cells = cellsOf(line);
    if (cells[0] === 'Id') columns = cells;
    const [id = '', clause = ''] = cells;
    if (!columns.includes('core') || !/^([A-Z]+-)+\d+$/.test(clause)) continue;
    const [seen = ''] = (cells[columns.indexOf('core')] ?? '').split(' ');
    const properties = cells.slice(3).flatMap((cell) => cell.match(/^SP-\d+/) ?? []);
    found.push({ clause, seenIn: id, properties, breaksSafety: isOfTheFive(seen) });
  }
  return found;
};

/** Where an anchor of a label has to lead. */
const anchorOf = (label: string): string => label.toLowerCase().replaceAll(' ', '-');

const linkProblems = ({ links, loose }: ProofPage, clauses: readonly string[]): readonly string[] => [
  ...loose.map((label) => `[${label}] leads nowhere`),
  ...Array.from(links, ([label, target]) => {
    const anchor = target.split('#')[1] ?? '';
    if (clauses.includes(label)) return anchor.startsWith(`${anchorOf(label)}-`) ? '' : `[${label}] leads to ${target}`;
    if (label.startsWith('without ')) return anchor === anchorOf(label) ? '' : `[${label}] leads to ${target}`;
    return target.includes('kill-matrix.md#') ? '' : `[${label}] is no clause, and leads to ${target}`;
  }).filter((problem) => problem !== ''),
];

/** What is wrong with the page, one sentence each: by the clauses that there are, and by what was seen without each. */
export const proofProblems = (
  page: ProofPage,
  { clauses, rules }: ProofClauses,
  seen: readonly Evidence[],
): readonly string[] => {
  const inSteps = new Set(page.rows.map(({ clause }) => clause));
  const unknown = [...inSteps, ...page.notNeeded].filter((id) => !clauses.includes(id));
  const rowProblems = page.rows.flatMap(({ step, clause, property, seenIn }) => {
    const shown = seen.filter((each) => each.seenIn === seenIn);
    if (shown.length === 0) return [`${step}, ${clause}: there is no ${seenIn}`];
    const isShown = shown.some(({ properties }) => properties.includes(property));
    return isShown ? [] : [`${step}, ${clause}: ${seenIn} does not violate ${property}`];
  });
  const harmful = new Set(seen.filter(({ breaksSafety }) => breaksSafety).map(({ clause }) => clause));
  return [
    ...linkProblems(page, clauses),
    ...unknown.map((id) => `there is no clause ${id}`),
    ...rowProblems,
    ...rules
      .filter((id) => !inSteps.has(id) && !page.notNeeded.includes(id))
      .map((id) => `${id} is in no step, and not among what is not needed`),
    ...rules
      .filter((id) => inSteps.has(id) && page.notNeeded.includes(id))
      .map((id) => `${id} is in a step, and among what is not needed`),
    ...page.notNeeded
      .filter((id) => harmful.has(id))
      .map((id) => `${id} is said not to be needed, and a property of the five is violated without it`),
  ];
};
