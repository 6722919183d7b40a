/** The verb `lab` and its options. */

import {
  decisionsOption,
  jsonOption,
  protocolOption,
  reportOption,
  seedOption,
  tracesFolderOption,
  withOption,
  workersOption,
} from '../support/options.ts';
import { readCount } from '../support/values.ts';
import { type Declare, examples } from '../support/verb.ts';
import type { LabFlags } from './run.ts';

export const declareLab: Declare = (program, end) => {
  program
    .command('lab')
    .description("Run the scenarios of MIT 6.5840, labs 3A to 3D, in virtual time, and print the course's table.")
    .option('--only <NAME>', 'one scenario by name, or a part: 3A, 3B, 3C or 3D')
    .addOption(seedOption())
    .option('--seeds <N>', 'run each scenario with this many seeds, from --seed on', readCount, 1)
    .addOption(workersOption())
    .addOption(tracesFolderOption())
    .addOption(protocolOption())
    .addOption(withOption())
    .addOption(decisionsOption())
    .addOption(reportOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figure2 lab                                    all 28 scenarios once',
        'figure2 lab --only 3C --seeds 200              the scenarios of lab 3C, 200 times each',
        'figure2 lab --only Backup3B --seed 7           repeat one run exactly',
        'figure2 lab --report junit=labs.xml            and a report for CI',
        'figure2 lab --seed 7 --json                    with a digest of every step, equal for equal seeds',
      ),
    )
    .action(async (options: LabFlags) => {
      const { lab } = await import('./run.ts');
      end(await lab(options));
    });
};
