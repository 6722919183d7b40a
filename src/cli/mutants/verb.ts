/** The verb `mutants` and its options. */

import { Option } from 'commander';
import { suites } from '../../../model/mutants/mutant.ts';
import { fixedSeedOption, jsonOption, withOption, workersOption } from '../support/options.ts';
import { readBudget } from '../support/values.ts';
import { type Declare, examples } from '../support/verb.ts';
import type { MutantsOptions } from './run.ts';

const list = (text: string): readonly string[] => text.split(',');

export const declareMutants: Declare = (program, end) => {
  program
    .command('mutants')
    .description(
      'Mutation-test the checker: put defects into Raft, one at a time, and see which detector kills each of them.',
    )
    .option(
      '--budget <time>',
      'begin nothing after this time, such as 4m; verdicts first (default: go on to the end)',
      readBudget,
    )
    .addOption(new Option('--suite <NAME>', 'the defects of one suite').choices(suites))
    .addOption(withOption('try the defects of optional pages, and not those of the figure, with the pages woven in'))
    .option('--only <ID,...>', 'these defects', list)
    .option('--detectors <NAME,...>', 'these of labs, random, healing, general, directed, core, conformance', list)
    .addOption(fixedSeedOption())
    .addOption(workersOption())
    .option('--markdown <FILE>', 'write the whole matrix there, as a page')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figure2 mutants                                every defect, every detector',
        'figure2 mutants --budget 4m                    who survives, and as much of the rest as there is time for',
        'figure2 mutants --only A46,never-sends         two defects: one of the catalogue, one of ours',
        'figure2 mutants --suite smoke --detectors random',
        'figure2 mutants --suite held-out               defects for which nothing here was made',
        'figure2 mutants --with all                     the defects of all optional pages',
        'figure2 mutants --markdown docs/reference/kill-matrix.md',
      ),
    )
    .action(async (options: MutantsOptions) => {
      const { mutants } = await import('./run.ts');
      end(await mutants(options));
    });
};
