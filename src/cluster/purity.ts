/**
 * A protocol of somebody's own that is asked everything twice: a step follows from its arguments alone and changes none of them.
 * Without that no seed could be run again, and no trace replayed.
 */
import type { Protocol } from '../core/protocol.ts';
import type { Event, Server, Step } from '../core/types.ts';
import { eventName } from '../trace/words.ts';
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

/** The same protocol, which throws where it does not give the same twice, or changes what it was given. */
export const askTwice = ({ step, restart, ...rest }: Protocol): Protocol => {
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
        `${placeOf(old)}, and again much later`,
      );
  };
  return {
    ...rest,
    step: (server, event) => {
      const where = placeOf({ server, event });
      const [server0, event0] = [copyOf(server), copyOf(event)];
      const given = answerOf(() => step(server, event));
      expectUnchanged(server0, server, `${where} changes the server that it is given`);
      expectUnchanged(event0, event, `${where} changes the ${event.type} that it is given`);
      compareAnswers(
        given,
        answerOf(() => step(server, event)),
        `${where}, and again at once`,
      );
      const answer = valueIn(given) as Step;
      askLater(server, event, answer);
      return answer;
    },
    restart: (disk) => {
      const where = `asked for the restart of ${disk.id}`;
      const disk0 = copyOf(disk);
      const given = answerOf(() => restart(disk));
      expectUnchanged(disk0, disk, `${where} changes the disk that it is given`);
      compareAnswers(
        given,
        answerOf(() => restart(disk)),
        `${where}, and again at once`,
      );
      return valueIn(given) as Server;
    },
  };
};

const placeOf = ({ server, event }: Pick<Kept, 'server' | 'event'>): string =>
  `asked for the step of ${server.id} at ${eventName(event)} in term ${server.currentTerm}`;

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

const compareAnswers = (given: Answer | Step, again: Answer, what: string): void => {
  const one = 'value' in given || 'thrown' in given ? outcomeOf(given) : given;
  const difference = differenceOf(one, outcomeOf(again), []);
  if (!difference) return;
  const { path, a, b } = difference;
  const name = path.length === 0 ? 'it' : path.join('.');
  throw new Error(
    `${NOT_DETERMINISTIC}: ${what}, ${name} is ${wordsOf(a)} the first time and ${wordsOf(b)} the second; a step follows from its arguments alone`,
  );
};

const expectUnchanged = (before: unknown, now: unknown, what: string): void => {
  const difference = differenceOf(before, now, []);
  if (!difference) return;
  const { path, a, b } = difference;
  throw new Error(`${what}: ${path.join('.')} was ${wordsOf(a)} and is ${wordsOf(b)}; it has to give a new one`);
};

interface Difference {
  readonly path: readonly string[];
  readonly a: unknown;
  readonly b: unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The first place in which two values differ as JSON; what is the very same is not looked into. */
const differenceOf = (a: unknown, b: unknown, path: readonly string[]): Difference | undefined => {
  if (Object.is(a, b)) return undefined;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return { path, a, b };
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const difference = differenceOf(a[key], b[key], [...path, key]);
    if (difference) return difference;
  }
  return undefined;
};

/**
 * A copy to compare with afterwards. Of a log its end is copied, and the rest is shared: nobody writes to the middle of a log by
 * mistake, and a copy of all of it would cost more than the step.
 */
const copyOf = <T>(value: T): T => copy(value, '') as T;

const copy = (value: unknown, key: string): unknown => {
  if (!isObject(value) || key === 'root') return value;
  if (Array.isArray(value)) return value.map((item) => copy(item, ''));
  const copied: Record<string, unknown> = {};
  for (const name of Object.keys(value)) copied[name] = copy(value[name], name);
  return copied;
};
