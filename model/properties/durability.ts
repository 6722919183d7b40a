/** Properties of what is on the disks. */

import type { Cluster } from '../../src/cluster/cluster.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import type { Durable, Index, Message, Server, ServerId } from '../../src/core/types.ts';
import { beforeWrites, coveredOn, lastOn, termOn, type Written, write } from '../oracle/disk.ts';
import { extensionsOf, mayPrecedeWrite } from '../oracle/extensions/index.ts';
import { entryAt, entryWords, termAt } from '../oracle/log.ts';
import { othersOf } from '../oracle/members.ts';
import { isSame } from '../oracle/same.ts';
import { all, type CheckedProperty, type Finding, type Scene, verdict } from './property.ts';

/** SP-11: when a message leaves, what it says of its sender is on the sender's disk. */
export const sentIsDurable = (): CheckedProperty => ({
  id: 'SP-11',
  check: (scene) => {
    const found: Finding[] = [];
    let disk = beforeWrites(scene.diskBefore);
    for (const effect of scene.done) {
      if (effect.type === 'persist') disk = write(disk, effect);
      if (effect.type === 'send') found.push(isCovered(effect.message, disk, scene));
    }
    return all(found);
  },
});

const isCovered = (message: Message, disk: Written, { event, after: sender }: Scene): Finding => {
  const { type, from, to, term } = message;
  const lacks = (what: string, clause: ClauseId = 'ST-8'): Finding => ({
    because: `${from} sends ${type} of term ${term} to ${to} before ${what} is on its disk`,
    clause,
  });
  if (disk.currentTerm !== term) return lacks(`the term, which is ${disk.currentTerm} there,`);
  const votedFor = type === 'RequestVote' ? from : type === 'RequestVoteReply' && message.voteGranted ? to : null;
  if (votedFor !== null && disk.currentTerm === term && disk.votedFor !== votedFor)
    return lacks(`the vote for ${votedFor}`);
  const last = mayPrecedeWrite(extensionsOf(sender), event, message) ? 0 : lastVouchedFor(message);
  if (last > lastOn(disk)) return lacks(`entry ${lastOn(disk) + 1}`);
  if (last > coveredOn(disk) && termOn(disk, last) !== termAt(sender.log, last)) return lacks(`entry ${last}`);
  if (type === 'InstallSnapshotReply' && message.done && coveredOn(disk) < message.lastIncludedIndex) {
    return verdict(
      lastOn(disk) >= message.lastIncludedIndex,
      () => `${from} acknowledges a snapshot before it is on its disk`,
      'ST-8',
    );
  }
  return 'holds';
};

/** The last entry that a message says its sender has. */
const lastVouchedFor = (message: Message): Index => {
  if (message.type === 'AppendEntries') return message.prevLogIndex + message.entries.length;
  return message.type === 'AppendEntriesReply' && message.success ? message.matchIndex : 0;
};

/** SP-13: what a leader believes of a follower of its term is true of that follower's disk. */
export const matchIsTrue = (): CheckedProperty => ({
  id: 'SP-13',
  check: (scene) => {
    const { id, before, after, cluster, disk, diskBefore, crashed, ghost } = scene;
    const known = ghost.recalledIndex ?? 0;
    const found: Finding[] = [];
    if (!crashed && after.role === 'leader' && after.matchIndex !== before.matchIndex) {
      for (const peer of othersOf(after)) found.push(compare(after, peer, cluster.disk(peer), known));
    }
    if (disk.log !== diskBefore.log) {
      for (const leader of leadersOf(cluster)) if (leader.id !== id) found.push(compare(leader, id, disk, known));
    }
    return all(found);
  },
});

const leadersOf = (cluster: Cluster): readonly Server[] => cluster.running.filter(({ role }) => role === 'leader');

/** @param known up to there they are told of at different times */
const compare = (leader: Server, follower: ServerId, { currentTerm, log }: Durable, known: Index): Finding => {
  const index = leader.matchIndex[follower] ?? 0;
  if (currentTerm !== leader.currentTerm || index <= Math.max(log.snapshotIndex, leader.log.snapshotIndex, known))
    return 'not concerned';
  const own = entryAt(leader.log, index);
  const its = entryAt(log, index);
  const because = () =>
    `${leader.id} has matchIndex ${index} for ${follower}, where it has ${entryWords(own?.term)} and the disk of ${follower} has ${entryWords(its?.term)}`;
  return verdict(own !== undefined && isSame(own, its), because);
};
