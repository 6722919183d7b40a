import type { Model } from '../../../../src/check/explore/model.ts';

type Manager = 'working' | 'prepared' | 'committed' | 'aborted';

type State = readonly Manager[];

type Action = { readonly type: 'Prepare' | 'Decide'; readonly manager: number };

/** Lamport's TCommit.tla: resource managers that commit or abort a transaction together, without saying how they agree. */
export const transactionCommit = (resourceManagers: number): Model<State, Action> => ({
  name: `transaction commit with ${resourceManagers} resource managers`,
  initialStates: [Array.from({ length: resourceManagers }, () => 'working')],
  actions: (state) =>
    state.flatMap((_, manager) => [
      { type: 'Prepare', manager },
      { type: 'Decide', manager },
    ]),
  next: (state, { type, manager }) => {
    const become = (after: Manager): State => state.with(manager, after);
    const own = state[manager];
    if (type === 'Prepare') return own === 'working' ? become('prepared') : undefined;
    const canCommit = state.every((other) => other === 'prepared' || other === 'committed');
    const notCommitted = state.every((other) => other !== 'committed');
    return {
      anyOf: [
        ...(own === 'prepared' && canCommit ? [become('committed')] : []),
        ...((own === 'working' || own === 'prepared') && notCommitted ? [become('aborted')] : []),
      ],
    };
  },
  properties: [
    {
      name: 'consistent',
      kind: 'always',
      holds: (state) => !(state.includes('committed') && state.includes('aborted')),
    },
  ],
});
