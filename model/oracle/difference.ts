/**
 * The protocol held against the reference model (model/oracle/reference.ts): everything observable of a server after a step, what it
 * sends and tells, its timers and its disk. Of any protocol, whatever it gives back.
 */

import { type ClauseId, clauses } from '../../src/core/clauses.ts';
import { pageEffects, pageEffectTypes } from '../../src/core/extensions/effects.ts';
import { messages } from '../../src/core/extensions/messages.ts';
import { timerNames, timers } from '../../src/core/extensions/timers.ts';
import type { Log } from '../../src/core/log.ts';
import type { Durable, Effect, Entry, ExtensionId, Message, Server, TimerName } from '../../src/core/types.ts';
import type { Observation } from '../../src/trace/observation.ts';
import { clauseIgnoring } from './contracts/ignored.ts';
import { brokenClause } from './contracts/index.ts';
import { brokenByRestart } from './contracts/restart.ts';
import { extensionsOf, referencePages, stateClauses } from './extensions/index.ts';
import { entriesBetween } from './log.ts';
import {
  type OutputEffect,
  type ReferenceDisk,
  type ReferenceServer,
  type ReferenceStep,
  referenceRestart,
  referenceStep,
  type TimerChange,
} from './reference.ts';
import { isSame } from './same.ts';

/** One thing that is not as the reference has it. */
export interface Difference {
  /** A field of the server or of its disk, `message 2`, `answer 1`, a timer, or `write`. */
  readonly what: string;
  /** As the protocol has it, as JSON. */
  readonly actual: unknown;
  /** As the reference has it, as JSON. */
  readonly expected: unknown;
  /** The clause that was broken: what the contracts say, or else the clause that the thing belongs to. */
  readonly clause: ClauseId;
  /** One sentence. */
  readonly because: string;
}

/**
 * How a step of any protocol differs from the step that the reference makes of the same server and the same event. Of a step
 * that a crash cut short, what was executed must be a beginning of what the reference allows. Never throws; a server that no
 * reference could begin with is not judged, since the step that made it so is.
 *
 * @example
 * ```ts
 * import { createServer, durable, step } from 'figure2';
 * import { differenceFromReference } from 'figure2/model';
 *
 * const before = createServer({ id: 'S1', servers: ['S1', 'S2', 'S3'] });
 * const event = { type: 'timeout', timer: 'election' } as const;
 * const { server: after, effects, fired } = step(before, event);
 * const observation = {
 *   id: 'S1',
 *   event,
 *   before,
 *   after,
 *   effects,
 *   fired,
 *   diskBefore: durable(before),
 *   disk: durable(after),
 *   executed: effects.length,
 *   crashed: false,
 * };
 * console.log(differenceFromReference(observation)); // undefined
 *
 * const forgetful = { ...observation, after: { ...after, votedFor: null } };
 * console.log(differenceFromReference(forgetful)?.what); // votedFor
 * ```
 */
export const differenceFromReference = (observation: Observation): Difference | undefined => {
  const { before, event } = observation;
  const expected = attempt(() =>
    isWhole(before) ? referenceStep(referenceOf(before), event, referencePages(extensionsOf(before))) : undefined,
  );
  return expected && differenceFromStep(expected, observation);
};

/** How a step differs from what the reference has made of it. */
export const differenceFromStep = (expected: ReferenceStep, observation: Observation): Difference | undefined =>
  differenceBy(
    () => compareStep(expected, observation),
    () => contractOf(observation),
  );

/**
 * How a server that comes back differs from the one that the reference gets from the same disk, with these optional pages.
 *
 * @example
 * ```ts
 * import { createServer, emptyDurable } from 'figure2';
 * import { differenceAtRestart } from 'figure2/model';
 *
 * const membership = { id: 'S1', servers: ['S1', 'S2', 'S3'] };
 * const server = createServer(membership);
 * console.log(differenceAtRestart(emptyDurable(membership), server)); // undefined
 * console.log(differenceAtRestart(emptyDurable(membership), { ...server, role: 'leader' })?.what); // role
 * ```
 */
export const differenceAtRestart = (
  disk: Durable,
  server: Server,
  extensions: readonly ExtensionId[] = extensionsOf(server),
): Difference | undefined => {
  const expected = attempt(() => referenceRestart(diskOf(disk), referencePages(extensions)));
  return expected && differenceFromRestart(expected, disk, server);
};

