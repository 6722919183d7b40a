/** The verb `docs` and its options. */

import { jsonOption } from '../support/options.ts';
import { type Declare, examples } from '../support/verb.ts';

export const declareDocs: Declare = (program, end) => {
  program
    .command('docs')
    .argument('[CLAUSE]', 'a clause of the spec, such as AE-3; without it, all of them')
    .description(
      'Show a clause and everything that traces to it: the spec, the code, the tests, the stories and the defects that break it.',
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figure2 docs                             all clauses in a table',
        'figure2 docs AE-3                        what it says, and where it is implemented and tested',
        'figure2 docs AE-3 --json',
      ),
    )
    .action(async (clause: string | undefined, flags: { readonly json?: boolean }) => {
      const { showClauses } = await import('./run.ts');
      end(showClauses(clause, flags));
    });
};
