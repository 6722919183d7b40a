/** The page of the files that figure2 reads and writes, from the schemas, types and comments that define them. */
import { z } from 'zod';
import { clauseIds } from '../core/clauses.ts';
import { journalHead } from '../trace/journal.ts';
import { traceFile } from '../trace/traceFile.ts';
import { declaration, firstComment } from './comments.ts';

export const fileFormatsPath = 'docs/reference/file-formats.md';

/** The documents that the verbs print: the file that declares each, its name there, and what else has to be known of it. */
const documents = [
  ['check', 'src/verify/checkReport.ts', 'CheckReport'],
  ['conform', 'src/cli/conform/report.ts', 'ConformReport'],
  ['diagram', 'src/diagram/chart.ts', 'Chart', 'ChartState', 'ChartTransition'],
  ['explore', 'src/check/explore/report.ts', 'ExploreReport'],
  ['lab', 'model/runs/labs/run.ts', 'LabReport'],
  ['mutants', 'src/cli/mutants/report.ts', 'MutantsReport'],
  ['replay', 'src/trace/recording.ts', 'ReplayReport'],
  ['replay --validate', 'model/runs/journals/validation.ts', 'JournalVerdict', 'JournalRefusal'],
  ['spec', 'src/cli/spec/report.ts', 'SpecReport'],
] as const;

/** `read` gives the text of a file of the repository. */
export function renderFileFormats(read: (path: string) => string): string {
  return [
    '# File formats',
    '',
    'Generated from the code that reads and writes them; `npm run fix` writes it again. All files are UTF-8 texts, but for the',
    'arrays of a checkpoint.',
    '',
    ...traces(),
    '## Golden scripts: `*.raft`',
    '',
    firstComment(read('model/runs/scenario/script.ts')),
    '',
    ...journals(read),
    ...checkpoints,
    ...printedForms(read),
  ].join('\n');
}

function journals(read: (path: string) => string): readonly string[] {
  const schema = z.toJSONSchema(journalHead, { io: 'input', unrepresentable: 'any' });
  return [
    '## Journals',
    '',
    firstComment(read('src/trace/journal.ts')),
    '',
    'A line is one of the [grammar of traces](trace-grammar.md) with its time and its outcome: a step of the server whose journal it is. The',
    'first line of a file is its head, `# figure2 journal` and one line of JSON: `disk` is what a restart sees, and `volatile` the rest of the server',
    'where the file goes on from the one before. `# recording ended:` says that the server went on and recorded no more; other lines that begin',
    'with `#` are comments. The newest file is `FILE`; the one before it `FILE.1`, and so on. `figure2 replay --validate FILE...` reads them,',
    'a line of at most 2^28 characters at a time, and refuses a head that does not fit this JSON Schema by one line that says where:',
    '',
    '```json',
    JSON.stringify(schema, null, 2),
    '```',
    '',
  ];
}

function traces(): readonly string[] {
  const schema = z.toJSONSchema(traceFile, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.enum?.length !== clauseIds.length) return;
      delete jsonSchema.enum;
      jsonSchema.description = 'the id of a clause';
    },
  });
  return [
    '## Traces: `*.itf.json`',
    '',
    'A trace is a file in ITF, the JSON trace format of Quint and Apalache. Each state has the line that led to it, in the',
    '[grammar of traces](trace-grammar.md), and the servers after it in a few words. What is needed to replay stands under',
    '`#meta.figure2`. `figure2 replay FILE` reads it, and refuses what does not fit this JSON Schema by one line that says where:',
    '',
    '```json',
    JSON.stringify(schema, null, 2),
    '```',
    '',
  ];
}

const checkpoints: readonly string[] = [
  '## Checkpoints: a folder',
  '',
  'With `--checkpoint DIR`, `figure2 explore` keeps the complete levels of a search there, and `--resume` goes on from them.',
  '`checkpoint.json` says of what search it is, with which version, and is replaced as a whole when the other files are there: the',
  'folder holds the checkpoint before or the one after, whenever the process ends. Those are',
  'arrays in the byte order of the machine: the states as rows of component numbers (`rows`), where each was first reached from',
  '(`parents`), which blocks are in use (`used`), and for each kind of component its texts (`texts`, and where each `ends`). Every byte',
  'of all of them stands under a SHA-256, which is part of the names of files too. A checkpoint that is corrupt, of another version,',
  'or of another model is refused in one line. A search that was stopped is not yet a verdict: it ends with 2.',
  '',
  '```console',
  '$ figure2 explore two-leaders --budget 1s --checkpoint kept > report.txt',
  'figure2: two-leaders: no verdict: the search was ended before every state was seen; give it more time',
  '$ echo $?',
  '2',
  '$ ls kept',
  'checkpoint.json',
  '...',
  'parents-….bin',
  'rows-….bin',
  '...',
  'used-….bin',
  '```',
  '',
];

function printedForms(read: (path: string) => string): readonly string[] {
  return [
    '## What `--json` prints',
    '',
    'One document, and nothing else, on standard output. `ok` says whether it holds, as the exit code does; a diagram is no verdict, and has',
    'none. The types:',
    '',
    ...documents.flatMap(([verb, path, ...names]) => [
      `### figure2 ${verb} --json`,
      '',
      `From [${path}](../../${path}):`,
      '',
      ...names.flatMap((name) => [`\`\`\`ts of="../../${path}"`, declaration(read(path), name), '```', '']),
    ]),
  ];
}
