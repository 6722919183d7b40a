/** Properties of terms, votes and leaders. */
import type { Message, ServerId, Term } from '../../src/core/types.ts';
import { all, becameLeader, type CheckedProperty, type Finding, verdict } from './property.ts';

/** SP-1: at most one leader in a term, ever; a server leads if it says so, to itself or to others. */
export const electionSafety = (): CheckedProperty => {
  const leaders = new Map<Term, ServerId>();
  const claim = (term: Term, id: ServerId): Finding => {
    const known = leaders.get(term) ?? id;
    leaders.set(term, known);
    return verdict(known === id, () => `${id} leads term ${term}, which ${known} has led`);
  };
  return {
    id: 'SP-1',
    check: (scene) => {
      const claims = becameLeader(scene) ? [claim(scene.after.currentTerm, scene.id)] : [];
      for (const { type, term, from } of scene.sent) {
        if (type === 'AppendEntries' || type === 'InstallSnapshot') claims.push(claim(term, from));
      }
      return all(claims);
    },
    forget: (passed) => {
      for (const term of leaders.keys()) if (term < passed.term) leaders.delete(term);
    },
  };
};

/** SP-6: no server goes back behind a term that it has written down or told others. */
export const termMonotonic = (): CheckedProperty => {
  const shown = new Map<ServerId, Term>();
  const compare = (id: ServerId, term: Term): Finding => {
    const highest = shown.get(id) ?? 0;
    return verdict(term >= highest, () => `${id} is in term ${term}, after it has been in term ${highest}`, 'ST-1');
  };
  const show = (id: ServerId, term: Term): Finding => {
    const finding = compare(id, term);
    shown.set(id, Math.max(shown.get(id) ?? 0, term));
    return finding;
  };
  return {
    id: 'SP-6',
    check: (scene) => {
      const { id, before, after, disk, crashed } = scene;
      const seen = scene.sent.map(({ term }) => show(id, term));
      if (disk.currentTerm !== scene.diskBefore.currentTerm) seen.push(show(id, disk.currentTerm));
      if (!crashed && after.currentTerm !== before.currentTerm) seen.push(compare(id, after.currentTerm));
      return all(seen);
    },
    recall: ({ id }, { currentTerm }) => {
      shown.set(id, currentTerm);
    },
    restarted: ({ id, currentTerm }) => compare(id, currentTerm),
  };
};

/** SP-7: whoever has given its vote in a term never gives it to another in that term. */
export const oneVote = (): CheckedProperty => {
  const votes = new Map<string, { readonly term: Term; readonly candidate: ServerId }>();
  const remember = (id: ServerId, term: Term, candidate: ServerId): void => {
    votes.set(`${id} ${term}`, { term, candidate });
  };
  const vote = (id: ServerId, term: Term, candidate: ServerId): Finding => {
    const { candidate: known } = votes.get(`${id} ${term}`) ?? { candidate };
    remember(id, term, known);
    const because = () => `${id} votes for ${candidate} in term ${term}, in which it has voted for ${known}`;
    return verdict(known === candidate, because, 'ST-2');
  };
  return {
    id: 'SP-7',
    check: (scene) => {
      const { id, before, after, disk, crashed } = scene;
      const found: Finding[] = [];
      const { diskBefore } = scene;
      const wrote = disk.votedFor !== diskBefore.votedFor || disk.currentTerm !== diskBefore.currentTerm;
      if (disk.votedFor !== null && wrote) {
        found.push(vote(id, disk.currentTerm, disk.votedFor));
      }
      const voted = after.votedFor !== before.votedFor || after.currentTerm !== before.currentTerm;
      if (!crashed && after.votedFor !== null && voted) {
        found.push(vote(id, after.currentTerm, after.votedFor));
      }
      for (const message of scene.sent) {
        if (message.type === 'RequestVote') found.push(vote(id, message.term, id));
        if (message.type === 'RequestVoteReply' && message.voteGranted) found.push(vote(id, message.term, message.to));
      }
      if (!crashed && after.currentTerm === before.currentTerm && before.votedFor !== null) {
        const because = () => `${id} has forgotten that it voted for ${before.votedFor} in term ${before.currentTerm}`;
        found.push(verdict(after.votedFor !== null, because, 'D-4'));
      }
      if (wrote && disk.currentTerm === diskBefore.currentTerm && diskBefore.votedFor !== null) {
        const because = () =>
          `the disk of ${id} has forgotten that it voted for ${diskBefore.votedFor} in term ${disk.currentTerm}`;
        found.push(verdict(disk.votedFor !== null, because, 'ST-2'));
      }
      return all(found);
    },
    recall: ({ id }, { currentTerm, votedFor }) => {
      if (votedFor !== null) remember(id, currentTerm, votedFor);
    },
    forget: (passed) => {
      for (const [key, { term }] of votes) if (term < passed.term) votes.delete(key);
    },
  };
};

/** SP-16: a message of an older term changes nothing and earns no promise. */
export const oldMessagesChangeNothing = (): CheckedProperty => ({
  id: 'SP-16',
  check: (scene) => {
    const { id, event, before, after, effects } = scene;
    if (!('from' in event) || event.term >= before.currentTerm) return 'not concerned';
    const because = () =>
      `${event.type} of term ${event.term} has changed ${id}, which is in term ${before.currentTerm}`;
    const clause =
      event.type === 'RequestVote'
        ? 'RV-1'
        : event.type === 'AppendEntries'
          ? 'AE-1'
          : event.type === 'InstallSnapshot'
            ? 'IS-1'
            : 'D-6';
    const isUnchanged = before === after || JSON.stringify(before) === JSON.stringify(after);
    const isHarmless = effects.every((effect) => effect.type === 'send' && !promises(effect.message));
    const isSilent = effects.length === 0 || !event.type.endsWith('Reply');
    return verdict(isUnchanged && isHarmless && isSilent, because, clause);
  },
});

const promises = (message: Message): boolean =>
  ('voteGranted' in message && message.voteGranted) ||
  ('success' in message && message.success) ||
  (message.type === 'InstallSnapshotReply' && message.done);
