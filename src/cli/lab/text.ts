/** The tables of `figure2 lab`. */

import { colors } from '../../host/output.ts';
import { table } from '../../host/table.ts';
import { count, duration, plural, tenth } from '../../text/numbers.ts';
import { commandLine } from '../../text/shell.ts';
import { protocolFlags } from '../../verify/protocolName.ts';
import type { ReportedViolation } from '../../verify/savedTrace.ts';
import type { LabResult } from '../../verify/threads/worker.ts';
import { labWords } from '../../verify/words/lab.ts';
import { violationText } from '../../verify/words/violation.ts';

interface Circumstances {
  readonly seed: number;
  readonly seconds: number;
  readonly protocolName: string | undefined;
  /** What the first that failed has broken. */
  readonly violation: ReportedViolation | undefined;
}

/** The course's own table: one line for each test. */
export const courseTable = (records: readonly LabResult[], circumstances: Circumstances): string => {
  const { seed, seconds } = circumstances;
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const rows = records.map(({ report }) => [
    report.name,
    report.ok ? colors.green('ok') : colors.red('FAILED'),
    tenth(report.virtualSeconds),
    count(report.peers),
    count(report.rpcs),
    count(report.bytes),
    count(report.agreements),
  ]);
  return [
    table([{ title: 'test' }, { title: '' }, ...['time (s)', 'peers', 'RPCs', 'bytes', 'agreements'].map(right)], rows),
    ...leftOutLines(records),
    ...failureLines(records, circumstances),
    `\n${totals(records, seconds)}, seed ${seed}`,
    ...storyLines(circumstances),
  ].join('\n');
};

/** NO-7: what counts indexes is run without pages by which entries get indexes that no client is told of. */
const leftOutLines = (records: readonly LabResult[]): readonly string[] => {
  const counting = records.filter(({ report: { without = [] } }) => without.length > 0);
  const pages = [...new Set(counting.flatMap(({ report: { without = [] } }) => without))];
  return counting.length === 0
    ? []
    : [`\n${plural(counting.length, 'lab')} of these ran without ${pages.join(', ')}: what counts indexes does (NO-7)`];
};

interface ManySeeds extends Circumstances {
  readonly names: readonly string[];
  readonly seeds: number;
}

/** One line for each test with all its seeds. */
export const seedsTable = (records: readonly LabResult[], { names, seeds, ...circumstances }: ManySeeds): string => {
  const { seed, seconds } = circumstances;
  const rows = names.map((name) => {
    const own = records.filter(({ report }) => report.name === name);
    const passed = own.filter(({ report }) => report.ok).length;
    const times = own.map(({ report }) => report.virtualSeconds);
    return [
      name,
      passed === own.length ? colors.green('ok') : colors.red('FAILED'),
      `${count(passed)} of ${count(own.length)}`,
      tenth(Math.max(...times)),
    ];
  });
  return [
    table(
      [{ title: 'test' }, { title: '' }, { title: 'passed', align: 'right' }, { title: 'slowest (s)', align: 'right' }],
      rows,
    ),
    ...failureLines(records, circumstances),
    `\n${totals(records, seconds)}, seeds ${seed} to ${records.at(-1)?.seed ?? seed} (${count(seeds)})`,
    ...storyLines(circumstances),
  ].join('\n');
};

const failureLines = (records: readonly LabResult[], { protocolName }: Circumstances): readonly string[] =>
  records.filter(({ report }) => !report.ok).map((record) => failure(record, protocolName));

/** What the first that failed has broken. The last line is the command that shows it again. */
const storyLines = ({ violation }: Circumstances): readonly string[] =>
  violation ? [violationText(violation), `\nTo reproduce:\n${violation.replay}`] : [];

/** What went wrong, what was counted until then, and the command that repeats it. */
const failure = ({ report, seed }: LabResult, protocolName: string | undefined): string =>
  [
    `\n${colors.red('FAILED')} ${report.name}, seed ${seed}: ${report.because}`,
    `Until then: ${labWords(report)}`,
    commandLine('lab', { '--only': report.name, '--seed': seed, ...protocolFlags(protocolName) }),
  ].join('\n');

const totals = (records: readonly LabResult[], seconds: number): string => {
  const passed = records.filter(({ report }) => report.ok).length;
  const virtual = records.reduce((sum, { report }) => sum + report.virtualSeconds, 0);
  return `${count(passed)} of ${plural(records.length, 'run')} passed, ${duration(virtual)} of virtual time in ${duration(seconds)}`;
};
