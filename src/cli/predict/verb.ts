/** The verb `predict` and its options. */
import { jsonOption } from '../support/options.ts';
import { type Declare, examples } from '../support/verb.ts';
import type { PredictFlags } from './run.ts';

export const declarePredict: Declare = (program, end) => {
  program
    .command('predict')
    .argument('<CLAUSE|DEFECT|FILE>', 'an experiment, as figure2 without lists them, or a golden script, FILE.raft')
    .description(
      'Play a run and ask before each telling step what the server will do: what it replies, what it commits. Then show it, with the clause that decides, and count what was right.',
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `${examples(
        'figure2 predict RV-2                     an election, on servers that do not compare the logs',
        'figure2 predict test/scenarios/figure-8-d.raft',
        'figure2 predict RV-2 < answers           a number on each line, where nobody sits at a terminal',
        'figure2 predict RV-2 --json < answers    all questions at once, each with what is right and what was answered',
      )}\n\nExit code: 0 the run has come to its end, or the answers have; 2 bad usage or bad input.`,
    )
    .action(async (wanted: string, flags: PredictFlags) => {
      const { predict } = await import('./run.ts');
      end(await predict(wanted, flags));
    });
};
