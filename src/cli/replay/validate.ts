/** Journals that nodes have recorded, held against Figure 2. */
import { ExitCode, NoVerdict, UsageError } from '../../host/errors.ts';
import { colors, print, printJson } from '../../host/output.ts';
import { startProgress } from '../../host/progress.ts';
import { count, milli, plural } from '../../text/numbers.ts';
import { clip, printable } from '../../text/printable.ts';
import { commandLine, shellWord } from '../../text/shell.ts';
import { type ValidatedJournals, validateFiles } from '../../verify/journals.ts';
import { clauseWords } from '../../verify/words/clauses.ts';
import type { ReplayOptions } from './options.ts';

/**
 * Takes each step of the journals again, and names the first that Figure 2 does not allow.
 *
 * @throws UsageError when a file is no journal; NoVerdict when what is there does not suffice to say something.
 */
export const validate = async (files: readonly string[], options: ReplayOptions): Promise<ExitCode> => {
  expectNothingElse(files, options);
  const progress = await startProgress();
  const start = performance.now();
  let verdict: ValidatedJournals;
  try {
    verdict = validateFiles(files, (steps, done, total) => progress.show(done, total, plural(steps, 'step')));
  } finally {
    progress.end();
  }
  const seconds = (performance.now() - start) / 1000;
  const again = commandLine(`replay --validate ${files.map(shellWord).join(' ')}`, {});
  if (options.json) printJson({ ...verdict, seconds: milli(seconds), replay: again });
  else print([...linesOf(verdict), ...(verdict.refusal ? [`Again: ${again}`] : [])].join('\n'));
  if (verdict.refusal) return ExitCode.violated;
  if (verdict.undecided === undefined) return ExitCode.holds;
  throw new NoVerdict(`not decided: ${verdict.undecided}`);
};

const expectNothingElse = (
  files: readonly string[],
  { json: _json, validate: _validate, ...others }: ReplayOptions,
): void => {
  if (files.length === 0)
    throw new UsageError('--validate takes the files that a node has recorded; give at least one');
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new UsageError('--validate takes files and --json alone; leave the other options away');
};

const MAX_LINE = 400;

const linesOf = ({
  refusal,
  undecided,
  steps,
  arrivals,
  before,
  late,
  files,
  notAsked,
  byContractsAlone,
}: ValidatedJournals): readonly string[] => {
  const names = Object.keys(files);
  if (refusal) {
    const { file, line, text, clause, property, what, actual, expected, because } = refusal;
    return [
      `${colors.red(colors.bold('REJECTED'))} at ${printable(file)}:${line}, after ${plural(steps, 'step')} of ${names.join(' ')}`,
      `  ${printable(clip(text, MAX_LINE))}`,
      ...(property === undefined || property === clause ? [] : [`Property: ${clauseWords(property)}`]),
      `Clause: ${clauseWords(clause)}`,
      printable(clip(because, 3 * MAX_LINE)),
      `  ${printable(what)} is         ${colors.red(printable(clip(actual, MAX_LINE)))}`,
      `  ${printable(what)} should be  ${printable(clip(expected, MAX_LINE))}`,
    ];
  }
  if (steps === 0) return [];
  const asked =
    undecided === undefined
      ? `each of ${plural(arrivals, 'message')} was sent before it arrived, and the safety properties hold`
      : 'but not all is known';
  return [
    `Figure 2 allows all ${plural(steps, 'step')} of ${names.join(' ')}${undecided === undefined ? '; ' : ', '}${asked}.`,
    ...(before === 0 ? [] : [`Not known: ${count(before)} that arrived may have been sent before the journals begin.`]),
    ...(late === 0
      ? []
      : [`Not asked: whether ${count(late)} were sent that arrived when all servers were in later terms.`]),
    ...(byContractsAlone === 0
      ? []
      : [
          `By the contracts alone: ${plural(byContractsAlone, 'step')}, which concern too much of a long log for the reference.`,
        ]),
    ...(notAsked.length === 0 ? [] : [`Not asked: ${notAsked.join(' ')}, since not all servers are recorded.`]),
  ];
};
