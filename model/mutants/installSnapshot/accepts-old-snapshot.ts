/** InstallSnapshot of an older term is accepted. */

import { hasOlderTerm } from '../../../src/core/rules/allServers.ts';
import type { Message, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A deposed leader still fills the logs of others. */
export const acceptsOldSnapshot = mutant(
  {
    id: 'Z14',
    title: 'InstallSnapshot of an older term is accepted',
    clause: 'IS-1',
    suite: 'control',
    equivalent:
      'What a snapshot covers is committed, whoever sends it; entries behind it that match are kept, and others were never acknowledged to a leader that has it.',
  },
  {
    guards: {
      hasOlderTerm: (server: Server, message: Message) =>
        message.type !== 'InstallSnapshot' && hasOlderTerm(server, message),
    },
  },
);
