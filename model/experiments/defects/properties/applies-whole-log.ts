/** Once an entry is committed, a server applies its whole log. */

import { lastIndex } from '../../../../src/core/log.ts';
import type { Rule } from '../../../../src/core/outcome.ts';
import { applyAndReply, applyCommitted } from '../../../../src/core/rules/allServers.ts';
import { mutant } from '../../../mutants/mutant.ts';
import { withServer } from '../../../mutants/outcomes.ts';

/** What lies behind the commitIndex may still be replaced. */
const toTheEnd =
  (apply: Rule): Rule =>
  (server, event) =>
    withServer(apply({ ...server, commitIndex: lastIndex(server.log) }, event), { commitIndex: server.commitIndex });

export const appliesWholeLog = mutant(
  {
    id: 'applies-whole-log',
    title: 'Once an entry is committed, a server applies its whole log',
    clause: 'SP-10',
    suite: 'own',
  },
  { actions: { applyCommitted: toTheEnd(applyCommitted), applyAndReply: toTheEnd(applyAndReply) } },
);
