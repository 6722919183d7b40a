/** Which reports of grades are asked for, where they go, and under which names submissions appear in them. */
import { basename, dirname, resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { gradeReportNames, isReportOfOne } from '../../grade/report/index.ts';
import { isManifest } from '../../grade/subjects/lines/manifest.ts';
import { UsageError } from '../../host/errors.ts';
import { expectWritableFile } from '../../host/files.ts';

/** A report that was asked for. */
export interface WantedGradeReport {
  readonly name: string;
  /** A path, in which `{name}` stands for the submission; left out: standard output. */
  readonly file?: string;
}

const PLACE = '{name}';

export const gradeReportOption = (): Option =>
  new Option(
    '--report <NAME[=FILE]>',
    `a report for graders: ${gradeReportNames.join(', ')}; {name} in FILE stands for the submission; may be given several times`,
  ).argParser(readGradeReport);

const readGradeReport = (text: string, earlier: readonly WantedGradeReport[] = []): readonly WantedGradeReport[] => {
  const [, wanted, file] = /^([^=]*)(?:=(.+))?$/s.exec(text) ?? [];
  const name = gradeReportNames.find((known) => known === wanted);
  if (name === undefined || (file === undefined && text.includes('=')))
    throw new InvalidArgumentError(`give ${gradeReportNames.join(', ')}, with a file, such as csv=class.csv`);
  return [...earlier, { name, ...(file !== undefined && { file }) }];
};

/** Has it a file for each submission? */
export const hasFileForEach = ({ file = '' }: WantedGradeReport): boolean => file.includes(PLACE);

/** Where a report of the submission of this name goes. */
export const fileFor = (file: string, name: string): string => file.replaceAll(PLACE, name);

/** @throws UsageError when a report has no place for what was asked, before anything is graded. */
export const expectPlaces = (wanted: readonly WantedGradeReport[], names: readonly string[], json: boolean): void => {
  const printed = wanted.filter(({ file }) => file === undefined).map(({ name }) => `--report ${name}`);
  const both = [...(json ? ['--json'] : []), ...printed];
  if (both.length > 1)
    throw new UsageError(`${both.join(' and ')} want standard output; give a file, such as --report csv=class.csv`);
  const narrow = wanted.find((one) => isReportOfOne(one.name) && !hasFileForEach(one));
  if (narrow && names.length > 1)
    throw new UsageError(
      `a ${narrow.name} report has one submission; give a file for each, such as --report ${narrow.name}=out/${PLACE}.json`,
    );
  for (const { name, file } of wanted)
    if (file !== undefined) for (const its of names) expectWritableFile(`--report ${name}=FILE`, fileFor(file, its));
};

/**
 * Names for submissions that may be names of files: the last part of each path, of a manifest that of its folder, and a number
 * where two are the same.
 */
export const submissionNames = (paths: readonly string[]): readonly string[] => {
  const taken = new Set<string>();
  return paths.map((path) => {
    const plain = basename(isManifest(path) ? dirname(resolve(path)) : resolve(path))
      .replaceAll(/[^\w.-]/g, '_')
      .replace(/^[.-]+/, '');
    const first = plain === '' ? 'submission' : plain;
    let name = first;
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${first}-${number}`;
    taken.add(name.toLowerCase());
    return name;
  });
};
