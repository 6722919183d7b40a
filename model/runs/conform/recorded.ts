/**
 * From the implementation to the spec: a recorded trace as the steps that module `following` of spec/raft.qnt is to take, and
 * what was seen after each. What was seen is what was recorded; a replay only tells what no line says: how many messages were
 * sent before a crash cut the step, and how many copies of a message are in flight.
 */

import { Cluster } from '../../../src/cluster/cluster.ts';
import { isSameMessage, Network } from '../../../src/cluster/network.ts';
import { arrivingIn, perform } from '../../../src/cluster/perform.ts';
import { crc32c } from '../../../src/core/checksum.ts';
import type { Effect, InstallSnapshot, Message, ServerId } from '../../../src/core/types.ts';
import { type Action, type ForeignArrival, parseAction } from '../../../src/trace/grammar.ts';
import { type ServerSummary, type Setting, summaryOf, type TraceStep } from '../../../src/trace/recording.ts';
import {
  durableToSpec,
  eventToSpec,
  messageToSpec,
  optionsToSpec,
  roleToSpec,
  type Scale,
  Untranslatable,
} from './mapping.ts';
import { messageText } from './messageText.ts';
import type { SpecMapValue, SpecRecordValue, SpecVariantValue } from './values.ts';

/** A line of a recording, for the spec. */
export interface RecordedStep {
  /** Counted from 1, comments included. */
  readonly place: number;
  readonly line: string;
  /** A `Happening` of module `world`. */
  readonly happened: SpecVariantValue;
  /** A `Seen` of module `following`: the server that acted, as it was recorded after it. */
  readonly seen: SpecRecordValue;
}

export interface RecordedTrace {
  readonly ids: readonly ServerId[];
  readonly options: SpecRecordValue;
  /** What was on the disks at the beginning. */
  readonly disks: SpecMapValue;
  readonly steps: readonly RecordedStep[];
  /** The first line that the spec has no words for, if there is one; the steps end before it. */
  readonly stopped?: { readonly place: number; readonly line: string; readonly because: string };
}

/**
 * The steps of a recorded trace. Never throws because of a line.
 *
 * @throws Error when the setting is none that a cluster can have.
 */
export const recordedTrace = (setting: Setting, trace: readonly TraceStep[]): RecordedTrace => {
  const read = readLines(setting, trace);
  const scale: Scale = { chunkLength: setting.options.snapshotChunkLength, dataOf: dataIn(read.lines) };
  const steps: RecordedStep[] = [];
  const copies = new Copies(replayLines(setting, read.lines));
  let { stopped } = read;
  for (const [index, line] of read.lines.entries()) {
    try {
      const happened = happenedOf(line.action, copies.next(index), scale);
      // Of a message that was lost while another copy is still to come, the spec has nothing to say.
      if (happened) steps.push({ place: line.place, line: line.text, happened, seen: line.seen });
    } catch (error) {
      if (!(error instanceof Untranslatable)) throw error;
      stopped = { place: line.place, line: line.text, because: error.message };
      break;
    }
  }
  const options = optionsToSpec(setting.options);
  const ids = setting.servers.toSorted();
  const cluster = clusterOf(setting);
  const disks = { map: ids.map((id) => [id, durableToSpec(cluster.disk(id), scale)] as const) };
  return { ids, options, disks, steps, ...(stopped && { stopped }) };
};

interface Line {
  readonly place: number;
  readonly text: string;
  readonly action: Action;
  readonly seen: SpecRecordValue;
}

interface Read {
  readonly lines: readonly Line[];
  readonly stopped?: NonNullable<RecordedTrace['stopped']>;
}

const readLines = ({ servers }: Setting, trace: readonly TraceStep[]): Read => {
  const lines: Line[] = [];
  for (const [index, { line: text, servers: summaries }] of trace.entries()) {
    if (text.startsWith('#')) continue;
    const place = index + 1;
    const parsed = parseAction(text);
    const because = parsed.ok ? strangerIn(parsed.value, servers, summaries) : parsed.because;
    if (!parsed.ok || because !== undefined) return { lines, stopped: { place, line: text, because: because ?? '' } };
    const id = actorOf(parsed.value);
    lines.push({ place, text, action: parsed.value, seen: seenOf(id, summaries[id]) });
  }
  return { lines };
};

