/** The verb `study` and its options. */

import { fixedSeedOption, jsonOption, workersOption } from '../support/options.ts';
import { readCount } from '../support/values.ts';
import { type Declare, examples } from '../support/verb.ts';
import type { StudyOptions } from './run.ts';

export const declareStudy: Declare = (program, end) => {
  const study = program.command('study').description('Measure what the paper measures, in virtual time.');
  study
    .command('elections')
    .description(
      "The paper's Figure 16: how long a cluster is without a leader, against the randomness of its timeouts.",
    )
    .option('--trials <N>', 'leader crashes for each line of the plots', readCount, 1000)
    .addOption(fixedSeedOption())
    .addOption(workersOption())
    .option('--out <DIR>', 'where elections.json and elections.svg go; an elections.md there is updated', 'spec')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figure2 study elections                        1000 trials a line into spec/',
        'figure2 study elections --trials 50 --out /tmp/elections',
      ),
    )
    .action(async (options: StudyOptions) => {
      const { studyElections } = await import('./run.ts');
      end(await studyElections(options));
    });
};
