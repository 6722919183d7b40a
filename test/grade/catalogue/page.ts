/** The page that says what the grader finds, what it lets pass, and what it takes for a fault that is none. */

import { labNames } from '../../../model/index.ts';
import { clauseLink, markdownText } from '../../../src/docgen/generated.ts';
import { scheduleSection } from '../../../src/docgen/scheduleSection.ts';
import { digest, type Ingredients, sealedProblem, sealPage } from '../../../src/docgen/sealed.ts';
import { type GradeFinding, isFault } from '../../../src/grade/outcome.ts';
import { derivedSchedules, schedules } from '../../../src/grade/schedules/index.ts';
import { trials } from '../../../src/grade/trials.ts';
import { COMPARED, type DeterminismRun } from './determinism.ts';
import { faults as allFaults } from './faults/index.ts';
import { unusual as allUnusual } from './unusual.ts';
import { type Harm, SEED, type SeededFault, textOf, type Variant } from './variant.ts';

export const graderPath = 'docs/reference/grader.md';

export const COMMAND = 'node --import ./.config/ts-node.mjs test/grade/catalogue/main.ts';

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
    scheduleSection(),
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
They stand in \`test/grade/catalogue\`. Each is built and graded like any submission, with seed ${SEED}: ${schedules.length} directed schedules, ${schedules.length - derivedSchedules.length} of them
written by hand and ${derivedSchedules.length} derived, crashes at saves and replies, and copies, losses and crashes at random (robustness).

The ${labNames.length} scenarios of the course, with the checks of the wire in all of them, take most of the time. So they are run where they decide
something: all of them on each right submission, and on a fault that nothing else has shown, part after part until something shows it. Of a fault that a
schedule shows it is not asked whether a scenario would show it too.

Made by \`${COMMAND}\`.`;

// What came of a variant

const ofScenarios = (findings: readonly GradeFinding[]): readonly GradeFinding[] =>
  findings.filter(({ part }) => part !== undefined);

const ofWire = (findings: readonly GradeFinding[]): readonly GradeFinding[] =>
  findings.filter(({ check }) => /^W\d+$/.test(check));

const ofSchedules = (findings: readonly GradeFinding[]): readonly GradeFinding[] =>
  findings.filter(({ check }) => schedules.some(({ id }) => id === check));

const ofTrials = (findings: readonly GradeFinding[], kind: (typeof trials)[number]['kind']): readonly GradeFinding[] =>
  findings.filter(({ check }) =>
    trials.some((trial) => trial.kind === kind && trial.checks.some((one) => one.check === check)),
  );

const isShown = (findings: readonly GradeFinding[]): boolean => findings.some(isFault);

type Known = { readonly variant: SeededFault; readonly findings: readonly GradeFinding[] };

const isKnown = (one: Graded<SeededFault>): one is Known => one.findings !== undefined;

// Faults

const harms: readonly Harm[] = ['safety', 'liveness', 'promise'];

const words: Readonly<Record<Harm, string>> = {
  safety: 'Faults that break safety',
  liveness: 'Faults that hinder progress',
  promise: 'Broken rules from which no harm follows by itself',
};