export const differenceFromRestart = (
  /** As the reference has it, as JSON. */
  expected: ReferenceServer,
  disk: Durable,
  server: Server,
): Difference | undefined =>
  differenceBy(
    () => compareServer(expected, server),
    () => brokenByRestart(disk, server, extensionsOf(expected)),
  );

/** How a server differs from the reference's at any time. */
export const differenceOfServer = (expected: ReferenceServer, server: Server): Difference | undefined =>
  differenceBy(
    () => compareServer(expected, server),
    () => undefined,
  );

/** A server of the core as the reference writes it down. */
export const referenceOf = (server: Server): ReferenceServer => ({ ...server, log: entriesOf(server.log) });

/** A disk of the core as the reference writes it down. */
export const diskOf = (disk: Durable): ReferenceDisk => {
  const { id, peers, options, currentTerm, votedFor, log, snapshot } = disk;
  return { id, peers, options, currentTerm, votedFor, log: entriesOf(log), snapshot };
};

/** Logs never change, and are looked at again and again. */
const known = new WeakMap<Log, readonly Entry[]>();

const entriesOf = (log: Log): readonly Entry[] => {
  const found = known.get(log);
  if (found) return found;
  const entries = entriesBetween(log, log.snapshotIndex + 1, log.lastIndex);
  known.set(log, entries);
  return entries;
};

const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

/** No log that is compared comes near. */
const LENGTH_MAX = 2 ** 22;

/** Are these numbers that one can count with, up to the end? */
const isWhole = ({ currentTerm, commitIndex, lastApplied, log, nextIndex, matchIndex }: Server): boolean =>
  [currentTerm, commitIndex, lastApplied, log.snapshotIndex, log.lastIndex].every(isCount) &&
  Math.max(log.lastIndex, commitIndex) - log.snapshotIndex <= LENGTH_MAX &&
  Object.values(nextIndex).every(isCount) &&
  Object.values(matchIndex).every(isCount);

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

/** What the contracts say of a step that has led to something that they can count with. */
const contractOf = (observation: Observation): { readonly clause: ClauseId } | undefined => {
  const { before, event } = observation;
  const clause = 'from' in event ? clauseIgnoring(before, event) : undefined;
  if (clause !== undefined) return { clause };
  return isWhole(observation.after) ? brokenClause(observation) : undefined;
};

/** A difference before it is known whose fault it is. */
interface Found {
  readonly what: string;
  readonly actual: unknown;
  readonly expected: unknown;
  /** The clause that the thing belongs to. */
  readonly clause: ClauseId;
}

const differenceBy = (
  compare: () => Found | undefined,
  contract: () => { readonly clause: ClauseId } | undefined,
): Difference | undefined => {
  let found: Found | undefined;
  try {
    found = compare();
  } catch (error) {
    found = { what: 'the step', actual: String(error), expected: 'something that can be read', clause: 'SP-18' };
  }
  if (!found) return undefined;
  const clause = attempt(contract)?.clause ?? found.clause;
  const { what, actual, expected } = found;
  const because = `${what} is ${textOf(actual)}, by ${clause} it should be ${textOf(expected)}`;
  return { what, actual, expected, clause: clause in clauses ? clause : 'SP-18', because };
};

const textOf = (value: unknown): string => attempt(() => JSON.stringify(value)) ?? typeof value;

const same = (what: string, actual: unknown, expected: unknown, clause: ClauseId): Found | undefined =>
  isSame(actual, expected) ? undefined : { what, actual, expected, clause };

const compareStep = (expected: ReferenceStep, observation: Observation): Found | undefined => {
  const { after, effects, executed, crashed } = observation;
  const done = executed === effects.length ? effects : effects.slice(0, executed);
  return (
    (crashed ? undefined : compareServer(expected.server, after)) ??
    compareMessages(expected.messages, done, crashed) ??
    compareOutputs(expected.outputs, done, crashed) ??
    (crashed ? undefined : compareTimers(expected, done)) ??
    compareWrites(expected, observation, done)
  );
};

/** The fields that a crash loses, and the clause that each belongs to. */
const volatileFields = {
  role: 'RS-A-2',
  commitIndex: 'ST-4',
  lastApplied: 'ST-5',
  leaderId: 'CL-1',
  votesGranted: 'RS-C-2',
  nextIndex: 'ST-6',
  matchIndex: 'ST-7',
  pipelining: 'D-14',
  snapshotOffset: 'IS-10',
  outgoingSnapshot: 'IS-10',
  incomingSnapshot: 'IS-3',
} as const satisfies Partial<Record<keyof ReferenceServer, ClauseId>>;

