/**
 * What the spec (spec/raft.qnt) says as the implementation says it, and the other way round.
 *
 * The two differ in little: "" and an index 0 of the spec are null here, a set of votes is a sorted list, and a snapshot is a
 * list of parts there and a text here. A part is never cut, so that offsets count parts there and code units here; and there
 * the checksum of a snapshot is the snapshot itself, as if no two had the same.
 */

import { crc32c } from '../../../src/core/checksum.ts';
import { commandOf, kindOf } from '../../../src/core/entries.ts';
import { messages } from '../../../src/core/extensions/messages.ts';
import { append, emptyLog, entriesBetween } from '../../../src/core/log.ts';
import { type FieldKind, fieldsOf } from '../../../src/core/messages.ts';
import type {
  Durable,
  Entry,
  Event,
  IncomingSnapshot,
  LocalEvent,
  Message,
  Options,
  PerFollower,
  Role,
  Server,
  ServerId,
  Snapshot,
  TimerName,
} from '../../../src/core/types.ts';
import type { OutputEffect, ReferenceDisk, ReferenceServer, TimerChange } from '../../oracle/reference.ts';
import {
  booleanOf,
  listOf,
  mapOf,
  nameOnly,
  numberOf,
  recordOf,
  ShapeError,
  type SpecRecordValue,
  type SpecValue,
  type SpecVariantValue,
  setOf,
  textOf,
  variantOf,
} from './values.ts';

// From the spec to the implementation.

/** Code units of a part of a snapshot. All parts are made equally long, so that a text says where its parts begin. */
const PART_LENGTH = 2;

/** Values of a trace are never changed, and most of a state is in the next one again: what is read once is kept. */
const memoize = <T>(read: (value: SpecValue | undefined) => T): ((value: SpecValue | undefined) => T) => {
  const known = new WeakMap<object, T>();
  return (value) => {
    if (typeof value !== 'object') return read(value);
    const found = known.get(value);
    if (found !== undefined) return found;
    const made = read(value);
    known.set(value, made);
    return made;
  };
};

const idOrNull = (value: SpecValue | undefined): ServerId | null => textOf(value) || null;

const dataOf = (value: SpecValue | undefined): string =>
  listOf(value)
    .map((part) => {
      const text = textOf(part);
      if (text.length <= PART_LENGTH) return text.padEnd(PART_LENGTH);
      throw new ShapeError(`a part of a snapshot has at most ${PART_LENGTH} characters, not ${JSON.stringify(text)}`);
    })
    .join('');

/** Few snapshots are in a trace, and each is in many messages. */
const checksumOf = memoize((value) => crc32c(dataOf(value)));

const offsetOf = (value: SpecValue | undefined): number => numberOf(value) * PART_LENGTH;

const entryOf = memoize((value): Entry => {
  const { term, command } = recordOf(value);
  return { term: numberOf(term), command: textOf(command) };
});

const entriesOf = memoize((value): readonly Entry[] => listOf(value).map(entryOf));

export const snapshotFromSpec = (value: SpecValue | undefined): Snapshot | null => {
  const { lastIncludedIndex, lastIncludedTerm, data } = recordOf(value);
  if (lastIncludedIndex === 0) return null;
  return {
    lastIncludedIndex: numberOf(lastIncludedIndex),
    lastIncludedTerm: numberOf(lastIncludedTerm),
    data: dataOf(data),
    checksum: checksumOf(data),
  };
};

const incomingFromSpec = (value: SpecValue | undefined): IncomingSnapshot | null => {
  const { lastIncludedIndex, lastIncludedTerm, checksum, data } = recordOf(value);
  if (lastIncludedIndex === 0) return null;
  return {
    lastIncludedIndex: numberOf(lastIncludedIndex),
    lastIncludedTerm: numberOf(lastIncludedTerm),
    checksum: checksumOf(checksum),
    data: dataOf(data),
  };
};

export const optionsFromSpec = memoize((value): Options => {
  const { maxEntriesPerAppend, maxInFlightEntries, snapshotChunkLength } = recordOf(value);
  return {
    maxEntriesPerAppend: numberOf(maxEntriesPerAppend),
    maxInFlightEntries: numberOf(maxInFlightEntries),
    snapshotChunkLength: offsetOf(snapshotChunkLength),
  };
});

/** What the spec says of a disk. Whose it is, is said elsewhere. */
export type DiskContent = Pick<ReferenceDisk, 'currentTerm' | 'votedFor' | 'log' | 'snapshot'>;

