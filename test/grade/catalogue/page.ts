/** The page that says what the grader finds, what it lets pass, and what it takes for a fault that is none. */

import { labNames } from '../../../model/index.ts';
import { clauseLink, markdownText } from '../../../src/docgen/generated.ts';
import { digest, type Ingredients, sealedProblem, sealPage } from '../../../src/docgen/sealed.ts';
import { gradeChecks } from '../../../src/grade/checks.ts';
import { type GradeFinding, isFault } from '../../../src/grade/outcome.ts';
import { schedules } from '../../../src/grade/schedules/index.ts';
import { COMPARED, type DeterminismRun } from './determinism.ts';
import { faults as allFaults } from './faults/index.ts';
import { SEED } from './grading.ts';
import { unusual as allUnusual } from './unusual.ts';
import { type Harm, type SeededFault, textOf, type Variant } from './variant.ts';

export const graderPath = 'docs/reference/grader.md';

export const COMMAND = 'node --import ./.config/ts-node.mjs test/grade/catalogue/main.ts --resume reports/grader.json';

/** A variant, and what came of it; nothing: it was not graded. */
export interface Graded<V extends Variant> {
  readonly variant: V;
  readonly findings: readonly GradeFinding[] | undefined;
}

/** All that the page is made of. */
export interface GraderResults {
  readonly faults: readonly Graded<SeededFault>[];
  readonly unusual: readonly Graded<Variant>[];
  readonly determinism: readonly DeterminismRun[];
  /** Lines about speed, each a sentence. */
  readonly speed: readonly string[];
}

/** The page. */
export const graderPage = (results: GraderResults): string => {
  const body = [
    introduction(),
    `## Faults\n\n${summary(results.faults)}`,
    letPassSection(results.faults),
    ...harms.map((harm) => harmSection(harm, results.faults)),
    `## Right, and unusual\n\n${unusualSection(results.unusual)}`,
    `## The same seed, the same verdict\n\n${determinismSection(results.determinism)}`,
    `## Speed\n\n${speedSection(results.speed)}`,
    `## What the schedules are\n\n${scheduleSection()}`,
  ].join('\n\n');
  return sealPage(body, ingredients(allFaults, allUnusual));
};

/** What is wrong with the page that is there; undefined: it is the page of these variants, as a run has written it. */
export const graderProblem = (
  page: string | undefined,
  faults: readonly SeededFault[] = allFaults,
  unusual: readonly Variant[] = allUnusual,
): string | undefined =>
  sealedProblem({ path: graderPath, command: COMMAND, page, ingredients: ingredients(faults, unusual) });

/** Of each variant all that is said of it, and its whole text. */
const ingredients = (faults: readonly SeededFault[], unusual: readonly Variant[]): Ingredients =>
  new Map([...faults, ...unusual].map((variant) => [variant.id, digest([variant, textOf(variant)])] as const));

const introduction = (): string =>
  `# The grader, graded

What is a verdict of \`figure2 grade\` worth? Below are Rafts of which it is known what is wrong with them, and what is not: the
good submission of the tests (\`test/grade/submissions/good\`, a lab of MIT 6.5840 in Go) with its text changed in a few lines.
They stand in \`test/grade/catalogue\`. Each is built and graded like any submission: the ${labNames.length} scenarios of the course, the checks
of the wire in all of them, and ${schedules.length} directed schedules, with seed ${SEED}.

Made by \`${COMMAND}\`.`;

// What came of a variant

const ofScenarios = (findings: readonly GradeFinding[]): readonly GradeFinding[] =>
  findings.filter(({ part }) => part !== undefined);

const ofWire = (findings: readonly GradeFinding[]): readonly GradeFinding[] =>
  findings.filter(({ check }) => /^W\d+$/.test(check));

const ofSchedules = (findings: readonly GradeFinding[]): readonly GradeFinding[] =>
  findings.filter(({ check }) => schedules.some(({ id }) => id === check));

const passesCourse = (findings: readonly GradeFinding[]): boolean =>
  ofScenarios(findings).every(({ outcome }) => outcome === 'passed');

const passesWire = (findings: readonly GradeFinding[]): boolean => !ofWire(findings).some(isFault);

