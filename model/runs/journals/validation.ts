/**
 * Journals of servers, held against Figure 2. Each step is taken again by the shipped protocol, under the contracts and the reference, and has to
 * come to what was recorded. The journals are merged by demand: before a line says that a message has arrived, the journal of its
 * sender is read on until it was sent. Over the merged run the safety properties are asked.
 */
import { Cluster } from '../../../src/cluster/cluster.ts';
import { attempt } from '../../../src/cluster/failure.ts';
import { piecesOf } from '../../../src/cluster/pieces.ts';
import { type ClauseId, clauses } from '../../../src/core/clauses.ts';
import { protocolWith } from '../../../src/core/extensions/index.ts';
import { messages } from '../../../src/core/extensions/messages.ts';
import type { Protocol } from '../../../src/core/protocol.ts';
import { applyPersist, durable } from '../../../src/core/server.ts';
import type { Durable, Event, Index, Message, Server, ServerId } from '../../../src/core/types.ts';
import { diskOfHead } from '../../../src/trace/journal.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { brokenClause, type ContractProblem } from '../../oracle/contracts/index.ts';
import { differenceAtRestart, differenceOfServer, referenceOf } from '../../oracle/difference.ts';
import { isSame } from '../../oracle/same.ts';
import { Monitor, safetyProperties } from '../../properties/index.ts';
import { indexesIn } from './fields.ts';
import { fieldWords, Links, type MessageOnItsWay, type UnwrittenDisk } from './links.ts';
import { type Disagreement, outcomeDisagreement } from './outcome.ts';
import {
  itemsOf,
  type JournalBatch,
  type JournalFile,
  type JournalItem,
  type JournalPlace,
  type PlacedHead,
  type PlacedLine,
  UnreadableJournal,
} from './source.ts';
import { differenceAtEnd } from './window.ts';

/** The first thing that Figure 2 does not allow. */
export interface JournalRefusal extends JournalPlace, Disagreement {
  /** Whose journal it is. */
  readonly server: ServerId;
  /** The line. */
  readonly text: string;
  /** The safety property that does not hold, where it is one. */
  readonly property?: ClauseId;
  /** One sentence. */
  readonly because: string;
}

/** What is said of journals. */
export interface JournalVerdict {
  /** True: there are steps, and nothing was found that Figure 2 does not allow. */
  readonly ok: boolean;
  /** How many steps were taken again. */
  readonly steps: number;
  /** How many messages arrived from servers that are recorded, and how many of them were looked for in vain since journals begin later. */
  readonly arrivals: number;
  readonly before: number;
  /** How many messages arrived of terms that all servers had left: they change nothing, and whether they were sent is not asked. */
  readonly late: number;
  /** Steps of which the reference was not asked, since they concern too much of a long log. */
  readonly byContractsAlone: number;
  /** How often each property had something to check. */
  readonly properties: Readonly<Partial<Record<ClauseId, number>>>;
  /** Properties that were not asked, since not all servers are recorded. */
  readonly notAsked: readonly ClauseId[];
  /** The first thing that is not allowed. */
  readonly refusal?: JournalRefusal;
  /** Why nothing can be said in the end. */
  readonly undecided?: string;
}

const NO_STEP = 'no step is recorded in these files; give those that a node has written while it was at work';

/** What needs the disks of all servers. */
const ofAllDisks: readonly ClauseId[] = ['SP-13', 'SP-14'];

export interface JournalsOptions {
  /** For each server its files in their order, without a gap. */
  readonly journals: ReadonlyMap<ServerId, readonly JournalFile[]>;
  /** Called now and then with the number of steps. */
  readonly onProgress?: (steps: number) => void;
}

/** Nothing more is to be read. */
class Enough extends Error {
  readonly refusal: JournalRefusal | undefined;
  readonly undecided: string | undefined;

  constructor(refusal: JournalRefusal | undefined, undecided?: string) {
    super();
    this.refusal = refusal;
    this.undecided = undecided;
  }
}

