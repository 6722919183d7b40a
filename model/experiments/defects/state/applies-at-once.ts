/** A server applies whatever is in its log. */

import type { Rule } from '../../../../src/core/outcome.ts';
import { applyAndReply, applyCommitted } from '../../../../src/core/rules/allServers.ts';
import type { Event, Server } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';
import { withServer } from '../../../mutants/outcomes.ts';

/** What it does not know to be committed is no different from what it does. */
const ofWholeLog = (rule: Rule) => (server: Server, event: Event) =>
  withServer(rule({ ...server, commitIndex: server.log.lastIndex }, event), { commitIndex: server.commitIndex });

export const appliesAtOnce = mutant(
  { id: 'applies-at-once', title: 'A server applies whatever is in its log', clause: 'ST-4', suite: 'own' },
  {
    guards: { hasUnapplied: ({ log, lastApplied }: Server) => log.lastIndex > lastApplied },
    actions: { applyCommitted: ofWholeLog(applyCommitted), applyAndReply: ofWholeLog(applyAndReply) },
  },
);
