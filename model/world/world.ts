/**
 * A cluster as a transition system: servers with disks, messages in flight, budgets, and the memory of what ever happened. A
 * world is a row of numbers: one for each node, one for the messages on their way to each node, and one for the rest.
 *
 * What a server does depends on its node and one event alone. That is computed once, with everything that is checked of it;
 * the search then only looks numbers up.
 */
import { canonicalText } from '../../src/check/explore/canonical.ts';
import type { Component, Kit } from '../../src/check/explore/kit.ts';
import type { Verdict } from '../../src/check/explore/model.ts';
import { NotSymmetric, type Sink, type Space, type SpaceProperty } from '../../src/check/explore/space.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import { emptyDurable } from '../../src/core/server.ts';
import type { Event, Message, Options, ServerId } from '../../src/core/types.ts';
import { type Protocol, shippedProtocol } from '../../src/sim/cluster.ts';
import { corrupt } from '../../src/sim/simulator.ts';
import { type Action, formatAction, parseAction } from '../../src/sim/trace.ts';
import { type Budget, Budgets } from './budget.ts';
import { emptyGhost, type Ghost, hasCommitted, lackedByLeader, remember, wrongSnapshot } from './ghost.ts';
import { crashed, handle, type Node, newNode, type Outcome, type Report, restarted } from './node.ts';
import {
  type Oracles,
  type Problem,
  problemsOf,
  problemsOfRestart,
  stepProperties,
  worldProperties,
} from './oracles.ts';
import { logMismatch, untrueMatch } from './pairs.ts';
import { renamed, renamingsOf } from './renaming.ts';

export interface WorldOptions {
  readonly name: string;
  readonly servers: readonly ServerId[];
  readonly options?: Partial<Options>;
  readonly budget: Budget;
  /** Where a crash may come: between two steps, or also after each effect of a step. */
  readonly crashPoints: 'between' | 'everywhere';
  /**
   * What happens before the search begins, at no cost: each the beginning of
   * a line of the trace grammar; `lose` and the beginning of a line takes such messages out of flight, `lose everything` all.
   */
  readonly start?: readonly string[];
  readonly protocol?: Protocol;
  readonly oracles?: Oracles;
  /** Are worlds that differ only by the names of servers the same? */
  readonly symmetry?: boolean;
}

/** Something that may happen to a server. Messages in flight are among them. */
interface Happening {
  readonly to: ServerId;
  readonly event: Event | { readonly type: 'crash' } | { readonly type: 'restart' };
}

/** How it happens. From `cut` on: the server crashes after so many effects. */
const HOW = { plain: 0, corrupted: 1, duplicated: 2, dropped: 3, cut: 4 } as const;
const HOWS = 64;

/** Bits of what is asked of a pair of nodes, and of a node and the ghost. */
const MISMATCH = 1;
const UNTRUE = 2;
const LACKS = 1;
const WRONG_SNAPSHOT = 2;
const IS_DURABLE = 4;

/** Messages, by number, for the node at a place. */
interface Sent {
  readonly place: number;
  readonly bag: number;
}

/** A local step, in numbers. */
interface LocalStep {
  readonly node: number;
  readonly sent: readonly Sent[];
  readonly report: number;
  readonly isIdle: boolean;
  readonly problems: readonly Problem[];
  readonly fired: readonly ClauseId[];
}

/** What may happen to a node of itself. */
interface Choices {
  readonly restart: number;
  readonly crash: number;
  readonly electionTimeout: number;
  readonly heartbeatTimeout: number;
  readonly compact: number;
  readonly takesCommands: boolean;
}

const NONE = -1;

/** So many renamings of each local step are compared: all of them for up to three servers. */
const CHECKED_RENAMINGS = 5;

/** All messages stay in flight. */
const KEPT = -1;

