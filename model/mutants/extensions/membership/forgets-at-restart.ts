/** A server that comes back acts by the first configuration. */
import { membership, membershipOf } from '../../../../src/core/extensions/membership.ts';
import { weave } from '../../../../src/core/extensions/weave.ts';
import { emptyLog } from '../../../../src/core/log.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

const { restart } = weave([membership]);

/** Two majorities decide that have nobody in common. */
export const forgetsAtRestart = wovenMutant(
  {
    id: 'forgets-at-restart',
    title: 'A server that comes back acts by the first configuration',
    clause: 'MC-1',
    suite: 'own',
  },
  { ...membership, comeBack: (server: Server) => membershipOf(restart({ ...server, log: emptyLog() })) },
  {},
);
