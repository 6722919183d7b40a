/**
 * A lock that is leased, and a store that only its holder may write to. A client may pause for so long that its lease ends
 * without its knowing; when it wakes up, it writes. Each lease has a number, and the store refuses numbers that are too old.
 */
import type { Model } from 'figure2/check';

const CLIENTS = ['A', 'B'] as const;
const LEASES = 3;

interface State {
  /** The number of the last lease, 0 before the first. */
  readonly last: number;
  /** Whose lease runs. */
  readonly holder: 'A' | 'B' | null;
  /** The number of the lease that each client believes to have, 0: none. */
  readonly believes: { readonly A: number; readonly B: number };
  /** The number that came with the last write, and whether that was older than the one before. */
  readonly written: number;
  readonly isStale: boolean;
}

interface Action {
  readonly type: 'takes the lease' | 'loses the lease' | 'writes';
  readonly client: 'A' | 'B';
}

const actions = (): readonly Action[] =>
  CLIENTS.flatMap((client) => [
    { type: 'takes the lease', client },
    { type: 'loses the lease', client },
    { type: 'writes', client },
  ]);

/** @param isFenced does the store refuse the numbers of leases that are over? */
const nextOf =
  (isFenced: boolean) =>
  (state: State, { type, client }: Action): State | undefined => {
    const { last, holder, believes, written } = state;
    const number = believes[client];
    switch (type) {
      case 'takes the lease':
        if (holder !== null || last === LEASES) return undefined;
        return { ...state, last: last + 1, holder: client, believes: { ...believes, [client]: last + 1 } };
      case 'loses the lease':
        return holder === client ? { ...state, holder: null } : undefined;
      case 'writes':
        if (number === 0 || (isFenced && number < written)) return undefined;
        return { ...state, written: number, isStale: number < written };
    }
  };

export const leaseModel = (isFenced: boolean): Model<State, Action> => ({
  name: isFenced ? 'a lease with a fence' : 'a lease without a fence',
  initialStates: [{ last: 0, holder: null, believes: { A: 0, B: 0 }, written: 0, isStale: false }],
  actions,
  next: nextOf(isFenced),
  properties: [
    { name: 'no write goes back behind a newer one', kind: 'always', holds: ({ isStale }) => !isStale },
    {
      name: 'a client writes after its lease has ended',
      kind: 'sometimes',
      holds: ({ last, written, holder }) => written === last && holder === null && last > 0,
    },
  ],
  describe: ({ type, client }) => `${client} ${type}`,
});

export const model = leaseModel(true);
