import type { Model } from '../../../../src/check/explore/model.ts';
import { permutations } from '../../../../src/check/explore/permutations.ts';

export type Manager = 'working' | 'prepared' | 'committed' | 'aborted';
export type Decision = 'committed' | 'aborted';

export interface TransactionManager {
  readonly state: 'init' | Decision;
  /** For each resource manager: is it known to be prepared? */
  readonly prepared: readonly boolean[];
}

/** Every message that was ever sent. */
export interface Messages {
  /** For each resource manager: has it sent Prepared? */
  readonly prepared: readonly boolean[];
  readonly decision: Decision | null;
}

interface State {
  readonly rms: readonly Manager[];
  readonly tm: TransactionManager;
  readonly msgs: Messages;
}

type Action =
  | { readonly type: 'TMCommit' | 'TMAbort' }
  | {
      readonly type: 'TMRcvPrepared' | 'RMPrepare' | 'RMChooseToAbort' | 'RMRcvCommitMsg' | 'RMRcvAbortMsg';
      readonly rm: number;
    };

export const forAll = (count: number, value: boolean): readonly boolean[] => Array.from({ length: count }, () => value);

/**
 * Lamport's TwoPhase.tla, with its names: a transaction manager has resource managers commit or abort together. Messages are
 * never lost.
 */
export const twoPhaseCommit = (resourceManagers: number): Model<State, Action> => ({
  name: `two-phase commit with ${resourceManagers} resource managers`,
  initialStates: [
    {
      rms: Array.from({ length: resourceManagers }, () => 'working'),
      tm: { state: 'init', prepared: forAll(resourceManagers, false) },
      msgs: { prepared: forAll(resourceManagers, false), decision: null },
    },
  ],
  actions: ({ rms }) => [
    { type: 'TMCommit' },
    { type: 'TMAbort' },
    ...rms.flatMap((_, rm) =>
      (['TMRcvPrepared', 'RMPrepare', 'RMChooseToAbort', 'RMRcvCommitMsg', 'RMRcvAbortMsg'] as const).map((type) => ({
        type,
        rm,
      })),
    ),
  ],
  next,
  properties: [
    {
      name: 'consistent',
      kind: 'always',
      holds: ({ rms }) => !(rms.includes('committed') && rms.includes('aborted')),
    },
    { name: 'may commit', kind: 'sometimes', holds: ({ rms }) => rms.every((rm) => rm === 'committed') },
  ],
  symmetry: symmetryOf(resourceManagers),
});

function next(state: State, action: Action): State | undefined {
  const { rms, tm, msgs } = state;
  const decide = (decision: Decision): State => ({ rms, tm: { ...tm, state: decision }, msgs: { ...msgs, decision } });
  switch (action.type) {
    case 'TMCommit':
      return tm.state === 'init' && tm.prepared.every(Boolean) ? decide('committed') : undefined;
    case 'TMAbort':
      return tm.state === 'init' ? decide('aborted') : undefined;
    case 'TMRcvPrepared':
      return tm.state === 'init' && msgs.prepared[action.rm]
        ? { ...state, tm: { ...tm, prepared: tm.prepared.with(action.rm, true) } }
        : undefined;
    case 'RMPrepare':
      return rms[action.rm] === 'working'
        ? { tm, rms: rms.with(action.rm, 'prepared'), msgs: { ...msgs, prepared: msgs.prepared.with(action.rm, true) } }
        : undefined;
    case 'RMChooseToAbort':
      return rms[action.rm] === 'working' ? { ...state, rms: rms.with(action.rm, 'aborted') } : undefined;
    case 'RMRcvCommitMsg':
      return msgs.decision === 'committed' ? { ...state, rms: rms.with(action.rm, 'committed') } : undefined;
    case 'RMRcvAbortMsg':
      return msgs.decision === 'aborted' ? { ...state, rms: rms.with(action.rm, 'aborted') } : undefined;
  }
}

function symmetryOf(resourceManagers: number): NonNullable<Model<State, Action>['symmetry']> {
  const [, ...orders] = permutations(resourceManagers);
  return {
    renamings: orders.length,
    rename: ({ rms, tm, msgs }, renaming) => {
      const reorder = <T>(list: readonly T[]): readonly T[] =>
        (orders[renaming] ?? []).map((place) => list[place] as T);
      return {
        rms: reorder(rms),
        tm: { ...tm, prepared: reorder(tm.prepared) },
        msgs: { ...msgs, prepared: reorder(msgs.prepared) },
      };
    },
  };
}
