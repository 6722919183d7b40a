/** The verb `spec` and its options. */

import type { Command } from 'commander';
import { UsageError } from '../../host/errors.ts';
import { jsonOption, specSeedOption, stepsOption } from '../support/options.ts';
import { readBudget, readCount } from '../support/values.ts';
import { type Declare, examples } from '../support/verb.ts';
import type { InductionFlags } from './induction.ts';
import type { SpecFlags } from './run.ts';

type Flags = SpecFlags & InductionFlags & { readonly inductive?: boolean };

export const declareSpec: Declare = (program, end) => {
  program
    .command('spec')
    .description('Check the formal specification by itself: its types, its stories, its invariants on random traces.')
    .option('--traces <N>', 'how many random traces', readCount, 100)
    .addOption(stepsOption())
    .addOption(specSeedOption())
    .option('--inductive', 'instead: one step of every kind from each state of the invariant of spec/inductive.qnt')
    .option('--terms <N>', 'with --inductive: the highest term before the step', readCount, 2)
    .option('--entries <N>', 'with --inductive: the longest log before the step', readCount, 1)
    .option('--every <N>', 'with --inductive: take each Nth state only', readCount, 1)
    .option('--budget <time>', 'with --inductive: take no more states after this time, such as 5m', readBudget)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figure2 spec                             types, stories, invariants',
        'figure2 spec --traces 5000               an overnight run',
        'figure2 spec --seed 42 --json',
        'figure2 spec --inductive                 is the invariant kept by each step?',
        'figure2 spec --inductive --entries 2 --every 401',
      ),
    )
    .action(async (flags: Flags, command: Command) => {
      expectOfOneKind(flags.inductive ?? false, command);
      if (flags.inductive) {
        const { checkInvariant } = await import('./induction.ts');
        end(checkInvariant(flags));
      } else {
        const { checkSpec } = await import('./run.ts');
        end(await checkSpec(flags));
      }
    });
};

const ofInduction = ['terms', 'entries', 'every', 'budget'];
const ofTraces = ['traces', 'steps', 'seed'];

/** An option of the other kind of check would bound nothing, and whoever gave it would believe that it does. */
const expectOfOneKind = (isInductive: boolean, command: Command): void => {
  const given = (isInductive ? ofTraces : ofInduction).find((name) => command.getOptionValueSource(name) === 'cli');
  if (given === undefined) return;
  const words = isInductive ? 'is of random traces; leave it or --inductive away' : 'goes with --inductive; give both';
  throw new UsageError(`--${given} ${words}`);
};
