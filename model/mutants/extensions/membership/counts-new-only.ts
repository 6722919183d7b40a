/** While a change is made, only the new members are counted. */
import { countingMutant } from '../../otherQuorum.ts';

/** The old ones, who do not know yet, elect another leader. */
export const countsNewOnly = countingMutant(
  {
    id: 'counts-new-only',
    title: 'While a change is made, only the new members are counted',
    clause: 'MC-6',
    suite: 'own',
  },
  ({ members }) => ({ members }),
);