/** The fields that a crash leaves, but for the log. */
const durableFields = {
  currentTerm: 'ST-1',
  votedFor: 'ST-2',
  snapshot: 'IS-14',
  id: 'D-17',
  peers: 'D-17',
  options: 'D-15',
} as const satisfies Partial<Record<keyof ReferenceDisk, ClauseId>>;

const names = <T extends object>(fields: T): readonly (keyof T)[] => Object.keys(fields) as (keyof T)[];
const volatileNames = names(volatileFields);
const durableNames = names(durableFields);

const compareServer = (expected: ReferenceServer, actual: Server): Found | undefined => {
  const found = compareDurable(expected, actual, '');
  if (found) return found;
  for (const name of volatileNames) {
    if (!isSame(actual[name], expected[name])) return same(name, actual[name], expected[name], volatileFields[name]);
  }
  for (const id of extensionsOf(expected)) {
    const differs = same(id, actual.extensions?.[id] ?? null, expected.extensions?.[id], stateClauses[id]);
    if (differs) return differs;
  }
  return undefined;
};

const compareDurable = (expected: ReferenceDisk, actual: Durable, where: string): Found | undefined => {
  for (const name of durableNames) {
    if (!isSame(actual[name], expected[name]))
      return same(`${name}${where}`, actual[name], expected[name], clauseOfDurable(name, expected, actual));
  }
  const { log, snapshot } = expected;
  const { lastIncludedIndex: snapshotIndex, lastIncludedTerm: snapshotTerm } = snapshot ?? nowhere;
  const ends = { snapshotIndex, snapshotTerm, lastIndex: snapshotIndex + log.length };
  return compareEntries(expected, actual, where) ?? same(`ends of the log${where}`, endsOf(actual.log), ends, 'IS-14');
};

/** Of a snapshot that differs by its checksum alone, the checksum is to blame. */
const clauseOfDurable = (name: keyof typeof durableFields, expected: ReferenceDisk, actual: Durable): ClauseId =>
  name === 'snapshot' && isSame({ ...actual.snapshot, checksum: 0 }, { ...expected.snapshot, checksum: 0 })
    ? 'D-12'
    : durableFields[name];

const nowhere = { lastIncludedIndex: 0, lastIncludedTerm: 0 } as const;

const endsOf = ({ snapshotIndex, snapshotTerm, lastIndex }: Log) => ({ snapshotIndex, snapshotTerm, lastIndex });

const compareEntries = ({ log }: ReferenceDisk, { log: actual }: Durable, where: string): Found | undefined => {
  const entries = entriesOf(actual);
  const isSameEntry = log.length > SHORT ? isKnownSame : isSame;
  let first = 0;
  while (first < log.length && isSameEntry(entries[first], log[first])) first++;
  if (first === log.length && entries.length === log.length) return undefined;
  const what = `entry ${actual.snapshotIndex + 1 + first}${where}`;
  return same(what, entries[first] ?? null, log[first] ?? null, 'ST-3');
};

/** A log of so many entries is looked through sooner than remembered. */
const SHORT = 64;

/** Entries never change, and those of a long log are looked at with every step: each with what it was found to be the same as. */
const twins = new WeakMap<Entry, Entry>();

const isKnownSame = (actual: Entry | undefined, expected: Entry | undefined): boolean => {
  if (actual === expected) return true;
  if (actual === undefined || expected === undefined) return false;
  if (twins.get(actual) === expected) return true;
  const found = isSame(actual, expected);
  if (found) twins.set(actual, expected);
  return found;
};

const outputClauses: Readonly<Partial<Record<Effect['type'], ClauseId>>> = {
  apply: 'RS-A-1',
  restoreSnapshot: 'IS-8',
  reply: 'RS-L-2',
  reject: 'CL-1',
  ...Object.fromEntries(pageEffectTypes.map((type) => [type, pageEffects[type].clause])),
};

