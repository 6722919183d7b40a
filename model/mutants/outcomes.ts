/** Small ways to change what a rule or a step gives, shared by the defects. */

import { emptyLog } from '../../src/core/log.ts';
import { type Outcome, persistVote, send } from '../../src/core/outcome.ts';
import { agreedIndex, configurationOf } from '../../src/core/quorum.ts';
import { appendEntries } from '../../src/core/rules/appendEntries.ts';
import { snapshotChunk } from '../../src/core/rules/installSnapshot.ts';
import { matchIndexOf, needsSnapshot } from '../../src/core/rules/progress.ts';
import { canGrantVote } from '../../src/core/rules/requestVote.ts';
import type { Effect, Event, Index, Message, Persist, RequestVote, Server, ServerId } from '../../src/core/types.ts';

/** With other values in the server. */
export const withServer = <T extends Outcome>(outcome: T, fields: Partial<Server>): T => ({
  ...outcome,
  server: { ...outcome.server, ...fields },
});

/** With another term or vote, in the server and in what is written. */
export const withVote = <T extends Outcome>(
  outcome: T,
  fields: Partial<Pick<Server, 'currentTerm' | 'votedFor'>>,
): T => {
  const changed = withServer(outcome, fields);
  const { currentTerm, votedFor } = changed.server;
  return withWrites(changed, (write) =>
    write.currentTerm === undefined ? [write] : [{ ...write, currentTerm, votedFor }],
  );
};

/** With another term or vote, which is written first. */
export const afterVote = (server: Server, then: (server: Server) => Outcome): Outcome => {
  const outcome = then(server);
  return { ...outcome, effects: [persistVote(server), ...outcome.effects] };
};

/** With each message changed. */
export const withMessages = <T extends Outcome>(outcome: T, change: (message: Message) => Message): T => ({
  ...outcome,
  effects: outcome.effects.map((effect) => (effect.type === 'send' ? send(change(effect.message)) : effect)),
});

/** With others in the place of each write. */
export const withWrites = <T extends Outcome>(outcome: T, change: (write: Persist) => readonly Persist[]): T => ({
  ...outcome,
  effects: outcome.effects.flatMap((effect): readonly Effect[] =>
    effect.type === 'persist' ? change(effect) : [effect],
  ),
});

/** Without some of the effects. */
export const without = <T extends Outcome>(outcome: T, isLeftOut: (effect: Effect) => boolean): T => ({
  ...outcome,
  effects: outcome.effects.filter((effect) => !isLeftOut(effect)),
});

/** Without the messages of which this is true; by default without any. */
export const withoutMessages = <T extends Outcome>(
  outcome: T,
  isLeftOut: (message: Message) => boolean = () => true,
): T => without(outcome, (effect) => effect.type === 'send' && isLeftOut(effect.message));

/** Without starting the election timer. */
export const withoutTimer = <T extends Outcome>(outcome: T): T =>
  without(outcome, (effect) => effect.type === 'armTimer' && effect.timer === 'election');

/** With the writes after everything else. */
export const writesLast = <T extends Outcome>(outcome: T): T => {
  const writes = outcome.effects.filter(({ type }) => type === 'persist');
  const rest = without(outcome, ({ type }) => type === 'persist');
  return { ...rest, effects: [...rest.effects, ...writes] };
};

/** Nothing happens. */
export const ignore = (server: Server): Outcome => ({ server, effects: [], fired: [] });

export const isMessage = (event: Event): event is Message => 'from' in event;

/** RV-2 without D-3: is the vote free, or the candidate's already? */
export const hasFreeVote = (server: Server, request: RequestVote): boolean =>
  canGrantVote({ ...server, log: emptyLog() }, request);

/** Sends a follower what comes from an index on, as a probe does. */
export const goBackTo = (server: Server, to: ServerId, nextIndex: Index): Outcome => {
  const next: Server = {
    ...server,
    nextIndex: { ...server.nextIndex, [to]: nextIndex },
    pipelining: { ...server.pipelining, [to]: false },
  };
  const probe = needsSnapshot(next, to)
    ? snapshotChunk(next, to)
    : appendEntries(next, to, nextIndex, next.options.maxEntriesPerAppend);
  return { server: next, effects: [send(probe)], fired: ['RS-L-6'] };
};

/** The index that so many servers have, the leader itself among them. */
export const indexOfQuorum = ({ log, peers, matchIndex }: Server, quorum: number): Index =>
  [log.lastIndex, ...peers.map((peer) => matchIndex[peer] ?? 0)].sort((a, b) => b - a)[Math.max(quorum, 1) - 1] ?? 0;

/** The index that a majority has. */
export const replicatedIndex = (server: Server): Index =>
  agreedIndex(configurationOf(server), (id) => (id === server.id ? server.log.lastIndex : matchIndexOf(server, id)));
