/** The verb `diagram` and its options. */

import { Option } from 'commander';
import { boxes, extensionBoxes } from '../../docgen/diagram/raft.ts';
import { jsonOption, outFileOption, withOption } from '../support/options.ts';
import { type Declare, examples } from '../support/verb.ts';
import { type DiagramOptions, formats } from './options.ts';

export const declareDiagram: Declare = (program, end) => {
  program
    .command('diagram')
    .argument('[FILE]', 'a module that exports a machine of xstate 5 (default: the machine of figure2)')
    .description('Draw a state machine: states, transitions, events, guards, and the clauses that they cite.')
    .addOption(new Option('--format <NAME>', 'what to print').choices(formats).default('mermaid'))
    .option('--export <NAME>', 'which export of the module, if it has several machines')
    .addOption(
      new Option('--box <NAME>', "without FILE: only what belongs to a box of the paper's figures").choices([
        'overview',
        ...[...boxes, ...extensionBoxes].map(({ name }) => name),
      ]),
    )
    .addOption(withOption())
    .addOption(new Option('--direction <WAY>', 'which way transitions lead, in an SVG').choices(['right', 'down']))
    .addOption(outFileOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figure2 diagram                                        Raft, as Mermaid',
        'figure2 diagram --box leaders --format svg --out leaders.svg',
        'figure2 diagram --with pre-vote --box pre-vote         an optional page of the spec, woven in',
        'figure2 diagram ./traffic-light.ts --format svg --out light.svg',
        'figure2 diagram ./machines.ts --export light --format dot',
      ),
    )
    .action(async (file: string | undefined, options: DiagramOptions) => {
      const { diagram } = await import('./run.ts');
      end(await diagram(file, options));
    });
};
