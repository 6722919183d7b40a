/** `eventually` on the complete graph of a finished search, or the reason why it can't be decided. */
import type { Graph } from '../liveness/graph.ts';
import { findViolation } from '../liveness/liveness.ts';
import { movesFrom, pathOf } from './paths.ts';
import type { PropertyReport } from './report.ts';
import { isTrue, type Space } from './space.ts';
import { BLOCK, type Table } from './table.ts';

export interface FinishedSearch {
  readonly space: Space;
  readonly table: Table;
  readonly complete: boolean;
  /** Were there states outside of the bound? */
  readonly isCut: boolean;
}

/** Whether runs that are fair sooner or later satisfy a property of the space. */
export const decideEventually = (search: FinishedSearch, property: number): Omit<PropertyReport, 'name' | 'kind'> => {
  const because = refusal(search);
  if (because !== undefined) return { ok: null, because };
  const { space } = search;
  const { graph, rowOf } = graphOf(search);
  const holds = (state: number): boolean => isTrue(space.judge(property, rowOf(state), 0));
  const isInitial = new Set(graph.initial);
  const whenever = (state: number): boolean => space.isAsked(property, rowOf(state), 0, isInitial.has(state));
  const fairness = space.fairness.map(({ strength }, number) => ({
    strength,
    includes: (label: number) => space.isFair(number, label),
  }));
  if (!some(graph.states, whenever))
    return { ok: null, because: 'it is asked for in no state: whenever is true of none that is reachable' };
  const run = findViolation(graph, { holds, whenever, fairness });
  if (!run) return { ok: true };
  const moves = [{ action: 0, row: rowOf(run.start) }];
  for (const edge of run.edges) {
    moves.push({ action: graph.edgeLabel[edge] as number, row: rowOf(graph.edgeTarget[edge] as number) });
  }
  const ends = run.loopsTo === undefined ? 'the run ends without it' : 'the run goes round for ever without it';
  return {
    ok: false,
    because: ends,
    path: pathOf(space, moves),
    ...(run.loopsTo !== undefined && { loopsTo: run.loopsTo }),
  };
};

const some = (states: number, isSo: (state: number) => boolean): boolean => {
  for (let state = 0; state < states; state++) if (isSo(state)) return true;
  return false;
};

/** A part of the graph, or a graph of orbits, says nothing about what happens sooner or later in all of it. */
const refusal = ({ space, complete, isCut }: FinishedSearch): string | undefined => {
  if (!complete) return 'not every reachable state was seen';
  if (isCut) return 'refused: runs end at the bound of `within`, so that nothing follows for runs that go on';
  if (space.symmetry > 1) {
    return 'refused: under symmetry a run may go round among renamings, which is fair to none of them; explore without symmetry';
  }
  return undefined;
};

interface FinishedGraph {
  readonly graph: Graph;
  readonly rowOf: (state: number) => Int32Array;
}

/** The states of a finished search, numbered without gaps, and all edges between them. */
const graphOf = ({ space, table }: FinishedSearch): FinishedGraph => {
  const { used, rows } = table.memory;
  const firsts: number[] = [0];
  const numbers: number[] = [];
  for (let block = 0; block < table.blocks; block++) {
    const count = used[block] as number;
    firsts.push((firsts[block] as number) + count);
    for (let place = 0; place < count; place++) numbers.push(block * BLOCK + place);
  }
  const rowOf = (state: number): Int32Array => {
    const at = (numbers[state] as number) * space.width;
    return rows.subarray(at, at + space.width);
  };
  const stateOf = (row: Int32Array): number => {
    const number = table.find(row);
    return (firsts[Math.floor(number / BLOCK)] as number) + (number % BLOCK);
  };
  const edgeStart = new Int32Array(numbers.length + 1);
  const targets: number[] = [];
  const labels: number[] = [];
  for (const state of numbers.keys()) {
    for (const { action, row } of movesFrom(space, rowOf(state))) {
      targets.push(stateOf(row));
      labels.push(action);
    }
    edgeStart[state + 1] = targets.length;
  }
  const initial = new Set(movesFrom(space, undefined).map(({ row }) => stateOf(row)));
  return {
    graph: {
      states: numbers.length,
      initial: Int32Array.from(initial),
      edgeStart,
      edgeTarget: Int32Array.from(targets),
      edgeLabel: Int32Array.from(labels),
    },
    rowOf,
  };
};