/** A server whose journal is read. */
interface Recorded {
  readonly id: ServerId;
  readonly items: Iterator<JournalItem, void>;
  /** How far it was when its journal begins, if it had lived before: then something may arrive that it had sent by then. */
  readonly past: Past | undefined;
  isOver: boolean;
  /** Is it in the middle of a batch, waiting for what others have sent? */
  isWaiting: boolean;
  isFirst: boolean;
}

/** How far a server was. */
type Past = Pick<Server, 'currentTerm'> & Pick<Server['log'], 'lastIndex'>;

/** A message that has arrived and was not sent by then. */
interface Owed {
  readonly line: PlacedLine;
  readonly message: Message;
  readonly nearest: ReturnType<Links['nearest']>;
  /** After how many steps. */
  readonly since: number;
  /** Was it sent later? */
  isSent: boolean;
}

/** So many steps are taken after something has arrived that nobody has sent. */
const PATIENCE = 20_000;

/** After so many steps it is said how far it has come. */
const PULSE = 10_000;

/** After so many steps it is looked what may be forgotten. */
const TIDY = 256;

/**
 * Holds journals against Figure 2.
 *
 * @throws UnreadableJournal when a line is not of a journal.
 */
export const validateJournals = (options: JournalsOptions): JournalVerdict => new Validation(options).verdict();

class Validation {
  readonly #recorded: ReadonlyMap<ServerId, Recorded>;
  readonly #cluster: Cluster;
  readonly #monitor: Monitor;
  readonly #links = new Links();
  readonly #protocol: Protocol;
  readonly #onProgress: ((steps: number) => void) | undefined;
  readonly #notAsked: readonly ClauseId[];
  #observation: Observation | undefined;
  #steps = 0;
  #arrivals = 0;
  #before = 0;
  #late = 0;
  #tooLong = 0;
  #forgotten = { index: 0, term: 0 };
  readonly #owed: Owed[] = [];

