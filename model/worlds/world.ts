// Room model/worlds. Which bounded worlds are explored, and how a world becomes a row of numbers.
// What may be touched here: a configuration, with its own words of what it proves and what not. The number of its
// worlds is pinned.

/**
 * A cluster as a transition system: servers with disks, messages in flight, budgets, and the memory of what ever happened. A
 * world is a row of numbers: one for each node, one for the messages on their way to each node, and one for the rest.
 *
 * What a server does depends on its node and one event alone. That is computed once, with everything that is checked of it;
 * the search then only looks numbers up.
 */
import type { ComponentStore } from '../../src/check/explore/componentStore.ts';
import type { Verdict } from '../../src/check/explore/model.ts';
import { NotSymmetric, type Sink, type Space, type SpaceProperty } from '../../src/check/explore/space.ts';
import { newNode } from '../../src/cluster/node.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import { append } from '../../src/core/log.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import { emptyDurable } from '../../src/core/server.ts';
import type { Durable, LocalEvent, Options, ServerId } from '../../src/core/types.ts';
import { type Action, formatAction, parseAction } from '../../src/trace/grammar.ts';
import { Bags } from './bags.ts';
import type { Budget, Purse } from './budget.ts';
import { emptyGhost } from './ghost.ts';
import { bitsOf, Judge } from './judge.ts';
import { type Choices, LocalSteps, NOTHING, type Sent } from './localSteps.ts';
import { type Oracles, type Problem, type PropertyName, stepProperties, worldProperties } from './oracles.ts';
import { type Requests, requestsAt } from './requests.ts';
import { FAULT, FAULTS, type Happening, NONE, RowLayout } from './rowLayout.ts';
import { Renamings } from './symmetry.ts';

export interface WorldOptions {
  readonly name: string;
  readonly servers: readonly ServerId[];
  readonly options?: Partial<Options>;
  /** With the page membership: the members at first (MC-3), which every disk has as its first entry; left out: all servers. */
  readonly firstMembers?: readonly ServerId[];
  /** With the page membership: the lists of members that may be asked for; left out: none. */
  readonly changes?: readonly (readonly ServerId[])[];
  readonly budget: Budget;
  /** Where a crash may come: between two steps, or also after each effect of a step. */
  readonly crashPoints: 'between' | 'everywhere';
  /**
   * What happens before the search begins, at no cost: each the beginning of
   * a line of the trace grammar; `lose` and the beginning of a line takes such messages out of flight, `lose everything` all.
   */
  readonly start?: readonly string[];
  /** Does a driver also ask for compactions that a server has to refuse? Left out: no. */
  readonly asksWrongly?: boolean;
  readonly protocol?: Protocol;
  readonly oracles?: Oracles;
  /** The one property that is looked for; left out: all that the oracles have. */
  readonly only?: PropertyName;
  /** Are worlds that differ only by the names of servers the same? */
  readonly symmetry?: boolean;
}