const passesAll = (findings: readonly GradeFinding[]): boolean => !findings.some(isFault);

type Known = { readonly variant: SeededFault; readonly findings: readonly GradeFinding[] };

const isKnown = (one: Graded<SeededFault>): one is Known => one.findings !== undefined;

// Faults

const harms: readonly Harm[] = ['safety', 'liveness', 'promise'];

const words: Readonly<Record<Harm, string>> = {
  safety: 'Faults that break safety',
  liveness: 'Faults that hinder progress',
  promise: 'Broken rules from which no harm follows by itself',
};

const summary = (all: readonly Graded<SeededFault>[]): string => {
  const graded = all.filter(isKnown);
  const row = (title: string, its: readonly Known[]): readonly string[] => {
    const run = its.filter(({ findings }) => isRun(findings));
    const letPassBy = (passes: (findings: readonly GradeFinding[]) => boolean): string =>
      `${run.filter(({ findings }) => passes(findings)).length}`;
    return [
      title,
      `${its.length}`,
      `${its.filter(({ findings }) => !ofSchedules(findings).some(isFault)).length}`,
      `${run.length}`,
      letPassBy(passesCourse),
      letPassBy((findings) => passesCourse(findings) && passesWire(findings)),
      letPassBy(passesAll),
    ];
  };
  const titles = ['', 'Faults', 'Let pass by the schedules', 'With all scenarios', 'Let pass by the scenarios'];
  return [
    table(
      [...titles, 'Let pass by scenarios and checks of the wire', 'Let pass by grade'],
      [
        ...harms.map((harm) =>
          row(
            words[harm],
            graded.filter(({ variant }) => variant.harm === harm),
          ),
        ),
        row('All', graded),
      ],
    ),
    'What is let pass by scenarios, by these and the checks of the wire in them, and by all that grade asks, is counted among those that were run in all scenarios; the schedules were played on each.',
    ...missingWords(all),
  ].join('\n\n');
};

/** Was each scenario run, or is it known why not? */
const isRun = (findings: readonly GradeFinding[]): boolean => ofScenarios(findings).length === labNames.length;

const missingWords = (all: readonly Graded<Variant>[]): readonly string[] => {
  const ids = (its: readonly Graded<Variant>[]): string => its.map(({ variant }) => variant.id).join(', ');
  const missing = all.filter(({ findings }) => findings === undefined);
  const begun = all.filter(({ findings }) => findings !== undefined && !isRun(findings));
  return [
    ...(begun.length > 0 ? [`Scenarios not run yet, or not all: ${ids(begun)}.`] : []),
    ...(missing.length > 0 ? [`Not graded yet: ${ids(missing)}.`] : []),
  ];
};

const letPassSection = (all: readonly Graded<SeededFault>[]): string => {
  const passed = all.filter(isKnown).filter(({ findings }) => isRun(findings) && passesAll(findings));
  const open = all
    .filter(isKnown)
    .filter(({ variant, findings }) => variant.harm === 'safety' && !isRun(findings) && passesAll(findings));
  const of = (harm: Harm): readonly Known[] => passed.filter(({ variant }) => variant.harm === harm);
  const safety = of('safety');
  const list =
    safety.length === 0
      ? 'Of those that were run in all scenarios no fault that breaks safety is let pass.'
      : [
          'Faults that break safety and are let pass:',
          '',
          ...safety.map(
            ({ variant }) =>
              `- **${variant.id}** (${clauseLink(variant.clause)}): ${markdownText(variant.words)} ${variant.letPass ?? 'It is not known why.'}`,
          ),
        ].join('\n');
  const others = (['liveness', 'promise'] as const)
    .filter((harm) => of(harm).length > 0)
    .map(
      (harm) =>
        `${words[harm]} and are let pass: ${of(harm)
          .map(({ variant }) => variant.id)
          .join(', ')}.`,
    );
  const perhaps =
    open.length === 0
      ? []
      : [
          `No schedule finds these faults that break safety, and their scenarios were not all run: ${open.map(({ variant }) => variant.id).join(', ')}.`,
        ];
  return ['### What is let pass', list, ...perhaps, ...others].join('\n\n');
};

