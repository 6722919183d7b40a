/**
 * Trace files: recordings and counterexamples in ITF, the JSON trace format of Quint and Apalache, so that others' viewers read them too.
 * What is needed to replay is in the file's `#meta`; what is read is untrusted, and checked before it is used.
 */
import { z } from 'zod';
import { clauses } from '../core/clauses.ts';
import { roles } from '../core/extensions/index.ts';
import { excerpt, jsonText } from '../text/printable.ts';
import type { Explanation } from './explanation.ts';
import { type Action, parseAction } from './grammar.ts';
import {
  type Counterexample,
  isCounterexample,
  type Recording,
  type ServerSummary,
  type TraceStep,
} from './recording.ts';
import {
  faultOfDisks,
  listOf,
  MAX_LINE,
  MAX_SERVERS,
  readJson,
  serverId,
  setting,
  settingOf,
  whole,
} from './schema.ts';

/** No run comes near, even before it is cut; a file of that size is a mistake, and replaying it would take for ever. */
const MAX_LENGTH = 64 * 1024 * 1024;
const MAX_STATES = 100_000;
const MAX_SENTENCE = 64 * 1024;
const MAX_NAME = 1000;
const MAX_PATH = 16 * 1024;

const clause = z.enum(Object.keys(clauses) as [keyof typeof clauses, ...(keyof typeof clauses)[]], {
  error: 'expected a clause or a property of the spec',
});

const summary = z.strictObject({
  role: z.enum([...roles, 'down']),
  currentTerm: whole,
  votedFor: serverId.nullable(),
  snapshotIndex: whole,
  lastIndex: whole,
  commitIndex: whole,
});

const state = z.object({
  line: z.string().max(MAX_LINE),
  servers: z.object({ '#map': listOf(z.tuple([serverId, summary]), MAX_SERVERS) }),
});

/** What a trace file holds. What no schema says of its lines, the grammar does. */
export const traceFile = z.object({
  '#meta': z.object({
    format: z.literal('ITF'),
    figure2: z.strictObject({
      version: z.literal(1),
      violation: z
        .strictObject({ property: clause, clause, because: z.string().max(MAX_SENTENCE), step: whole })
        .optional(),
      setting,
      foundBy: z
        .strictObject({
          engine: z.enum(['torture', 'lab', 'random', 'exhaustive']),
          name: z.string().max(MAX_NAME).optional(),
          seed: whole,
          path: z
            .string()
            .max(MAX_PATH)
            .regex(/^\d+(?::\d+)*(?:@[\w+/:]*)?$/)
            .optional(),
        })
        .optional(),
      uncut: whole.optional(),
    }),
  }),
  vars: listOf(z.string(), MAX_SERVERS),
  states: listOf(state, MAX_STATES),
});

type File = z.infer<typeof traceFile>;

/** Who comes from outside may have any name. */
const serversOf = (action: Action): readonly string[] =>
  'id' in action ? [action.id] : [action.message.from, action.message.to];

/** What is wrong with a line in a cluster of these servers. */
const faultOf = (line: string, servers: ReadonlySet<string>): string | undefined => {
  const parsed = parseAction(line);
  if (!parsed.ok) return parsed.because;
  const stranger = serversOf(parsed.value).find((id) => !servers.has(id));
  return stranger && `${stranger} is not one of the servers ${excerpt([...servers].join(' '))}`;
};

/** What is wrong with the first line that is wrong. */
const faultOfLines = ({ states, '#meta': about }: File): string | undefined => {
  const servers = new Set(about.figure2.setting.servers);
  for (const [place, { line }] of states.entries()) {
    const fault = faultOf(line, servers);
    if (fault !== undefined) return `states.${place}.line: ${fault}`;
  }
  return undefined;
};

/** A recording as the text of a trace file. */
export const writeTraceFile = (recording: Recording | Counterexample | Explanation): string => {
  // What a replay says of it anew is not kept.
  const { trace, steps: _steps, cause: _cause, ...about }: Recording & Partial<Explanation> = recording;
  const description = isCounterexample(recording)
    ? `${recording.violation.property}: ${recording.violation.because}`
    : `A recording of ${recording.setting.servers.join(' ')}`;
  return textOf(trace, description, about);
};

const textOf = (trace: readonly TraceStep[], description: string, about: object): string =>
  `${jsonText(
    {
      '#meta': {
        format: 'ITF',
        'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
        description,
        figure2: { version: 1, ...about },
      },
      vars: ['line', 'servers'],
      states: trace.map(({ line: text, servers }, index) => ({
        '#meta': { index },
        line: text,
        servers: { '#map': Object.entries(servers) },
      })),
    },
    1,
  )}\n`;

/** A recording, or what is wrong with the file: one line that says where. */
export type ReadTraceFile =
  | { readonly ok: true; readonly recording: Recording | Counterexample }
  | { readonly ok: false; readonly because: string };

/** Reads the text of a trace file. */
export const readTraceFile = (text: string): ReadTraceFile => {
  if (text.length > MAX_LENGTH) return { ok: false, because: `it is longer than ${MAX_LENGTH} characters` };
  const read = readJson(text, traceFile);
  if (!read.ok) return read;
  const data = read.value;
  const fault = faultOfLines(data) ?? faultOfDisks(data['#meta'].figure2.setting, '#meta.figure2.setting');
  return fault === undefined ? { ok: true, recording: recordingOf(data) } : { ok: false, because: fault };
};

const recordingOf = ({ states, '#meta': { figure2 } }: File): Recording | Counterexample => {
  const { violation, foundBy, uncut = states.length } = figure2;
  const recording = { setting: settingOf(figure2.setting), trace: states.map(stepOf) };
  if (!violation || !foundBy) return recording;
  const { name, path, ...found } = foundBy;
  return {
    ...recording,
    violation,
    uncut,
    foundBy: { ...found, ...(name !== undefined && { name }), ...(path !== undefined && { path }) },
  };
};

const stepOf = ({ line: text, servers }: z.infer<typeof state>): TraceStep => ({
  line: text,
  servers: Object.fromEntries(servers['#map']) satisfies Record<string, ServerSummary>,
});
