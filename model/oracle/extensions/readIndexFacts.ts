/** What can be said of reads by looking at a server and a step, for the contract of read index and for its claims. */
import type { ReadIndexState, WaitingRead } from '../../../src/core/extensions/readIndex.ts';
import type { Server, ServerId } from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { isMessage, termOf } from '../contracts/expected.ts';

type Deed = Pick<Observation, 'before' | 'event' | 'after' | 'effects'>;

/** RI-1 */
export const waitingAt = ({ extensions }: Server): ReadIndexState =>
  extensions?.['read-index'] ?? { reads: [], round: 0, answered: {} };

/** RI-4: has a round begun for one of them that is not over? */
export const isUnderWay = (reads: readonly WaitingRead[]): boolean => reads.some(({ round }) => round > 0);

/** RI-3 */
export const knowsCommitted = (server: Server): boolean => termOf(server, server.commitIndex) === server.currentTerm;

/** RI-13: is the leader that reads have waited for no leader any more, as far as the server knows? */
export const isLost = ({ before, after }: Pick<Deed, 'before' | 'after'>): boolean =>
  after.currentTerm > before.currentTerm || after.leaderId === null;

/** Does a message come from the server's own term, or something else happen to it? */
export const isOfItsTerm = ({ before, event }: Pick<Deed, 'before' | 'event'>): boolean =>
  !isMessage(event) || event.term === before.currentTerm;

/** RI-6: does the step's event bring an answer that counts? */
export const isCounted = ({ before, event }: Pick<Deed, 'before' | 'event'>): boolean => {
  if (event.type !== 'ReadIndexCheckReply' || before.role !== 'leader') return false;
  const { reads, answered } = waitingAt(before);
  return event.term === before.currentTerm && isUnderWay(reads) && event.round > (answered[event.from] ?? 0);
};

/** RI-11: does it bring the index of a read that waits for it? */
export const isToldIndex = ({ before, event }: Pick<Deed, 'before' | 'event'>): boolean =>
  event.type === 'ReadIndexReply' &&
  before.role === 'follower' &&
  event.term === before.currentTerm &&
  waitingAt(before).reads.some(({ id, index }) => id === event.id && index === null);

/** RI-9: has the server accepted a heartbeat? */
export const isHeartbeat = ({ event, effects }: Pick<Deed, 'event' | 'effects'>): boolean =>
  event.type === 'AppendEntries' &&
  event.entries.length === 0 &&
  effects.some(
    (effect) => effect.type === 'send' && effect.message.type === 'AppendEntriesReply' && effect.message.success,
  );

/** RI-8: has the heartbeat timer of a leader run out while a read waits for a round? */
export const isRepeat = ({ before, event }: Pick<Deed, 'before' | 'event'>): boolean =>
  event.type === 'timeout' &&
  event.timer === 'heartbeat' &&
  before.role === 'leader' &&
  isUnderWay(waitingAt(before).reads);

/** RI-2, RI-9, RI-10: does the read wait already? */
export const waits = (reads: readonly WaitingRead[], id: string, from: ServerId): boolean =>
  reads.some((read) => read.id === id && read.from === from);
