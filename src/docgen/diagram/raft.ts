/** The pictures of Raft's own machine: all of it, the roles, and one for each box of the paper. */
import { type Box, boxes as specBoxes } from '../../core/clauses.ts';
import { extensionIds } from '../../core/extensions/index.ts';
import type { ExtensionId } from '../../core/types.ts';
import type { Chart, ChartTransition } from '../../diagram/chart.ts';
import { isInside } from '../../diagram/lines.ts';

/** A box of Figure 2, or of Figure 13. */
export interface PaperBox {
  /** As it is called on the command line and in names of files. */
  readonly name: string;
  readonly title: string;
  /** What the ids of its clauses begin with. */
  readonly prefix: string;
  /** The optional page that it is; absent: it is the figure's. */
  readonly extension?: ExtensionId;
}

const paperBox = ({ prefix, title }: Box): PaperBox => ({
  name: title.replaceAll(/(?<=[a-z])(?=[A-Z])| /g, '-').toLowerCase(),
  title,
  prefix: `${prefix}-`,
});

/** The boxes whose clauses the machine's transitions are: state and rules, not what follows from them. */
export const boxes: readonly PaperBox[] = specBoxes
  .filter(({ page }) => page === 'figure2.md' || page === 'snapshots.md')
  .map(paperBox);

/** The optional pages. */
export const extensionBoxes: readonly PaperBox[] = extensionIds.flatMap((extension) =>
  specBoxes.filter((box) => box.extension === extension).map((box) => ({ ...paperBox(box), extension })),
);

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

const untold: Partial<ChartTransition> = {
  kind: 'handled',
  place: 1,
  alternatives: 1,
  isShadowed: false,
  guard: null,
  actions: [],
  description: '',
  clauses: [],
  meta: null,
};

/** What belongs to a box: the transitions that cite a clause of it. */
export const boxOf = (chart: Chart, { prefix }: PaperBox): Chart => {
  const transitions = chart.transitions.filter(({ clauses }) => clauses.some((id) => id.startsWith(prefix)));
  const named = new Set(transitions.flatMap(({ source, targets }) => [source, ...targets]));
  const states = chart.states.filter(({ id, parent }) => parent === null || named.has(id));
  const isBeginning = states.some(({ id }) => id === chart.states[0]?.initial?.target);
  return {
    ...chart,
    transitions,
    states: states.map((state) => (state.parent === null && !isBeginning ? { ...state, initial: null } : state)),
  };
};
