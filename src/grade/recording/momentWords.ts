/** A moment of a run in one line: what a server was given, and what it did. */
import { namesOf } from '../../../model/runs/labs/index.ts';
import { printable } from '../../text/printable.ts';
import { recordedWords, replyWords } from './messageWords.ts';
import type { Moment } from './moments.ts';
import type { RecordedMessage, RunEvent } from './recorder.ts';

/** What else is known of a run when a moment of it is told. */
export interface Fates {
  /** Did the message come that left in this event? undefined: it may still have been under way when the run ended. */
  readonly hasCome: (sent: number) => boolean | undefined;
  readonly eventAt: (number: number) => RunEvent | undefined;
}

/** A message that was under way for longer is said to be late. */
const LATE_MS = 20;

/** What a server was given, and what it did then. */
export const momentWords = (moment: Moment, fates: Fates): string => {
  const { events } = moment;
  const has = (type: RunEvent['type']): boolean => events.some((event) => event.type === type);
  const saves = has('save') ? ['saves'] : [];
  const isSavedFirst = events.find(({ type }) => type === 'save' || type === 'send')?.type === 'save';
  return [
    ...events.map((event) => givenWords(event, fates)),
    ...(isSavedFirst ? saves : []),
    ...sentWords(moment, fates),
    ...(isSavedFirst ? [] : saves),
    ...appliedWords(events),
    has('crash') ? 'crashes' : '',
  ]
    .filter((words) => words !== '')
    .join('; ');
};

const givenWords = (event: RunEvent, fates: Fates): string => {
  switch (event.type) {
    case 'boot':
      return event.isFirst ? 'starts' : 'restarts';
    case 'command':
      return `takes ${printable(event.command)} as index ${event.index}`;
    case 'compact':
      return `is given a snapshot up to index ${event.index}`;
    case 'arrive': {
      const sent = event.sent === undefined ? undefined : fates.eventAt(event.sent);
      const delayMs = sent ? event.atMs - sent.atMs : 0;
      const late = delayMs > LATE_MS ? `, ${Math.round(delayMs)} ms late` : '';
      return `${recordedWords(event.message)}${late}${event.isCopy ? ', once more' : ''}`;
    }
    case 'send':
    case 'save':
    case 'apply':
    case 'install':
    case 'crash':
      return '';
  }
};

const appliedWords = (events: readonly RunEvent[]): readonly string[] => {
  const applied = events.flatMap((event) => (event.type === 'apply' ? [event] : []));
  const [first] = applied;
  const last = applied.at(-1);
  const installs = events.flatMap((event) =>
    event.type === 'install' ? [`installs a snapshot up to index ${event.index}`] : [],
  );
  if (!first || !last) return installs;
  const range = first === last ? `${first.index}` : `${first.index} to ${last.index}`;
  const commands =
    first === last ? printable(first.command) : `${printable(first.command)} … ${printable(last.command)}`;
  return [...installs, `applies ${commands} at index ${range}`];
};

/** Messages that say the same, and whom they reached. */
interface SentAlike {
  readonly words: string;
  readonly to: number[];
  readonly lostTo: number[];
}

/** Requests that say the same are told together, and answers to what was given without their receiver. */
const sentWords = (moment: Moment, fates: Fates): readonly string[] => {
  const given = moment.events.flatMap((event) => (event.type === 'arrive' ? [event.message] : []));
  const alike = new Map<string, SentAlike>();
  for (const [place, event] of moment.events.entries()) {
    if (event.type !== 'send' || isImplied(event.message, moment)) continue;
    const { message } = event;
    const answered = answeredBy(message, given, fates);
    const words = answered ? replyWords(message, answered) : recordedWords(message, true);
    const isLost = fates.hasCome(moment.first + place) === false;
    const group = alike.get(words) ?? { words, to: [], lostTo: [] };
    (isLost ? group.lostTo : group.to).push(answered ? NOBODY : message.to);
    alike.set(words, group);
  }
  return [...alike.values()].map(({ words, to, lostTo }) => {
    if (lostTo.length === 0) return `${words}${toWords(to)}`;
    return to.length === 0 ? `${words}${toWords(lostTo)} (lost)` : `${words}${toWords(to)}, lost${toWords(lostTo)}`;
  });
};

/** Who asked need not be named. */
const NOBODY = -1;

const toWords = (servers: readonly number[]): string => (servers[0] === NOBODY ? '' : ` to ${namesOf(servers)}`);

/** Who has become leader sends heartbeats. */
const isImplied = ({ kind, type, length }: RecordedMessage, { states, hasChanged, server }: Moment): boolean =>
  kind === 'append' && type === 'request' && length === 0 && hasChanged && states[server]?.role === 'leader';

/** What a reply answers, if that was given in the same moment. */
const answeredBy = (
  { type, to, answers }: RecordedMessage,
  given: readonly RecordedMessage[],
  fates: Fates,
): RecordedMessage | undefined => {
  if (type !== 'reply' || answers === undefined) return undefined;
  const request = fates.eventAt(answers);
  return given.find((message) => message.from === to && request?.type === 'arrive' && request.message === message);
};