  constructor({ journals, onProgress }: JournalsOptions) {
    this.#onProgress = onProgress;
    const [first] = [...journals.values()].flat();
    if (!first) throw new UnreadableJournal('there is no journal');
    const { servers, options, extensions } = first.head;
    const protocol = protocolWith(extensions);
    this.#protocol = protocol;
    this.#recorded = new Map(
      [...journals].map(([id, files]) => [
        id,
        {
          id,
          items: itemsOf(files),
          past: pastOf(files[0]),
          isOver: false,
          isWaiting: false,
          isFirst: true,
        },
      ]),
    );
    this.#notAsked = servers.every((id) => journals.has(id)) ? [] : ofAllDisks;
    const only = safetyProperties(() => undefined).flatMap(({ id }) => (this.#notAsked.includes(id) ? [] : [id]));
    this.#monitor = new Monitor({
      only,
      second: { step: (step) => this.#byReference(step), restart: differenceAtRestart },
    });
    const { observe, restarted } = this.#monitor.watcher;
    this.#cluster = new Cluster(
      { ids: [...servers].sort(), options, protocol },
      {
        observe: (observation) => {
          this.#observation = observation;
          observe(observation);
        },
        restarted,
      },
    );
    this.#monitor.watcher.begin(this.#cluster);
  }

  /** @throws UnreadableJournal */
  verdict(): JournalVerdict {
    let ending: Enough | undefined;
    try {
      while (this.#turn() && !this.#hasWaited());
      this.#settle();
    } catch (error) {
      ending = this.#endingOf(error);
    }
    const { refusal, undecided = this.#steps === 0 ? NO_STEP : undefined } = ending ?? {};
    return {
      ok: refusal === undefined && undecided === undefined,
      steps: this.#steps,
      arrivals: this.#arrivals,
      before: this.#before,
      late: this.#late,
      byContractsAlone: this.#tooLong,
      properties: this.#monitor.checked,
      notAsked: this.#notAsked,
      ...(refusal && { refusal }),
      ...(undecided !== undefined && { undecided }),
    };
  }

  /** Something that nobody had sent explains whatever went wrong behind it; unless it is its sender's journal that is wrong. */
  #endingOf(error: unknown): Enough {
    const first = this.#owed.find(({ isSent }) => !isSent);
    const isOfSender = error instanceof Enough && error.refusal?.server === first?.message.from;
    try {
      if (!isOfSender) this.#settle();
    } catch (unsent) {
      if (unsent instanceof Enough) return unsent;
    }
    if (error instanceof Enough) return error;
    throw error;
  }

  /** Has it been waited long enough for messages that have arrived, and that nobody has sent by then? */
  #hasWaited(): boolean {
    const [first] = this.#owed;
    return first !== undefined && this.#steps > first.since + PATIENCE;
  }

  /** @throws Enough when something has arrived that nobody has sent. */
  #settle(): void {
    const first = this.#owed.find(({ isSent }) => !isSent) ?? this.#owed[0];
    if (first) this.#refuseUnsent(first);
  }

  /** Each server in its turn, a batch at a time. False: all journals have been read. */
  #turn(): boolean {
    let isOver = true;
    for (const recorded of this.#recorded.values()) {
      if (recorded.isOver) continue;
      this.#advance(recorded);
      isOver = false;
    }
    return !isOver;
  }

  #advance(recorded: Recorded): void {
    const { done, value: item } = recorded.items.next();
    if (done === true) recorded.isOver = true;
    else if (item.type === 'head') this.#head(recorded, item.placed);
    else this.#batch(recorded, item.batch);
  }

  /** Where a file begins: with what the lines before have led to. */
  #head(recorded: Recorded, placed: PlacedHead): void {
    const { head } = placed;
    const { id } = recorded;
    const disk = diskOfHead(head);
    if (recorded.isFirst) {
      recorded.isFirst = false;
      this.#monitor.recall(head.server, disk);
      this.#cluster.adopt(id, head.begins === 'restart' ? null : head.server, disk);
      return;
    }
    const server = this.#cluster.server(id);
    if (head.begins === 'restart') {
      const ours = this.#cluster.disk(id);
      const found = isSame(ours, disk) ? undefined : differenceAtRestart(ours, head.server);
      if (found) {
        const { what, actual, expected } = found;
        const asks = `${id} comes back with another disk than its steps have left: ${what} is ${excerptOf(actual)}, and was ${excerptOf(expected)}`;
        this.#refuse(placed, { clause: 'ST-8', what, actual: excerptOf(actual), expected: excerptOf(expected) }, asks);
      }
      this.#cluster.adopt(id, null, ours);
    } else if (server) {
      const found = isSame(server, head.server) ? undefined : differenceOfServer(referenceOf(server), head.server);
      if (found) {
        const { what, actual, expected, clause } = found;
        const asks = `the file begins with another server than the one before has ended with: ${what} is ${excerptOf(actual)}, and was ${excerptOf(expected)}`;
        this.#refuse(placed, { clause, what, actual: excerptOf(actual), expected: excerptOf(expected) }, asks);
      }
    }
  }

  #batch(recorded: Recorded, { lines, killed }: JournalBatch): void {
    recorded.isWaiting = true;
    const arrived = lines.map((line) => {
      const { action } = line;
      if (action.type === 'event') return action.event;
      return action.type === 'foreign' ? action.message : this.#sent(line, action.message);
    });
    recorded.isWaiting = false;
    const isLost = killed !== undefined && this.#isLost(recorded.id, arrived, killed);
    let broken: Observation | undefined;
    for (const [place, line] of lines.entries()) {
      const event = arrived[place] as Event;
      if (broken) broken = this.#unseen(broken, event, line);
      else if (isLost) broken = this.#cut(recorded.id, event, line);
      else this.#take(recorded.id, event, line);
    }
  }

  /** Did the batch come to nothing, since the server was killed before its write? */
  #isLost(id: ServerId, events: readonly Event[], { head }: PlacedHead): boolean {
    const before = this.#cluster.disk(id);
    const reached = diskOfHead(head);
    let server = this.#serverOf(id);
    let disk = before;
    for (const event of events) {
      const { server: after, effects } = this.#protocol.step(server, event);
      for (const effect of effects) if (effect.type === 'persist') disk = applyPersist(disk, effect);
      server = after;
    }
    return !isSame(disk, reached) && isSame(before, reached);
  }

  #byReference(observation: Observation): ContractProblem | undefined {
    const found = differenceAtEnd(observation);
    if (found !== 'too long') return found;
    this.#tooLong++;
    return undefined;
  }

  /** As it is, or as it comes back. */
  #serverOf(id: ServerId): Server {
    return this.#cluster.server(id) ?? this.#protocol.restart(this.#cluster.disk(id));
  }

  /** What has arrived, as its sender has sent it. */
  #sent(line: PlacedLine, message: Message): Message {
    const sender = this.#recorded.get(message.from);
    if (!sender) return message;
    this.#arrivals++;
    const isOlder =
      sender.past !== undefined && !this.#links.isOpen(message.from, message.to) && mayBeOlder(message, sender.past);
    for (;;) {
      const found = this.#links.arrive(message);
      if (found === 'late') this.#late++;
      if (found === 'late' || found === 'lost') return message;
      if (found !== undefined) {
        if (!isOlder) this.#links.open(message.from, message.to);
        return found.message;
      }
      const unwritten = this.#links.unwritten(message);
      if (isOlder && !unwritten) {
        this.#before++;
        return message;
      }
      if (sender.isOver || sender.isWaiting) {
        if (unwritten?.unwritten) this.#refuseUnwritten(line, unwritten, unwritten.unwritten);
        return this.#unsent(line, message);
      }
      this.#advance(sender);
    }
  }

  /**
   * Nobody has sent it by now. If two servers wait for each other, one of them waits for what the other does send, and it is not known
   * which. So it is taken as it is, and the journals are read on for a while: whoever was honest is found to be so.
   */
  #unsent(line: PlacedLine, message: Message): Message {
    const { from, to, type } = message;
    if (this.#links.hasForgotten(from, to))
      throw new Enough(
        undefined,
        `${line.file}:${line.line}: whether ${from} has sent this ${type} can't be said, since too many of its messages to ${to} were lost before`,
      );
    const nearest = this.#links.nearest(message);
    this.#owed.push({ line, message, nearest, since: this.#steps, isSent: false });
    return message;
  }

  /** Is there one that is nearly the same? Then the step that has sent that one was another. */
  #refuseUnsent({ line, message, nearest }: Owed): never {
    const { from, to, type } = message;
    if (!nearest) {
      const { clause } = messages[type];
      const found = { clause, what: `the ${type} of ${from}`, actual: 'arrives', expected: 'not sent' };
      return this.#refuse(line, found, `${to} gets a ${type} that ${from} has not sent`);
    }
    const { sent, fields } = nearest;
    const { observation, place } = sent;
    const effects = observation?.effects.map((effect) =>
      effect.type === 'send' && effect.message === sent.message ? { ...effect, message } : effect,
    );
    const broken = observation && effects && brokenClause({ ...observation, effects });
    const clause = broken?.clause ?? messages[type].clause;
    const what = fields.map(({ name }) => name).join(' and ');
    const actual = fields.map((field) => fieldWords(message, field)).join(' and ');
    const expected = fields.map((field) => fieldWords(sent.message, field)).join(' and ');
    return this.#refuse(
      line,
      { clause, what: `${what} of the ${type}`, actual, expected },
      `${to} gets a ${type} with ${what} ${actual}; by the step at ${place.file}:${place.line} ${from} sends ${expected}`,
    );
  }

  /** An event and its effects. */
  #take(id: ServerId, event: Event, line: PlacedLine): void {
    const observation = this.#handled(id, event, line);
    this.#judge(observation, line);
    for (const effect of observation.effects) if (effect.type === 'send') this.#send(effect.message, observation, line);
  }

  /** Of a batch that was not written: what comes before the write has happened, and nothing else. */
  #cut(id: ServerId, event: Event, line: PlacedLine): Observation | undefined {
    const { effects } = this.#protocol.step(this.#serverOf(id), event);
    const write = effects.findIndex(({ type }) => type === 'persist');
    if (write === -1) {
      this.#take(id, event, line);
      return undefined;
    }
    const observation = this.#handled(id, event, line, write);
    this.#judge(observation, line);
    const unwritten = unwrittenDisk(observation);
    for (const [place, effect] of effects.entries())
      if (effect.type === 'send') this.#send(effect.message, observation, line, place >= write ? unwritten : undefined);
    return observation;
  }

  /** A step behind a write that has not come about: nobody has seen anything of it. */
  #unseen({ id, after: before, disk }: Observation, event: Event, line: PlacedLine): Observation {
    const { server: after, effects, fired } = this.#protocol.step(before, event);
    const durableBefore = durable(before);
    const whole = { executed: effects.length, crashed: false, diskBefore: durableBefore, disk: durable(after) };
    const observation = { id, event, before, after, effects, fired, ...whole };
    const broken = brokenClause(observation);
    this.#judge(observation, line);
    if (broken)
      this.#refuse(
        line,
        { clause: broken.clause, what: 'the step', actual: broken.because, expected: clauses[broken.clause].title },
        broken.because,
      );
    const unwritten = unwrittenDisk(observation);
    for (const effect of effects) if (effect.type === 'send') this.#send(effect.message, observation, line, unwritten);
    this.#count();
    return { ...observation, disk };
  }

  #handled(id: ServerId, event: Event, line: PlacedLine, crashAfter?: number): Observation {
    this.#observation = undefined;
    const isDown = this.#cluster.server(id) === null;
    if (isDown !== (event.type === 'start'))
      throw new UnreadableJournal(
        `${line.file}:${line.line}: ${isDown ? `${id} has not been started` : `${id} runs already`}; the first line after a restart is its start, and no other`,
      );
    const attempted = attempt(() => {
      if (isDown) this.#cluster.restart(id);
      else this.#cluster.handle(id, event, crashAfter);
    });
    if (!attempted.ok) throw new UnreadableJournal(`${line.file}:${line.line}: ${attempted.because}`);
    this.#count();
    return this.#lastStep(id);
  }

  #lastStep(id: ServerId): Observation {
    if (!this.#observation) throw new Error(`${id} took no step`);
    return this.#observation;
  }

  /** Is the step as it was recorded, and does everything still hold? */
  #judge(observation: Observation, line: PlacedLine): void {
    const found = outcomeDisagreement(line.outcome, observation);
    if (found) {
      const { what, actual, expected, clause } = found;
      this.#refuse(line, found, `${what} is ${actual}, by ${clause} it should be ${expected}`);
    }
    const violation = this.#monitor.verdict;
    if (!violation || this.#owed.length > 0) return;
    const { property, clause, because } = violation;
    throw new Enough({
      ...placeOf(line),
      server: observation.id,
      property,
      clause,
      what: 'the run',
      actual: because,
      expected: clauses[property].title,
      because,
    });
  }

  #send(whole: Message, observation: Observation, { file, line }: PlacedLine, unwritten?: UnwrittenDisk): void {
    if (!this.#recorded.has(whole.to)) return;
    for (const message of piecesOf(whole)) {
      const owed = this.#owed.find((one) => !one.isSent && isSame(one.message, message));
      if (owed && !unwritten) owed.isSent = true;
      else this.#links.send({ message, observation, place: { file, line }, unwritten });
    }
  }

  #count(): void {
    this.#steps++;
    if (this.#steps % PULSE === 0) this.#onProgress?.(this.#steps);
    if (this.#steps % TIDY === 0) this.#forget();
  }

  /**
   * What all servers that are still heard of have in their snapshots, and the terms that all of them have left, are not asked for again: a
   * server that goes back there breaks SP-6, SP-8 or SP-17.
   */
  #forget(): void {
    const heard = [...this.#recorded.values()].filter(({ isOver }) => !isOver);
    const disks = heard.map(({ id }) => this.#cluster.disk(id));
    const index = Math.min(...disks.map(({ log }) => log.snapshotIndex));
    const term = Math.min(...disks.map(({ currentTerm }) => currentTerm));
    if (index <= this.#forgotten.index && term <= this.#forgotten.term) return;
    this.#forgotten = { index, term };
    const sent = new Set(this.#cluster.running.flatMap(sentSnapshots));
    this.#monitor.forget({ index, term, sent });
    this.#links.forget(term);
  }

  #refuse(at: PlacedLine | PlacedHead, found: Disagreement, because: string): never {
    throw new Enough({ ...placeOf(at), server: serverIn(at), ...found, because });
  }

  /** ST-8: others have seen what the disk did not hold when the server was killed. */
  #refuseUnwritten(line: PlacedLine, { message, place }: MessageOnItsWay, disk: UnwrittenDisk): never {
    const { id, without, withWrite } = disk;
    const because = `${message.to} gets a ${message.type} that ${id} has sent at ${place.file}:${place.line}, and ${id} comes back with the disk that it had before: ${without}, not ${withWrite}`;
    const found = { clause: 'ST-8', what: `the disk of ${id}`, actual: without, expected: withWrite } as const;
    return this.#refuse(line, found, because);
  }
}

const serverIn = (at: PlacedLine | PlacedHead): ServerId => {
  if ('head' in at) return at.head.id;
  return at.action.type === 'deliver' ? at.action.message.to : 'id' in at.action ? at.action.id : '';
};

const placeOf = (at: PlacedLine | PlacedHead): JournalPlace & { readonly text: string } => ({
  file: at.file,
  line: at.line,
  text: 'text' in at ? at.text : `the head: ${at.head.id} ${at.head.begins}, file ${at.head.number}`,
});

const wordsOfDisk = ({ currentTerm, votedFor, log }: Durable): string =>
  `term ${currentTerm}, vote for ${votedFor ?? 'nobody'}, log up to ${log.lastIndex}`;

/** With which entries the snapshots end that a server sends. */
const sentSnapshots = ({ outgoingSnapshot }: Server): readonly Index[] =>
  Object.values(outgoingSnapshot).flatMap((sent) => (sent ? [sent.lastIncludedIndex] : []));

const unwrittenDisk = ({ id, before, after }: Observation): UnwrittenDisk => ({
  id,
  without: wordsOfDisk(durable(before)),
  withWrite: wordsOfDisk(durable(after)),
});

const MAX_WORDS = 200;

const excerptOf = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS)}…` : text;
};

/** What a server was that had lived before its journal begins. */
const pastOf = (file: JournalFile | undefined): Past | undefined => {
  if (!file) return undefined;
  const { number, begins, server } = file.head;
  const { currentTerm, log } = server;
  const hasLived = number > 1 || begins === 'rotation' || currentTerm > 0 || log.lastIndex > 0;
  return hasLived ? { currentTerm, lastIndex: log.lastIndex } : undefined;
};

/** Does a message say nothing that its sender did not know when its journal begins? */
const mayBeOlder = (message: Message, { currentTerm, lastIndex }: Past): boolean => {
  if (message.term !== currentTerm) return message.term < currentTerm;
  const added = message.type === 'AppendEntries' ? message.prevLogIndex + message.entries.length : 0;
  return Math.max(added, ...indexesIn(message, [])) <= lastIndex;
};
