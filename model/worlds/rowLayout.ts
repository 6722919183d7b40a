/** The layout of a row: the kinds of components of a world, and where each stands. */
import type { Component, ComponentStore } from '../../src/check/explore/componentStore.ts';
import type { Node } from '../../src/cluster/node.ts';
import type { Event, ServerId } from '../../src/core/types.ts';
import type { Action } from '../../src/trace/grammar.ts';
import { type Budget, Budgets } from './budget.ts';
import type { WorldGhost } from './ghost.ts';
import type { Report } from './report.ts';

/** Something that may happen to a server. Messages in flight are among them. */
export interface Happening {
  readonly to: ServerId;
  readonly event: Event | { readonly type: 'crash' } | { readonly type: 'restart' };
}

/** What goes wrong as it happens. From `crash` on: the server crashes after so many effects. */
export const FAULT = { none: 0, corrupted: 1, duplicated: 2, lost: 3, crash: 4 } as const;
export const FAULTS = 64;

/** No such number. */
export const NONE = -1;

/**
 * A row has a number for each node, then one for the messages on their way to each node, then one for the ghost and the budget
 * together.
 */
export class RowLayout {
  readonly ids: readonly ServerId[];
  readonly budgets: Budgets;
  readonly nodes: Component<Node>;
  readonly happenings: Component<Happening>;
  readonly bags: Component<readonly number[]>;
  readonly ghosts: Component<WorldGhost>;
  readonly reports: Component<{ readonly id: ServerId; readonly report: Report }>;
  /** The place of the last number. */
  readonly rest: number;
  readonly #places: number[] = [];

  constructor(ids: readonly ServerId[], budget: Budget, store: ComponentStore) {
    this.ids = ids;
    this.budgets = new Budgets(budget);
    this.rest = 2 * ids.length;
    this.nodes = store.component('node');
    this.happenings = store.component('happening');
    this.bags = store.component('bag');
    this.ghosts = store.component('ghost');
    this.reports = store.component('report');
  }

  get width(): number {
    return this.rest + 1;
  }

  /** The number of the ghost in the last number of a row. */
  ghostIn(rest: number): number {
    return Math.floor(rest / this.budgets.size);
  }

  /** The number of the budget in the last number of a row. */
  budgetIn(rest: number): number {
    return rest % this.budgets.size;
  }

  /** The place of the server to which something happens. */
  placeOf(happening: number): number {
    const known = this.#places[happening];
    if (known !== undefined) return known;
    const place = this.ids.indexOf(this.happenings.valueOf(happening).to);
    this.#places[happening] = place;
    return place;
  }

  /** Where the messages to that server stand in a row. */
  boxOf(happening: number): number {
    return this.ids.length + this.placeOf(happening);
  }

  /** What an action's number stands for: a happening and how it happens. */
  actionOf(number: number): Action {
    const fault = number % FAULTS;
    const { to, event } = this.happenings.valueOf((number - fault) / FAULTS);
    const crashAfter = fault >= FAULT.crash ? { crashAfter: fault - FAULT.crash } : {};
    if (event.type === 'crash' || event.type === 'restart') return { type: event.type, id: to };
    if (!('from' in event)) return { type: 'event', id: to, event, ...crashAfter };
    if (fault === FAULT.lost) return { type: 'lose', message: event };
    return { type: 'deliver', message: event, ...(fault === FAULT.corrupted && { corrupted: true }), ...crashAfter };
  }
}
