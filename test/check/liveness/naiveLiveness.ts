/** Liveness decided without any algorithm for it: by trying every set of states that a run might stay in for ever. */

import type { Model, Property } from '../../../src/check/explore/model.ts';
import type { Graph, GraphFairness } from '../../../src/check/liveness/graph.ts';
import type { FairRun, LivenessQuestion } from '../../../src/check/liveness/liveness.ts';
import { stepsFrom, textOf } from '../explore/naive.ts';

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly label: number;
}

/** Does some fair run break the promise? Takes time exponential in the states. */
export const isViolated = (
  states: number,
  initial: readonly number[],
  edges: readonly Edge[],
  question: LivenessQuestion,
): boolean => {
  const changes = edges.filter(({ from, to }) => from !== to);
  const waiting = waitingStates(initial, changes, question);
  if ([...waiting].some((state) => changes.every(({ from }) => from !== state))) return true;
  return subsetsOf(states).some(
    (set) => [...set].every((state) => waiting.has(state)) && isFairLoop(set, changes, question.fairness),
  );
};

/** The states in which a run may be that still waits for the good thing. */
const waitingStates = (
  initial: readonly number[],
  edges: readonly Edge[],
  { holds, whenever }: LivenessQuestion,
): ReadonlySet<number> => {
  const asked = whenever ? [...reach(initial, edges, () => true)].filter(whenever) : initial;
  return reach(asked, edges, (state) => !holds(state));
};

const reach = (
  from: Iterable<number>,
  edges: readonly Edge[],
  isAllowed: (state: number) => boolean,
): ReadonlySet<number> => {
  const reached = new Set([...from].filter(isAllowed));
  for (const state of reached) {
    for (const edge of edges) if (edge.from === state && isAllowed(edge.to)) reached.add(edge.to);
  }
  return reached;
};

const subsetsOf = (states: number): readonly ReadonlySet<number>[] =>
  Array.from({ length: 2 ** states }, (_, bits) => {
    const all = Array.from({ length: states }, (_, state) => state);
    return new Set(all.filter((state) => bits & (1 << state)));
  });

/** Can a run visit exactly these states again and again, and be fair? It takes all edges between them. */
const isFairLoop = (
  set: ReadonlySet<number>,
  changes: readonly Edge[],
  fairness: readonly GraphFairness[],
): boolean => {
  const inner = changes.filter(({ from, to }) => set.has(from) && set.has(to));
  const isConnected = [...set].every((state) => reach([state], inner, () => true).size === set.size);
  if (!isConnected || inner.length === 0) return false;
  return fairness.every(({ strength, includes }) => {
    if (inner.some(({ label }) => includes(label))) return true;
    const possible = [...set].filter((state) => changes.some(({ from, label }) => from === state && includes(label)));
    return strength === 'weak' ? possible.length < set.size : possible.length === 0;
  });
};

/** What is wrong with a run that is said to break a promise; undefined: nothing. */
export const faultOf = (
  { start, edges: taken, loopsTo }: FairRun,
  initial: readonly number[],
  edges: readonly Edge[],
  { holds, whenever, fairness }: LivenessQuestion,
): string | undefined => {
  if (!initial.includes(start)) return 'it does not begin in an initial state';
  const visited = [start];
  for (const edge of taken) {
    if (edges[edge]?.from !== visited.at(-1)) return 'its edges do not follow each other';
    visited.push(edges[edge]?.to ?? -1);
  }
  const last = visited.at(-1);
  const isAsked = visited.some((state, place) => {
    const mayAsk = whenever ? whenever(state) && place <= (loopsTo ?? taken.length) : place === 0;
    return mayAsk && !visited.slice(place).some(holds);
  });
  if (!isAsked) return 'the good thing happens, or was not asked for';
  const changes = edges.filter(({ from, to }) => from !== to);
  if (loopsTo === undefined) return changes.some(({ from }) => from === last) ? 'it could go on' : undefined;
  if (visited[loopsTo] !== last || loopsTo === taken.length) return 'it is no loop';
  const loop = taken.slice(loopsTo).map((edge) => edges[edge]);
  const isUnfair = fairness.some(({ strength, includes }) => {
    if (loop.some((edge) => edge && edge.from !== edge.to && includes(edge.label))) return false;
    const spared = visited
      .slice(loopsTo)
      .filter((state) => !changes.some(({ from, label }) => from === state && includes(label)));
    return strength === 'weak' ? spared.length === 0 : spared.length < visited.length - loopsTo;
  });
  return isUnfair ? 'it is not fair' : undefined;
};

/** A graph of edges that are sorted by the state that they leave. */
export const graphOfEdges = (states: number, initial: readonly number[], edges: readonly Edge[]): Graph => ({
  states,
  initial: Int32Array.from(initial),
  edgeStart: Int32Array.from({ length: states + 1 }, (_, state) => edges.filter(({ from }) => from < state).length),
  edgeTarget: Int32Array.from(edges, ({ to }) => to),
  edgeLabel: Int32Array.from(edges, ({ label }) => label),
});

/** The graph of a model and what its property asks of it. */
export const questionOf = <State, Action>(
  model: Model<State, Action>,
  name: string,
): { readonly graph: Graph; readonly question: LivenessQuestion; readonly states: readonly State[] } => {
  const states: State[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (state: State): number => {
    const text = textOf(state);
    const known = numbers.get(text) ?? states.push(state) - 1;
    numbers.set(text, known);
    return known;
  };
  const actions: Action[] = [];
  const initial = model.initialStates.map(numberOf);
  const edges: Edge[] = [];
  for (const state of states) {
    for (const { action, after } of stepsFrom(model, state)) {
      edges.push({ from: numberOf(state), to: numberOf(after), label: actions.push(action) - 1 });
    }
  }
  const property = model.properties?.find(
    (other): other is Property<State> => other.name === name && other.kind !== 'step',
  );
  const { holds, whenever } = property as Property<State>;
  return {
    states,
    graph: graphOfEdges(states.length, initial, edges),
    question: {
      holds: (state) => holds(states[state] as State) === true,
      ...(whenever && { whenever: (state: number) => whenever(states[state] as State) }),
      fairness: (model.fairness ?? []).map(({ strength, includes }) => ({
        strength,
        includes: (label: number) => includes(actions[label] as Action),
      })),
    },
  };
};
