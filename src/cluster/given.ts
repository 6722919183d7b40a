/** What a protocol gives for a step or a restart, looked at before anything is made of it: whatever it is, it is named. */
import { figureEffects } from '../core/effects.ts';
import { isWholePageEffect, pageEffects, pageEffectTypes } from '../core/extensions/effects.ts';
import { messages } from '../core/extensions/messages.ts';
import { timerNames } from '../core/extensions/timers.ts';
import type { Effect, Event, Server, ServerId, Step } from '../core/types.ts';
import { eventName } from '../trace/words.ts';

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const isPromise = (value: unknown): boolean => isObject(value) && typeof value['then'] === 'function';

const EXCERPT_MAX = 60;

/** What holds more values is not printed. */
const MAX_PRINTED = 10_000;

const excerpt = (text: string): string => (text.length > EXCERPT_MAX ? `${text.slice(0, EXCERPT_MAX - 1)}…` : text);

/** A value in a few words. */
export const wordsOf = (value: unknown): string => {
  if (isPromise(value)) return 'a promise';
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return excerpt(String(value));
  let left = MAX_PRINTED;
  const countPart = (_: string, part: unknown): unknown => {
    if (left-- === 0) throw new RangeError('too much to print'); // what shares its parts may be endless as a text
    return part;
  };
  try {
    return excerpt(JSON.stringify(value, countPart));
  } catch {
    return 'an object that is no JSON';
  }
};

const isText = (value: unknown): boolean => typeof value === 'string';

const isNumber = (value: unknown): boolean => typeof value === 'number';

const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';

const isRecord = (value: unknown): boolean => isObject(value) && !Array.isArray(value);

const isRecordOrNull = (value: unknown): boolean => value === null || isRecord(value);

const isLog = (value: unknown): boolean =>
  isObject(value) && isNumber(value['lastIndex']) && isNumber(value['snapshotIndex']) && Array.isArray(value['tail']);

/** What a server is made of. What more there is in one is its own affair. */
const kinds: Readonly<Record<keyof Omit<Server, 'extensions'>, (value: unknown) => boolean>> = {
  id: isText,
  peers: Array.isArray,
  options: isRecord,
  currentTerm: isNumber,
  votedFor: isTextOrNull,
  log: isLog,
  snapshot: isRecordOrNull,
  role: isText,
  commitIndex: isNumber,
  lastApplied: isNumber,
  leaderId: isTextOrNull,
  votesGranted: Array.isArray,
  nextIndex: isRecord,
  matchIndex: isRecord,
  pipelining: isRecord,
  snapshotOffset: isRecord,
  outgoingSnapshot: isRecordOrNull,
  incomingSnapshot: isRecordOrNull,
};

const fields = Object.keys(kinds) as readonly (keyof typeof kinds)[];

/** The same at once: it is asked after every step. */
const isServer = (server: Server): boolean =>
  typeof server.id === 'string' &&
  Array.isArray(server.peers) &&
  isRecord(server.options) &&
  typeof server.currentTerm === 'number' &&
  isTextOrNull(server.votedFor) &&
  isLog(server.log) &&
  isRecordOrNull(server.snapshot) &&
  typeof server.role === 'string' &&
  typeof server.commitIndex === 'number' &&
  typeof server.lastApplied === 'number' &&
  isTextOrNull(server.leaderId) &&
  Array.isArray(server.votesGranted) &&
  isRecord(server.nextIndex) &&
  isRecord(server.matchIndex) &&
  isRecord(server.pipelining) &&
  isRecord(server.snapshotOffset) &&
  isRecordOrNull(server.outgoingSnapshot) &&
  isRecordOrNull(server.incomingSnapshot);

/** What is wrong with a value as a server; undefined: nothing. */
const objectionToServer = (value: unknown): string | undefined => {
  if (!isRecord(value)) return `server is ${wordsOf(value)}, which is no server`;
  if (isServer(value as Server)) return undefined;
  for (const field of fields) {
    const its = (value as Server)[field];
    if (!kinds[field](its)) return `server.${field} is ${wordsOf(its)}`;
  }
  return undefined;
};

const isTimer = (value: unknown): boolean => (timerNames as readonly unknown[]).includes(value);

const isMessage = (value: unknown): boolean =>
  isObject(value) &&
  isText(value['type']) &&
  Object.hasOwn(messages, value['type'] as string) &&
  isText(value['from']) &&
  isText(value['to']) &&
  isNumber(value['term']) &&
  (value['type'] !== 'AppendEntries' || Array.isArray(value['entries']));

/** Has an effect of a known kind what it can't do without? undefined: its kind is unknown. */
const canBeExecuted = (effect: Partial<Record<string, unknown>>): boolean | undefined => {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- those of pages are rows of a table
  switch (effect['type'] as Effect['type']) {
    case 'persist':
      return (
        effect['append'] === undefined || (isObject(effect['append']) && Array.isArray(effect['append']['entries']))
      );
    case 'send':
      return isMessage(effect['message']);
    case 'armTimer':
    case 'stopTimer':
      return isTimer(effect['timer']);
    case 'apply':
      return isNumber(effect['index']) && isText(effect['command']);
    case 'restoreSnapshot':
      return isRecord(effect['snapshot']);
    case 'reply':
      return isNumber(effect['index']);
    case 'reject':
      return isText(effect['reason']);
    default:
      return isText(effect['type']) && Object.hasOwn(pageEffects, effect['type'] as string)
        ? isWholePageEffect(effect)
        : undefined;
  }
};

const effectTypes: readonly Effect['type'][] = [...figureEffects, ...pageEffectTypes];

const objectionToEffect = (effect: unknown, place: number): string | undefined => {
  const isWhole = isObject(effect) ? canBeExecuted(effect) : undefined;
  if (isWhole) return undefined;
  const what = `effect ${place + 1} is ${wordsOf(effect)}, which is no`;
  return isWhole === undefined
    ? `${what} effect; known are ${effectTypes.join(', ')}`
    : `${what} ${String((effect as Fields)['type'])} that can be executed`;
};

const objectionToStep = (given: unknown, before: Server): string | undefined => {
  if (isPromise(given)) return 'it gave a promise; a step gives its result at once, so it is no async function';
  if (!isRecord(given)) return `it gave ${wordsOf(given)}; a step gives { server, effects, fired }`;
  const { server, effects, fired } = given as Partial<Record<keyof Step, unknown>>;
  if (!Array.isArray(effects)) return `effects is ${wordsOf(effects)}, and has to be a list`;
  if (!Array.isArray(fired)) return `fired is ${wordsOf(fired)}, and has to be a list of ids of clauses`;
  const toServer = server === before ? undefined : objectionToServer(server);
  if (toServer !== undefined) return toServer;
  for (let place = 0; place < effects.length; place++) {
    const objection = objectionToEffect(effects[place], place);
    if (objection !== undefined) return objection;
  }
  return undefined;
};

/** @throws Error that says what is wrong with what a server's step gave for an event. */
export const expectStep = (given: unknown, before: Server, event: Event): void => {
  const objection = objectionToStep(given, before);
  if (objection !== undefined) throw new Error(`the step of ${before.id} at ${eventName(event)}: ${objection}`);
};

/** @throws Error that says what is wrong with what a restart gave. */
export const expectRestarted = (server: unknown, id: ServerId): void => {
  const objection = isPromise(server) ? 'it gave a promise' : objectionToServer(server);
  if (objection !== undefined) throw new Error(`the restart of ${id}: ${objection}`);
};
