/**
 * Two-phase commit: a transaction manager (TM) has resource managers (RMs) commit a transaction, all or none.
 * Explore it: figure2 explore ./two-phase-commit.ts
 */
import { type Model, permutations } from 'figure2/check';

const RMS = 3;

type Outcome = 'committed' | 'aborted';

interface State {
  /** What each RM does. */
  readonly rms: readonly ('working' | 'prepared' | Outcome)[];
  readonly tm: 'undecided' | Outcome;
  /** Which RMs the TM knows to be prepared. */
  readonly known: readonly boolean[];
  /** Messages are never lost: which RMs have sent "prepared", and what the TM has sent to all. */
  readonly sent: readonly boolean[];
  readonly decision: Outcome | null;
}

type Action =
  | { readonly type: 'TM commits' | 'TM aborts' }
  | {
      readonly type: 'prepares' | 'gives up' | 'is known to be prepared' | 'hears of the decision';
      readonly rm: number;
    };

const all = <T>(value: T): readonly T[] => Array.from({ length: RMS }, () => value);

/** `next` decides whether an action is possible; here it is enough to name all of them. */
const actions = ({ rms }: State): readonly Action[] => [
  { type: 'TM commits' },
  { type: 'TM aborts' },
  ...rms.flatMap((_, rm) =>
    (['prepares', 'gives up', 'is known to be prepared', 'hears of the decision'] as const).map((type) => ({
      type,
      rm,
    })),
  ),
];

const next = (state: State, action: Action): State | undefined => {
  const { rms, tm, known, sent, decision } = state;
  switch (action.type) {
    case 'TM commits':
      if (tm !== 'undecided' || !known.every(Boolean)) return undefined;
      return { ...state, tm: 'committed', decision: 'committed' };
    case 'TM aborts':
      return tm === 'undecided' ? { ...state, tm: 'aborted', decision: 'aborted' } : undefined;
    case 'prepares':
      if (rms[action.rm] !== 'working') return undefined;
      return { ...state, rms: rms.with(action.rm, 'prepared'), sent: sent.with(action.rm, true) };
    case 'gives up':
      return rms[action.rm] === 'working' ? { ...state, rms: rms.with(action.rm, 'aborted') } : undefined;
    case 'is known to be prepared':
      return tm === 'undecided' && sent[action.rm] ? { ...state, known: known.with(action.rm, true) } : undefined;
    case 'hears of the decision':
      return decision === null ? undefined : { ...state, rms: rms.with(action.rm, decision) };
  }
};

/** RMs are alike: a state in which two of them have changed places tells nothing new. */
const [, ...renamings] = permutations(RMS);

const rename = (state: State, renaming: number): State => {
  const reorder = <T>(list: readonly T[]): readonly T[] => (renamings[renaming] ?? []).map((rm) => list[rm] as T);
  return { ...state, rms: reorder(state.rms), known: reorder(state.known), sent: reorder(state.sent) };
};

export const model: Model<State, Action> = {
  name: 'two-phase commit with 3 resource managers',
  initialStates: [{ rms: all('working'), tm: 'undecided', known: all(false), sent: all(false), decision: null }],
  actions,
  next,
  properties: [
    {
      name: 'all or none',
      kind: 'always',
      holds: ({ rms }) => !(rms.includes('committed') && rms.includes('aborted')),
    },
    {
      name: 'no RM changes its mind',
      kind: 'step',
      holds: (before, _action, after) =>
        before.rms.every((rm, place) => rm === 'working' || rm === 'prepared' || rm === after.rms[place]),
    },
    { name: 'all may commit', kind: 'sometimes', holds: ({ rms }) => rms.every((rm) => rm === 'committed') },
  ],
  symmetry: { renamings: renamings.length, rename },
  describe: (action) => ('rm' in action ? `RM ${action.rm + 1} ${action.type}` : action.type),
};