const compareMessages = (expected: readonly Message[], done: readonly Effect[], isCut: boolean): Found | undefined => {
  const sent: Message[] = [];
  for (const effect of done) if (effect.type === 'send') sent.push(effect.message);
  const compare = (actual: readonly Message[], due: readonly Message[]): Found | undefined =>
    compareList('message', actual, due, isCut, ({ type }) => messages[type].clause);
  const found = compare(sent, expected);
  // each server gets its own; who of them is written to first is nobody's affair
  const receivers = found ? new Set([...sent, ...expected].map(({ to }) => to)) : [];
  const isOther = [...receivers].some((receiver) => {
    const isTo = ({ to }: Message): boolean => to === receiver;
    return compare(sent.filter(isTo), expected.filter(isTo)) !== undefined;
  });
  return isOther ? found : undefined;
};

const compareOutputs = (
  expected: readonly OutputEffect[],
  done: readonly Effect[],
  isCut: boolean,
): Found | undefined => {
  const told: OutputEffect[] = [];
  for (const effect of done) if (isOutput(effect)) told.push(effect);
  return compareList('answer', told, expected, isCut, ({ type }) => outputClauses[type] ?? 'SP-18');
};

const isOutput = (effect: Effect): effect is OutputEffect => effect.type in outputClauses;

const compareList = <T>(
  noun: string,
  actual: readonly T[],
  expected: readonly T[],
  isCut: boolean,
  clauseOf: (item: T) => ClauseId,
): Found | undefined => {
  const end = isCut ? actual.length : Math.max(actual.length, expected.length);
  for (let place = 0; place < end; place++) {
    const [ours, theirs] = [actual[place], expected[place]];
    if (ours !== undefined && theirs !== undefined && isSame(ours, theirs)) continue;
    const about = theirs ?? ours;
    const clause = about === undefined ? 'SP-18' : clauseOf(about);
    return { what: `${noun} ${place + 1}`, actual: ours ?? null, expected: theirs ?? null, clause };
  }
  return undefined;
};

/** What became of each timer, by the effects; one that no effect speaks of is left out. */
export const timersOf = (effects: readonly Effect[]): ReferenceStep['timers'] => {
  const changes: Partial<Record<TimerName, TimerChange>> = {};
  for (const effect of effects) {
    if (effect.type === 'armTimer') changes[effect.timer] = 'restarted';
    else if (effect.type === 'stopTimer') changes[effect.timer] = 'stopped';
  }
  return changes;
};

const compareTimers = (expected: ReferenceStep, done: readonly Effect[]): Found | undefined => {
  const actual = timersOf(done);
  for (const timer of timerNames) {
    const [ours, theirs] = [actual[timer] ?? 'kept', expected.timers[timer] ?? 'kept'];
    if (ours !== theirs) return { what: `${timer}Timer`, actual: ours, expected: theirs, clause: timers[timer].clause };
  }
  return undefined;
};

/**
 * ST-8: what a step changes of the durable part is written at once, before anything is sent or told; and what it does not
 * change is not written.
 */
const compareWrites = (
  { server, isWrittenLast, isWrittenBetween }: ReferenceStep,
  { before, disk, crashed }: Observation,
  done: readonly Effect[],
): Found | undefined => {
  const hasOtherLength = server.log.length !== before.log.lastIndex - before.log.snapshotIndex;
  const due = hasOtherLength || compareDurable(server, before, '') ? 1 : 0;
  const writes = done.filter(({ type }) => type === 'persist').length;
  const firstWrite = done.findIndex(({ type }) => type === 'persist');
  const firstSeen = done.findIndex((effect) => effect.type === 'send' || isOutput(effect));
  const firstTold = isWrittenLast === true ? done.findIndex(isOutput) : firstSeen;
  const lastSent = done.findLastIndex(({ type }) => type === 'send');
  if (isWrittenLast === true && firstWrite !== -1 && firstWrite < lastSent)
    return { what: 'effect after the write', actual: 'send', expected: null, clause: 'ST-8' };
  const isFree = isWrittenBetween === true && firstWrite !== -1; // whether a message is true of the disk, the contracts ask
  const isLate = due > 0 && !isFree && firstTold !== -1 && (firstWrite === -1 || firstTold < firstWrite);
  if (isLate) return { what: 'effect before the write', actual: done[firstSeen]?.type, expected: null, clause: 'ST-8' };
  if (writes > due) return { what: 'number of writes', actual: writes, expected: due, clause: 'ST-8' };
  if (crashed && writes === 0) return undefined;
  const found = compareDurable(server, disk, ' on disk');
  return found && { ...found, clause: 'ST-8' };
};
