/** The regions in which a fair run may stay for ever. */

import { eachChange, type Graph, type GraphFairness } from './graph.ts';
import { Regions } from './regions.ts';

/**
 * Where among some states a fair run may stay for ever: for each state the number of the region that it is in, or `NOWHERE`.
 * A region is strongly connected, and a run that goes through all of it again and again is fair: a weakly fair kind is taken
 * inside, or is not possible in some state of it; a strongly fair kind is taken inside, or is possible in no state of it.
 */
export const fairRegions = (graph: Graph, states: Int32Array, fairness: readonly GraphFairness[]): Int32Array => {
  const regions = new Regions(graph);
  const kinds = byLabel(graph, fairness);
  const undecided = [states];
  for (let some = undecided.pop(); some; some = undecided.pop()) {
    for (const component of regions.split(some)) {
      const neglected = neglectedKinds({ graph, component, regionOf: regions.of, kinds, fairness });
      if (neglected.length === 0) continue;
      regions.dissolve(component);
      // A weakly fair kind that is neglected here is neglected in every part of it. A strongly fair one is no duty in the
      // part in which it is never possible (Streett).
      if (neglected.some((kind) => fairness[kind]?.strength === 'weak')) continue;
      undecided.push(component.filter((state) => !isPossible(graph, state, kinds, neglected)));
    }
  }
  return regions.of;
};

/** For each label the places of the kinds of fairness that it belongs to. */
type KindsByLabel = readonly (readonly number[] | undefined)[];

const byLabel = ({ edgeLabel }: Graph, fairness: readonly GraphFairness[]): KindsByLabel => {
  const kinds: (readonly number[] | undefined)[] = [];
  for (const label of edgeLabel)
    kinds[label] ??= [...fairness.keys()].filter((kind) => fairness[kind]?.includes(label));
  return kinds;
};

const isPossible = (graph: Graph, state: number, kinds: KindsByLabel, wanted: readonly number[]): boolean => {
  let isFound = false;
  eachChange(graph, state, (edge) => {
    isFound ||= kindsOfEdge(graph, kinds, edge).some((kind) => wanted.includes(kind));
  });
  return isFound;
};

const kindsOfEdge = ({ edgeLabel }: Graph, kinds: KindsByLabel, edge: number): readonly number[] =>
  kinds[edgeLabel[edge] as number] ?? [];

interface Candidate {
  readonly graph: Graph;
  readonly component: Int32Array;
  readonly regionOf: Int32Array;
  readonly kinds: KindsByLabel;
  readonly fairness: readonly GraphFairness[];
}

/** The kinds that a run through the whole component puts off for ever, though fairness forbids it. */
const neglectedKinds = ({ graph, component, regionOf, kinds, fairness }: Candidate): readonly number[] => {
  const isTaken = fairness.map(() => false);
  const statesWhere = fairness.map(() => 0);
  const lastState = fairness.map(() => -1);
  const region = regionOf[component[0] as number];
  for (const state of component) {
    eachChange(graph, state, (edge, target) => {
      for (const kind of kindsOfEdge(graph, kinds, edge)) {
        if (regionOf[target] === region) isTaken[kind] = true;
        if (lastState[kind] !== state) statesWhere[kind] = (statesWhere[kind] ?? 0) + 1;
        lastState[kind] = state;
      }
    });
  }
  return [...fairness.keys()].filter((kind) => {
    if (isTaken[kind]) return false;
    return fairness[kind]?.strength === 'weak' ? statesWhere[kind] === component.length : statesWhere[kind] !== 0;
  });
};