/** By what faults are shown, in the order in which it is asked. */
const summary = (all: readonly Graded<SeededFault>[]): string => {
  const graded = all.filter(isKnown);
  const row = (title: string, its: readonly Known[]): readonly string[] => {
    const left = [...its];
    const shownBy = (of: (findings: readonly GradeFinding[]) => readonly GradeFinding[]): string => {
      const shown = left.filter(({ findings }) => isShown(of(findings)));
      for (const one of shown) left.splice(left.indexOf(one), 1);
      return `${shown.length}`;
    };
    return [
      title,
      `${its.length}`,
      shownBy((findings) => ofSchedules(findings).filter(({ check }) => !isDerived(check))),
      shownBy(ofSchedules),
      shownBy((findings) => ofTrials(findings, 'crash point')),
      shownBy((findings) => ofTrials(findings, 'robustness')),
      shownBy(ofScenarios),
      shownBy(ofWire),
      `${left.filter(({ findings }) => isRun(findings)).length}`,
      `${left.filter(({ findings }) => !isRun(findings)).length}`,
    ];
  };
  return [
    table(
      [
        ...[
          '',
          'Faults',
          'Shown by written schedules',
          'Else by derived ones',
          'Else by crash points',
          'Else by robustness',
        ],
        ...['Else by scenarios', 'Else by checks of the wire in them', 'Let pass', 'Not known'],
      ],
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
    'Each fault is counted once, where it is shown first. *Not known*: nothing has shown it yet, and not all was asked.',
    ...missingWords(all.filter((one) => !isShown(one.findings ?? []))),
  ].join('\n\n');
};

const isDerived = (check: string): boolean => derivedSchedules.some(({ id }) => id === check);

/** Was all asked that there is? */
const isRun = (findings: readonly GradeFinding[]): boolean =>
  ofScenarios(findings).length === labNames.length &&
  trials.every(({ checks }) => checks.every((one) => findings.some(({ check }) => check === one.check)));

const missingWords = (all: readonly Graded<Variant>[]): readonly string[] => {
  const ids = (its: readonly Graded<Variant>[]): string => its.map(({ variant }) => variant.id).join(', ');
  const missing = all.filter(({ findings }) => findings === undefined);
  const begun = all.filter(({ findings }) => findings !== undefined && !isRun(findings));
  return [
    ...(begun.length > 0 ? [`Not asked all yet: ${ids(begun)}.`] : []),
    ...(missing.length > 0 ? [`Not graded yet: ${ids(missing)}.`] : []),
  ];
};

const letPassSection = (all: readonly Graded<SeededFault>[]): string => {
  const passed = all.filter(isKnown).filter(({ findings }) => !isShown(findings));
  const of = (harm: Harm, run: boolean): readonly Known[] =>
    passed.filter(({ variant, findings }) => variant.harm === harm && isRun(findings) === run);
  const names = (its: readonly Known[]): string => its.map(({ variant }) => variant.id).join(', ');
  const safety = of('safety', true);
  const list =
    safety.length === 0
      ? 'No fault that breaks safety is let pass by all that was asked.'
      : [
          'Faults that break safety and are let pass:',
          '',
          ...safety.map(
            ({ variant }) =>
              `- **${variant.id}** (${clauseLink(variant.clause)}): ${markdownText(variant.words)} ${variant.letPass ?? 'It is not known why.'}`,
          ),
        ].join('\n');
  const others = (['liveness', 'promise'] as const)
    .filter((harm) => of(harm, true).length > 0)
    .map((harm) => `${words[harm]} and are let pass: ${names(of(harm, true))}.`);
  const perhaps = harms
    .filter((harm) => of(harm, false).length > 0)
    .map((harm) => `${words[harm]}, are shown by nothing so far, and were not asked all: ${names(of(harm, false))}.`);
  return ['### What is let pass', list, ...others, ...perhaps].join('\n\n');
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
  return `### ${words[harm]}\n\n${table(['Id', 'Fault', 'Clause', 'Row', 'Schedules', 'Crash points', 'Robustness', 'Scenarios', 'Checks of the wire in them'], rows)}`;
};

const outcomeCells = (findings: readonly GradeFinding[]): readonly string[] => [
  found(ofSchedules(findings)),
  found(ofTrials(findings, 'crash point')),
  found(ofTrials(findings, 'robustness')),
  scenarioCell(findings),
  found(ofWire(findings)),
];

/** How many have passed of those that were run. */
const scenarioCell = (findings: readonly GradeFinding[]): string => {
  const scenarios = ofScenarios(findings);
  const passed = scenarios.filter(({ outcome }) => outcome === 'passed').length;
  const first = scenarios.find(({ outcome }) => outcome !== 'passed');
  if (scenarios.length === 0) return isShown(findings) ? 'not asked' : 'not run';
  return `${passed} of ${scenarios.length}${first ? `, first ${first.check}` : ''}`;
};

/** A check that names a clause has seen a broken rule; one without has seen that a server gave up. */
const found = (findings: readonly GradeFinding[]): string =>
  findings
    .filter(isFault)
    .map(({ check, clause }) => (clause === undefined ? `${check} (it gave up)` : `${check} (${clauseLink(clause)})`))
    .join(', ');

// The others

/** What is told of a fault, and which rule of the paper is said to be broken, if any. */
const toldOf = ({ check, clause, because }: GradeFinding): string =>
  `${check} ${clause === undefined ? '(a bound of the course, and no rule of the paper)' : `(${clauseLink(clause)})`}: ${markdownText(because)}`;

const unusualSection = (all: readonly Graded<Variant>[]): string => {
  const known = all.flatMap(({ variant, findings }) => (findings ? [{ variant, findings }] : []));
  const alarms = known.filter(({ findings }) => isShown(findings));
  const rows = known.map(({ variant, findings }) => [
    variant.id,
    markdownText(variant.words),
    passedCell(ofSchedules(findings)),
    passedCell(ofTrials(findings, 'crash point')),
    passedCell(ofTrials(findings, 'robustness')),
    scenarioCell(findings),
    passedCell(ofWire(findings)),
  ]);
  return [
    `Of ${known.length} submissions that are right and unusual ${alarms.length === 0 ? 'none is told a fault' : `these are told a fault: ${alarms.map(({ variant }) => variant.id).join(', ')}`}.`,
    ...alarms.map(({ variant, findings }) => `- **${variant.id}**: ${findings.filter(isFault).map(toldOf).join('; ')}`),
    table(
      [
        ...['Id', 'What it does otherwise', 'Schedules', 'Crash points', 'Robustness'],
        ...['Scenarios', 'Checks of the wire in them'],
      ],
      rows,
    ),
    ...missingWords(all),
  ].join('\n\n');
};

/** As in `42 of 45; not reached: a b c`. */
const passedCell = (findings: readonly GradeFinding[]): string => {
  const others = (['broken', 'failed', 'not reached', 'not checked'] as const).flatMap((outcome) => {
    const its = findings.filter((finding) => finding.outcome === outcome).map(({ check }) => check);
    return its.length === 0 ? [] : [`; ${outcome}: ${its.join(' ')}`];
  });
  if (findings.length === 0) return 'not run';
  return `${findings.filter(({ outcome }) => outcome === 'passed').length} of ${findings.length}${others.join('')}`;
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

const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