/** MC-3: the disk of a server, member or not, of a cluster that begins with these members. */
export const withFirstMembers = (disk: Durable, members: readonly ServerId[]): Durable => ({
  ...disk,
  currentTerm: 1,
  log: append(disk.log, [{ term: 1, configuration: { members } }]),
});

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
  readonly #options: WorldOptions;
  readonly #store: ComponentStore;
  readonly #layout: RowLayout;
  readonly #bags: Bags;
  readonly #steps: LocalSteps;
  readonly #judge: Judge;
  /** Of its properties, for the judge. */
  readonly #bits: number;
  readonly #renamings: Renamings;
  readonly #purses: Readonly<Record<'compactions' | 'crashes' | 'losses' | 'duplicates' | 'corruptions', Purse>>;
  /** For each server, the numbers of what may be asked of it. */
  readonly #requests: readonly (readonly (Requests<number> & { readonly purse: Purse })[])[];

  constructor(options: WorldOptions, store: ComponentStore) {
    const { name, servers, budget, protocol = shippedProtocol, oracles = 'all', only, symmetry = false } = options;
    const { asksWrongly = false } = options;
    this.name = name;
    this.#options = options;
    this.#store = store;
    this.#layout = new RowLayout(servers, budget, store);
    this.width = this.#layout.width;
    this.#bags = new Bags(this.#layout, store);
    this.#judge = new Judge(this.#layout, store, protocol.extensions?.includes('membership') ?? false);
    this.#renamings = new Renamings(this.#layout, this.#bags, symmetry);
    this.symmetry = this.#renamings.size;
    this.#steps = new LocalSteps(
      this.#layout,
      this.#bags,
      store,
      { protocol, oracles, asksWrongly },
      (node, event, fault, outcome) =>
        this.#renamings.check(node, event, outcome, (other, same) => this.#steps.perform(other, same, fault).outcome),
    );
    this.properties = [
      ...stepProperties(oracles, protocol.extensions).map(
        (property): SpaceProperty => ({ name: property, kind: 'step' }),
      ),
      ...worldProperties(oracles, protocol.extensions).map(
        (property): SpaceProperty => ({ name: property, kind: 'always' }),
      ),
    ].filter((property) => only === undefined || property.name === only);
    this.#bits = bitsOf(this.properties.map((property) => property.name));
    const { budgets } = this.#layout;
    this.#purses = {
      compactions: budgets.purseOf('compactions'),
      crashes: budgets.purseOf('crashes'),
      losses: budgets.purseOf('losses'),
      duplicates: budgets.purseOf('duplicates'),
      corruptions: budgets.purseOf('corruptions'),
    };
    this.#requests = servers.map((to) => {
      const numberOf = (event: LocalEvent): number => this.#layout.happenings.numberOf({ to, event });
      return requestsAt(to, servers, budget, options.changes).map(({ kind, asks, next }) => ({
        kind,
        asks,
        next: next.map((events) => events.map(numberOf)),
        purse: budgets.purseOf(kind),
      }));
    });
  }

  // --- the search ---

  begin(sink: Sink): void {
    const { crashPoints, budget } = this.#options;
    if (this.symmetry > 1 && crashPoints === 'everywhere' && budget.crashes > 0) {
      throw new NotSymmetric(
        `${this.name} has crashes between two sends, which go to the servers in a fixed order; explore it without symmetry`,
      );
    }
    this.#firstRow(sink.row);
    this.startActions.length = 0;
    this.skippedLines.length = 0;
    const lines = [...this.#layout.ids.map((id) => `${id} restart`), ...(this.#options.start ?? [])];
    for (const line of lines) if (!this.#startWith(line, sink)) this.skippedLines.push(line);
    sink.row[this.#layout.rest] = (sink.row[this.#layout.rest] as number) + this.#layout.budgets.whole;
    sink.accept(0);
  }

  #firstRow(row: Int32Array): void {
    const { options, firstMembers } = this.#options;
    for (const [place, id] of this.#layout.ids.entries()) {
      const empty = emptyDurable({ id, servers: this.#layout.ids, ...(options && { options }) });
      const disk = firstMembers ? withFirstMembers(empty, firstMembers) : empty;
      row[place] = this.#layout.nodes.numberOf(newNode(disk));
      row[this.#layout.ids.length + place] = this.#bags.empty;
    }
    row[this.#layout.rest] = this.#layout.ghosts.numberOf(emptyGhost) * this.#layout.budgets.size;
  }

  /** Makes one thing happen before the search. False: it can't happen. */
  #startWith(line: string, { row, broken }: Sink): boolean {
    if (line.startsWith('lose ')) {
      const beginning = line.slice('lose '.length);
      for (
        let [message] = this.#inFlight(row, beginning);
        message !== undefined;
        [message] = this.#inFlight(row, beginning)
      ) {
        const box = this.#layout.boxOf(message);
        row[box] = this.#bags.without(row[box] as number, message);
        this.startActions.push(this.actionOf(message * FAULTS + FAULT.lost));
      }
      return true;
    }
    const [, what = line, cut] = /^(.*?)(?: crash after (\d+))?$/.exec(line) ?? [];
    const fault = cut === undefined ? FAULT.none : FAULT.crash + Number(cut);
    const [message] = this.#inFlight(row, what);
    const happening = message ?? this.#localHappening(what, row);
    if (happening === NONE) return false;
    const before = row.slice();
    const isDown = this.#steps.choicesOf(before[this.#layout.placeOf(happening)] as number).restart !== NONE;
    if (isDown !== what.endsWith(' restart')) return false;
    const left =
      message === undefined ? KEPT : this.#bags.without(before[this.#layout.boxOf(message)] as number, message);
    if (!this.#take(before, 0, happening, fault, left, 0, { row, accept: () => undefined, broken })) return false;
    this.startActions.push(this.actionOf(happening * FAULTS + fault));
    return true;
  }

  /** The messages in flight whose line begins like this, in the order of their lines. */
  #inFlight(row: Int32Array, beginning: string): readonly number[] {
    return [...row.subarray(this.#layout.ids.length, this.#layout.rest)]
      .flatMap((bag) => [...this.#bags.view(bag)])
      .map((message) => ({ message, text: this.actionText(message * FAULTS) }))
      .filter(({ text }) => text.startsWith(beginning) || beginning === 'everything')
      .sort((a, b) => (a.text < b.text ? -1 : 1))
      .map(({ message }) => message);
  }

  #localHappening(line: string, row: Int32Array): number {
    const [id = '', verb = ''] = line.split(' ');
    const place = this.#layout.ids.indexOf(id);
    if (place < 0) return NONE;
    const parsed = parseAction(line);
    if (verb === 'compact' && !parsed.ok) return this.#steps.choicesOf(row[place] as number).compact;
    if (!parsed.ok || 'message' in parsed.value) return NONE;
    const action = parsed.value;
    const event: Happening['event'] = action.type === 'event' ? action.event : { type: action.type };
    return this.#layout.happenings.numberOf({ to: id, event });
  }

  expand(rows: Int32Array, at: number, sink: Sink): void {
    const budget = this.#layout.budgetIn(rows[at + this.#layout.rest] as number);
    for (let place = 0; place < this.#layout.ids.length; place++) {
      const choices = this.#steps.choicesOf(rows[at + place] as number);
      this.#expandMessages(rows, at, place, choices.restart === NONE, budget, sink);
      this.#expandNode(rows, at, place, choices, budget, sink);
    }
  }

  #expandMessages(rows: Int32Array, at: number, place: number, isUp: boolean, budget: number, sink: Sink): void {
    const box = rows[at + this.#layout.ids.length + place] as number;
    const view = this.#bags.view(box);
    if (view.length === 0) return;
    const { losses, duplicates, corruptions } = this.#purses;
    const canLose = losses.left[budget] !== 0;
    if (!isUp && !canLose) return;
    const canDuplicate = duplicates.left[budget] !== 0;
    const canCorrupt = corruptions.left[budget] !== 0;
    for (let item = 0; item < view.length; item++) {
      const message = view[item] as number;
      const left = this.#bags.without(box, message);
      if (canLose) {
        this.#copy(rows, at, sink.row);
        sink.row[this.#layout.ids.length + place] = left;
        sink.row[this.#layout.rest] = (sink.row[this.#layout.rest] as number) - losses.cost;
        sink.accept(message * FAULTS + FAULT.lost);
      }
      if (!isUp) continue;
      this.#take(rows, at, message, FAULT.none, left, 0, sink);
      this.#takeCuts(rows, at, message, left, budget, 0, sink);
      if (canDuplicate) this.#take(rows, at, message, FAULT.duplicated, KEPT, duplicates.cost, sink);
      if (canCorrupt && this.#layout.happenings.valueOf(message).event.type === 'InstallSnapshot') {
        this.#take(rows, at, message, FAULT.corrupted, left, corruptions.cost, sink);
      }
    }
  }

  #expandNode(rows: Int32Array, at: number, place: number, choices: Choices, budget: number, sink: Sink): void {
    if (choices.restart !== NONE) {
      this.#take(rows, at, choices.restart, FAULT.none, KEPT, 0, sink);
      return;
    }
    const { compactions, crashes } = this.#purses;
    for (const { happening, purse } of choices.timeouts) this.#takeLocal(rows, at, happening, purse, budget, sink);
    this.#takeLocal(rows, at, choices.compact, compactions, budget, sink);
    for (const compact of choices.wrongCompacts) this.#takeLocal(rows, at, compact, compactions, budget, sink);
    for (const { asks, next, purse } of this.#requests[place] ?? []) {
      if (!(asks === 'leader' ? choices.leads : choices.knowsLeader)) continue;
      const made = next.length - (purse.left[budget] as number);
      for (const request of next[made] ?? []) this.#takeRequest(rows, at, request, purse, budget, sink);
    }
    for (const told of choices.owed) {
      this.#take(rows, at, told, FAULT.none, KEPT, 0, sink);
      this.#takeCuts(rows, at, told, KEPT, budget, 0, sink);
    }
    this.#takeLocal(rows, at, choices.crash, crashes, budget, sink);
  }

  #takeLocal(rows: Int32Array, at: number, what: number, purse: Purse, budget: number, sink: Sink): void {
    if (what === NONE || purse.left[budget] === 0) return;
    if (!this.#take(rows, at, what, FAULT.none, KEPT, purse.cost, sink) || purse === this.#purses.crashes) return;
    this.#takeCuts(rows, at, what, KEPT, budget, purse.cost, sink);
  }

  /** What somebody asks for may be rejected (LT-3): that leads to no other world, and yet a clause has acted. */
  #takeRequest(rows: Int32Array, at: number, what: number, purse: Purse, budget: number, sink: Sink): void {
    this.#takeLocal(rows, at, what, purse, budget, sink);
    const step = this.#steps.stepOf(rows[at + this.#layout.placeOf(what)] as number, what * FAULTS + FAULT.none);
    if (this.#steps.isIdle(step)) this.#steps.use(step);
  }

  /** Crashes after each effect of a step that others may know of: a write or a message. */
  #takeCuts(rows: Int32Array, at: number, what: number, left: number, budget: number, spent: number, sink: Sink): void {
    const { crashes } = this.#purses;
    if (this.#options.crashPoints !== 'everywhere' || crashes.left[budget] === 0) return;
    const node = rows[at + this.#layout.placeOf(what)] as number;
    for (const cut of this.#steps.cutsOf(node, what)) {
      this.#take(rows, at, what, FAULT.crash + cut, left, spent + crashes.cost, sink);
    }
  }

  /**
   * Gives the successor by one local step to the sink. False: the step does nothing at all, so that there is none.
   *
   * @param left what is left of the messages to this server; KEPT: all of them.
   */
  #take(rows: Int32Array, at: number, what: number, fault: number, left: number, spent: number, sink: Sink): boolean {
    const place = this.#layout.placeOf(what);
    const stepFault = fault === FAULT.duplicated ? FAULT.none : fault;
    const number = this.#steps.stepOf(rows[at + place] as number, what * FAULTS + stepFault);
    if (left === KEPT && this.#steps.isIdle(number)) return false;
    const step = this.#steps.use(number);
    const { row } = sink;
    const { length } = this.#layout.ids;
    this.#copy(rows, at, row);
    row[place] = step.node;
    if (left !== KEPT) row[length + place] = left;
    const { sent } = step;
    for (let item = 0; item < sent.length; item++) {
      const to = length + (sent[item] as Sent).place;
      row[to] = this.#bags.with(row[to] as number, (sent[item] as Sent).bag);
    }
    row[this.#layout.rest] = (row[this.#layout.rest] as number) - spent;
    for (const { property, because } of step.problems) this.#break(property, because, sink);
    if (step.report !== NOTHING) this.#report(step.report, sink);
    sink.accept(what * FAULTS + fault);
    return true;
  }

  #report(report: number, sink: Sink): void {
    const rest = sink.row[this.#layout.rest] as number;
    const { ghost, contradictions } = this.#judge.memoryAfter(this.#layout.ghostIn(rest), report);
    sink.row[this.#layout.rest] = ghost * this.#layout.budgets.size + this.#layout.budgetIn(rest);
    for (const { property, because } of contradictions) this.#break(property, because, sink);
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

  judge(property: number, rows: Int32Array, at: number): Verdict {
    return this.#judge.judge(this.properties[property]?.name as ClauseId, rows, at);
  }

  allHold(rows: Int32Array, at: number): boolean {
    return this.#judge.holds(this.#bits, rows, at);
  }

  canonicalize(row: Int32Array): void {
    this.#renamings.canonicalize(row);
  }

  // --- for people ---

  actionOf(number: number): Action {
    return this.#layout.actionOf(number);
  }

  actionText(number: number): string {
    return formatAction(this.actionOf(number));
  }

  stateOf(rows: Int32Array, at: number): unknown {
    const { ids, rest, nodes, bags, happenings, budgets } = this.#layout;
    const messages = [...rows.subarray(at + ids.length, at + rest)].flatMap((bag) => bags.valueOf(bag));
    return {
      nodes: ids.map((_id, place) => nodes.valueOf(rows[at + place] as number)),
      messages: messages.map((number) => happenings.valueOf(number).event),
      budget: budgets.valueOf(this.#layout.budgetIn(rows[at + rest] as number)),
    };
  }

  localSteps(): number {
    return this.#store.localSteps;
  }

  bytes(): number {
    return this.#store.bytes;
  }

  counts(): Readonly<Record<string, number>> {
    return this.#steps.counts();
  }
}
