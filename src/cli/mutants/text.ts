/** The kill matrix for people. */
import {
  type Cell,
  type DetectorName,
  detectorNames,
  type Effort,
  type Matrix,
  type MatrixRow,
  type Score,
  secondsToKill,
} from '../../../model/killMatrix/index.ts';
import { type Suite, suites } from '../../../model/mutants/index.ts';
import { boxOf } from '../../core/boxes.ts';
import { extensionIds } from '../../core/extensions/index.ts';
import type { ExtensionId } from '../../core/types.ts';
import { colors } from '../../host/output.ts';
import { table } from '../../host/table.ts';
import { count, duration, plural, tenth } from '../../text/numbers.ts';
import { clip, wrap } from '../../text/printable.ts';
import { commandLine } from '../../text/shell.ts';

interface Headline {
  readonly defects: number;
  readonly detectors: readonly DetectorName[];
  readonly effort: Effort;
  readonly workers: number;
}

export const headline = ({ defects, detectors, effort, workers }: Headline): string =>
  colors.bold(`Looking for ${plural(defects, 'defect')}`) +
  ` with ${detectors.join(', ')}: seed ${effort.seed}, ${plural(workers, 'worker')}\n`;

/** How the matrix was made. */
interface Making {
  readonly seconds: number;
  readonly seed: number;
  /** In seconds. */
  readonly budget?: number;
  readonly detectors?: readonly string[];
  /** The optional pages whose defects were tried. */
  readonly with?: string;
}

export const summary = (matrix: Matrix, making: Making): string =>
  [
    ...suites.flatMap((suite) => section(suite, ofFigure(matrix, suite))),
    ...extensionIds.flatMap((page) => section(page, ofPage(matrix, page))),
    colors.dim(
      'By detector: the property that was violated, and the steps or worlds until then; `survived`: it saw nothing; -: not run.',
    ),
    colors.dim(
      'cut: actions in the cut trace / events of the shortest known; s: seconds of the fastest, the labs left out.',
    ),
    '',
    totals(matrix, making),
    '',
    ...verdict(matrix, making),
  ].join('\n');

const section = (title: string, rows: readonly MatrixRow[]): readonly string[] =>
  rows.length === 0 ? [] : [colors.bold(title), rowTable(rows), ''];

const ofFigure = ({ mutants }: Matrix, suite: Suite): readonly MatrixRow[] =>
  mutants.filter((row) => row.suite === suite && boxOf(row.clause).extension === undefined);

const ofPage = ({ mutants }: Matrix, page: ExtensionId): readonly MatrixRow[] =>
  mutants.filter(({ clause }) => boxOf(clause).extension === page);

/** The longest id has so many characters. */
const DEFECT_WIDTH = 20;

const rowTable = (rows: readonly MatrixRow[]): string =>
  table(
    [
      { title: 'defect' },
      { title: 'clause' },
      { title: 'outcome' },
      ...detectorNames.map((name) => ({ title: name.replace('conformance', 'conform') })),
      { title: 's', align: 'right' },
      { title: 'cut', align: 'right' },
    ],
    rows.map((row) => [
      defectWords(row),
      row.clause,
      outcomeWord(row),
      ...detectorNames.map((name) => cellWords(row.by[name])),
      secondsWords(row),
      lengthWords(row),
    ]),
  );

/** A row of the catalogue has a number, which says nothing; the other ids say what is wrong. */
const defectWords = ({ id, title }: MatrixRow): string => clip(id.includes('-') ? id : `${id} ${title}`, DEFECT_WIDTH);

const outcomeWord = ({ outcome, equivalent, isKilledByCore }: MatrixRow): string => {
  if (equivalent !== undefined && isKilledByCore) return colors.red('FALSELY');
  if (outcome === null) return colors.yellow('undecided');
  if (outcome === 'survived') return colors.red('SURVIVED');
  if (outcome === 'not activated') return colors.red('INACTIVE');
  return outcome.replace('killed by ', '');
};

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

const cellWords = (cell: Cell | undefined): string => {
  if (!cell) return colors.dim('-');
  if (!cell.kill) return 'survived';
  const { kind, property } = cell.kill;
  return kind === 'assertion' ? 'fails' : `${property.replace('reference', 'ref.')} ${compact.format(cell.work)}`;
};

const secondsWords = (row: MatrixRow): string => {
  const seconds = secondsToKill(row);
  return seconds === undefined ? '' : tenth(seconds);
};

const lengthWords = ({ length, shortest }: MatrixRow): string =>
  length === null ? '' : `${length}/${shortest ?? '?'}`;