const harmSection = (harm: Harm, all: readonly Graded<SeededFault>[]): string => {
  const rows = all
    .filter(isKnown)
    .filter(({ variant }) => variant.harm === harm)
    .map(({ variant, findings }) => [
      variant.id,
      markdownText(variant.words),
      clauseLink(variant.clause),
      variant.row ?? '',
      ...outcomeCells(findings),
    ]);
  return `### ${words[harm]}\n\n${table(['Id', 'Fault', 'Clause', 'Row', 'Scenarios', 'Checks of the wire', 'Schedules'], rows)}`;
};

const outcomeCells = (findings: readonly GradeFinding[]): readonly string[] => {
  const scenarios = ofScenarios(findings);
  const passed = scenarios.filter(({ outcome }) => outcome === 'passed').length;
  const first = scenarios.find(({ outcome }) => outcome !== 'passed');
  return [
    scenarios.length === 0 ? 'not run' : `${passed} of ${scenarios.length}${first ? `, first ${first.check}` : ''}`,
    found(ofWire(findings)),
    found(ofSchedules(findings)),
  ];
};

/** A check that names a clause has seen a broken rule; one without has seen that a server gave up. */
const found = (findings: readonly GradeFinding[]): string =>
  findings
    .filter(isFault)
    .map(({ check, clause }) => (clause === undefined ? `${check} (it gave up)` : `${check} (${clauseLink(clause)})`))
    .join(', ');

// The others

const unusualSection = (all: readonly Graded<Variant>[]): string => {
  const known = all.flatMap(({ variant, findings }) => (findings ? [{ variant, findings }] : []));
  const alarms = known.filter(({ findings }) => !passesAll(findings)).map(({ variant }) => variant.id);
  const rows = known.map(({ variant, findings }) => {
    const played = ofSchedules(findings);
    const others = played.filter(({ outcome }) => outcome !== 'passed');
    const [scenarios = '', wire = ''] = outcomeCells(findings);
    const notPassed = others.map(({ check, outcome }) => `${check}: ${outcome}`).join(', ');
    return [
      variant.id,
      markdownText(variant.words),
      scenarios,
      wire === ''
        ? `${ofWire(findings).filter(({ outcome }) => outcome === 'passed').length} of ${ofWire(findings).length}`
        : wire,
      `${played.length - others.length} of ${played.length}${notPassed === '' ? '' : `; ${notPassed}`}`,
    ];
  });
  return [
    `Of ${known.length} submissions that are right and unusual ${alarms.length === 0 ? 'none is told a fault' : `these are told a fault: ${alarms.join(', ')}`}.`,
    table(['Id', 'What it does otherwise', 'Scenarios', 'Checks of the wire', 'Schedules'], rows),
    ...missingWords(all),
  ].join('\n\n');
};

const determinismSection = (runs: readonly DeterminismRun[]): string => {
  const [first] = runs;
  if (!first) return 'This was not looked at.';
  const names = Object.keys(first.digests);
  const isSame = runs.every(({ digests }) => names.every((name) => digests[name] === first.digests[name]));
  const rows = runs.map(({ node, workers, digests }) => [
    node,
    `${workers}`,
    ...names.map((name) => digests[name] ?? ''),
  ]);
  return [
    `The whole documents of ${COMPARED.map((part) => `\`figure2 grade --only ${part} --seed ${SEED} --json\``).join(' and of ')}, as one digest. ${isSame ? 'All of a column are equal.' : '**They are not all equal.**'}`,
    table(['Node', 'Workers', ...names], rows),
  ].join('\n\n');
};

const speedSection = (speed: readonly string[]): string =>
  speed.length === 0 ? 'This was not measured.' : speed.map((line) => `- ${line}`).join('\n');

const scheduleSection = (): string =>
  table(
    ['Schedule', 'Servers', 'Clauses', 'What is done'],
    gradeChecks
      .filter(({ kind }) => kind === 'schedule')
      .map(({ check, clauses, words: title }) => [
        check,
        `${schedules.find(({ id }) => id === check)?.servers ?? ''}`,
        clauses.map(clauseLink).join(', '),
        markdownText(title),
      ]),
  );

const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
