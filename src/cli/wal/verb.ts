/** The verb `wal` and its options. */
import { jsonOption } from '../support/options.ts';
import { type Declare, examples } from '../support/verb.ts';
import type { WalFlags } from './run.ts';

export const declareWal: Declare = (program, end) => {
  program
    .command('wal')
    .description('Read the storage of a server: what is in its log, whether it is whole, and what a restart would see.')
    .argument('<PATH>', 'a directory of a storage, or one of its segments or snapshots')
    .option('--repair', 'cut off a last write that was never whole, as a restart would; change nothing else')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figure2 wal data/S1                            every record, and what a restart would see',
        'figure2 wal data/S1/segment-0000000000000001   one segment by itself',
        'figure2 wal data/S1 --repair                   what a restart does, without one',
        'figure2 wal data/S1 --json',
      ),
    )
    .action(async (path: string, flags: WalFlags) => {
      const { wal } = await import('./run.ts');
      end(await wal(path, flags));
    });
};
