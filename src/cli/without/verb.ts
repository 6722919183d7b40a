/** The verb `without` and its options. */
import { Option } from 'commander';
import { jsonOption, outFileOption } from '../support/options.ts';
import { type Declare, examples } from '../support/verb.ts';
import { type WithoutFlags, withoutFormats } from './options.ts';

export const declareWithout: Declare = (program, end) => {
  program
    .command('without')
    .argument(
      '[CLAUSE|DEFECT]',
      'a clause of the spec, such as RV-2, or a defect of the museum, such as A46; without it, all experiments in two tables',
    )
    .description(
      'Play what goes wrong when one rule is left out: the run that the clause tells of, on servers that lack it, and what it violates; or the run of a bug that a real project had.',
    )
    .addOption(
      new Option(
        '--format <FORMAT>',
        'what is printed: words with a picture, a picture, or the script with all that came of it',
      )
        .choices(withoutFormats)
        .default('text')
        .conflicts('json'),
    )
    .addOption(outFileOption().conflicts('json'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figure2 without                          all experiments: what is left out, and what is violated',
        'figure2 without RV-2                     a voter that does not compare the logs',
        'figure2 without A46                      what LogCabin did: entries of earlier terms committed by counting',
        'figure2 without RV-2 --format svg --out rv-2.svg',
      ),
    )
    .action(async (clause: string | undefined, flags: WithoutFlags) => {
      const { showExperiments } = await import('./run.ts');
      end(showExperiments(clause, flags));
    });
};