/** Whose step it is; of a loss, whom the message would have reached. */
const actorOf = (action: Action): ServerId => ('id' in action ? action.id : action.message.to);

const strangerIn = (
  action: Action,
  servers: readonly ServerId[],
  summaries: TraceStep['servers'],
): string | undefined => {
  const named = 'id' in action ? [action.id] : [action.message.from, action.message.to];
  const stranger = named.find((id) => !servers.includes(id));
  if (stranger !== undefined) return `${stranger} is none of ${servers.join(' ')}`;
  const id = actorOf(action);
  return Object.hasOwn(summaries, id) ? undefined : `nothing was recorded of ${id}`;
};

const seenOf = (id: ServerId, summary: ServerSummary = summaryOf(null)): SpecRecordValue => {
  const { role, currentTerm, votedFor, snapshotIndex, lastIndex, commitIndex } = summary;
  return {
    id,
    isUp: role !== 'down',
    role: roleToSpec(role === 'down' ? 'follower' : role),
    currentTerm,
    votedFor: votedFor ?? '',
    snapshotIndex,
    lastIndex,
    commitIndex,
  };
};

/** The data under each checksum: of all snapshots that a server took, and of those that came to one in chunks. */
const dataIn = (lines: readonly Line[]): Scale['dataOf'] => {
  const known = new Map<number, string>();
  const chunks = new Map<number, InstallSnapshot[]>();
  for (const { action } of lines) {
    if (action.type === 'event' && action.event.type === 'compact')
      known.set(crc32c(action.event.data), action.event.data);
    if ('message' in action && action.message.type === 'InstallSnapshot') {
      const { message } = action;
      chunks.set(message.checksum, [...(chunks.get(message.checksum) ?? []), message]);
    }
  }
  for (const [checksum, messages] of chunks) {
    const data = known.has(checksum) ? undefined : joinChunks(messages);
    if (data !== undefined && crc32c(data) === checksum) known.set(checksum, data);
  }
  return (checksum) => known.get(checksum);
};

/** Chunks put together; undefined: some are missing. */
const joinChunks = (messages: readonly InstallSnapshot[]): string | undefined => {
  let data = '';
  for (;;) {
    const next = messages.find(({ offset, data: part, done }) => offset === data.length && (done || part.length > 0));
    if (!next) return undefined;
    data += next.data;
    if (next.done) return data;
  }
};

/** What a replay on the shipped protocol tells of a line. */
interface Replayed {
  readonly action: Action;
  readonly sent: readonly Message[];
  /** Of a step, what it would have done uncut; undefined: it can't happen where the replay is. */
  readonly effects: readonly Effect[] | undefined;
}

/**
 * Every line, one after another. Where the recording and the shipped protocol part, the spec will refuse the recording, if it
 * is right; what this says of the lines after that does not matter.
 */
const replayLines = (setting: Setting, lines: readonly Line[]): readonly Replayed[] => {
  const sent: Message[] = [];
  const cluster = clusterOf(setting, (message) => sent.push(message));
  return lines.map(({ action }) => {
    sent.length = 0;
    const effects = effectsOf(action, cluster);
    return { action, sent: [...sent], effects };
  });
};

const clusterOf = ({ servers, options, disks = [] }: Setting, send?: (message: Message) => void): Cluster =>
  new Cluster({ ids: servers, options, disks }, { send });

/** A line that can't happen where the replay is makes nothing happen. */
const effectsOf = (action: Action, cluster: Cluster): readonly Effect[] | undefined => {
  const isUp = cluster.isUp(actorOf(action));
  const isPossible = action.type === 'restart' ? !isUp : isUp || action.type === 'crash';
  return isPossible ? perform(action, cluster)?.effects : undefined;
};

/** What is known of a line beside what it says. */
interface Known {
  /** Is another copy of the message needed later? */
  readonly stays: boolean;
  readonly effects: readonly Effect[] | undefined;
}

/** When a message is sent and used (it arrives, or is lost), as places of lines. */
interface Life {
  readonly sent: number[];
  readonly used: number[];
}

