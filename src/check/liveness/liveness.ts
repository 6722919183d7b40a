/**
 * Does something good happen sooner or later, on every fair run? Asked of a complete graph, so that both endings of a run that
 * never gets there are found: one that stops, and one that goes round for ever.
 *
 * What a run is:
 *
 * - A run goes on while anything can change. It ends only in a state that no edge leaves but edges back to itself. (Weak
 *   fairness of "any action" is always assumed; TLA+ leaves it to the specification.)
 * - An edge from a state to itself is a stuttering step. It counts neither as taken nor as possible, like a step of <<A>>_v
 *   in TLA+: an action that changes nothing keeps nobody waiting, and does not keep others from acting.
 * - Whether a kind of action is possible in a state is asked of all edges that leave it, wherever they lead.
 */

import { fairLoop } from './fairLoop.ts';
import { fairRegions } from './fairRegions.ts';
import { eachChange, type Graph, type GraphFairness, isFinal, sourceOf } from './graph.ts';
import { NOWHERE } from './regions.ts';

/** What has to happen sooner or later. */
export interface LivenessQuestion {
  /** Is the good thing true of a state? */
  readonly holds: (state: number) => boolean;
  /** It must happen from each reachable state on of which this is true. Left out: from the initial states on. */
  readonly whenever?: (state: number) => boolean;
  readonly fairness: readonly GraphFairness[];
}

/** A fair run on which the good thing does not happen. */
export interface FairRun {
  /** The initial state in which it begins. */
  readonly start: number;
  /** One after the other. */
  readonly edges: readonly number[];
  /** The last edge leads back to the state before `edges[loopsTo]`, and so on for ever. Left out: the run ends. */
  readonly loopsTo?: number;
}

/**
 * A fair run that breaks the promise, or undefined if there is none. What comes before the loop or the end is as short as it
 * can be. Takes memory linear in the states, and never recurses.
 */
export const findViolation = (graph: Graph, question: LivenessQuestion): FairRun | undefined => {
  const search = searchWaiting(graph, question);
  const regionOf = fairRegions(graph, search.waiting, question.fairness);
  for (const state of search.waiting) {
    if (isFinal(graph, state)) return search.runTo(state);
    if (regionOf[state] === NOWHERE) continue;
    const { start, edges } = search.runTo(state);
    return { start, edges: [...edges, ...fairLoop(graph, regionOf, state, question.fairness)], loopsTo: edges.length };
  }
  return undefined;
};

interface Waiting {
  /** The states in which a run may still be waiting for the good thing, the nearest first. */
  readonly waiting: Int32Array;
  /** A shortest run that is waiting in a state. */
  readonly runTo: (state: number) => FairRun;
}

/** How a place of the search was reached, when it was not by an edge. */
const [UNSEEN, INITIAL, ASKED] = [-1, -2, -3];

/**
 * Breadth first through places: a state of a run that waits for nothing, or a state of a run that waits. Without `whenever`
 * runs wait from the beginning.
 */
const searchWaiting = (graph: Graph, { holds, whenever }: LivenessQuestion): Waiting => {
  const { states, initial } = graph;
  const layer = whenever ? states : 0;
  const reachedBy = new Int32Array(layer + states).fill(UNSEEN);
  const queue = new Int32Array(layer + states);
  let queued = 0;
  const reach = (place: number, by: number): void => {
    if (reachedBy[place] !== UNSEEN) return;
    const state = place % states;
    const waits = place >= layer;
    if (waits && holds(state)) return;
    reachedBy[place] = by;
    queue[queued++] = place;
    if (!waits && whenever?.(state)) reach(layer + state, ASKED);
  };
  for (const state of initial) reach(state, INITIAL);
  for (let next = 0; next < queued; next++) {
    const place = queue[next] as number;
    const state = place % states;
    eachChange(graph, state, (edge, target) => reach(place - state + target, edge));
  }
  const waiting = queue.subarray(0, queued).filter((place) => place >= layer);
  return {
    waiting: waiting.map((place) => place - layer),
    runTo: (state) => runTo(graph, reachedBy, layer + state),
  };
};

const runTo = (graph: Graph, reachedBy: Int32Array, end: number): FairRun => {
  const edges: number[] = [];
  let place = end;
  for (let by = reachedBy[place] as number; by !== INITIAL; by = reachedBy[place] as number) {
    const state = place % graph.states;
    if (by === ASKED) {
      place = state;
      continue;
    }
    edges.push(by);
    place += sourceOf(graph, by) - state;
  }
  return { start: place % graph.states, edges: edges.reverse() };
};
