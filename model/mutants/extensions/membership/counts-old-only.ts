/** While a change is made, only the old members are counted. */
import { countingMutant } from '../../otherQuorum.ts';

/** The new ones then elect another leader by themselves. */
export const countsOldOnly = countingMutant(
  {
    id: 'counts-old-only',
    title: 'While a change is made, only the old members are counted',
    clause: 'MC-6',
    suite: 'own',
  },
  ({ members, oldMembers }) => ({ members: oldMembers ?? members }),
);
