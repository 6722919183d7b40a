/** The verb `grade` and its options. */
import { MEMORY_MB_MAX, MEMORY_MB_MIN } from '../../grade/limits.ts';
import { jsonOption, seedOption, workersOption } from '../support/options.ts';
import { readCount, readMegabytes } from '../support/values.ts';
import { type Declare, examples } from '../support/verb.ts';
import type { GradeFlags } from './run.ts';
import { gradeReportOption } from './wanted.ts';

export const declareGrade: Declare = (program, end) => {
  program
    .command('grade')
    .description(
      "Hold somebody's Raft to the paper: a Go lab of MIT 6.5840 as it was handed in, the same in TypeScript, rules on plain data, or a program in any language.",
    )
    .argument(
      '[SUBMISSION...]',
      'folders with a Go lab in them, modules that export `make` or `protocol`, or the figure2.json of programs',
    )
    .option(
      '--only <NAME>',
      'one scenario or schedule by name, a part (3A, 3B, 3C or 3D), schedules, derived, crash-points, or robustness',
    )
    .addOption(seedOption())
    .option('--seeds <N>', 'run each scenario with this many seeds, from --seed on (default: 1)', readCount)
    .option('--rubric <FILE>', 'what each check is worth, in JSON; without it 100 points, by part')
    .addOption(gradeReportOption())
    .option(
      '--resume <FILE>',
      'keep grades there, and take those that are there: what was asked the same is not run again',
    )
    .option('--go <COMMAND>', 'the Go compiler, 1.24 or newer (default: go, as it is on PATH)')
    .option('--limit <SECONDS>', 'give a run up when a server computes for so long at one thing', readCount, 60)
    .option(
      '--time-limit <SECONDS>',
      'give a submission up after so long, in real time: what is not done by then is not checked (default: none)',
      readCount,
    )
    .option(
      '--memory-limit <MB>',
      `memory of one server, from ${MEMORY_MB_MIN} to ${MEMORY_MB_MAX} (default: 256 in Go, else 1024)`,
      readMegabytes,
    )
    .option('--picture', 'draw how it came to every finding, and not only to the first')
    .option('--list', 'list the checks')
    .option('--explain <NAME>', 'say what a check does, or what a clause such as RV-2 asks')
    .addOption(workersOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figure2 grade ./my-lab                         scenarios, checks of the wire, schedules, crashes',
        'figure2 grade ./my-lab --only 3B --seeds 10    one part, ten times',
        'figure2 grade handed-in/*                      a class, with a line for each',
        'figure2 grade ./java-lab/figure2.json          a program that speaks the line protocol',
        'figure2 grade handed-in/* --rubric rubric.json --report csv=class.csv --report "html=out/{name}.html"',
        'figure2 grade --explain Figure83C              what a check does',
        'figure2 grade --explain RV-2                   what a clause asks, and which checks enforce it',
      ),
    )
    .action(async (submissions: readonly string[], options: Omit<GradeFlags, 'submissions'>) => {
      const { gradeVerb } = await import('./run.ts');
      end(await gradeVerb({ ...options, submissions }));
    });
};
