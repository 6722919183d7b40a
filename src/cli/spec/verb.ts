/** The verb `spec` and its options. */

import { jsonOption, specSeedOption, stepsOption } from '../support/options.ts';
import { readCount } from '../support/values.ts';
import { type Declare, examples } from '../support/verb.ts';
import type { SpecFlags } from './run.ts';

export const declareSpec: Declare = (program, end) => {
  program
    .command('spec')
    .description('Check the formal specification by itself: its types, its stories, its invariants on random traces.')
    .option('--traces <N>', 'how many random traces', readCount, 100)
    .addOption(stepsOption())
    .addOption(specSeedOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figure2 spec                             types, stories, invariants',
        'figure2 spec --traces 5000               for a night',
        'figure2 spec --seed 42 --json',
      ),
    )
    .action(async (flags: SpecFlags) => {
      const { checkSpec } = await import('./run.ts');
      end(await checkSpec(flags));
    });
};