/**
 * How many copies of each message are in flight. A recording may let one message arrive again and again, since networks do
 * that; the spec takes a copy away unless it `stays`. A copy stays exactly if it is the only one and the message is used once
 * more before it is sent again: then there is one whenever the recording needs one, and none is left that it does not need. So
 * no step of the recording is refused for want of a copy of a message that was sent; and one that was never sent has no copy.
 */
class Copies {
  readonly #lines: readonly Replayed[];
  readonly #lives = new Map<string, Life>();
  readonly #network = new Network();

  constructor(lines: readonly Replayed[]) {
    this.#lines = lines;
    for (const [place, { action, sent }] of lines.entries()) {
      if ('message' in action) this.#life(action.message).used.push(place);
      for (const message of sent) this.#life(message).sent.push(place);
    }
  }

  /** To be asked for each line, in their order. */
  next(place: number): Known {
    const line = this.#lines[place];
    if (!line) return { stays: false, effects: undefined };
    const stays = 'message' in line.action && this.#use(line.action.message, place);
    for (const message of line.sent) this.#network.send({ message });
    return { stays, effects: line.effects };
  }

  #use(message: Message, place: number): boolean {
    const { sent, used } = this.#life(message);
    const nextUse = used.find((later) => later > place);
    const isSentBefore = sent.some((later) => later > place && nextUse !== undefined && later < nextUse);
    const copies = this.#network.alike(message).filter((packet) => isSameMessage(packet.message, message));
    const stays = copies.length === 1 && nextUse !== undefined && !isSentBefore;
    const [first] = copies;
    if (first && !stays) this.#network.arrive(first);
    return stays;
  }

  #life(message: Message): Life {
    const text = messageText(message);
    const life = this.#lives.get(text) ?? { sent: [], used: [] };
    this.#lives.set(text, life);
    return life;
  }
}

/** What nobody has sent (D-23, D-24); undefined: nothing comes of it, and its numbers are none that Quint has. */
const arrivalOf = ({ id, message }: ForeignArrival, scale: Scale): SpecVariantValue | undefined => {
  const terms = 'entries' in message ? message.entries.map(({ term }) => term) : [];
  const values: readonly unknown[] = Object.values(message);
  const numbers = [...values, ...terms].filter((value) => typeof value === 'number');
  if (!numbers.every(Number.isSafeInteger)) return undefined;
  return { tag: 'Local', value: { id, event: { tag: 'Arrival', value: messageToSpec(message, scale) }, cut: -1 } };
};

/** @throws Untranslatable */
const happenedOf = (action: Action, { stays, effects }: Known, scale: Scale): SpecVariantValue | undefined => {
  switch (action.type) {
    case 'crash':
      return { tag: 'Crash', value: action.id };
    case 'restart':
      return { tag: 'Restart', value: action.id };
    case 'foreign':
      return arrivalOf(action, scale);
    case 'lose':
      return stays ? undefined : { tag: 'Loss', value: messageToSpec(action.message, scale) };
    case 'event': {
      const event = eventToSpec(action.event, scale);
      return { tag: 'Local', value: { id: action.id, event, cut: cutOf(action.crashAfter, effects) } };
    }
    case 'deliver': {
      const message = messageToSpec(action.message, scale);
      const arrives = action.corrupted ? messageToSpec(arrivingIn(action), scale) : message;
      return { tag: 'Delivery', value: { message, arrives, stays, cut: cutOf(action.crashAfter, effects) } };
    }
  }
};

/**
 * Where the spec cuts a step that a crash cut after so many effects: see `Happening` there. A step of the shipped protocol
 * writes at most once, before it says anything (ST-8); applying and answering leave no trace when the server is gone.
 */
const cutOf = (crashAfter: number | undefined, effects: readonly Effect[] = []): number => {
  if (crashAfter === undefined) return -1;
  const done = effects.slice(0, crashAfter);
  const writes = (of: readonly Effect[]): boolean => of.some(({ type }) => type === 'persist');
  return writes(effects) && !writes(done) ? 0 : 1 + done.filter(({ type }) => type === 'send').length;
};