export const diskFromSpec = memoize((value): DiskContent => {
  const { currentTerm, votedFor, log, snapshot } = recordOf(value);
  return {
    currentTerm: numberOf(currentTerm),
    votedFor: idOrNull(votedFor),
    log: entriesOf(log),
    snapshot: snapshotFromSpec(snapshot),
  };
});

const ROLE_NAMES: Readonly<Record<Role, string>> = {
  follower: 'Follower',
  candidate: 'Candidate',
  leader: 'Leader',
  preCandidate: 'PreCandidate',
};

const ROLES: Readonly<Record<string, Role>> = Object.fromEntries(
  Object.entries(ROLE_NAMES).map(([role, name]) => [name, role as Role]),
);

const caseOf = <T>(cases: Readonly<Record<string, T>>, value: SpecValue | undefined): T => {
  const { tag } = variantOf(value);
  const found = cases[tag];
  if (found === undefined) throw new ShapeError(`expected one of ${Object.keys(cases).join(', ')}, found ${tag}`);
  return found;
};

const perFollower = <T>(value: SpecValue | undefined, read: (value: SpecValue) => T): PerFollower<T> =>
  Object.fromEntries(mapOf(value).map(([id, of]) => [textOf(id), read(of)]));

/** A server, its log as a list, as the reference has it. */
export const serverFromSpec = memoize((value): ReferenceServer => {
  const fields = recordOf(value);
  return {
    ...diskFromSpec(value),
    id: textOf(fields['id']),
    peers: listOf(fields['peers']).map(textOf),
    options: optionsFromSpec(fields['options']),
    role: caseOf(ROLES, fields['role']),
    commitIndex: numberOf(fields['commitIndex']),
    lastApplied: numberOf(fields['lastApplied']),
    leaderId: idOrNull(fields['leaderId']),
    votesGranted: setOf(fields['votesGranted']).map(textOf).sort(),
    nextIndex: perFollower(fields['nextIndex'], numberOf),
    matchIndex: perFollower(fields['matchIndex'], numberOf),
    pipelining: perFollower(fields['pipelining'], booleanOf),
    snapshotOffset: perFollower(fields['snapshotOffset'], offsetOf),
    outgoingSnapshot: perFollower(fields['outgoingSnapshot'], snapshotFromSpec),
    incomingSnapshot: incomingFromSpec(fields['incomingSnapshot']),
  };
});

/** A server or a disk with the log of the core. */
export const withLog = <T extends ReferenceDisk>(disk: T): Omit<T, 'log'> & Pick<Durable, 'log'> => ({
  ...disk,
  log: append(emptyLog(disk.snapshot?.lastIncludedIndex, disk.snapshot?.lastIncludedTerm), disk.log),
});

/** How what the spec writes in a field of each kind is read. */
const readers: Readonly<Record<FieldKind, (value: SpecValue | undefined) => unknown>> = {
  term: numberOf,
  index: numberOf,
  checksum: checksumOf,
  offset: offsetOf,
  serverId: textOf,
  text: dataOf,
  round: numberOf,
  readId: textOf,
  boolean: booleanOf,
  entries: entriesOf,
};

export const messageFromSpec = memoize((value): Message => {
  const { tag, value: held } = variantOf(value);
  const row = caseOf(messages, value);
  const fields = recordOf(held);
  const message: Record<string, unknown> = { type: tag, from: textOf(fields['from']), to: textOf(fields['to']) };
  for (const { name, kind } of fieldsOf(row)) message[name] = readers[kind](fields[name]);
  return message as unknown as Message;
});

export const eventFromSpec = (value: SpecValue | undefined): Event => {
  const { tag, value: held } = variantOf(value);
  switch (tag) {
    case 'Start':
      return { type: 'start' };
    case 'ElectionTimeout':
      return { type: 'timeout', timer: 'election' };
    case 'HeartbeatTimeout':
      return { type: 'timeout', timer: 'heartbeat' };
    case 'ClientCommand':
      return { type: 'clientCommand', command: textOf(held) };
    case 'Compact': {
      const { index, data } = recordOf(held);
      return { type: 'compact', index: numberOf(index), data: dataOf(data) };
    }
    case 'Arrival':
      return messageFromSpec(held);
    default:
      throw new ShapeError(`no event of a server is called ${tag}`);
  }
};

