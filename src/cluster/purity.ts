/**
 * A protocol of somebody's own that is asked everything twice: a step follows from its arguments alone and changes none of them.
 * Without that no seed could be run again, and no trace replayed.
 */
import type { Protocol } from '../core/protocol.ts';
import type { Durable, Event, LocalEvent, Server, Step } from '../core/types.ts';
import { eventName } from '../trace/words.ts';
import { BoundedWalk } from './bounds.ts';
import { wordsOf } from './given.ts';

/** How every reason begins that says so. */
const NOT_DETERMINISTIC = 'the protocol is not deterministic';

/** Does a reason say that the protocol gives different results for the same arguments? */
export const saysNotDeterministic = (because: string): boolean => because.includes(NOT_DETERMINISTIC);

/** So many steps are kept, and each is asked for once more when so many others have been taken in between. */
const KEPT = 32;
const KEEP_EVERY = 8;

interface Kept {
  readonly server: Server;
  readonly event: Event;
  readonly given: Step;
}

/**
 * The same protocol, which throws where it does not give the same twice, or changes what it was given; and Boundless where what it
 * gives can't be looked at to its end.
 */
export const askTwice = ({ step, restart, afterWrite, ...rest }: Protocol): Protocol => {
  const kept: Kept[] = [];
  let steps = 0;
  const askLater = (server: Server, event: Event, given: Step): void => {
    if (steps++ % KEEP_EVERY !== 0) return;
    const place = Math.floor(steps / KEEP_EVERY) % KEPT;
    const old = kept[place];
    kept[place] = { server, event, given };
    if (old)
      compareAnswers(
        old.given,
        answerOf(() => step(old.server, old.event)),
        () => `${placeOf(old)}, and again much later`,
      );
  };
  return {
    ...rest,
    step: (server, event) => {
      const given0 = (): string => placeOf({ server, event });
      const [server0, event0] = [copyOf(server, given0), copyOf(event, given0)];
      // in words that no step has changed
      const where = (): string => placeOf({ server: server0, event: event0 });
      const given = answerOf(() => step(server, event));
      expectBounded(given, where);
      expectUnchanged(server0, server, () => `${where()} changes the server that it is given`);
      expectUnchanged(event0, event, () => `${where()} changes the ${event.type} that it is given`);
      compareAnswers(
        given,
        answerOf(() => step(server, event)),
        () => `${where()}, and again at once`,
      );
      const answer = valueIn(given) as Step;
      askLater(server, event, answer);
      return answer;
    },
    restart: (disk) => {
      const disk0 = copyOf(disk, () => restartInWords(disk));
      const where = (): string => restartInWords(disk0);
      const given = answerOf(() => restart(disk));
      expectBounded(given, where);
      expectUnchanged(disk0, disk, () => `${where()} changes the disk that it is given`);
      compareAnswers(
        given,
        answerOf(() => restart(disk)),
        () => `${where()}, and again at once`,
      );
      return valueIn(given) as Server;
    },
    ...(afterWrite && {
      afterWrite: (server, write) => {
        const where = (): string => afterWriteInWords(server);
        const given = answerOf(() => afterWrite(server, write));
        expectBounded(given, where);
        compareAnswers(
          given,
          answerOf(() => afterWrite(server, write)),
          () => `${where()}, and again at once`,
        );
        return eventsIn(valueIn(given), where);
      },
    }),
  };
};

/** Which step of a server is asked for, in words. */
export const stepInWords = (server: Server, event: Event): string =>
  `asked for the step of ${server.id} at ${eventName(event)} in term ${server.currentTerm}`;

/** Which restart is asked for, in words. */
export const restartInWords = (disk: Durable): string => `asked for the restart of ${disk.id}`;

/** @throws Error when it is no list of events. */
const eventsIn = (given: unknown, where: () => string): readonly LocalEvent[] => {
  const isEvent = (event: unknown): boolean => isObject(event) && typeof event['type'] === 'string';
  if (Array.isArray(given) && given.every(isEvent)) return given as readonly LocalEvent[];
  throw new Error(`${where()}: it gives ${wordsOf(given)}; give a list of events`);
};

/** What follows a write is asked for, in words. */
export const afterWriteInWords = (server: Server): string =>
  `asked for what follows a write of ${server.id} in term ${server.currentTerm}`;