export class World implements Space {
  readonly name: string;
  readonly width: number;
  readonly symmetry: number;
  readonly properties: readonly SpaceProperty[];
  readonly fairness = [];
  /** What happened before the search began. */
  readonly startActions: Action[] = [];
  /** Lines of the start that could not happen. None, if the protocol is the one that the start was written for. */
  readonly skippedLines: string[] = [];
  readonly #ids: readonly ServerId[];
  readonly #options: WorldOptions;
  readonly #protocol: Protocol;
  readonly #oracles: Oracles;
  readonly #budgets: Budgets;
  /** The place of the number that stands for both the ghost and the budget. */
  readonly #rest: number;
  readonly #kit: Kit;
  readonly #nodes: Component<Node>;
  readonly #happenings: Component<Happening>;
  readonly #bags: Component<readonly number[]>;
  readonly #ghosts: Component<Ghost>;
  readonly #reports: Component<{ readonly id: ServerId; readonly report: Report }>;
  readonly #emptyBag: number;
  readonly #noReport = 0;
  readonly #steps: LocalStep[] = [];
  readonly #usage: number[] = [];
  readonly #cutLists: (readonly number[])[] = [];
  readonly #bagViews: (Int32Array | undefined)[] = [];
  readonly #targets: number[] = [];
  readonly #choices: (Choices | undefined)[] = [];
  readonly #memories: { readonly ghost: number; readonly contradictions: readonly Problem[] }[] = [];
  readonly #commands: readonly (readonly number[])[];
  readonly #stepOf: (node: number, how: number) => number;
  readonly #cutsOf: (node: number, happening: number) => number;
  readonly #without: (bag: number, happening: number) => number;
  readonly #with: (bag: number, sent: number) => number;
  readonly #memoryOf: (ghost: number, report: number) => number;
  readonly #pairBits: (a: number, b: number) => number;
  readonly #ghostBits: (node: number, ghost: number) => number;
  readonly #renamings: ReturnType<typeof renamingsOf>;
  /** Components after each renaming, by number, as far as they have been asked for. */
  readonly #renamed: Readonly<Record<'node' | 'bag' | 'ghost', readonly number[][]>>;
  /** For each renaming: which server gets the name of the one at a place. */
  readonly #sources: readonly (readonly number[])[];
  readonly #best: Int32Array;
  readonly #judgedRow: Int32Array;
  #judgement = 0;

