import type { ReplayOptions } from './replay/run.ts';
import { type Declare, examples, jsonOption, protocolOption } from './support/verb.ts';

export const declareReplay: Declare = (program, end) => {
  program
    .command('replay')
    .argument('<FILE>', 'a trace that `figure2 check` has written')
    .description('Do again, step by step, what a trace file says, and look whether it still breaks a property.')
    .addOption(protocolOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figure2 replay figure2-traces/SP-1-42.itf.json',
        'figure2 replay figure2-traces/SP-1-42.itf.json --protocol ./my-protocol.ts',
      ),
    )
    .action(async (file: string, options: ReplayOptions) => {
      const { replayFile } = await import('./replay/run.ts');
      end(await replayFile(file, options));
    });
};
