/**
 * The line protocol: what a program in any language reads and writes, one JSON object on each line. docs/reference/line-protocol.md
 * says what it means.
 */
import { z } from 'zod';
import { oneLine } from '../../../text/printable.ts';

const whole = z.int().nonnegative();
const server = whole;
const anything = z.unknown().refine((value): boolean => value !== undefined, { error: 'expected a value' });
const message = z.record(z.string(), z.unknown());

/** Servers number their requests below; from here on the host numbers copies, when it delivers some. */
const CALL_LIMIT = 0x4000_0000;
const call = whole.max(0x7fff_ffff);

const now = whole;

/** What a server is told, by type. Each has a `now`, in whole milliseconds since the run began, rounded down. */
export const lineEvents = {
  boot: z.strictObject({
    type: z.literal('boot'),
    now,
    id: server,
    servers: whole,
    seed: whole,
    state: anything,
    snapshot: z.string().nullable(),
  }),
  deliver: z.strictObject({
    type: z.literal('deliver'),
    now,
    from: server,
    request: message.optional(),
    reply: message.optional(),
    call: call.optional(),
  }),
  unanswered: z.strictObject({ type: z.literal('unanswered'), now, to: server, call }),
  timeout: z.strictObject({ type: z.literal('timeout'), now }),
  start: z.strictObject({ type: z.literal('start'), now, command: z.string() }),
  state: z.strictObject({ type: z.literal('state'), now }),
  snapshot: z.strictObject({ type: z.literal('snapshot'), now, index: whole, snapshot: z.string() }),
};

/** What a server says, by type. */
export const lineOutputs = {
  send: z
    .strictObject({
      type: z.literal('send'),
      to: server,
      request: message.optional(),
      reply: message.optional(),
      call: call.optional(),
    })
    .refine(({ request, reply }) => (request === undefined) !== (reply === undefined), {
      error: 'expected a request or a reply, and not both',
    })
    .refine(({ request, call: number = 0 }) => request === undefined || number < CALL_LIMIT, {
      error: `expected a number below ${CALL_LIMIT}`,
      path: ['call'],
    }),
  save: z.strictObject({ type: z.literal('save'), state: anything, snapshot: z.string().nullable().optional() }),
  apply: z
    .strictObject({
      type: z.literal('apply'),
      index: whole,
      command: z.string().optional(),
      snapshot: z.string().optional(),
    })
    .refine(({ command, snapshot }) => (command === undefined) !== (snapshot === undefined), {
      error: 'expected a command or a snapshot, and not both',
    }),
  wake: z.strictObject({ type: z.literal('wake'), at: whole.nullable() }),
  result: z.strictObject({
    type: z.literal('result'),
    index: whole.optional(),
    term: z.int(),
    isLeader: z.boolean(),
  }),
  done: z.strictObject({ type: z.literal('done') }),
};

export type LineEvent = {
  [Type in keyof typeof lineEvents]: z.infer<(typeof lineEvents)[Type]>;
}[keyof typeof lineEvents];
export type LineOutput = {
  [Type in keyof typeof lineOutputs]: z.infer<(typeof lineOutputs)[Type]>;
}[keyof typeof lineOutputs];

/** An event as it is written: whoever reads it needs no character that is not ASCII. */
export const eventLine = (event: LineEvent): string =>
  `${JSON.stringify(event).replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;

const isType = (type: unknown): type is keyof typeof lineOutputs =>
  typeof type === 'string' && Object.hasOwn(lineOutputs, type);

/** What is wrong with a line, in some words. */
export class LineRefused extends Error {}

/**
 * What a server has said in a line.
 *
 * @throws LineRefused when that is no output of the protocol.
 */
export const readOutput = (line: string): LineOutput => {
  const json = jsonOf(line);
  const type = typeof json === 'object' && json !== null ? (json as { readonly type?: unknown }).type : undefined;
  if (!isType(type)) throw new LineRefused(`its type is none of ${Object.keys(lineOutputs).join(', ')}`);
  const { success, data, error } = lineOutputs[type].safeParse(json);
  if (success) return data;
  const [issue] = error.issues;
  const where = issue?.path.map(String).join('.') ?? '';
  throw new LineRefused(`${where === '' ? '' : `${where}: `}${oneLine(issue?.message ?? 'malformed')}`);
};

const jsonOf = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    throw new LineRefused('it is not JSON');
  }
};
