/** The verb `conform` and its options. */

import { Option } from 'commander';
import { jsonOption, protocolOption, specSeedOption, stepsOption } from '../support/options.ts';
import { readCount } from '../support/values.ts';
import { type Declare, examples } from '../support/verb.ts';
import type { ConformFlags } from './flags.ts';

export const declareConform: Declare = (program, end) => {
  program
    .command('conform')
    .description('Hold the implementation and the reference model against the formal specification.')
    .option('--traces <N>', 'how many random traces of the specification to play', readCount, 500)
    .addOption(stepsOption())
    .addOption(specSeedOption())
    .option('--trace <FILE>', 'the other way: does the specification allow what was recorded in this trace file?')
    .addOption(
      new Option(
        '--against <SPEC>',
        'with --trace: the specification of figure2, or the one that Raft was published with',
      )
        .choices(['raft.qnt', 'raft.tla'])
        .default('raft.qnt'),
    )
    .option('--tlc <JAR>', 'with --against raft.tla: let TLC judge, which is in this tla2tools.jar; needs Java')
    .option('--tla <FILE>', 'with --tlc: the published raft.tla, which figure2 does not bring')
    .option('--itf <FILE>', 'write the trace that shows a difference there, in the format of Quint and Apalache')
    .addOption(protocolOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figure2 conform                             the stories and 500 random traces',
        'figure2 conform --traces 10000              an overnight run',
        'figure2 conform --protocol ./my-protocol.ts rules of your own',
        'figure2 conform --trace figure2-traces/SP-1-42.itf.json',
        'figure2 conform --trace figure2-traces/SP-1-42.itf.json --against raft.tla',
        'figure2 conform --trace run.itf.json --against raft.tla --tlc tla2tools.jar --tla raft.tla',
      ),
    )
    .action(async (flags: ConformFlags) => {
      const { conform } = await import('./run.ts');
      end(await conform(flags));
    });
};
