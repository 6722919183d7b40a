/** The page of the command line: what each verb says of itself. */
import { createProgram } from './program.ts';

export const cliPath = 'docs/reference/cli.md';

export const renderCli = async (): Promise<string> => {
  const program = await createProgram(() => undefined);
  const verbs = program.commands.map((command) => command.name());
  const helps: string[] = [];
  for (const verb of verbs) helps.push(`## ${verb}`, '', ...(await helpOf([verb])));
  return [
    '# The command line',
    '',
    'Generated from the command itself; `npm run fix` writes it again. [File formats](file-formats.md) says what `--json` prints.',
    '',
    '| Exit code | Means |',
    '|---|---|',
    '| 0 | it holds |',
    '| 1 | a violation or a failure was found |',
    '| 2 | bad usage, bad input, or no verdict; one line on standard error says how to mend it |',
    '',
    ...(await helpOf([])),
    ...helps,
  ].join('\n');
};

const WIDTH = 80;

const helpOf = async (verb: readonly string[]): Promise<readonly string[]> => {
  let text = '';
  const program = await createProgram(() => undefined);
  const command = program.commands.find((each) => each.name() === verb[0]) ?? program;
  command.configureOutput({
    getOutHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
    writeOut: (words) => {
      text += words;
    },
  });
  command.outputHelp();
  return ['```console', `$ figure2 ${[...verb, '--help'].join(' ')}`, text.trimEnd(), '```', ''];
};
