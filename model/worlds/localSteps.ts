/**
 * What a server does with one event: computed once for each node and event, with everything that is checked of it, and looked
 * up ever after.
 */
import type { Component, ComponentStore } from '../../src/check/explore/componentStore.ts';
import { corrupt } from '../../src/cluster/corrupt.ts';
import { crash, handle, type Node, type NodeStep, restartNode } from '../../src/cluster/node.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import { type Protocol, timersIn } from '../../src/core/protocol.ts';
import type { Effect, Message } from '../../src/core/types.ts';
import type { Bags } from './bags.ts';
import { type Purse, timeoutsOf } from './budget.ts';
import { type Oracles, type Problem, problemsOf } from './oracles.ts';
import { emptyReport, isSilent, reportOf } from './report.ts';
import { FAULT, FAULTS, type Happening, NONE, type RowLayout } from './rowLayout.ts';

/** Messages, by number, for the node at a place. */
export interface Sent {
  readonly place: number;
  readonly bag: number;
}

/** A local step, in numbers. */
export interface LocalStep {
  readonly node: number;
  readonly sent: readonly Sent[];
  /** NOTHING: the world's memory has nothing to learn. */
  readonly report: number;
  /** Does nothing change, is nothing sent, and is that as it should be? */
  readonly isIdle: boolean;
  readonly problems: readonly Problem[];
  readonly fired: readonly ClauseId[];
}

/** The number of the empty report. */
export const NOTHING = 0;

/** What may happen to a node of itself, as numbers of happenings. */
export interface Choices {
  readonly restart: number;
  readonly crash: number;
  /** Of each timer that may run out, and what it is paid from. */
  readonly timeouts: readonly { readonly happening: number; readonly purse: Purse }[];
  /** A compaction of all that is applied. */
  readonly compact: number;
  /** Where the world has them: compactions that no server may make. */
  readonly wrongCompacts: readonly number[];
  readonly leads: boolean;
  readonly knowsLeader: boolean;
  /** What the server has to be told of its writes, in any order. */
  readonly owed: readonly number[];
}

export interface Rules {
  readonly protocol: Protocol;
  readonly oracles: Oracles;
  /** Does a driver also ask for compactions of what is compacted already, or not applied yet? */
  readonly asksWrongly: boolean;
}

/** Looks at a local step that was just computed. */
export type Inspect = (node: Node, event: Happening['event'], fault: number, outcome: NodeStep) => void;

/** May others know of an effect after a crash: a disk, a server, or the world's memory of what was applied and answered? */
const leavesTrace = (effect: Effect | undefined): boolean =>
  effect !== undefined && ['persist', 'send', 'apply', 'reply', 'answerRead'].includes(effect.type);

export class LocalSteps {
  /** The number of what a node does with a happening, given as `happening * FAULTS + fault`. */
  readonly stepOf: (node: number, key: number) => number;
  readonly #layout: RowLayout;
  readonly #bags: Bags;
  readonly #rules: Rules;
  readonly #inspect: Inspect;
  readonly #steps: Component<LocalStep>;
  readonly #usage: number[] = [];
  readonly #cutsOf: (node: number, happening: number) => number;
  readonly #cutLists: Component<readonly number[]>;
  readonly #choices: (Choices | undefined)[] = [];

