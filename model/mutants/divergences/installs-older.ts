/** A snapshot is installed although the server has committed past it. */

import { mutant } from '../mutant.ts';

/** A late snapshot takes back what was applied, and erases what was acknowledged. */
export const installsOlder = mutant(
  {
    id: 'B07',
    title: 'A snapshot is installed although the server has committed past it',
    clause: 'D-7',
    suite: 'hard',
    shortest: 20,
  },
  { guards: { hasCommittedSnapshot: () => false } },
);
