/** The verb `torture` and its options. */
import { faultSeedOption, jsonOption } from '../support/options.ts';
import { readCount } from '../support/values.ts';
import { type Declare, examples } from '../support/verb.ts';
import type { TortureFlags } from './flags.ts';
import { readClients, readServers } from './values.ts';

export const declareTorture: Declare = (program, end) => {
  program
    .command('torture')
    .description(
      'Put a cluster of real processes on this machine under fire: kill -9, SIGSTOP, links that are cut and slow, all under load; then hold what clients saw against what was applied, and what the servers did against the figure.',
    )
    .option('--kills <N>', 'how many processes are killed before it ends', readCount, 40)
    .option('--servers <N>', 'how many servers: 3, 5 or 7', readServers, 3)
    .option('--clients <N>', 'how many clients propose commands all the time', readClients, 8)
    .addOption(faultSeedOption())
    .option(
      '--out <DIR>',
      'where disks and journals are kept, a folder that is new or empty (default: they are kept if something is found)',
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figure2 torture                          40 kills, about a minute',
        'figure2 torture --kills 1000 --servers 5 --seed 7',
        'figure2 torture --kills 10 --out fire     keep disks and journals',
      ),
    )
    .action(async (options: TortureFlags) => {
      const { torture } = await import('./run.ts');
      end(await torture(options));
    });
};
