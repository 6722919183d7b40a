/** The verb `check` and its options. */

import {
  decisionsOption,
  jsonOption,
  keepGoingOption,
  protocolOption,
  reportOption,
  seedOption,
  tracesFolderOption,
  withOption,
  workersOption,
} from '../support/options.ts';
import { readBudget } from '../support/values.ts';
import { type Declare, examples } from '../support/verb.ts';
import type { CheckOptions } from './run.ts';

export const declareCheck: Declare = (program, end) => {
  program
    .command('check')
    .description(
      'Verify Raft: all labs, bounded worlds to their end, seeded torture, and random runs against the reference model, every step checked.',
    )
    .option('--budget <time>', 'how long to go on, such as 20s, 5m or 1h; a minimum is always done', readBudget, 60)
    .addOption(seedOption())
    .addOption(workersOption())
    .addOption(keepGoingOption('do all parts although something is broken, and tell each violation'))
    .addOption(tracesFolderOption())
    .addOption(protocolOption())
    .addOption(withOption())
    .addOption(decisionsOption())
    .addOption(reportOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figure2 check                                  verify the shipped Raft for a minute',
        'figure2 check --budget 5m --seed 7             longer, and the same labs and runs each time',
        'figure2 check --protocol ./my-protocol.ts      verify rules of your own',
        'figure2 check --with pre-vote                  with an optional page of the spec woven in',
        'figure2 check --protocol ./mine.ts --decisions differ   where others may decide otherwise, so may it',
        'figure2 check --report github                  annotations and a summary of the job on GitHub',
        'figure2 check --report junit=results.xml --report sarif=figure2.sarif',
        'figure2 check --json > verdict.json            for programs',
      ),
    )
    .action(async (options: CheckOptions) => {
      const { check } = await import('./run.ts');
      end(await check(options));
    });
};
