/** Regions of a graph, split into strongly connected components. */

import type { Graph } from './graph.ts';

/** The region of states that are in none. */
export const NOWHERE = -1;

/**
 * Parts of a graph: each state is in one numbered region or nowhere. Regions are split into strongly connected components,
 * without recursion and in memory linear in the states.
 */
export class Regions {
  /** The region of each state. */
  readonly of: Int32Array;
  readonly #graph: Graph;
  #count = 0;
  /** Tarjan's numbers. `#order` 0: not visited yet. */
  readonly #order: Int32Array;
  readonly #low: Int32Array;
  readonly #nextEdge: Int32Array;
  readonly #callers: Int32Array;
  readonly #open: Int32Array;

  constructor(graph: Graph) {
    const { states } = graph;
    this.#graph = graph;
    this.of = new Int32Array(states).fill(NOWHERE);
    [this.#order, this.#low, this.#nextEdge] = [new Int32Array(states), new Int32Array(states), new Int32Array(states)];
    [this.#callers, this.#open] = [new Int32Array(states), new Int32Array(states)];
  }

  /** Makes a new region of some states, and tells its number. */
  create(states: Int32Array): number {
    const region = this.#count++;
    for (const state of states) this.of[state] = region;
    return region;
  }

  dissolve(states: Int32Array): void {
    for (const state of states) this.of[state] = NOWHERE;
  }

  /**
   * Splits a region into its components (Tarjan 1972). Each that has a cycle through at least two states becomes a region;
   * the other states are nowhere.
   */
  split(states: Int32Array): readonly Int32Array[] {
    const region = this.create(states);
    const components: Int32Array[] = [];
    for (const state of states) this.#order[state] = 0;
    for (const state of states) if (this.#order[state] === 0) this.#visit(state, region, components);
    return components;
  }

  /** Depth first from a state. What is visited and still in the region is open: its component is not complete. */
  #visit(root: number, region: number, components: Int32Array[]): void {
    const { edgeStart, edgeTarget } = this.#graph;
    const [order, low, nextEdge] = [this.#order, this.#low, this.#nextEdge];
    const [callers, open] = [this.#callers, this.#open];
    let [depth, opened, visited] = [0, 0, 0];
    const enter = (state: number): void => {
      order[state] = low[state] = ++visited;
      nextEdge[state] = edgeStart[state] as number;
      callers[depth++] = open[opened++] = state;
    };
    enter(root);
    while (depth > 0) {
      const state = callers[depth - 1] as number;
      const edge = nextEdge[state] as number;
      if (edge < (edgeStart[state + 1] as number)) {
        nextEdge[state] = edge + 1;
        const target = edgeTarget[edge] as number;
        if (this.of[target] !== region) continue;
        if (order[target] === 0) enter(target);
        else low[state] = Math.min(low[state] as number, order[target] as number);
        continue;
      }
      depth--;
      const caller = callers[depth - 1];
      if (depth > 0 && caller !== undefined) low[caller] = Math.min(low[caller] as number, low[state] as number);
      if (low[state] !== order[state]) continue;
      const start = open.lastIndexOf(state, opened - 1);
      const component = open.slice(start, opened);
      opened = start;
      if (component.length > 1) {
        this.create(component);
        components.push(component);
      } else this.dissolve(component);
    }
  }
}
