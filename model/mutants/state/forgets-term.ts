/** currentTerm does not survive a restart. */

import { lastTerm } from '../../../src/core/log.ts';
import { restart } from '../../../src/core/server.ts';
import { mutant } from '../mutant.ts';

/** A server goes back to the term of its last entry and votes again. */
export const forgetsTerm = mutant(
  { id: 'C02', title: 'currentTerm does not survive a restart', clause: 'ST-1', suite: 'core', shortest: 7 },
  { restart: (storage) => ({ ...restart(storage), currentTerm: lastTerm(storage.log) }) },
);