  constructor(layout: RowLayout, bags: Bags, store: ComponentStore, rules: Rules, inspect: Inspect) {
    this.#layout = layout;
    this.#bags = bags;
    this.#rules = rules;
    this.#inspect = inspect;
    layout.reports.numberOf({ id: '', report: emptyReport });
    this.#steps = store.component('step');
    this.#cutLists = store.component('cuts');
    this.stepOf = store.memoize((node, key) => this.#computeStep(node, key), true);
    this.#cutsOf = store.memoize((node, happening) => this.#computeCuts(node, happening));
  }

  /** A step by its number, for taking it: it is counted. */
  use(number: number): LocalStep {
    this.#usage[number] = (this.#usage[number] ?? 0) + 1;
    return this.#steps.valueOf(number);
  }

  isIdle(number: number): boolean {
    return this.#steps.valueOf(number).isIdle;
  }

  /** After how many effects a crash of this step is something else than a crash before or after it. */
  cutsOf(node: number, happening: number): readonly number[] {
    return this.#cutLists.valueOf(this.#cutsOf(node, happening));
  }

  choicesOf(node: number): Choices {
    const known = this.#choices[node];
    if (known) return known;
    const choices = this.#computeChoices(node);
    this.#choices[node] = choices;
    return choices;
  }

  #computeChoices(number: number): Choices {
    const { server, disk, state, owed = [] } = this.#layout.nodes.valueOf(number);
    const of = (event: Happening['event']): number => this.#layout.happenings.numberOf({ to: disk.id, event });
    const nothing = {
      timeouts: [],
      compact: NONE,
      wrongCompacts: [],
      leads: false,
      knowsLeader: false,
      owed: [],
    };
    if (server === null) return { ...nothing, crash: NONE, restart: of({ type: 'restart' }) };
    const leads = server.role === 'leader';
    const { lastApplied: index } = server;
    const others = this.#rules.asksWrongly ? Array.from({ length: server.log.lastIndex }, (_, place) => place + 1) : [];
    return {
      restart: NONE,
      crash: of({ type: 'crash' }),
      timeouts: timersIn(this.#rules.protocol, server.role).map((timer) => ({
        happening: of({ type: 'timeout', timer }),
        purse: this.#layout.budgets.purseOf(timeoutsOf(timer)),
      })),
      compact: index > server.log.snapshotIndex ? of({ type: 'compact', index, data: state }) : NONE,
      wrongCompacts: others
        .filter((other) => other > index || other <= server.log.snapshotIndex)
        .map((other) => of({ type: 'compact', index: other, data: state.split(' ').slice(0, other).join(' ') })),
      leads,
      knowsLeader: server.leaderId !== null,
      owed: owed.map(({ event }) => of(event)),
    };
  }

  #computeStep(node: number, key: number): number {
    const fault = key % FAULTS;
    const { to, event } = this.#layout.happenings.valueOf((key - fault) / FAULTS);
    const before = this.#layout.nodes.valueOf(node);
    const { outcome, problems } = this.perform(before, event, fault);
    this.#inspect(before, event, fault, outcome);
    const report = outcome.observation ? reportOf(outcome.observation) : emptyReport;
    const nothing = isSilent(report);
    const after = this.#layout.nodes.numberOf(outcome.node);
    const sent = this.#sentOf(outcome.sent);
    return this.#steps.numberOf({
      node: after,
      sent,
      report: nothing ? NOTHING : this.#layout.reports.numberOf({ id: to, report }),
      isIdle: after === node && sent.length === 0 && nothing && problems.length === 0,
      problems,
      fired: outcome.fired,
    });
  }

  /** A local step in full. */
  perform(node: Node, event: Happening['event'], fault: number): { outcome: NodeStep; problems: readonly Problem[] } {
    if (event.type === 'crash') return { outcome: crash(node), problems: [] };
    if (event.type === 'restart') {
      const outcome = restartNode(node, this.#rules.protocol);
      return { outcome, problems: problemsOf(outcome, this.#rules.oracles, this.#rules.protocol) };
    }
    const arrives = fault === FAULT.corrupted && 'from' in event ? corrupt(event) : event;
    const outcome = handle(node, arrives, this.#rules.protocol, fault >= FAULT.crash ? fault - FAULT.crash : undefined);
    return { outcome, problems: problemsOf(outcome, this.#rules.oracles, this.#rules.protocol) };
  }

  #sentOf(messages: readonly Message[]): readonly Sent[] {
    const numbers = messages.map((message) => this.#layout.happenings.numberOf({ to: message.to, event: message }));
    return [...this.#layout.ids.keys()].flatMap((place) => {
      const its = numbers.filter((number) => this.#layout.placeOf(number) === place);
      return its.length === 0 ? [] : [{ place, bag: this.#bags.of(its) }];
    });
  }

  #computeCuts(node: number, happening: number): number {
    const { event } = this.#layout.happenings.valueOf(happening);
    const { outcome } = this.perform(this.#layout.nodes.valueOf(node), event, FAULT.none);
    const effects = outcome.observation?.effects ?? [];
    const cuts = [...effects.keys()].filter((place) => leavesTrace(effects[place - 1]));
    return this.#cutLists.numberOf(cuts.filter((cut) => cut + FAULT.crash < FAULTS));
  }

  /** How often each clause fired in the steps that were used. */
  counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const [number, uses = 0] of this.#usage.entries()) {
      if (uses === 0) continue;
      for (const clause of this.#steps.valueOf(number).fired) counts[clause] = (counts[clause] ?? 0) + uses;
    }
    return counts;
  }
}
