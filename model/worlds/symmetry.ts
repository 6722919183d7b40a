/** Worlds under other names of servers. */
import { canonicalText } from '../../src/check/explore/canonical.ts';
import { NotSymmetric } from '../../src/check/explore/space.ts';
import type { Node, NodeStep } from '../../src/cluster/node.ts';
import type { Event, Message, ServerId } from '../../src/core/types.ts';
import type { Bags } from './bags.ts';
import type { WorldGhost } from './ghost.ts';
import { type Renaming, rename, renamingsOf } from './renaming.ts';
import type { Happening, RowLayout } from './rowLayout.ts';

/** So many renamings of each local step are compared: all of them for up to three servers. */
const CHECKED_RENAMINGS = 5;

type Kind = 'node' | 'bag' | 'ghost';

export class Renamings {
  readonly #layout: RowLayout;
  readonly #bags: Bags;
  readonly #renamings: readonly Renaming[];
  /** Components after each renaming, by number, as far as they have been asked for. */
  readonly #renamed: Readonly<Record<Kind, readonly number[][]>>;
  /** For each renaming: which server gets the name of the one at a place. */
  readonly #sources: readonly (readonly number[])[];
  readonly #best: Int32Array;

  /** @param isWanted false: there are no renamings but the identity. */
  constructor(layout: RowLayout, bags: Bags, isWanted: boolean) {
    const { ids } = layout;
    this.#layout = layout;
    this.#bags = bags;
    this.#renamings = isWanted ? renamingsOf(ids) : [];
    this.#sources = this.#renamings.map((renaming) => {
      const former = new Map([...renaming].map(([from, to]) => [to, from]));
      return ids.map((id) => ids.indexOf(former.get(id) ?? id));
    });
    const nothing = (): number[][] => this.#renamings.map(() => []);
    this.#renamed = { node: nothing(), bag: nothing(), ghost: nothing() };
    this.#best = new Int32Array(layout.width);
  }

  /** How many there are, the identity included. */
  get size(): number {
    return this.#renamings.length + 1;
  }

  /** Replaces a row by the one of its renamings that comes first. */
  canonicalize(row: Int32Array): void {
    const { length } = this.#layout.ids;
    const best = this.#best;
    best.set(row);
    for (let number = 0; number < this.#renamings.length; number++) {
      // Most renamings are out of the question after one number or two.
      const sources = this.#sources[number] as readonly number[];
      let isLess = false;
      for (let place = 0; place < this.#layout.width; place++) {
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
    if (place < this.#layout.rest)
      return this.#rename('bag', number, row[length + (sources[place - length] as number)] as number);
    const rest = row[this.#layout.rest] as number;
    const ghost = this.#rename('ghost', number, this.#layout.ghostIn(rest));
    return ghost * this.#layout.budgets.size + this.#layout.budgetIn(rest);
  }

  #rename(kind: Kind, number: number, component: number): number {
    const known = this.#renamed[kind][number] as number[];
    const before = known[component];
    if (before !== undefined) return before;
    const after = this.#computeRenamed(kind, number, component);
    known[component] = after;
    return after;
  }

  #computeRenamed(kind: Kind, number: number, component: number): number {
    const renaming = this.#renamings[number] ?? new Map<ServerId, ServerId>();
    if (kind === 'node')
      return this.#layout.nodes.numberOf(rename(this.#layout.nodes.valueOf(component), renaming) as Node);
    if (kind === 'ghost')
      return this.#layout.ghosts.numberOf(rename(this.#layout.ghosts.valueOf(component), renaming) as WorldGhost);
    const messages = this.#layout.bags.valueOf(component).map((message) => {
      return this.#layout.happenings.numberOf(rename(this.#layout.happenings.valueOf(message), renaming) as Happening);
    });
    return this.#bags.of(messages);
  }

  /**
   * Symmetry is sound if servers under other names do the same under those names. Held for each local step there is.
   *
   * @param perform computes a local step.
   * @throws NotSymmetric
   */
  check(
    node: Node,
    event: Happening['event'],
    outcome: NodeStep,
    perform: (node: Node, event: Happening['event']) => NodeStep,
  ): void {
    for (const renaming of this.#renamings.slice(0, CHECKED_RENAMINGS)) {
      const other = perform(rename(node, renaming) as Node, rename(event, renaming) as Event);
      const isSame =
        canonicalText(rename(outcome.node, renaming)) === canonicalText(other.node) &&
        textOfSet(rename(outcome.sent, renaming) as readonly Message[]) === textOfSet(other.sent);
      if (isSame) continue;
      const names = [...renaming].map(([from, to]) => `${from} as ${to}`).join(', ');
      throw new NotSymmetric(
        `at ${event.type} a server does something else under another name (${names}); explore without symmetry`,
      );
    }
  }
}

const textOfSet = (messages: readonly Message[]): string =>
  messages
    .map((message) => canonicalText(message))
    .sort()
    .join();
