/** A complete state graph in a few flat arrays. States, edges and labels are numbers from 0 on. */
export interface Graph {
  readonly states: number;
  /** The states in which runs may begin. */
  readonly initial: Int32Array;
  /** The edges that leave state `s` are those from `edgeStart[s]` up to, but without, `edgeStart[s + 1]`. */
  readonly edgeStart: Int32Array;
  readonly edgeTarget: Int32Array;
  /** The action that an edge stands for. */
  readonly edgeLabel: Int32Array;
}

/** What runs do not put off for ever, in terms of the labels of a graph. */
export interface GraphFairness {
  readonly strength: 'weak' | 'strong';
  readonly includes: (label: number) => boolean;
}

/** The state that an edge leaves. Takes time logarithmic in the number of states. */
export const sourceOf = ({ states, edgeStart }: Graph, edge: number): number => {
  let low = 0;
  let high = states - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((edgeStart[middle] as number) <= edge) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** Calls `visit` with each edge that leaves a state and changes it, and with the state that the edge leads to. */
export const eachChange = (
  { edgeStart, edgeTarget }: Graph,
  state: number,
  visit: (edge: number, target: number) => void,
): void => {
  const end = edgeStart[state + 1] as number;
  for (let edge = edgeStart[state] as number; edge < end; edge++) {
    const target = edgeTarget[edge] as number;
    if (target !== state) visit(edge, target);
  }
};

/** Can anything happen in a state that changes it? */
export const isFinal = (graph: Graph, state: number): boolean => {
  let changes = 0;
  eachChange(graph, state, () => changes++);
  return changes === 0;
};
