/**
 * Trace files: recordings and counterexamples in ITF, the JSON trace format of Quint and Apalache, so that others' viewers read them too.
 * What is needed to replay is in the file's `#meta`; what is read is untrusted, and checked before it is used.
 */
import { z } from 'zod';
import {
  type Counterexample,
  isCounterexample,
  type Recording,
  type ServerSummary,
  type Setting,
  type TraceStep,
} from '../../../model/report.ts';
import { clauses } from '../../core/clauses.ts';
import { type Action, excerpt, parseAction } from '../../sim/trace.ts';
import { jsonText, oneLine } from './words.ts';

/** No trace that was cut comes near; a file of that size is a mistake, and replaying it would take for ever. */
const MAX_LENGTH = 16 * 1024 * 1024;
const MAX_STATES = 10_000;
const MAX_LINE = 64 * 1024;
const MAX_SERVERS = 99;
const MAX_ENTRIES = 10_000;
const MAX_NUMBER = 2 ** 48;
const MAX_SNAPSHOT_LENGTH = 10_000;
const MAX_SENTENCE = 64 * 1024;
const MAX_NAME = 1000;
const MAX_PATH = 16 * 1024;
const MAX_REASON = 160;

const clause = z.enum(Object.keys(clauses) as [keyof typeof clauses, ...(keyof typeof clauses)[]], {
  error: 'expected a clause or a property of the spec',
});
const whole = z.int().nonnegative().max(MAX_NUMBER);
const positive = z.int().positive().max(MAX_NUMBER);
const serverId = z.string().regex(/^[A-Za-z]\w{0,30}$/);

const summary = z.strictObject({
  role: z.enum(['follower', 'candidate', 'leader', 'down']),
  currentTerm: whole,
  votedFor: serverId.nullable(),
  snapshotIndex: whole,
  lastIndex: whole,
  commitIndex: whole,
});

/** A list whose length is looked at before anything that is in it. */
const listOf = <T extends z.ZodType>(item: T, max: number) => z.array(z.unknown()).max(max).pipe(z.array(item));

const state = z.object({
  line: z.string().max(MAX_LINE),
  servers: z.object({ '#map': listOf(z.tuple([serverId, summary]), MAX_SERVERS) }),
});

const entries = listOf(z.strictObject({ term: positive, command: z.string().max(MAX_LINE) }), MAX_ENTRIES);
const disk = z.strictObject({ id: serverId, term: whole, votedFor: serverId.nullable(), entries });

const file = z.object({
  '#meta': z.object({
    format: z.literal('ITF'),
    figure2: z.strictObject({
      version: z.literal(1),
      violation: z
        .strictObject({ property: clause, clause, because: z.string().max(MAX_SENTENCE), step: whole })
        .optional(),
      setting: z.strictObject({
        servers: listOf(serverId, MAX_SERVERS)
          .refine((ids) => ids.length > 0, { error: 'expected at least one server' })
          .refine((ids) => new Set(ids).size === ids.length, { error: 'a server is named twice' }),
        options: z.strictObject({
          maxEntriesPerAppend: positive,
          maxInFlightEntries: positive,
          snapshotChunkLength: positive,
        }),
        disks: listOf(disk, MAX_SERVERS).optional(),
        snapshotLength: whole.max(MAX_SNAPSHOT_LENGTH).optional(),
      }),
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

type File = z.infer<typeof file>;

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

/** What is wrong with the first disk that no server could have. */
const faultOfDisks = ({ '#meta': { figure2 } }: File): string | undefined => {
  const { servers, disks = [] } = figure2.setting;
  for (const [place, { id, term, votedFor, entries: kept }] of disks.entries()) {
    const where = `#meta.figure2.setting.disks.${place}`;
    const stranger = [id, votedFor ?? id].find((named) => !servers.includes(named));
    if (stranger !== undefined) return `${where}: ${stranger} is not one of the servers ${excerpt(servers.join(' '))}`;
    if (disks.findIndex((other) => other.id === id) !== place) return `${where}: a second disk of ${id}`;
    const terms = [...kept.map((entry) => entry.term), term];
    if (terms.some((later, at) => later < (terms[at - 1] ?? 0)))
      return `${where}: terms never fall, and end with the server's own`;
  }
  return undefined;
};

const sentenceOf = ({ path, ...issue }: z.core.$ZodIssue): string => {
  const [key] = issue.code === 'unrecognized_keys' ? issue.keys : [];
  const said = key === undefined ? issue.message : `there is no such key: ${excerpt(key)}`;
  return `${path.join('.') || 'the file'}: ${oneLine(said).slice(0, MAX_REASON)}`;
};

/** A recording as the text of a trace file. */
export const writeTraceFile = (recording: Recording | Counterexample): string => {
  const { trace, ...about } = recording;
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
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return {
      ok: false,
      because: `it is not JSON: ${oneLine(error instanceof Error ? error.message : String(error)).slice(0, MAX_REASON)}`,
    };
  }
  const { success, data, error } = file.safeParse(json);
  if (!success) {
    const [issue] = error.issues;
    return { ok: false, because: issue ? sentenceOf(issue) : 'the file: malformed' };
  }
  const fault = faultOfLines(data) ?? faultOfDisks(data);
  return fault === undefined ? { ok: true, recording: recordingOf(data) } : { ok: false, because: fault };
};

const recordingOf = ({ states, '#meta': { figure2 } }: File): Recording | Counterexample => {
  const { violation, foundBy, uncut = states.length } = figure2;
  const recording = { setting: settingOf(figure2.setting), trace: states.map(stepOf) };
  if (!violation || !foundBy) return recording;
  const { name, path, ...found } = foundBy;
  return {
    ...recording,
    ...{ violation, uncut },
    foundBy: { ...found, ...(name !== undefined && { name }), ...(path !== undefined && { path }) },
  };
};

const settingOf = ({ snapshotLength, disks, ...cluster }: File['#meta']['figure2']['setting']): Setting => ({
  ...cluster,
  ...(disks !== undefined && { disks }),
  ...(snapshotLength !== undefined && { snapshotLength }),
});

const stepOf = ({ line: text, servers }: z.infer<typeof state>): TraceStep => ({
  line: text,
  servers: Object.fromEntries(servers['#map']) satisfies Record<string, ServerSummary>,
});