const placeOf = ({ server, event }: Pick<Kept, 'server' | 'event'>): string => stepInWords(server, event);

/** What a call gave, or threw. */
type Answer = { readonly value: unknown } | { readonly thrown: unknown };

const answerOf = (call: () => unknown): Answer => {
  try {
    return { value: call() };
  } catch (thrown) {
    return { thrown };
  }
};

const valueIn = (answer: Answer): unknown => {
  if ('thrown' in answer) throw answer.thrown;
  return answer.value;
};

const outcomeOf = (answer: Answer): unknown =>
  'thrown' in answer
    ? `throwing ${answer.thrown instanceof Error ? answer.thrown.message : wordsOf(answer.thrown)}`
    : answer.value;

const compareAnswers = (given: Answer | Step, again: Answer, what: () => string): void => {
  const one = 'value' in given || 'thrown' in given ? outcomeOf(given) : given;
  const difference = firstDifference(one, outcomeOf(again), what);
  if (!difference) return;
  const { path, a, b } = difference;
  throw new Error(
    `${NOT_DETERMINISTIC}: ${what()}, ${path} is ${wordsOf(a)} the first time and ${wordsOf(b)} the second; a step follows from its arguments alone`,
  );
};

const expectUnchanged = (before: unknown, now: unknown, what: () => string): void => {
  const difference = firstDifference(before, now, what);
  if (!difference) return;
  const { path, a, b } = difference;
  throw new Error(`${what()}: ${path} was ${wordsOf(a)} and is ${wordsOf(b)}; it has to give a new one`);
};

interface Difference {
  readonly path: string;
  readonly a: unknown;
  readonly b: unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The first place in which two values differ as JSON; what is the very same is not looked into. */
const firstDifference = (one: unknown, other: unknown, what: () => string): Difference | undefined => {
  const [walk, again] = [new BoundedWalk(what), new BoundedWalk(what)];
  const differenceOf = (a: unknown, b: unknown, key: string): Difference | undefined => {
    if (Object.is(a, b)) return undefined;
    if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return { path: walk.path(key), a, b };
    for (const name of eachOf(walk.enter(a, key), again.enter(b, key))) {
      const difference = differenceOf(walk.read(a, name), again.read(b, name), name);
      if (difference) return difference;
    }
    walk.leave();
    again.leave();
    return undefined;
  };
  return differenceOf(one, other, '');
};

/** Each name of two lists, once; mostly they are the same. */
const eachOf = (some: readonly string[], others: readonly string[]): Iterable<string> =>
  some.length === others.length && some.every((name, place) => name === others[place])
    ? some
    : new Set([...some, ...others]);

/**
 * A copy to compare with afterwards. Of a log its end is copied, and the rest is shared: nobody writes to the middle of a log by
 * mistake, and a copy of all of it would cost more than the step.
 */
const copyOf = <T>(value: T, what: () => string): T => {
  const walk = new BoundedWalk(what);
  const copy = (original: unknown, key: string): unknown => {
    if (!isObject(original) || key === 'root') return original;
    const names = walk.enter(original, key);
    const copied = (Array.isArray(original) ? [] : {}) as Record<string, unknown>;
    for (const name of names) copied[name] = copy(walk.read(original, name), name);
    walk.leave();
    return copied;
  };
  return copy(value, '') as T;
};

/** @throws Boundless when what was given, be it the very same each time, can't be looked at to its end. */
const expectBounded = (answer: Answer, what: () => string): void => {
  const walk = new BoundedWalk(() => `${what()}, what it gives`);
  const look = (value: unknown, key: string, isInLog: boolean): void => {
    if (!isObject(value)) return;
    const known = isInLog ? sizesInLogs.get(value) : undefined;
    const before = walk.seen;
    for (const name of walk.enter(value, key, known)) look(walk.read(value, name), name, isInLog || name === 'root');
    walk.leave();
    if (isInLog) sizesInLogs.set(value, walk.seen - before);
  };
  if ('value' in answer) look(answer.value, '', false);
};

/** All but the end of a log is the same in many steps, and is looked at once; how many values there are in each part of it. */
const sizesInLogs = new WeakMap<object, number>();
