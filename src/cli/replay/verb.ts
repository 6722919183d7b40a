/** The verb `replay` and its options. */

import { Option } from 'commander';
import { decisionsOption, jsonOption, outFileOption, portOption, protocolOption } from '../support/options.ts';
import { readCut, readSeed } from '../support/values.ts';
import { type Declare, examples } from '../support/verb.ts';
import { formats, type ReplayOptions } from './options.ts';

export const declareReplay: Declare = (program, end) => {
  program
    .command('replay')
    .argument(
      '[FILE...]',
      'a trace that `figure2 check` has written; with --validate the files that nodes have recorded',
    )
    .description('Replay a trace file, and report whether it still violates a property.')
    .option('--seed <S>', 'without a file: the seed of the random run to make again', readSeed)
    .option('--path <P>', 'without a file: which run of that seed, as it was printed')
    .option(
      '--validate',
      'hold what nodes have recorded against Figure 2: files of any number of servers of a cluster, in any order',
    )
    .option('--step', 'go through it step by step: a key goes on, q ends')
    .addOption(
      new Option('--format <NAME>', 'print the trace as text for people, or for another program').choices(formats),
    )
    .addOption(outFileOption())
    .option('--ui', 'open it in the explorer, a page on this machine; Ctrl-C ends it')
    .addOption(portOption())
    .option(
      '--cut [N]',
      'leave out what the violation does not need, replaying at most N actions (default: 1000000); --out FILE keeps what is left, to be cut further',
      readCut,
    )
    .option('--save-test <FILE.raft>', 'write a golden script that fails until the violation is fixed')
    .addOption(protocolOption())
    .addOption(decisionsOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figure2 replay figure2-traces/SP-1-42.itf.json',
        'figure2 replay figure2-traces/SP-1-42.itf.json --protocol ./my-protocol.ts',
        'figure2 replay figure2-traces/SP-1-42.itf.json --step',
        'figure2 replay figure2-traces/SP-1-42.itf.json --ui',
        'figure2 replay --seed 42 --path 17:0:3@AB:D     a random run, as it was shrunk',
        'figure2 replay figure2-traces/SP-1-42.itf.json --format svg --out trace.svg',
        'figure2 replay figure2-traces/SP-1-42.itf.json --format ndjson     each effect a line of JSON, with whole logs',
        'figure2 replay figure2-traces/SP-1-42.itf.json --cut --out shorter.itf.json     what the violation needs, and no more',
        'figure2 replay --validate S1.journal S1.journal.1 S2.journal     the first step that Figure 2 does not allow',
        'figure2 replay figure2-traces/SP-1-42.itf.json --save-test test/scenarios/two-leaders.raft',
      ),
    )
    .action(async (files: readonly string[], options: ReplayOptions) => {
      const { replayAny } = await import('./run.ts');
      end(await replayAny(files, options));
    });
};
