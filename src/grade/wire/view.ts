/**
 * What a message on the wire says, read by its shape: submissions name their RPCs and fields as they like. Whatever is not
 * recognised is left out, and what needs it is not checked; nothing is guessed between two fields that could both be meant.
 */
import type { LabPacket } from '../../../model/runs/labs/index.ts';
import type { WirePacket } from '../subjects/wirePacket.ts';

/** What an RPC is for, as far as the figures know it. A pre-vote binds nobody. */
export type WireKind = 'vote' | 'pre-vote' | 'append' | 'snapshot' | 'other';

/** An entry of a log under way. */
export interface WireEntry {
  readonly term?: number;
  /** What it holds, as JSON. */
  readonly command?: string;
  /** Its place in the log, where the entry itself says so. */
  readonly index?: number;
}

/** Half of an RPC. The server that sends it and the one that gets it are the host's word; the rest is what was recognised. */
export interface WireMessage {
  readonly type: 'request' | 'reply';
  readonly from: number;
  readonly to: number;
  readonly call: number | undefined;
  readonly kind: WireKind;
  /** The RPC's name, as the submission has it. */
  readonly method: string;
  /** The sender's term. */
  readonly term?: number | undefined;
  /** Of a reply to a request for a vote: was it given? */
  readonly granted?: boolean | undefined;
  /** Of a reply to entries: were they taken? */
  readonly success?: boolean | undefined;
  /** Of an append: its entries, in the order of the log; none is a heartbeat. */
  readonly entries?: readonly WireEntry[] | undefined;
  /** Of an append: the index before its entries. */
  readonly previous?: number | undefined;
  /** Of an append: how far the leader has committed. */
  readonly commit?: number | undefined;
  /** Of a snapshot: the last index that it covers. */
  readonly covered?: number | undefined;
  /** Does it carry a list where the figures have none? It may be entries. */
  readonly hasOtherLists: boolean;
}

/** A field, by its name in small letters and digits only. */
interface Field {
  readonly name: string;
  readonly value: unknown;
  readonly depth: number;
}

/** Arguments are nested no deeper than this. */
const DEPTH_MAX = 3;

/** Reads a packet. Of a reply, what it answers tells the kind where that is known. */
export const viewOf = (packet: LabPacket, asked?: Pick<WireMessage, 'kind'>): WireMessage => {
  const { type, from, to, call } = packet;
  const { method, content } = contentOf(packet);
  const fields = fieldsOf(content);
  const kind = type === 'reply' && asked ? asked.kind : kindOf(method, fields, type);
  const isRequest = type === 'request';
  const entries = kind === 'append' && isRequest ? entriesOf(fields) : undefined;
  return {
    type,
    from,
    to,
    call,
    kind,
    method,
    term: wholeOf(fields, [
      /^term$/,
      /^(?:leader|candidate|follower)term$/,
      /^(?:current|my|node|server|reply|request)term$/,
    ]),
    ...(kind === 'vote' && !isRequest && { granted: booleanOf(fields, [/grant/, /voted?$/]) }),
    ...(kind === 'append' && !isRequest && { success: booleanOf(fields, [/^success$/, /succ/]) }),
    ...(kind === 'append' &&
      isRequest && {
        entries,
        previous: wholeOf(fields, [/^prev.*(?:index|idx)$/]),
        commit: wholeOf(fields, [/commit/]),
      }),
    ...(kind === 'snapshot' && isRequest && { covered: wholeOf(fields, [/incl.*(?:index|idx)$/, /(?:index|idx)$/]) }),
    hasOtherLists: entries === undefined && fields.some(({ value }) => isList(value) && value.length > 0),
  };
};

/** The name of a method says what it is for; where it does not, the fields of the request may. */
const kindOf = (method: string, fields: readonly Field[], type: WireMessage['type']): WireKind => {
  const has = (name: RegExp): boolean => fields.some((field) => name.test(field.name));
  if (/vote/i.test(method)) return /pre/i.test(method) || fields.some(marksPreVote) ? 'pre-vote' : 'vote';
  if (/snap/i.test(method)) return 'snapshot';
  if (/append|heart|replic/i.test(method)) return 'append';
  if (type === 'reply') return /entries/i.test(method) ? 'append' : 'other';
  if (/entries/i.test(method)) return has(/prev|leader|commit/) ? 'append' : 'other';
  if (/pre/i.test(method)) return 'other';
  if (has(/candidate/) && has(/last.*term/)) return fields.some(marksPreVote) ? 'pre-vote' : 'vote';
  if (has(/^prev.*term/) && has(/commit/)) return 'append';
  return has(/lastincl.*(?:index|idx)/) ? 'snapshot' : 'other';
};

/** A request for a vote may say in a field that it only asks what would be. */
const marksPreVote = ({ name, value }: Field): boolean =>
  (/pre(?!v(?!ote))/.test(name) && value === true) ||
  (typeof value === 'string' && /^pre[-_ ]?(?:vote|candidate|election)/i.test(value));

