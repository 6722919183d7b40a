/**
 * A recorded run, held against the published specification: for each step that a server took, is there a row of the
 * specification's actions at this server that comes to the same? The explorer looks for one. Where the run does what the
 * specification has no words for, such as taking a snapshot, the judgement ends.
 */
import { explore, type Model } from '../../src/check/index.ts';
import { protocolWith } from '../../src/core/extensions/index.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import type { ServerId } from '../../src/core/types.ts';
import type { Recording } from '../../src/trace/recording.ts';
import { type RegisteredChange, registeredChanges } from './raftTla.ts';
import { type PublishedStep, publishedRunOf } from './recorded.ts';
import {
  agreements,
  movesOf,
  type PublishedMove,
  type PublishedPart,
  type PublishedProgress,
  parts,
  progressBy,
} from './search.ts';
import { type PublishedState, publishedStart } from './state.ts';

/** What the published specification says of a run. */
export interface PublishedVerdict {
  /** Does it allow all of the run that it has words for? */
  readonly ok: boolean;
  /** How many steps of the run it has words for. */
  readonly steps: number;
  /** Where figure2 leaves the text on purpose, as far as this run needs it. Empty: it is allowed by the text as it stands. */
  readonly changes: readonly RegisteredChange[];
  /** The first step that it does not allow; null: there is none. */
  readonly refused: {
    /** Counted from 1. */
    readonly step: number;
    readonly line: string;
    /** What comes out otherwise, whatever is done; empty: each part for itself could come out so, but not all together. */
    readonly parts: readonly PublishedPart[];
  } | null;
  /** The step from which on it has no words; null: it has them for the whole run. */
  readonly outside: { readonly step: number; readonly line: string; readonly because: string } | null;
}

/** How far the specification has followed a run. */
interface Following extends PublishedProgress {
  /** The step that is under way. */
  readonly place: number;
}

/**
 * Holds a run against the specification as it stands and, if that refuses it, with the changes that figure2 has registered.
 *
 * @param protocol the rules that the run was made by; left out: those of figure2.
 */
export const judgePublished = (recording: Recording, protocol?: Protocol): PublishedVerdict => {
  const { steps, outside } = publishedRunOf(recording, protocol ?? protocolWith(recording.setting.extensions));
  const ids = recording.setting.servers;
  const asItStands = follow(ids, steps, []);
  const found = asItStands.ok ? asItStands : follow(ids, steps, Object.keys(registeredChanges) as RegisteredChange[]);
  return { ...found, steps: steps.length, outside };
};

type Followed = Pick<PublishedVerdict, 'ok' | 'changes' | 'refused'>;

const follow = (
  ids: readonly ServerId[],
  steps: readonly PublishedStep[],
  allowed: readonly RegisteredChange[],
): Followed => {
  const model = following(ids, steps, allowed);
  const reaches = (place: number) => ({
    name: `step ${place}`,
    kind: 'sometimes' as const,
    holds: (state: Following) => state.place >= place,
  });
  const [whole] = explore({ ...model, properties: [reaches(steps.length)] }).properties;
  if (whole?.ok === true) {
    const last = whole.path?.at(-1)?.state as Following;
    return { ok: true, changes: last.published.changes, refused: null };
  }
  const { properties } = explore({ ...model, properties: steps.map((_, place) => reaches(place + 1)) });
  const place = properties.findIndex(({ ok }) => ok !== true);
  const step = steps[place] as PublishedStep;
  return {
    ok: false,
    changes: [],
    refused: { step: place + 1, line: step.line, parts: partsNeverSo(model, place, step) },
  };
};

/** Which parts of what was recorded come out of no row of actions. */
const partsNeverSo = (
  model: Model<Following, PublishedMove>,
  place: number,
  step: PublishedStep,
): readonly PublishedPart[] => {
  const properties = parts.map((part) => ({
    name: part,
    kind: 'sometimes' as const,
    holds: (state: Following) => state.place === place && agreements[part](state, step),
  }));
  const report = explore({ ...model, properties });
  return parts.filter((part) => report.properties.find(({ name }) => name === part)?.ok !== true);
};

const following = (
  ids: readonly ServerId[],
  steps: readonly PublishedStep[],
  allowed: readonly RegisteredChange[],
): Model<Following, PublishedMove> => {
  const wanted = new Set(steps.flatMap(({ arriving }) => arriving.map((message) => JSON.stringify(message))));
  return {
    name: 'the published specification follows a run',
    initialStates: [{ place: 0, sent: 0, received: 0, published: publishedStart(ids) }],
    actions: ({ place, ...progress }) => {
      const step = steps[place];
      return step ? movesOf(progress, step) : [];
    },
    next: ({ place, ...progress }, move) => {
      const step = steps[place];
      const reached = step && progressBy(progress, move, step, allowed);
      if (!reached) return undefined;
      const isReceived = move === null || reached.received === step.arriving.length;
      const isOver = isReceived && parts.every((part) => agreements[part](reached, step));
      return isOver
        ? { place: place + 1, sent: 0, received: 0, published: withMessages(reached, wanted) }
        : { place, ...reached };
    },
  };
};

/** What never arrives is lost, which may happen to any message: so that ways which differ in nothing else are one. */
const withMessages = ({ published }: PublishedProgress, wanted: ReadonlySet<string>): PublishedState => ({
  ...published,
  messages: published.messages.filter((message) => wanted.has(message)),
});