const totals = (matrix: Matrix, { seconds }: Making): string => {
  const { total, killed, survived, notActivated, equivalent, hinders, decisions, scores } = matrix;
  return table(
    [{ title: '' }, { title: '' }],
    [
      [
        'Defects',
        `${count(total)}: ${killed} killed, ${survived.length} survived, ${notActivated.length} not activated, ${hinders.length} hinder progress, ${plural(decisions.length, 'different decision')}, ${equivalent.length} equivalent`,
      ],
      [
        'Score',
        `all properties and the reference ${scoreWords(scores.all)}; SP-1 to SP-5 alone ${scoreWords(scores.core)}`,
      ],
      ['General', `worlds that were made for no defect, alone: ${scoreWords(scores.general)}`],
      ...heldOutLines(matrix),
      ...labLines(matrix),
      ['Time', timeWords(matrix, seconds)],
    ],
  );
};

const scoreWords = ({ killed, of }: Score): string =>
  of === 0 ? 'not asked' : `${killed} of ${of} (${tenth((100 * killed) / of)}%)`;

/** Of the defects for which nothing was made; each that survives is named. */
const heldOutLines = ({ heldOut }: Matrix): readonly (readonly [string, string])[] => {
  const { total, scores, survived, notActivated, byDifference, hinders } = heldOut;
  if (total === 0) return [];
  return [
    [
      'Held out',
      `${count(total)}: all properties and the reference ${scoreWords(scores.all)}; general worlds alone ${scoreWords(scores.general)}`,
    ],
    ...linesOf('survived', [...survived, ...notActivated]),
    ...linesOf('not seen to do harm', [...byDifference, ...hinders]),
  ];
};

const linesOf = (what: string, ids: readonly string[]): readonly (readonly [string, string])[] =>
  ids.length === 0 ? [] : wrap(`${what}: ${ids.join(' ')}`, IDS_WIDTH).map((line) => ['', line] as const);

/** Characters of ids on a line. */
const IDS_WIDTH = 90;

/** Why one checks by model. */
const labLines = ({ livesThroughLabs, mutants }: Matrix): readonly (readonly [string, string])[] => {
  const asked = mutants.filter(({ equivalent, by }) => equivalent === undefined && by.labs).length;
  if (asked === 0) return [];
  return [
    ['Labs alone', `${livesThroughLabs.length} of ${asked} survive them, which is why one checks by model`],
    ...wrap(livesThroughLabs.join(' '), IDS_WIDTH).map((line) => ['', line] as const),
  ];
};

const timeWords = ({ medianSecondsToKill, mutants }: Matrix, seconds: number): string => {
  const times = mutants.flatMap((row) => {
    const time = secondsToKill(row);
    return time === undefined ? [] : [{ id: row.id, time }];
  });
  const slowest = times.sort((a, b) => b.time - a.time)[0];
  if (!slowest || medianSecondsToKill === null) return duration(seconds);
  return `${duration(seconds)}; to kill: median ${tenth(medianSecondsToKill)} s, at most ${tenth(slowest.time)} s (${slowest.id})`;
};

/** Defects of which it is known that something is wrong: with the checks, or with what is said of the defect. */
export const wrongIn = ({ survived, notActivated, falselyKilled, untested }: Matrix): readonly string[] => [
  ...survived,
  ...notActivated,
  ...falselyKilled,
  ...untested,
];

/** The last line is the command that shows again what is wrong. */
const verdict = (matrix: Matrix, making: Making): readonly string[] => {
  const { ok, survived, notActivated, falselyKilled, untested, mutants } = matrix;
  if (ok) return [`${colors.green(colors.bold('PASS.'))} All harmful defects were killed, and no equivalent one was.`];
  const undecided = mutants.filter(({ outcome }) => outcome === null).map(({ id }) => id);
  const wrong = wrongIn(matrix);
  if (wrong.length === 0) {
    const why = `${undecided.length} of ${plural(mutants.length, 'defect')} met too few detectors to say that they survive`;
    return [`${colors.yellow(colors.bold('Not decided.'))} ${why}. To decide:`, decideCommand(undecided, making)];
  }
  const also = undecided.length === 0 ? '' : ` Not decided: ${undecided.length}.`;
  return [
    `${colors.red(colors.bold('FAIL.'))}${words('Survived', survived)}${words('Not activated', notActivated)}` +
      `${words('Killed, though equivalent', falselyKilled)}${words('Said to be equivalent, and tested by no run', untested)}${also} To reproduce:`,
    againCommand(wrong, making),
  ];
};

const words = (what: string, ids: readonly string[]): string =>
  ids.length === 0 ? '' : ` ${what}: ${ids.join(', ')}.`;

const decideCommand = (ids: readonly string[], { seed, with: pages }: Making): string =>
  commandLine(`mutants --only ${ids.join(',')}`, { '--with': pages, '--seed': seed });

/** With the budget, since less is done under one. */
const againCommand = (ids: readonly string[], { seed, budget, detectors, with: pages }: Making): string =>
  commandLine(`mutants --only ${ids.join(',')}${detectors ? ` --detectors ${detectors.join(',')}` : ''}`, {
    '--with': pages,
    '--seed': seed,
    '--budget': budget === undefined ? undefined : `${budget}s`,
  });
