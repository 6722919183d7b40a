/** Figure 2, Rules for Servers: All Servers; and how a server starts and serves those who are not servers. */
import { commandOf } from '../entries.ts';
import { entryAt } from '../log.ts';
import { type Guard, type Outcome, persistVote, type Rule } from '../outcome.ts';
import { followerState } from '../server.ts';
import { armTimer, stopTimer } from '../timers.ts';
import type { Apply, ClientCommand, Effect, Message, Server, Start } from '../types.ts';

/** ST-9: a server that has just come back lets the state machine begin where the snapshot ends, and waits to hear of a leader. */
export const start: Rule<Start> = (server) => ({
  server,
  effects: [
    ...(server.snapshot === null ? [] : [{ type: 'restoreSnapshot', snapshot: server.snapshot } as const]),
    armTimer('election'),
  ],
  fired: ['ST-9'],
});

/** RS-A-2, its condition. */
export const hasNewerTerm: Guard<Message> = (server, message) => message.term > server.currentTerm;

/** AE-1, RV-1, IS-1, their condition. */
export const hasOlderTerm: Guard<Message> = (server, message) => message.term < server.currentTerm;

/** RS-A-2: adopt the newer term. A vote belongs to its term, so the new term begins without one. */
export const adoptTerm: Rule<Message> = (server, { term }) => {
  const next: Server = { ...server, ...followerState, currentTerm: term, votedFor: null, leaderId: null };
  return { server: next, effects: [persistVote(next)], fired: ['RS-A-2'] };
};

/** RS-A-2 at a leader: it has had no election timer, and as a follower needs one. */
export const stepDown: Rule<Message> = (server, message) => {
  const adopted = adoptTerm(server, message);
  return { ...adopted, effects: [...adopted.effects, stopTimer('heartbeat'), armTimer('election')] };
};

/** RS-A-1, its condition. */
export const hasUnapplied: Guard = (server) => Math.min(server.commitIndex, server.log.lastIndex) > server.lastApplied;

/** RS-A-1: give every committed entry to the state machine, in the order of the log. */
export const applyCommitted: Rule = (server) => applyEntries(server, () => []);

/** RS-A-1 at a leader, which answers its clients: RS-L-2, "respond after entry applied to state machine". */
export const applyAndReply: Rule = (server) =>
  applyEntries(server, ({ index, term }) => (term === server.currentTerm ? [{ type: 'reply', index, term }] : []));

const applyEntries = (server: Server, answer: (apply: Apply) => readonly Effect[]): Outcome => {
  const effects: Effect[] = [];
  const last = Math.min(server.commitIndex, server.log.lastIndex);
  for (let index = server.lastApplied + 1; index <= last; index++) {
    const entry = entryAt(server.log, index);
    if (!entry) continue; // can't be: what is not applied is not compacted (IS-13)
    const command = commandOf(entry);
    if (command === undefined) continue; // what holds no command is not for the state machine
    const apply: Apply = { type: 'apply', index, term: entry.term, command };
    effects.push(apply, ...answer(apply));
  }
  return { server: { ...server, lastApplied: last }, effects, fired: ['RS-A-1'] };
};

/** CL-1: a server that does not lead changes nothing for a client, and says who leads, as far as it knows. */
export const refuseCommand: Rule<ClientCommand> = (server) => ({
  server,
  effects: [{ type: 'reject', reason: 'notLeader', leaderId: server.leaderId }],
  fired: ['CL-1'],
});