const REFUSALS = ['notLeader', 'notApplied', 'alreadyCompacted'] as const;

export const outputFromSpec = (value: SpecValue | undefined): OutputEffect => {
  const { tag, value: held } = variantOf(value);
  const fields = recordOf(held);
  const { index, term, command, reason, leaderId } = fields;
  switch (tag) {
    case 'Apply':
      return { type: 'apply', index: numberOf(index), term: numberOf(term), command: textOf(command) };
    case 'Reply':
      return { type: 'reply', index: numberOf(index), term: numberOf(term) };
    case 'RestoreSnapshot': {
      const snapshot = snapshotFromSpec(held);
      if (snapshot === null) throw new ShapeError('a snapshot of nothing is restored');
      return { type: 'restoreSnapshot', snapshot };
    }
    case 'Reject': {
      const refusal = REFUSALS.find((known) => known === reason);
      if (refusal === undefined) throw new ShapeError(`no refusal is called ${textOf(reason)}`);
      return { type: 'reject', reason: refusal, leaderId: idOrNull(leaderId) };
    }
    default:
      throw new ShapeError(`nothing that is told is called ${tag}`);
  }
};

const TIMERS: Readonly<Record<string, TimerChange>> = { Kept: 'kept', Restarted: 'restarted', Stopped: 'stopped' };

export const timerFromSpec = (value: SpecValue | undefined): TimerChange => caseOf(TIMERS, value);

// From the implementation to the spec.

/** How recorded snapshots become lists of parts. */
export interface Scale {
  /** Code units of a part, which is what a chunk holds; the last part may be shorter. */
  readonly chunkLength: number;
  /** The data that was seen under a checksum; undefined: none was. */
  readonly dataOf: (checksum: number) => string | undefined;
}

/** What the spec has no words for. The message is one line. */
export class Untranslatable extends Error {
  override readonly name = 'Untranslatable';
}

const partsOf = (data: string, { chunkLength }: Scale): readonly string[] =>
  Array.from({ length: Math.ceil(data.length / chunkLength) }, (_, place) =>
    data.slice(place * chunkLength, (place + 1) * chunkLength),
  );

/** What was never seen is unlike all that was. */
const checksumToSpec = (checksum: number, scale: Scale): SpecValue => {
  const data = scale.dataOf(checksum);
  return data === undefined ? [`checksum ${checksum}`] : partsOf(data, scale);
};

/** @throws Untranslatable when the offset is neither between two parts nor at the end of the data. */
const offsetToSpec = (offset: number, length: number | undefined, { chunkLength }: Scale): number => {
  const parts = offset / chunkLength;
  if (Number.isInteger(parts)) return parts;
  if (offset === length) return Math.ceil(parts);
  throw new Untranslatable(`offset ${offset} is within a chunk of ${chunkLength}`);
};

/** @throws Untranslatable when the entry holds no command: the spec has no other kind. */
const entryToSpec = (entry: Entry): SpecValue => {
  const command = commandOf(entry);
  if (command === undefined) throw new Untranslatable(`the spec has no entries of the kind ${kindOf(entry)}`);
  return { term: entry.term, command };
};

const noSnapshot: SpecValue = { lastIncludedIndex: 0, lastIncludedTerm: 0, data: [] };
const nothingIncoming: SpecValue = { lastIncludedIndex: 0, lastIncludedTerm: 0, checksum: [], data: [] };

const snapshotToSpec = (snapshot: Snapshot | null, scale: Scale): SpecValue => {
  if (snapshot === null) return noSnapshot;
  const { lastIncludedIndex, lastIncludedTerm, data } = snapshot;
  return { lastIncludedIndex, lastIncludedTerm, data: partsOf(data, scale) };
};

const incomingToSpec = (incoming: IncomingSnapshot | null, scale: Scale): SpecValue => {
  if (incoming === null) return nothingIncoming;
  const { lastIncludedIndex, lastIncludedTerm, checksum, data } = incoming;
  return {
    lastIncludedIndex,
    lastIncludedTerm,
    checksum: checksumToSpec(checksum, scale),
    data: partsOf(data, scale),
  };
};

/** A chunk is one part. */
export const optionsToSpec = ({ maxEntriesPerAppend, maxInFlightEntries }: Options): SpecRecordValue => ({
  maxEntriesPerAppend,
  maxInFlightEntries,
  snapshotChunkLength: 1,
});