const entriesOf = (fields: readonly Field[]): readonly WireEntry[] | undefined => {
  const lists = fields.filter(({ value }) => isList(value));
  if (lists.length === 0) return fields.some(({ name, value }) => /entr/.test(name) && value !== null) ? undefined : [];
  const named = lists.filter(({ name }) => /entr|log|command|cmd/.test(name));
  const [list, ...others] = named.length > 0 ? named : lists;
  if (others.length > 0 || !isList(list?.value) || !list.value.every(isRecord)) return undefined;
  return list.value.map(entryOf);
};

/** The keys of an entry by what they stand for. Entries of one submission have the same keys, and there are many. */
interface EntryKeys {
  readonly term: readonly string[];
  readonly index: readonly string[];
  readonly held: readonly string[];
}

const entryKeys = new Map<string, EntryKeys>();

/** Keys of so many kinds of entries are remembered. */
const SHAPES_MAX = 100;

const keysOf = (entry: Readonly<Record<string, unknown>>): EntryKeys => {
  const keys = Object.keys(entry);
  const shape = keys.join();
  const known = entryKeys.get(shape);
  if (known) return known;
  const fitting = (name: RegExp): readonly string[] => keys.filter((key) => name.test(plainName(key)));
  const found = {
    term: fitting(/term$/),
    index: fitting(/^(?:log)?(?:index|idx)$/),
    held: fitting(/^(?:command|cmd|data)$/),
  };
  if (entryKeys.size < SHAPES_MAX) entryKeys.set(shape, found);
  return found;
};

const entryOf = (entry: Readonly<Record<string, unknown>>): WireEntry => {
  const keys = keysOf(entry);
  const term = wholeAt(entry, keys.term, [/^term$/, /term$/]);
  const index = wholeAt(entry, keys.index, [/^/]);
  const [held, ...others] = keys.held;
  return {
    ...(term !== undefined && { term }),
    ...(index !== undefined && { index }),
    ...(held !== undefined && others.length === 0 && { command: JSON.stringify(entry[held]) }),
  };
};

/** Under one key the number that stands there; under several, as `wholeOf` has it. */
const wholeAt = (
  entry: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  names: readonly RegExp[],
): number | undefined => {
  const [key, ...others] = keys;
  if (key === undefined) return undefined;
  if (others.length === 0) return Number.isSafeInteger(entry[key]) ? (entry[key] as number) : undefined;
  return wholeOf(
    keys.map((one) => ({ name: plainName(one), value: entry[one], depth: DEPTH_MAX })),
    names,
  );
};

/** The one field that the first name that fits any is meant for, by those nearest to the top; undefined: none, or not one. */
const fieldValue = (
  fields: readonly Field[],
  names: readonly RegExp[],
  isValue: (value: unknown) => boolean,
): unknown => {
  for (const name of names) {
    const fitting = fields.filter((field) => name.test(field.name) && isValue(field.value));
    const top = Math.min(...fitting.map(({ depth }) => depth));
    const [first, ...others] = fitting.filter(({ depth }) => depth === top);
    if (first) return others.every(({ value }) => value === first.value) ? first.value : undefined;
  }
  return undefined;
};

const wholeOf = (fields: readonly Field[], names: readonly RegExp[]): number | undefined =>
  fieldValue(fields, names, Number.isSafeInteger) as number | undefined;

/** A name that denies says the opposite, and is left alone. */
const booleanOf = (fields: readonly Field[], names: readonly RegExp[]): boolean | undefined => {
  const plain = fields.filter(({ name }) => !/^un|not|den(?:y|ied)|refus|reject|pre(?!v(?!ote))/.test(name));
  return fieldValue(plain, names, (value) => typeof value === 'boolean') as boolean | undefined;
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** All fields, those of nested structures after those around them. */
const fieldsOf = (content: unknown, depth = 0): readonly Field[] => {
  if (!isRecord(content)) return [];
  const here = Object.entries(content).map(([name, value]) => ({
    name: plainName(name),
    value,
    depth,
  }));
  if (depth >= DEPTH_MAX) return here;
  return [...here, ...here.flatMap(({ value }) => fieldsOf(value, depth + 1))];
};

/** The method and the fields: as the subject says them, or as JSON bytes that name their own type do. */
const contentOf = (packet: LabPacket & Partial<WirePacket>): { readonly method: string; readonly content: unknown } => {
  if (packet.method !== undefined) return { method: packet.method, content: parseStructure(packet.view ?? '') };
  const content = parseStructure(packet.bytes);
  const type = isRecord(content) && typeof content['type'] === 'string' ? content['type'] : '';
  return { method: type.replace(/Reply$/, ''), content };
};

const parseStructure = (text: string): unknown => {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
