/** A fair loop through a region: the part of a counterexample that goes on for ever. */

import { eachChange, type Graph, type GraphFairness, sourceOf } from './graph.ts';

/**
 * A fair loop from a state of a fair region through that region and back: its edges. For each kind of fairness it takes an
 * edge of that kind, or goes through a state in which no such edge is possible.
 */
export const fairLoop = (
  graph: Graph,
  regionOf: Int32Array,
  start: number,
  fairness: readonly GraphFairness[],
): readonly number[] => {
  const walk = walkerIn(graph, regionOf, start);
  const loop: number[] = [];
  let end = start;
  const go = (isWanted: (edge: number, target: number) => boolean): void => {
    for (const edge of walk(end, isWanted)) loop.push(edge);
    const last = loop.at(-1);
    if (last !== undefined) end = graph.edgeTarget[last] as number;
  };
  // Strong ones ask for more, and what they ask for often serves the weak ones too.
  const isStrong = ({ strength }: GraphFairness): boolean => strength === 'strong';
  const strongFirst = [...fairness.filter(isStrong), ...fairness.filter((kind) => !isStrong(kind))];
  for (const { strength, includes } of strongFirst) {
    const isOfKind = (edge: number): boolean => includes(graph.edgeLabel[edge] as number);
    const isSpared = (state: number): boolean => strength === 'weak' && !hasChange(graph, state, isOfKind);
    if (isSpared(start) || loop.some((edge) => isOfKind(edge) || isSpared(graph.edgeTarget[edge] as number))) continue;
    // No way is found only to a strongly fair kind that is possible nowhere in the region.
    go((edge, target) => isOfKind(edge) || isSpared(target));
  }
  if (loop.length === 0) go(() => true);
  if (end !== start) go((_, target) => target === start);
  return loop;
};

const hasChange = (graph: Graph, state: number, isWanted: (edge: number) => boolean): boolean => {
  let isFound = false;
  eachChange(graph, state, (edge) => {
    isFound ||= isWanted(edge);
  });
  return isFound;
};

/** Finds shortest ways inside the region of a state. A way ends with the first edge that is wanted; empty: there is none. */
const walkerIn = (graph: Graph, regionOf: Int32Array, start: number) => {
  const queue = new Int32Array(graph.states);
  const reachedBy = new Int32Array(graph.states);
  const wayTo = (from: number, edge: number): readonly number[] => {
    const backwards = [edge];
    for (let state = sourceOf(graph, edge); state !== from; state = sourceOf(graph, reachedBy[state] as number)) {
      backwards.push(reachedBy[state] as number);
    }
    return backwards.reverse();
  };
  return (from: number, isWanted: (edge: number, target: number) => boolean): readonly number[] => {
    const seen = new Uint8Array(graph.states);
    let queued = 0;
    let found = -1;
    seen[from] = 1;
    queue[queued++] = from;
    for (let next = 0; next < queued && found < 0; next++) {
      eachChange(graph, queue[next] as number, (edge, target) => {
        if (found >= 0 || regionOf[target] !== regionOf[start]) return;
        if (isWanted(edge, target)) found = edge;
        if (seen[target]) return;
        seen[target] = 1;
        reachedBy[target] = edge;
        queue[queued++] = target;
      });
    }
    return found < 0 ? [] : wayTo(from, found);
  };
};