  constructor(options: WorldOptions, kit: Kit) {
    const { servers, oracles = 'all' } = options;
    this.name = options.name;
    this.#options = options;
    this.#ids = servers;
    this.#protocol = options.protocol ?? shippedProtocol;
    this.#oracles = oracles;
    this.#budgets = new Budgets(options.budget);
    this.#kit = kit;
    this.#nodes = kit.component('node');
    this.#happenings = kit.component('happening');
    this.#bags = kit.component('bag');
    this.#ghosts = kit.component('ghost');
    this.#reports = kit.component('report');
    this.#emptyBag = this.#bags.numberOf([]);
    this.#rest = 2 * servers.length;
    this.width = this.#rest + 1;
    this.#judgedRow = new Int32Array(this.width).fill(NONE);
    this.#renamings = options.symmetry ? renamingsOf(servers) : [];
    this.symmetry = this.#renamings.length + 1;
    this.#sources = this.#renamings.map((renaming) => {
      const former = new Map([...renaming].map(([from, to]) => [to, from]));
      return servers.map((id) => servers.indexOf(former.get(id) ?? id));
    });
    this.#best = new Int32Array(this.width);
    const nothing = (): number[][] => this.#renamings.map(() => []);
    this.#renamed = { node: nothing(), bag: nothing(), ghost: nothing() };
    this.properties = [
      ...stepProperties(oracles).map((name): SpaceProperty => ({ name, kind: 'step' })),
      ...worldProperties(oracles).map((name): SpaceProperty => ({ name, kind: 'always' })),
    ];
    const commands = options.budget.clientCommands;
    this.#commands = servers.map((to) =>
      Array.from({ length: commands }, (_, place) =>
        this.#happenings.numberOf({ to, event: { type: 'clientCommand', command: `c${place + 1}` } }),
      ),
    );
    this.#reports.numberOf({ id: '', report: { leads: [], committed: [], applied: [] } });
    this.#stepOf = kit.remember((node, how) => this.#computeStep(node, how), true);
    this.#cutsOf = kit.remember((node, happening) => this.#computeCuts(node, happening));
    this.#without = kit.remember((bag, happening) => this.#computeWithout(bag, happening));
    this.#with = kit.remember((bag, sent) => this.#computeWith(bag, sent));
    this.#memoryOf = kit.remember((ghost, report) => this.#computeMemory(ghost, report));
    this.#pairBits = kit.remember((a, b) => this.#computePair(a, b));
    this.#ghostBits = kit.remember((node, ghost) => this.#computeGhostBits(node, ghost));
  }

  // --- the search ---

  begin(sink: Sink): void {
    this.#firstRow(sink.row);
    this.startActions.length = 0;
    this.skippedLines.length = 0;
    const lines = [...this.#ids.map((id) => `${id} restart`), ...(this.#options.start ?? [])];
    for (const line of lines) if (!this.#startWith(line, sink)) this.skippedLines.push(line);
    sink.row[this.#rest] = (sink.row[this.#rest] as number) + this.#budgets.whole;
    sink.accept(0);
  }

  #firstRow(row: Int32Array): void {
    const { options } = this.#options;
    for (const [place, id] of this.#ids.entries()) {
      const disk = emptyDurable({ id, servers: this.#ids, ...(options && { options }) });
      row[place] = this.#nodes.numberOf(newNode(disk));
      row[this.#ids.length + place] = this.#emptyBag;
    }
    row[this.#rest] = this.#ghosts.numberOf(emptyGhost) * this.#budgets.size;
  }

  /** Makes one thing happen before the search. False: it can't happen. */
  #startWith(line: string, { row, broken }: Sink): boolean {
    if (line.startsWith('lose ')) {
      for (const message of this.#inFlight(row, line.slice('lose '.length))) {
        const box = this.#boxOf(message);
        row[box] = this.#without(row[box] as number, message);
        this.startActions.push(this.actionOf(message * HOWS + HOW.dropped));
      }
      return true;
    }
    const [, what = line, cut] = /^(.*?)(?: crash after (\d+))?$/.exec(line) ?? [];
    const how = cut === undefined ? HOW.plain : HOW.cut + Number(cut);
    const [message] = this.#inFlight(row, what);
    const happening = message ?? this.#localHappening(what, row);
    if (happening === NONE) return false;
    const before = row.slice();
    const isDown = this.#choicesOf(before[this.#targetOf(happening)] as number).restart !== NONE;
    if (isDown !== what.endsWith(' restart')) return false;
    const left = message === undefined ? KEPT : this.#without(before[this.#boxOf(message)] as number, message);
    if (!this.#take(before, 0, happening, how, left, 0, { row, accept: () => undefined, broken })) return false;
    this.startActions.push(this.actionOf(happening * HOWS + how));
    return true;
  }

  /** The messages in flight whose line begins like this, in the order of their lines. */
  #inFlight(row: Int32Array, beginning: string): readonly number[] {
    return [...row.subarray(this.#ids.length, this.#rest)]
      .flatMap((bag) => [...this.#bagView(bag)])
      .map((message) => ({ message, text: this.actionText(message * HOWS) }))
      .filter(({ text }) => text.startsWith(beginning) || beginning === 'everything')
      .sort((a, b) => (a.text < b.text ? -1 : 1))
      .map(({ message }) => message);
  }

  #localHappening(line: string, row: Int32Array): number {
    const [id = '', verb = ''] = line.split(' ');
    const place = this.#ids.indexOf(id);
    if (place < 0) return NONE;
    const parsed = parseAction(line);
    if (verb === 'compact' && !parsed.ok) return this.#choicesOf(row[place] as number).compact;
    if (!parsed.ok || parsed.value.type === 'deliver' || parsed.value.type === 'lose') return NONE;
    const action = parsed.value;
    const event: Happening['event'] = action.type === 'event' ? action.event : { type: action.type };
    return this.#happenings.numberOf({ to: id, event });
  }

  expand(rows: Int32Array, at: number, sink: Sink): void {
    const budget = (rows[at + this.#rest] as number) % this.#budgets.size;
    for (let place = 0; place < this.#ids.length; place++) {
      const choices = this.#choicesOf(rows[at + place] as number);
      this.#expandMessages(rows, at, place, choices.restart === NONE, budget, sink);
      this.#expandNode(rows, at, place, choices, budget, sink);
    }
  }

  #expandMessages(rows: Int32Array, at: number, place: number, isUp: boolean, budget: number, sink: Sink): void {
    const budgets = this.#budgets;
    const box = rows[at + this.#ids.length + place] as number;
    const view = this.#bagView(box);
    if (view.length === 0) return;
    const canDrop = budgets.left(budget, 'drops') > 0;
    if (!isUp && !canDrop) return;
    const canDuplicate = budgets.left(budget, 'duplicates') > 0;
    const canCorrupt = budgets.left(budget, 'corruptions') > 0;
    for (let item = 0; item < view.length; item++) {
      const message = view[item] as number;
      const left = this.#without(box, message);
      if (canDrop) {
        this.#copy(rows, at, sink.row);
        sink.row[this.#ids.length + place] = left;
        sink.row[this.#rest] = (sink.row[this.#rest] as number) - budgets.cost('drops');
        sink.accept(message * HOWS + HOW.dropped);
      }
      if (!isUp) continue;
      this.#take(rows, at, message, HOW.plain, left, 0, sink);
      this.#takeCuts(rows, at, message, left, budget, 0, sink);
      if (canDuplicate) this.#take(rows, at, message, HOW.duplicated, KEPT, budgets.cost('duplicates'), sink);
      if (canCorrupt && this.#happenings.valueOf(message).event.type === 'InstallSnapshot') {
        this.#take(rows, at, message, HOW.corrupted, left, budgets.cost('corruptions'), sink);
      }
    }
  }

  #expandNode(rows: Int32Array, at: number, place: number, choices: Choices, budget: number, sink: Sink): void {
    const budgets = this.#budgets;
    if (choices.restart !== NONE) {
      this.#take(rows, at, choices.restart, HOW.plain, KEPT, 0, sink);
      return;
    }
    this.#takeLocal(rows, at, choices.electionTimeout, 'electionTimeouts', budget, sink);
    this.#takeLocal(rows, at, choices.heartbeatTimeout, 'heartbeatTimeouts', budget, sink);
    this.#takeLocal(rows, at, choices.compact, 'compactions', budget, sink);
    if (choices.takesCommands) {
      const done = this.#options.budget.clientCommands - budgets.left(budget, 'clientCommands');
      this.#takeLocal(rows, at, this.#commands[place]?.[done] ?? NONE, 'clientCommands', budget, sink);
    }
    this.#takeLocal(rows, at, choices.crash, 'crashes', budget, sink);
  }

  #takeLocal(rows: Int32Array, at: number, what: number, cost: keyof Budget, budget: number, sink: Sink): void {
    if (what === NONE || this.#budgets.left(budget, cost) === 0) return;
    const spent = this.#budgets.cost(cost);
    if (!this.#take(rows, at, what, HOW.plain, KEPT, spent, sink) || cost === 'crashes') return;
    this.#takeCuts(rows, at, what, KEPT, budget, spent, sink);
  }

  /** Crashes after each effect of a step that others may know of: a write or a message. */
  #takeCuts(rows: Int32Array, at: number, what: number, left: number, budget: number, spent: number, sink: Sink): void {
    if (this.#options.crashPoints !== 'everywhere' || this.#budgets.left(budget, 'crashes') === 0) return;
    const node = rows[at + this.#targetOf(what)] as number;
    for (const cut of this.#cutLists[this.#cutsOf(node, what)] ?? []) {
      this.#take(rows, at, what, HOW.cut + cut, left, spent + this.#budgets.cost('crashes'), sink);
    }
  }

  /**
   * Gives the successor by one local step to the sink. False: the step does nothing at all, so that there is none.
   *
   * @param left what is left of the messages to this server; KEPT: all of them.
   */
  #take(rows: Int32Array, at: number, what: number, how: number, left: number, spent: number, sink: Sink): boolean {
    const place = this.#targetOf(what);
    const stepHow = how === HOW.duplicated ? HOW.plain : how;
    const number = this.#stepOf(rows[at + place] as number, what * HOWS + stepHow);
    const step = this.#steps[number] as LocalStep;
    if (step.isIdle && left === KEPT) return false;
    this.#usage[number] = (this.#usage[number] as number) + 1;
    const { row } = sink;
    const { length } = this.#ids;
    this.#copy(rows, at, row);
    row[place] = step.node;
    if (left !== KEPT) row[length + place] = left;
    const { sent } = step;
    for (let item = 0; item < sent.length; item++) {
      const to = length + (sent[item] as Sent).place;
      row[to] = this.#with(row[to] as number, (sent[item] as Sent).bag);
    }
    row[this.#rest] = (row[this.#rest] as number) - spent;
    for (const { property, because } of step.problems) this.#break(property, because, sink);
    if (step.report !== this.#noReport) this.#report(step.report, sink);
    sink.accept(what * HOWS + how);
    return true;
  }

  #report(report: number, sink: Sink): void {
    const { size } = this.#budgets;
    const rest = sink.row[this.#rest] as number;
    const memory = this.#memories[this.#memoryOf(Math.floor(rest / size), report)];
    if (!memory) return;
    sink.row[this.#rest] = memory.ghost * size + (rest % size);
    for (const { property, because } of memory.contradictions) this.#break(property, because, sink);
  }

  #copy(rows: Int32Array, at: number, row: Int32Array): void {
    for (let place = 0; place < this.width; place++) row[place] = rows[at + place] as number;
  }

  #break(property: Problem['property'], because: string, sink: Sink): void {
    const number = this.properties.findIndex(({ name }) => name === property);
    if (number >= 0) sink.broken(number, because);
  }

  isWithin(): boolean {
    return true;
  }

  isAsked(): boolean {
    return false;
  }

  isFair(): boolean {
    return false;
  }

  // --- local steps ---

  #computeStep(node: number, key: number): number {
    const how = key % HOWS;
    const { to, event } = this.#happenings.valueOf((key - how) / HOWS);
    const before = this.#nodes.valueOf(node);
    const { outcome, problems } = this.#perform(before, event, how);
    if (this.symmetry > 1) this.#checkRenamings(before, event, how, outcome);
    const { report } = outcome;
    const isSilent = report.leads.length + report.committed.length + report.applied.length === 0;
    const after = this.#nodes.numberOf(outcome.node);
    const sent = this.#sentOf(outcome.sent);
    this.#usage.push(0);
    return (
      this.#steps.push({
        node: after,
        sent,
        report: isSilent ? this.#noReport : this.#reports.numberOf({ id: to, report }),
        isIdle: after === node && sent.length === 0,
        problems,
        fired: outcome.fired,
      }) - 1
    );
  }

  #perform(node: Node, event: Happening['event'], how: number): { outcome: Outcome; problems: readonly Problem[] } {
    if (event.type === 'crash') {
      const outcome = { node: crashed(node), sent: [], report: { leads: [], committed: [], applied: [] }, fired: [] };
      return { outcome, problems: [] };
    }
    if (event.type === 'restart') {
      const outcome = restarted(node, this.#protocol);
      return { outcome, problems: problemsOfRestart(outcome, this.#oracles) };
    }
    const arrives = how === HOW.corrupted && 'from' in event ? corrupt(event) : event;
    const outcome = handle(node, arrives, this.#protocol, how >= HOW.cut ? how - HOW.cut : undefined);
    return { outcome, problems: problemsOf(outcome, this.#oracles) };
  }

  #sentOf(messages: readonly Message[]): readonly Sent[] {
    const numbers = messages.map((message) => this.#happenings.numberOf({ to: message.to, event: message }));
    return [...this.#ids.keys()].flatMap((place) => {
      const its = numbers.filter((number) => this.#targetOf(number) === place);
      return its.length === 0 ? [] : [{ place, bag: this.#bags.numberOf(its.sort((a, b) => a - b)) }];
    });
  }

  /** After how many effects a crash of this step is something else than a crash before or after it. */
  #computeCuts(node: number, happening: number): number {
    const { event } = this.#happenings.valueOf(happening);
    const { outcome } = this.#perform(this.#nodes.valueOf(node), event, HOW.plain);
    const effects = outcome.observation?.effects ?? [];
    const cuts = [...effects.keys()].filter((place) => {
      const last = effects[place - 1]?.type;
      return last === 'persist' || last === 'send';
    });
    return this.#cutLists.push(cuts.filter((cut) => cut + HOW.cut < HOWS)) - 1;
  }

  #choicesOf(node: number): Choices {
    const known = this.#choices[node];
    if (known) return known;
    const choices = this.#computeChoices(node);
    this.#choices[node] = choices;
    return choices;
  }

  #computeChoices(number: number): Choices {
    const { server, disk, state } = this.#nodes.valueOf(number);
    const of = (event: Happening['event']): number => this.#happenings.numberOf({ to: disk.id, event });
    const nothing = { electionTimeout: NONE, heartbeatTimeout: NONE, compact: NONE, takesCommands: false };
    if (server === null) return { ...nothing, crash: NONE, restart: of({ type: 'restart' }) };
    const leads = server.role === 'leader';
    const { lastApplied: index } = server;
    return {
      restart: NONE,
      crash: of({ type: 'crash' }),
      electionTimeout: leads ? NONE : of({ type: 'electionTimeout' }),
      heartbeatTimeout: leads ? of({ type: 'heartbeatTimeout' }) : NONE,
      compact: index > server.log.snapshotIndex ? of({ type: 'compact', index, data: state }) : NONE,
      takesCommands: leads,
    };
  }

  #targetOf(happening: number): number {
    const known = this.#targets[happening];
    if (known !== undefined) return known;
    const place = this.#ids.indexOf(this.#happenings.valueOf(happening).to);
    this.#targets[happening] = place;
    return place;
  }

  // --- messages in flight ---

  /** Where the messages to the same server are counted in a row. */
  #boxOf(happening: number): number {
    return this.#ids.length + this.#targetOf(happening);
  }

  #bagView(bag: number): Int32Array {
    const known = this.#bagViews[bag];
    if (known) return known;
    const view = Int32Array.from(new Set(this.#bags.valueOf(bag)));
    this.#bagViews[bag] = view;
    return view;
  }

  #computeWithout(bag: number, message: number): number {
    const messages = [...this.#bags.valueOf(bag)];
    messages.splice(messages.indexOf(message), 1);
    return this.#bags.numberOf(messages);
  }

  #computeWith(bag: number, sent: number): number {
    const messages = [...this.#bags.valueOf(bag), ...this.#bags.valueOf(sent)];
    return this.#bags.numberOf(messages.sort((a, b) => a - b));
  }

  // --- properties of worlds ---

  #computeMemory(ghost: number, report: number): number {
    const { id, report: told } = this.#reports.valueOf(report);
    const { ghost: after, contradictions } = remember(this.#ghosts.valueOf(ghost), told, id);
    return this.#memories.push({ ghost: this.#ghosts.numberOf(after), contradictions }) - 1;
  }

  #computePair(a: number, b: number): number {
    const [one, other] = [this.#nodes.valueOf(a), this.#nodes.valueOf(b)];
    const isUntrue = untrueMatch(one, other) !== undefined || untrueMatch(other, one) !== undefined;
    return (logMismatch(one, other) === undefined ? 0 : MISMATCH) + (isUntrue ? UNTRUE : 0);
  }

  #computeGhostBits(number: number, ghostNumber: number): number {
    const [node, ghost] = [this.#nodes.valueOf(number), this.#ghosts.valueOf(ghostNumber)];
    return (
      (lackedByLeader(node, ghost) === undefined ? 0 : LACKS) +
      (wrongSnapshot(node, ghost) === undefined ? 0 : WRONG_SNAPSHOT) +
      (hasCommitted(node, ghost) ? IS_DURABLE : 0)
    );
  }

  judge(property: number, rows: Int32Array, at: number): Verdict {
    const name = this.properties[property]?.name as ClauseId;
    const broken = this.#judgementOf(rows, at);
    if ((broken & (BITS[name] ?? 0)) === 0) return true;
    return { ok: false, because: this.#reason(name, rows, at) };
  }

  /** Which properties a world breaks. Asked once for each property of a world, computed once for the world. */
  #judgementOf(rows: Int32Array, at: number): number {
    const last = this.#judgedRow;
    let isSame = true;
    for (let place = 0; place < this.width; place++) if (rows[at + place] !== last[place]) isSame = false;
    if (isSame) return this.#judgement;
    for (let place = 0; place < this.width; place++) last[place] = rows[at + place] as number;
    const { length } = this.#ids;
    const ghost = Math.floor((last[this.#rest] as number) / this.#budgets.size);
    let pairs = 0;
    let own = 0;
    let durable = 0;
    for (let a = 0; a < length; a++) {
      const node = last[a] as number;
      const bits = this.#ghostBits(node, ghost);
      own |= bits;
      if (bits & IS_DURABLE) durable++;
      for (let b = a + 1; b < length; b++) pairs |= this.#pairBits(node, last[b] as number);
    }
    const isDurable = durable * 2 > length;
    this.#judgement =
      (pairs & MISMATCH ? (BITS['SP-3'] ?? 0) : 0) |
      (own & LACKS ? (BITS['SP-4'] ?? 0) : 0) |
      (pairs & UNTRUE ? (BITS['SP-13'] ?? 0) : 0) |
      (isDurable ? 0 : (BITS['SP-14'] ?? 0)) |
      (own & WRONG_SNAPSHOT ? (BITS['SP-15'] ?? 0) : 0);
    return this.#judgement;
  }

  #reason(property: ClauseId, rows: Int32Array, at: number): string {
    const nodes = this.#ids.map((_id, place) => this.#nodes.valueOf(rows[at + place] as number));
    const ghost = this.#ghosts.valueOf(Math.floor((rows[at + this.#rest] as number) / this.#budgets.size));
    const firstOf = (reasons: readonly (string | undefined)[]): string =>
      reasons.find((reason) => reason !== undefined) ?? property;
    const ofPairs = (reason: (a: Node, b: Node) => string | undefined): string =>
      firstOf(nodes.flatMap((a) => nodes.filter((b) => a !== b).map((b) => reason(a, b))));
    switch (property) {
      case 'SP-3':
        return ofPairs(logMismatch);
      case 'SP-13':
        return ofPairs(untrueMatch);
      case 'SP-4':
        return firstOf(nodes.map((node) => lackedByLeader(node, ghost)));
      case 'SP-15':
        return firstOf(nodes.map((node) => wrongSnapshot(node, ghost)));
      default: {
        const lacking = nodes.filter((node) => !hasCommitted(node, ghost)).map(({ disk }) => disk.id);
        return `what is committed is not on the disks of ${lacking.join(' ')}, which are no minority`;
      }
    }
  }

  // --- symmetry ---

  canonicalize(row: Int32Array): void {
    const { length } = this.#ids;
    const best = this.#best;
    best.set(row);
    for (let number = 0; number < this.#renamings.length; number++) {
      // Most renamings are out of the question after one number or two.
      const sources = this.#sources[number] as readonly number[];
      let isLess = false;
      for (let place = 0; place < this.width; place++) {
        const component = this.#renamedAt(row, place, number, sources, length);
        if (!isLess && component > (best[place] as number)) break;
        if (isLess || component < (best[place] as number)) {
          isLess = true;
          best[place] = component;
        }
      }
    }
    row.set(best);
  }

  /** What stands at a place of a row after a renaming. */
  #renamedAt(row: Int32Array, place: number, number: number, sources: readonly number[], length: number): number {
    if (place < length) return this.#rename('node', number, row[sources[place] as number] as number);
    if (place < this.#rest)
      return this.#rename('bag', number, row[length + (sources[place - length] as number)] as number);
    const rest = row[this.#rest] as number;
    const { size } = this.#budgets;
    return this.#rename('ghost', number, Math.floor(rest / size)) * size + (rest % size);
  }

  #rename(kind: 'node' | 'bag' | 'ghost', number: number, component: number): number {
    const known = this.#renamed[kind][number] as number[];
    const before = known[component];
    if (before !== undefined) return before;
    const after = this.#computeRenamed(kind, number, component);
    known[component] = after;
    return after;
  }

  #computeRenamed(kind: 'node' | 'bag' | 'ghost', number: number, component: number): number {
    const renaming = this.#renamings[number] ?? new Map<ServerId, ServerId>();
    if (kind === 'node') return this.#nodes.numberOf(renamed(this.#nodes.valueOf(component), renaming) as Node);
    if (kind === 'ghost') return this.#ghosts.numberOf(renamed(this.#ghosts.valueOf(component), renaming) as Ghost);
    const messages = this.#bags.valueOf(component).map((message) => {
      return this.#happenings.numberOf(renamed(this.#happenings.valueOf(message), renaming) as Happening);
    });
    return this.#bags.numberOf(messages.sort((a, b) => a - b));
  }

  /** Symmetry is sound if servers under other names do the same under those names. Held for each local step there is. */
  checkSymmetry(): void {
    if (this.#options.crashPoints === 'everywhere' && this.#options.budget.crashes > 0) {
      throw new NotSymmetric(
        `${this.name} has crashes between two sends, which go to the servers in a fixed order; explore it without symmetry`,
      );
    }
  }

  #checkRenamings(node: Node, event: Happening['event'], how: number, outcome: Outcome): void {
    for (const renaming of this.#renamings.slice(0, CHECKED_RENAMINGS)) {
      const other = this.#perform(renamed(node, renaming) as Node, renamed(event, renaming) as Event, how).outcome;
      const isSame =
        canonicalText(renamed(outcome.node, renaming)) === canonicalText(other.node) &&
        textOfSet(renamed(outcome.sent, renaming) as readonly Message[]) === textOfSet(other.sent);
      if (isSame) continue;
      const names = [...renaming].map(([from, to]) => `${from} as ${to}`).join(', ');
      throw new NotSymmetric(
        `${this.name}: at ${event.type} a server does something else under another name (${names}); explore it without symmetry`,
      );
    }
  }

  // --- for people ---

  /** What a number of the search stands for. */
  actionOf(number: number): Action {
    const how = number % HOWS;
    const { to, event } = this.#happenings.valueOf((number - how) / HOWS);
    const crashAfter = how >= HOW.cut ? { crashAfter: how - HOW.cut } : {};
    if (event.type === 'crash' || event.type === 'restart') return { type: event.type, id: to };
    if (!('from' in event)) return { type: 'event', id: to, event, ...crashAfter };
    if (how === HOW.dropped) return { type: 'lose', message: event };
    return { type: 'deliver', message: event, ...(how === HOW.corrupted && { corrupted: true }), ...crashAfter };
  }

  actionText(number: number): string {
    return formatAction(this.actionOf(number));
  }

  stateOf(rows: Int32Array, at: number): unknown {
    const bags = [...rows.subarray(at + this.#ids.length, at + this.#rest)];
    return {
      nodes: this.#ids.map((_id, place) => this.#nodes.valueOf(rows[at + place] as number)),
      messages: bags.flatMap((bag) => this.#bags.valueOf(bag)).map((number) => this.#happenings.valueOf(number).event),
      budget: this.#budgets.valueOf((rows[at + this.#rest] as number) % this.#budgets.size),
    };
  }

  localSteps(): number {
    return this.#kit.localSteps;
  }

  bytes(): number {
    return this.#kit.bytes;
  }

  /** How often each clause fired in this thread's part of the search. */
  counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const [number, { fired }] of this.#steps.entries()) {
      for (const clause of fired) counts[clause] = (counts[clause] ?? 0) + (this.#usage[number] ?? 0);
    }
    return counts;
  }
}

const BITS: Readonly<Partial<Record<ClauseId, number>>> = { 'SP-3': 1, 'SP-4': 2, 'SP-13': 4, 'SP-14': 8, 'SP-15': 16 };

const textOfSet = (messages: readonly Message[]): string =>
  messages
    .map((message) => canonicalText(message))
    .sort()
    .join();
