/** What stands behind `--report`. */
import { InvalidArgumentError, Option } from 'commander';

export const reportNames = ['github', 'junit', 'sarif'] as const;
export type ReportName = (typeof reportNames)[number];

/** A report that was asked for. */
export interface WantedReport {
  readonly name: ReportName;
  /** Left out: standard output; for `github`, the summary of the job. */
  readonly file?: string;
}

export const reportOption = (): Option =>
  new Option(
    '--report <NAME[=FILE]>',
    'a report for CI: github, junit or sarif, such as junit=results.xml; may be given several times',
  ).argParser(readReport);

const readReport = (text: string, earlier: readonly WantedReport[] = []): readonly WantedReport[] => {
  const [, wanted, file] = /^([^=]*)(?:=(.+))?$/s.exec(text) ?? [];
  const name = reportNames.find((known) => known === wanted);
  if (!name || (file === undefined && text.includes('='))) {
    throw new InvalidArgumentError(
      `give ${reportNames.join(', ')}, or one of them with a file, such as junit=results.xml`,
    );
  }
  return [...earlier, { name, ...(file !== undefined && { file }) }];
};
