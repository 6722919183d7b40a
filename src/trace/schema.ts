/** What files and addresses have in common: untrusted JSON, and the description of a cluster in it. */

import { z } from 'zod';
import { extensionIds } from '../core/extensions/index.ts';
import { MAX_NUMBER } from '../core/messages.ts';
import type { ExtensionId } from '../core/types.ts';
import { excerpt, oneLine } from '../text/printable.ts';
import type { Parsed } from './grammar.ts';
import type { Setting } from './recording.ts';

export const MAX_LINE = 64 * 1024;
export const MAX_SERVERS = 99;
const MAX_ENTRIES = 10_000;
const MAX_SNAPSHOT_LENGTH = 10_000;
const MAX_REASON = 160;

export const whole = z.int().nonnegative().max(MAX_NUMBER);
export const positive = z.int().positive().max(MAX_NUMBER);
export const serverId = z.string().regex(/^[A-Za-z]\w{0,30}$/);

/** More optional pages than there will be. */
const MAX_PAGES = 100;

/** A list whose length is looked at before anything that is in it. */
export const listOf = <T extends z.ZodType>(item: T, max: number) => z.array(z.unknown()).max(max).pipe(z.array(item));

const entry = z
  .looseObject({ term: positive, command: z.string().max(MAX_LINE).optional() })
  .refine((read) => Object.keys(read).length === 2, { error: 'an entry has a term, and one thing beside it' });
const entries = listOf(entry, MAX_ENTRIES);
const disk = z.strictObject({ id: serverId, term: whole, votedFor: serverId.nullable(), entries });

/** Bounds of what servers send. */
export const optionsForm = z.strictObject({
  maxEntriesPerAppend: positive,
  maxInFlightEntries: positive,
  snapshotChunkLength: positive,
});

/** A `Setting`. What no schema says of its disks, `faultOfDisks` does. */
export const setting = z.strictObject({
  servers: listOf(serverId, MAX_SERVERS)
    .refine((ids) => ids.length > 0, { error: 'expected at least one server' })
    .refine((ids) => new Set(ids).size === ids.length, { error: 'a server is named twice' }),
  options: optionsForm,
  disks: listOf(disk, MAX_SERVERS).optional(),
  snapshotLength: whole.max(MAX_SNAPSHOT_LENGTH).optional(),
  extensions: listOf(z.enum(extensionIds as [ExtensionId, ...ExtensionId[]]), MAX_PAGES).optional(),
});

type Read = z.infer<typeof setting>;

export const settingOf = ({ snapshotLength, disks, extensions, ...cluster }: Read): Setting => ({
  ...cluster,
  ...(disks !== undefined && { disks: disks as unknown as NonNullable<Setting['disks']> }),
  ...(snapshotLength !== undefined && { snapshotLength }),
  ...(extensions !== undefined && { extensions }),
});

/** What is wrong with the first disk that no server of the cluster could have; undefined: nothing. */
export const faultOfDisks = ({ servers, disks = [] }: Read, path: string): string | undefined => {
  for (const [place, { id, term, votedFor, entries: kept }] of disks.entries()) {
    const where = `${path}.disks.${place}`;
    const stranger = [id, votedFor ?? id].find((named) => !servers.includes(named));
    if (stranger !== undefined) return `${where}: ${stranger} is not one of the servers ${excerpt(servers.join(' '))}`;
    if (disks.findIndex((other) => other.id === id) !== place) return `${where}: a second disk of ${id}`;
    const terms = [...kept.map((entry) => entry.term), term];
    if (terms.some((later, at) => later < (terms[at - 1] ?? 0)))
      return `${where}: terms never fall, and end with the server's own`;
  }
  return undefined;
};

/** A text as JSON of this form; or what is wrong with it, on one line that says where. */
export const readJson = <T>(text: string, form: z.ZodType<T>): Parsed<T> => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason = oneLine(error instanceof Error ? error.message : String(error)).slice(0, MAX_REASON);
    return { ok: false, because: `it is not JSON: ${reason}` };
  }
  const { success, data, error } = form.safeParse(json);
  if (success) return { ok: true, value: data };
  const [issue] = error.issues;
  return { ok: false, because: issue ? sentenceOf(issue) : 'the file: malformed' };
};

const sentenceOf = ({ path, ...issue }: z.core.$ZodIssue): string => {
  const [key] = issue.code === 'unrecognized_keys' ? issue.keys : [];
  const said = key === undefined ? issue.message : `there is no such key: ${excerpt(key)}`;
  return `${path.join('.') || 'the file'}: ${oneLine(said).slice(0, MAX_REASON)}`;
};
