/** What stands behind `--report`. */
import { InvalidArgumentError, Option } from 'commander';
import { reportNames, type WantedReport } from '../../verify/report/wanted.ts';

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
