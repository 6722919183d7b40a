/** The pictures of Raft's own machine: all of it, the roles, and one for each box of the paper. */
import type { Chart, ChartTransition } from './chart.ts';
import { isInside } from './lines.ts';

/** A box of Figure 2, or of Figure 13. */
export interface PaperBox {
  /** As it is called on the command line and in names of files. */
  readonly name: string;
  readonly title: string;
  /** What the ids of its clauses begin with. */
  readonly prefix: string;
}

export const boxes: readonly PaperBox[] = [
  { name: 'state', title: 'State', prefix: 'ST-' },
  { name: 'request-vote', title: 'RequestVote', prefix: 'RV-' },
  { name: 'append-entries', title: 'AppendEntries', prefix: 'AE-' },
  { name: 'all-servers', title: 'Rules for Servers: all', prefix: 'RS-A-' },
  { name: 'followers', title: 'Rules for Servers: followers', prefix: 'RS-F-' },
  { name: 'candidates', title: 'Rules for Servers: candidates', prefix: 'RS-C-' },
  { name: 'leaders', title: 'Rules for Servers: leaders', prefix: 'RS-L-' },
  { name: 'install-snapshot', title: 'InstallSnapshot', prefix: 'IS-' },
];

/** The roles, and what leads from one to another. */
export const rolesOf = (chart: Chart): Chart => ({
  ...chart,
  transitions: chart.transitions.filter((transition) => !isInside(transition)),
});

/** The same, and in each role what keeps it, named by its event only. */
export const overviewOf = (chart: Chart): Chart => ({
  ...chart,
  transitions: chart.transitions
    .filter(({ source }) => source !== '')
    .map((transition) => (isInside(transition) ? { ...transition, ...untold, targets: [] } : transition)),
});

const untold: Pick<ChartTransition, 'guard' | 'actions' | 'description' | 'clauses'> = {
  ...{ guard: '', actions: [], description: '', clauses: [] },
};

/** What belongs to a box: the transitions that cite a clause of it. */
export const boxOf = (chart: Chart, { prefix }: PaperBox): Chart => {
  const transitions = chart.transitions.filter(({ clauses }) => clauses.some((id) => id.startsWith(prefix)));
  const named = new Set(transitions.flatMap(({ source, targets }) => [source, ...targets]));
  const states = chart.states.filter(({ id, parent }) => parent === null || named.has(id));
  const isBeginning = states.some(({ id }) => id === chart.states[0]?.initial);
  return {
    ...chart,
    transitions,
    states: states.map((state) => (state.parent === null && !isBeginning ? { ...state, initial: null } : state)),
  };
};
