/** A server that is to catch up is counted as a member. */
import { countingMutant } from '../../otherQuorum.ts';

/** What is committed may be on one disk of the members only. */
export const countsLearners = countingMutant(
  {
    id: 'counts-learners',
    title: 'A server that is to catch up is counted as a member',
    clause: 'MC-8',
    suite: 'own',
  },
  ({ members, oldMembers }, change) => ({
    members: [...new Set([...members, ...change])],
    ...(oldMembers && { oldMembers }),
  }),
);
