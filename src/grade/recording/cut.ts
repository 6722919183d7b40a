/** What of a run is shown: the moments that led to a finding, and no more of them than a person reads. */
import type { Moment } from './moments.ts';
import type { Evidence, RecordedMessage, RunEvent } from './recorder.ts';

/** So many moments are shown. */
export const MOMENTS_MAX = 40;

/** A run up to the moment in which something was found. */
export interface CutSource {
  /** All moments up to that one, which is the last. */
  readonly moments: readonly Moment[];
  /** What the finding names beside it. */
  readonly evidence: readonly Evidence[];
  readonly eventAt: (number: number) => RunEvent | undefined;
}

/** The places of the moments that are shown, in order. */
export const cutOf = (source: CutSource): readonly number[] => {
  const { moments } = source;
  const told = placesWhere(moments, (moment) => !isRoutine(moment, source));
  if (told.length <= MOMENTS_MAX) return placesInOrder([...told, ...evidencePlaces(source)]);
  const shown = new Set<number>();
  for (const place of [...evidencePlaces(source), ...causes(source), ...elections(source), ...told.reverse()]) {
    if (shown.size === MOMENTS_MAX) break;
    shown.add(place);
  }
  return placesInOrder([...shown]);
};

const placesInOrder = (places: readonly number[]): readonly number[] =>
  [...new Set(places)].sort((one, other) => one - other);

const placesWhere = (moments: readonly Moment[], fits: (moment: Moment) => boolean): number[] =>
  moments.flatMap((moment, place) => (fits(moment) ? [place] : []));

/** The last moment, and those that the finding names. */
export const evidencePlaces = ({ moments, evidence }: Pick<CutSource, 'moments' | 'evidence'>): readonly number[] => {
  const named = evidence.map(({ server, atMs }) =>
    moments.findLastIndex((moment) => moment.server === server && moment.atMs === atMs),
  );
  return [moments.length - 1, ...named].filter((place) => place >= 0);
};

const messagesOf = ({ events }: Moment): readonly RecordedMessage[] =>
  events.flatMap((event) => (event.type === 'send' || event.type === 'arrive' ? [event.message] : []));

/** How many entries a message is about: of a reply, those of its request. */
const lengthOf = (event: RunEvent, { eventAt }: Pick<CutSource, 'eventAt'>): number => {
  if (event.type !== 'send' && event.type !== 'arrive') return 0;
  const sent = event.type === 'arrive' && event.sent !== undefined ? eventAt(event.sent) : event;
  const answers = sent?.type === 'send' ? sent.message.answers : undefined;
  const request = answers === undefined ? undefined : eventAt(answers);
  return request?.type === 'arrive' ? request.message.length : event.message.length;
};

/** Heartbeats and their answers, which change nothing that can be seen; and the beginning. */
export const isRoutine = (moment: Moment, source: Pick<CutSource, 'eventAt'>): boolean =>
  (!moment.hasChanged || moment.events.every((event) => event.type === 'boot' && event.isFirst)) &&
  moment.events.every(
    (event) =>
      (event.type === 'boot' && event.isFirst) ||
      ((event.type === 'send' || event.type === 'arrive') &&
        event.message.kind === 'append' &&
        event.message.success !== false &&
        !(event.type === 'arrive' && event.isCopy) &&
        lengthOf(event, source) === 0),
  );

/** From the moments that the finding names back to what caused them, the nearest first. */
const causes = (source: CutSource): readonly number[] => {
  const seen = new Set(evidencePlaces(source));
  const queue = [...seen];
  for (let place = queue.shift(); place !== undefined && seen.size < MOMENTS_MAX; place = queue.shift()) {
    for (const cause of causesOf(place, source)) {
      if (cause < 0 || cause >= place || seen.has(cause)) continue;
      seen.add(cause);
      queue.push(cause);
    }
  }
  return [...seen];
};

const causesOf = (place: number, source: CutSource): readonly number[] => {
  const moment = source.moments[place];
  return moment?.events.flatMap((event) => causesOfEvent(event, moment, source)) ?? [];
};

const causesOfEvent = (event: RunEvent, moment: Moment, source: CutSource): readonly number[] => {
  const { moments } = source;
  if (event.type === 'arrive') return event.sent === undefined ? [] : [momentOf(event.sent, moments)];
  if (event.type === 'apply') return [...commandPlaces(event, moment, moments)];
  if (event.type !== 'send') return [];
  const { type, kind, term, answers } = event.message;
  if (type === 'reply') return answers === undefined ? [] : [momentOf(answers, moments)];
  return kind === 'append' || kind === 'snapshot' ? votesFor(moment, term, source) : [];
};

/** The moment that an event belongs to; below 0: none that is known. */
const momentOf = (number: number, moments: readonly Moment[]): number => {
  let [low, high] = [0, moments.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((moments[middle]?.first ?? 0) <= number) low = middle;
    else high = middle - 1;
  }
  return (moments[low]?.first ?? Number.POSITIVE_INFINITY) <= number ? low : -1;
};

/** Where a command was taken that is applied, and where it first came to who applies it. */
const commandPlaces = (
  { index, command }: { readonly index: number; readonly command: string },
  { server }: Moment,
  moments: readonly Moment[],
): readonly number[] => [
  moments.findIndex(({ events }) =>
    events.some((event) => event.type === 'command' && event.index === index && event.command === command),
  ),
  moments.findIndex(
    (moment) =>
      moment.server === server &&
      moment.events.some(
        (event) => event.type === 'arrive' && event.message.entries?.some((entry) => entry.endsWith(`:${command}`)),
      ),
  ),
];

/** Where the votes came by which a server leads a term. */
const votesFor = (leader: Moment, term: number | undefined, { moments, eventAt }: CutSource): readonly number[] =>
  placesWhere(
    moments,
    ({ server, atMs, events }) =>
      server === leader.server &&
      atMs <= leader.atMs &&
      events.some((event) => event.type === 'arrive' && event.message.granted && askedTerm(event, eventAt) === term),
  );

/** The term of the request that an answer which came answers. */
const askedTerm = (
  event: Extract<RunEvent, { readonly type: 'arrive' }>,
  eventAt: CutSource['eventAt'],
): number | undefined => {
  const sent = event.sent === undefined ? undefined : eventAt(event.sent);
  const answers = sent?.type === 'send' ? sent.message.answers : undefined;
  const request = answers === undefined ? undefined : eventAt(answers);
  return request?.type === 'arrive' ? request.message.term : event.message.term;
};

/** The elections of the terms that the finding is about, and crashes and restarts. */
const elections = (source: CutSource): readonly number[] => {
  const { moments } = source;
  const named = evidencePlaces(source).flatMap((place) => moments[place] ?? []);
  const terms = new Set(named.flatMap((moment) => messagesOf(moment).map(({ term }) => term)));
  const isOfElection = ({ kind, term }: RecordedMessage): boolean => kind === 'vote' && terms.has(term);
  return placesWhere(
    moments,
    (moment) =>
      messagesOf(moment).some(isOfElection) ||
      moment.events.some((event) => event.type === 'crash' || (event.type === 'boot' && !event.isFirst)),
  ).reverse();
};
