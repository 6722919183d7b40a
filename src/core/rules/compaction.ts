/** Section 7 and Figure 12: a server compacts its own log. */
import { crc32c } from '../checksum.ts';
import { compactTo, termAt } from '../log.ts';
import type { Guard, Outcome, Rule } from '../outcome.ts';
import type { Compact, Refusal, Server, Snapshot } from '../types.ts';
import { keepTransfers } from './progress.ts';

/** IS-13, its condition: only what was applied is in the state machine, and only what is not yet compacted can be. */
export const canCompact: Guard<Compact> = (server, { index }) =>
  index > server.log.snapshotIndex && index <= server.lastApplied;

/** IS-13, IS-14: the snapshot takes the place of the entries up to its index, and remembers where they ended. */
export const compact: Rule<Compact> = (server, { index, data }) => {
  const term = termAt(server.log, index) ?? 0;
  const snapshot: Snapshot = { lastIncludedIndex: index, lastIncludedTerm: term, data, checksum: crc32c(data) };
  return {
    server: { ...keepTransfers(server), log: compactTo(server.log, index, term), snapshot },
    effects: [{ type: 'persist', snapshot }],
    fired: ['IS-13'],
  };
};

/** IS-13: a snapshot of what was not applied, or of what is compacted already, changes nothing. */
export const refuseCompact: Rule<Compact> = (server, { index }) =>
  refusal(server, index > server.lastApplied ? 'notApplied' : 'alreadyCompacted');

const refusal = (server: Server, reason: Refusal): Outcome => ({
  server,
  effects: [{ type: 'reject', reason, leaderId: server.leaderId }],
  fired: ['IS-13'],
});
