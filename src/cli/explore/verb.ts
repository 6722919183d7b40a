/** The verb `explore` and its options. */

import {
  decisionsOption,
  jsonOption,
  keepGoingOption,
  portOption,
  protocolOption,
  reportOption,
  tracesFolderOption,
  withOption,
  workersOption,
} from '../support/options.ts';
import { readBudget, readMemory } from '../support/values.ts';
import { type Declare, examples } from '../support/verb.ts';
import type { ExploreFlags } from './flags.ts';

export const declareExplore: Declare = (program, end) => {
  program
    .command('explore')
    .argument('[NAME]', 'a configuration of figure2, or the path of a model of your own, such as ./my-model.ts')
    .description('Explore a bounded world exhaustively, and check every reachable state.')
    .option('--list', 'list the configurations')
    .option('--ui', 'play with it in a page on this machine instead; without NAME, with a new cluster')
    .addOption(portOption())
    .addOption(workersOption())
    .option('--symmetry', 'count states that differ only by a renaming as one (default: where that is sound)')
    .option('--no-symmetry', 'count them apart')
    .option('--checkpoint <DIR>', 'keep what was found there, level by level')
    .option('--resume', 'go on from the checkpoint')
    .option(
      '--memory <size>',
      'stop when this much is used, such as 500m or 2g (default: half of the machine, at most 1g)',
      readMemory,
    )
    .addOption(keepGoingOption('go on to the end although a property is broken, so that each is decided for itself'))
    .option('--budget <time>', 'stop after this time, such as 20s, 5m or 1h', readBudget)
    .addOption(tracesFolderOption())
    .addOption(protocolOption())
    .addOption(withOption())
    .addOption(decisionsOption())
    .addOption(reportOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figure2 explore --list                         what there is to explore',
        'figure2 explore crash-recovery                 one of them, to the end',
        'figure2 explore figure-8 --ui                  the moment at which it begins, to play with',
        'figure2 explore elections --protocol ./mine.ts rules of your own in it',
        'figure2 explore ./two-phase-commit.ts          a model of your own: it exports `model`',
        'figure2 explore ./two-phase-commit.ts --keep-going   each property decided, whatever else is broken',
        'figure2 explore ./two-phase-commit.ts --report sarif=figure2.sarif',
        'figure2 explore ./big.ts --memory 4g --checkpoint ./kept',
        'figure2 explore ./big.ts --memory 8g --checkpoint ./kept --resume',
      ),
    )
    .action(async (name: string | undefined, flags: ExploreFlags) => {
      const { explore } = await import('./run.ts');
      end(await explore(name, flags));
    });
};