export const durableToSpec = ({ currentTerm, votedFor, log, snapshot }: Durable, scale: Scale): SpecRecordValue => ({
  currentTerm,
  votedFor: votedFor ?? '',
  log: entriesBetween(log, log.snapshotIndex + 1, log.lastIndex).map(entryToSpec),
  snapshot: snapshotToSpec(snapshot, scale),
});

const perFollowerToSpec = <T>(values: PerFollower<T>, write: (value: T, id: ServerId) => SpecValue): SpecValue => ({
  map: Object.entries(values).map(([id, value]) => [id, write(value, id)] as const),
});

const asItIs = <T extends SpecValue>(value: T): SpecValue => value;

export const roleToSpec = (role: Role): SpecVariantValue => nameOnly(ROLE_NAMES[role]);

/** @throws Untranslatable */
export const serverToSpec = (server: Server, scale: Scale): SpecRecordValue => {
  const { id, peers, options, role, commitIndex, lastApplied, leaderId, votesGranted } = server;
  const sentTo = (peer: ServerId): Snapshot | null => server.outgoingSnapshot[peer] ?? server.snapshot;
  const offset = (value: number, peer: ServerId): SpecValue => offsetToSpec(value, sentTo(peer)?.data.length, scale);
  return {
    id,
    peers,
    options: optionsToSpec(options),
    ...durableToSpec(server, scale),
    role: roleToSpec(role),
    commitIndex,
    lastApplied,
    leaderId: leaderId ?? '',
    votesGranted: { set: votesGranted },
    nextIndex: perFollowerToSpec(server.nextIndex, asItIs),
    matchIndex: perFollowerToSpec(server.matchIndex, asItIs),
    pipelining: perFollowerToSpec(server.pipelining, asItIs),
    snapshotOffset: perFollowerToSpec(server.snapshotOffset, offset),
    outgoingSnapshot: perFollowerToSpec(server.outgoingSnapshot, (kept) => snapshotToSpec(kept, scale)),
    incomingSnapshot: incomingToSpec(server.incomingSnapshot, scale),
  };
};

/** @throws Untranslatable */
export const messageToSpec = (message: Message, scale: Scale): SpecVariantValue => {
  const { type, from, to } = message;
  const given = message as unknown as Readonly<Record<string, unknown>>;
  const fields = fieldsOf(messages[type]).map(({ name, kind }) => [name, writers[kind](given[name], given, scale)]);
  return { tag: type, value: { from, to, ...(Object.fromEntries(fields) as SpecRecordValue) } };
};

const asWritten = (value: unknown): SpecValue => value as SpecValue;

/** How the spec writes what a field of each kind holds. An offset is one into the data of the checksum beside it. */
const writers: Readonly<
  Record<FieldKind, (value: unknown, message: Readonly<Record<string, unknown>>, scale: Scale) => SpecValue>
> = {
  term: asWritten,
  index: asWritten,
  checksum: (value, _, scale) => checksumToSpec(value as number, scale),
  offset: (value, { checksum }, scale) =>
    offsetToSpec(value as number, scale.dataOf(checksum as number)?.length, scale),
  serverId: asWritten,
  text: (value, _, scale) => partsOf(value as string, scale),
  round: asWritten,
  readId: asWritten,
  boolean: asWritten,
  entries: (value) => (value as readonly Entry[]).map(entryToSpec),
};

const TIMEOUTS: Readonly<Partial<Record<TimerName, string>>> = {
  election: 'ElectionTimeout',
  heartbeat: 'HeartbeatTimeout',
};

const notInFigure = (what: string): Untranslatable =>
  new Untranslatable(
    `the formal spec of the figure has no ${what}, an event of an optional page; figure2 replay holds recordings with such pages against contracts and reference`,
  );

/** @throws Untranslatable */
export const eventToSpec = (event: LocalEvent, scale: Scale): SpecVariantValue => {
  switch (event.type) {
    case 'start':
      return nameOnly('Start');
    case 'timeout': {
      const name = TIMEOUTS[event.timer];
      if (name === undefined) throw notInFigure(`${event.timer} timeout`);
      return nameOnly(name);
    }
    case 'clientCommand':
      return { tag: 'ClientCommand', value: event.command };
    case 'compact':
      return { tag: 'Compact', value: { index: event.index, data: partsOf(event.data, scale) } };
    case 'clientCommands':
    case 'written':
    case 'read':
    case 'transferLeadership':
    case 'changeMembership':
      throw notInFigure(event.type);
  }
};
