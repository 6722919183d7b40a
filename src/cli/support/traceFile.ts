/**
 * Trace files: counterexamples in ITF, the JSON trace format of Quint and Apalache, so that others' viewers read them too.
 * What is needed to replay is in the file's `#meta`; what is read is untrusted, and checked before it is used.
 */
import { z } from 'zod';
import type { Counterexample, ServerSummary, TraceStep } from '../../../model/report.ts';
import { clauses } from '../../core/clauses.ts';
import { parseAction } from '../../sim/trace.ts';

/** No trace that was cut comes near; a file of that size is a mistake. */
const MAX_LENGTH = 64 * 1024 * 1024;

const clause = z.enum(Object.keys(clauses) as [keyof typeof clauses, ...(keyof typeof clauses)[]]);
const whole = z.int().nonnegative();
const positive = z.int().positive();
const serverId = z.string().regex(/^[A-Za-z]\w{0,30}$/);

const summary = z.strictObject({
  role: z.enum(['follower', 'candidate', 'leader', 'down']),
  currentTerm: whole,
  votedFor: serverId.nullable(),
  snapshotIndex: whole,
  lastIndex: whole,
  commitIndex: whole,
});

const line = z.string().superRefine((text, context) => {
  const parsed = parseAction(text);
  if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.because });
});

const state = z.object({ line, servers: z.object({ '#map': z.array(z.tuple([serverId, summary])) }) });

const file = z.object({
  '#meta': z.object({
    format: z.literal('ITF'),
    figure2: z.strictObject({
      version: z.literal(1),
      violation: z.strictObject({ property: clause, clause, because: z.string(), step: whole }),
      setting: z.strictObject({
        servers: z.array(serverId).min(1).max(99),
        options: z.strictObject({
          maxEntriesPerAppend: positive,
          maxInFlightEntries: positive,
          snapshotChunkLength: positive,
        }),
        snapshotLength: whole.optional(),
      }),
      foundBy: z.strictObject({
        engine: z.enum(['torture', 'lab']),
        name: z.string().optional(),
        seed: whole,
      }),
      uncut: whole,
    }),
  }),
  vars: z.array(z.string()),
  states: z.array(state),
});

/** A counterexample as the text of a trace file. */
export const writeTraceFile = ({ trace, ...about }: Counterexample): string =>
  `${JSON.stringify(
    {
      '#meta': {
        format: 'ITF',
        'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
        description: `${about.violation.property}: ${about.violation.because}`,
        figure2: { version: 1, ...about },
      },
      vars: ['line', 'servers'],
      states: trace.map(({ line: text, servers }, index) => ({
        '#meta': { index },
        line: text,
        servers: { '#map': Object.entries(servers) },
      })),
    },
    null,
    1,
  )}\n`;

/** A counterexample, or what is wrong with the file: one line that says where. */
export type ReadTraceFile =
  | { readonly ok: true; readonly counterexample: Counterexample }
  | { readonly ok: false; readonly because: string };

/** Reads the text of a trace file. */
export const readTraceFile = (text: string): ReadTraceFile => {
  if (text.length > MAX_LENGTH) return { ok: false, because: `it is longer than ${MAX_LENGTH} characters` };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, because: `it is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const { success, data, error } = file.safeParse(json);
  if (!success) {
    const [issue] = error.issues;
    return { ok: false, because: `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'malformed'}` };
  }
  const { version: _version, setting, foundBy, ...about } = data['#meta'].figure2;
  const { snapshotLength, ...cluster } = setting;
  const { name, ...found } = foundBy;
  return {
    ok: true,
    counterexample: {
      ...about,
      setting: snapshotLength === undefined ? cluster : { ...cluster, snapshotLength },
      foundBy: name === undefined ? found : { ...found, name },
      trace: data.states.map(stepOf),
    },
  };
};

const stepOf = ({ line: text, servers }: z.infer<typeof state>): TraceStep => ({
  line: text,
  servers: Object.fromEntries(servers['#map']) satisfies Record<string, ServerSummary>,
});
