/** A finding as a space-time picture: the moments of its run that led to it. */
import { nameOf } from '../../../model/runs/labs/index.ts';
import { plural } from '../../text/numbers.ts';
import { clip, printable } from '../../text/printable.ts';
import type { Note, Picture, Row } from '../../trace/picture/picture.ts';
import { cutOf, evidencePlaces, isRoutine } from './cut.ts';
import { type Moment, momentsOf } from './moments.ts';
import { type Fates, momentWords } from './momentWords.ts';
import type { RecordedFinding, RunEvent, RunRecording } from './recorder.ts';

/** What is said of a picture. */
export interface PictureWords {
  readonly title: string;
  /** What is wrong, at the last step. */
  readonly broken: string;
}

/** A sentence on a picture has no more characters. */
const BROKEN_MAX = 500;

/** What left so shortly before the end of a recording may still have been under way. */
const UNDER_WAY_MS = 50;

/** What led to what a check has found; undefined: it has found nothing, or nothing of it is known any more. */
export const pictureOfFinding = (recording: RunRecording, check: string, words: PictureWords): Picture | undefined => {
  const found = recording.found.get(check);
  return found && pictureUntil(recording, found, words);
};

/** What led to the end of a run; undefined: nothing happened, or nothing of it is known any more. */
export const pictureOfEnd = (recording: RunRecording, words: PictureWords): Picture | undefined =>
  pictureUntil(recording, { evidence: [], event: recording.first + recording.events.length }, words);

const pictureUntil = (
  recording: RunRecording,
  { evidence, event }: RecordedFinding,
  { title, broken }: PictureWords,
): Picture | undefined => {
  const { servers, first, events } = recording;
  const moments = momentsOf(recording).filter((moment) => moment.first < event);
  if (moments.length === 0) return undefined;
  const eventAt = (number: number): RunEvent | undefined => events[number - first];
  const source = { moments, evidence, eventAt };
  const shown = cutOf(source);
  const named = new Set(evidencePlaces(source));
  const fates = fatesOf(recording, eventAt);
  const steps = stepNumbers(shown, moments);
  const width = Math.max(...shown.map((place) => timeOf(moments[place]).length));
  const rows = shown.flatMap((place, index): readonly Row[] => {
    const moment = moments[place];
    if (!moment) return [];
    const isLast = place === moments.length - 1;
    const notes: Note[] = [];
    if (isLast) notes.push({ tone: 'broken', text: clip(printable(broken), BROKEN_MAX) });
    else if (named.has(place)) notes.push({ tone: 'turn', text: 'the first of the two that do not fit' });
    const next = shown[index + 1];
    const gap = next === undefined ? undefined : gapWords(moments.slice(place + 1, next), source);
    if (gap !== undefined) notes.push({ tone: 'gap', text: gap });
    return [{ ...rowOf(moment, index + 1, { fates, steps, width }), notes }];
  });
  return {
    title: clip(printable(title), BROKEN_MAX),
    servers: Array.from({ length: servers }, (_, server) => nameOf(server)),
    rows,
  };
};

/** Which messages came. */
const fatesOf = ({ events }: RunRecording, eventAt: Fates['eventAt']): Fates => {
  const come = new Set(events.flatMap((event) => (event.type === 'arrive' ? (event.sent ?? []) : [])));
  const endMs = events.at(-1)?.atMs ?? 0;
  return {
    hasCome: (sent) => come.has(sent) || ((eventAt(sent)?.atMs ?? endMs) > endMs - UNDER_WAY_MS ? undefined : false),
    eventAt,
  };
};

/** The step of each event that is shown. */
const stepNumbers = (shown: readonly number[], moments: readonly Moment[]): ReadonlyMap<number, number> =>
  new Map(
    shown.flatMap((place, index) => {
      const moment = moments[place];
      return moment?.events.map((_, event) => [moment.first + event, index + 1] as const) ?? [];
    }),
  );

const timeOf = (moment: Moment | undefined): string => `${Math.round(moment?.atMs ?? 0)} ms`;

interface RowCircumstances {
  readonly fates: Fates;
  readonly steps: ReadonlyMap<number, number>;
  readonly width: number;
}

const rowOf = (moment: Moment, step: number, { fates, steps, width }: RowCircumstances): Omit<Row, 'notes'> => {
  const { server, events, states, hasNewRole } = moment;
  const own = states[server];
  const arrival = events.find((event) => event.type === 'arrive');
  const sent = arrival?.type === 'arrive' ? arrival.sent : undefined;
  const sentStep = sent === undefined ? undefined : steps.get(sent);
  const isShown = own !== undefined && hasNewRole && own.role !== 'down' && !events.some(({ type }) => type === 'boot');
  return {
    step,
    at: server,
    kind: kindOf(events),
    label: momentWords(moment, fates),
    time: timeOf(moment).padStart(width),
    ...(arrival?.type === 'arrive' && sentStep !== undefined && { from: { at: arrival.message.from, step: sentStep } }),
    ...(isShown && { state: `${own.role}, term ${own.term}` }),
    roles: states.map(({ role }) => role),
  };
};

const kindOf = (events: readonly RunEvent[]): Row['kind'] => {
  const types = events.map(({ type }) => type);
  if (types.includes('crash')) return 'crash';
  if (types.includes('boot')) return 'restart';
  return types.includes('arrive') ? 'arrival' : 'event';
};

/** What is left out between two steps. */
const gapWords = (left: readonly Moment[], source: Parameters<typeof isRoutine>[1]): string | undefined => {
  const heartbeats = left
    .filter((moment) => isRoutine(moment, source))
    .flatMap(({ events }) =>
      events.filter((event) => event.type === 'send' && event.message.type === 'request'),
    ).length;
  const others = left.filter((moment) => !isRoutine(moment, source)).length;
  const words = [
    ...(heartbeats > 0 ? [plural(heartbeats, 'heartbeat')] : []),
    ...(others > 0 ? [plural(others, 'other step')] : []),
  ];
  return words.length === 0 ? undefined : `left out: ${words.join(' and ')}`;
};
