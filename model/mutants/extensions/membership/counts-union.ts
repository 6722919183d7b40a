/** While a change is made, a majority of all is enough. */
import { countingMutant } from '../../otherQuorum.ts';

/** It may have no majority of the old members in it, or none of the new ones. */
export const countsUnion = countingMutant(
  {
    id: 'counts-union',
    title: 'While a change is made, a majority of all is enough',
    clause: 'MC-6',
    suite: 'own',
  },
  ({ members, oldMembers = [] }) => ({ members: [...new Set([...members, ...oldMembers])] }),
);
