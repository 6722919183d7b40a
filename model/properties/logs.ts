/** Properties of logs, of what is committed, and of what is applied. */
import type { Log } from '../../src/core/log.ts';
import type { Configuration } from '../../src/core/quorum.ts';
import type { CommandEntry, Entry, Index, Server, ServerId, Snapshot, Term } from '../../src/core/types.ts';
import { heldConfiguration, ownPartOf } from '../oracle/extensions/membershipFacts.ts';
import { contentOf, entryAt, entryWords, firstChange, otherKindOf, termAt } from '../oracle/log.ts';
import { decideBy, othersOf } from '../oracle/members.ts';
import { all, becameLeader, type CheckedProperty, type Finding, type Ghost, type Scene, verdict } from './property.ts';

/** SP-2: while it leads, a server only adds to its log. */
export const leaderAppendOnly = (): CheckedProperty => ({
  id: 'SP-2',
  check: ({ id, before, after, crashed }) => {
    const leads = before.role === 'leader' && after.role === 'leader' && before.currentTerm === after.currentTerm;
    if (crashed || !leads || before.log === after.log) return 'not concerned';
    const index = firstChange(before.log, after.log);
    return verdict(
      index > before.log.lastIndex,
      () => `${id} leads term ${before.currentTerm} and has changed its entry ${index}`,
    );
  },
});

/**
 * From where on a log is another than it was, or follows something else: a log that begins elsewhere is looked at from its
 * first entry on, since the entry before that one is now the snapshot's last.
 */
const changedFrom = (before: Log, after: Log): Index => {
  const beginsAsBefore = before.snapshotIndex === after.snapshotIndex && before.snapshotTerm === after.snapshotTerm;
  return beginsAsBefore ? firstChange(before, after) : after.snapshotIndex + 1;
};

interface Known {
  readonly index: Index;
  readonly entry: Entry;
  readonly before: Term | undefined;
  readonly by: ServerId;
}

/**
 * SP-3: remembers, for each index and term that any log ever held, the command and the term of the entry before. If every
 * entry of every log agrees with it, then two logs that share an entry share all that precedes it, by induction.
 */
export const logMatching = (): CheckedProperty => {
  const known = new Map<string, Known>();
  const compare = (id: ServerId, log: Log, from: Index): Finding => {
    const found: Finding[] = [];
    for (let index = from; index <= log.lastIndex; index++) {
      const entry = entryAt(log, index);
      if (!entry) continue;
      const key = `${index}@${entry.term}`;
      const before = termAt(log, index - 1);
      const other = known.get(key);
      if (!other) known.set(key, { index, entry, before, by: id });
      else found.push(verdict(isSame(other, entry, before), () => explain(id, index, entry, before, other)));
    }
    return found.length === 0 ? 'holds' : all(found);
  };
  return {
    id: 'SP-3',
    check: ({ id, before, after, crashed }) =>
      crashed || before.log === after.log
        ? 'not concerned'
        : compare(id, after.log, changedFrom(before.log, after.log)),
    restarted: ({ id, log }) => compare(id, log, log.snapshotIndex + 1),
    recall: ({ id, log }) => {
      compare(id, log, log.snapshotIndex + 1);
    },
    forget: (passed) => {
      for (const [key, { index }] of known) if (index < passed.index) known.delete(key);
    },
  };
};

const isSame = (known: Known, entry: Entry, before: Term | undefined): boolean =>
  contentOf(known.entry) === contentOf(entry) &&
  (known.before === before || known.before === undefined || before === undefined);

const explain = (id: ServerId, index: Index, entry: Entry, before: Term | undefined, other: Known): string => {
  const what = `entry ${index} of term ${entry.term}`;
  if (contentOf(entry) !== contentOf(other.entry))
    return `${what} is ${contentOf(entry)} at ${id} and ${contentOf(other.entry)} at ${other.by}`;
  const otherwise = other.by === id ? 'there before' : `at ${other.by}`;
  return `${what} follows term ${before} at ${id} and term ${other.before} ${otherwise}`;
};

/** Does a log hold what was committed at an index, or have it in its snapshot, of which only the last entry's term is known? */
const holds = (log: Log, ghost: Ghost, index: Index): boolean =>
  index < log.snapshotIndex || termAt(log, index) === ghost.committed.get(index)?.term;

/** SP-4: whoever leads has everything that was committed in earlier terms, be it before its election or after. */
export const leaderCompleteness = (): CheckedProperty => {
  let checked = 0;
  return {
    id: 'SP-4',
    check: (scene) => {
      const { after, cluster, ghost } = scene;
      const found = becameLeader(scene) ? [isComplete(after, ghost)] : [];
      if (ghost.lastIndex > checked) {
        const first = checked + 1;
        checked = ghost.lastIndex;
        for (const server of cluster.running)
          if (server.role === 'leader') found.push(isComplete(server, ghost, first));
      }
      return all(found);
    },
  };
};

/** @param first entries before it have been looked at, and a leader keeps what it has (SP-2) */
const isComplete = ({ id, currentTerm, log }: Server, ghost: Ghost, first: Index = 0): Finding => {
  for (let index = ghost.lastIndex; index >= Math.max(log.snapshotIndex, first); index--) {
    const committed = ghost.committed.get(index);
    if (!committed || committed.in >= currentTerm) continue;
    const because = () =>
      `${id} leads term ${currentTerm} and lacks entry ${index} of term ${committed.term}, which ${committed.by} knew to be committed in term ${committed.in}; it has ${entryWords(termAt(log, index))} there`;
    return verdict(holds(log, ghost, index), because);
  }
  return 'holds';
};

/** SP-8, SP-9: what is known to be committed or replicated stays known. */
export const commitMonotonic = (): CheckedProperty => ({
  id: 'SP-8',
  check: ({ id, before, after, crashed }) => {
    if (crashed || before.commitIndex === after.commitIndex) return 'not concerned';
    const because = () => `the commitIndex of ${id} falls from ${before.commitIndex} to ${after.commitIndex}`;
    return verdict(after.commitIndex > before.commitIndex, because, 'D-6');
  },
});

/** SP-9 */
export const matchMonotonic = (): CheckedProperty => ({
  id: 'SP-9',
  check: ({ id, before, after, crashed }) => {
    const leads = before.role === 'leader' && after.role === 'leader' && before.currentTerm === after.currentTerm;
    if (crashed || !leads || before.matchIndex === after.matchIndex) return 'not concerned';
    const known = othersOf(before);
    const fallen = othersOf(after).find(
      (peer) => known.includes(peer) && (after.matchIndex[peer] ?? 0) < (before.matchIndex[peer] ?? 0),
    );
    const because = () =>
      `the matchIndex of ${id} for ${fallen} falls from ${before.matchIndex[fallen ?? '']} to ${after.matchIndex[fallen ?? '']}`;
    return verdict(fallen === undefined, because, 'D-6');
  },
});

/** SP-10: the indexes of a server are in order. */
export const indexesInOrder = (): CheckedProperty => ({
  id: 'SP-10',
  check: ({ id, after, crashed }) => {
    if (crashed) return 'not concerned';
    const { lastApplied, commitIndex, log, nextIndex, matchIndex, role } = after;
    if (!(log.snapshotIndex <= lastApplied && lastApplied <= commitIndex && commitIndex <= log.lastIndex)) {
      return {
        because: `${id} has snapshot ${log.snapshotIndex}, lastApplied ${lastApplied}, commitIndex ${commitIndex} and last index ${log.lastIndex}, which are not in order`,
      };
    }
    if (role !== 'leader') return 'holds';
    for (const peer of othersOf(after)) {
      const match = matchIndex[peer] ?? 0;
      const next = nextIndex[peer] ?? 0;
      if (!(match < next && next <= log.lastIndex + 1)) {
        return {
          because: `${id} has matchIndex ${match} and nextIndex ${next} for ${peer}, and last index ${log.lastIndex}, which are not in order`,
        };
      }
    }
    return 'holds';
  },
});

/** SP-12: what a leader commits by counting is of its own term. */
export const commitsOwnTerm = (): CheckedProperty => ({
  id: 'SP-12',
  check: ({ id, before, after, crashed }) => {
    if (crashed || after.role !== 'leader' || after.commitIndex <= before.commitIndex) return 'not concerned';
    const term = termAt(after.log, after.commitIndex);
    const because = () =>
      `${id} leads term ${after.currentTerm} and commits entry ${after.commitIndex} of term ${term} by counting`;
    return verdict(term === after.currentTerm, because, 'RS-L-4');
  },
});

/** SP-14: what is committed is on the disks of a majority. */
export const committedIsDurable = (): CheckedProperty => {
  let checked = 0;
  let deciding: Configuration | undefined;
  return {
    id: 'SP-14',
    check: ({ cluster, ghost, disk, diskBefore }) => {
      const index = ghost.lastIndex;
      if (index <= (ghost.recalledIndex ?? 0) || (index === checked && disk.log === diskBefore.log))
        return 'not concerned';
      for (let next = checked + 1; next <= index; next++)
        deciding = heldConfiguration(ghost.committed.get(next)) ?? deciding;
      checked = index;
      const lacking = cluster.ids.filter((id) => !holds(cluster.disk(id).log, ghost, index));
      const because = () =>
        `entry ${index} of term ${ghost.committed.get(index)?.term} is committed, but the disks of ${lacking.join(' ')} lack it`;
      const having = cluster.ids.filter((id) => !lacking.includes(id));
      return verdict(decideBy({ members: deciding?.members ?? cluster.ids }, having), because);
    },
  };
};

/** SP-5: at each index all servers apply the same; and it is what was committed. */
export const stateMachineSafety = (): CheckedProperty => {
  const applied = new Map<Index, CommandEntry & { readonly by: ServerId }>();
  return {
    id: 'SP-5',
    check: (scene) => {
      const found: Finding[] = [];
      for (const effect of scene.done) {
        if (effect.type !== 'apply') continue;
        const { index, term, command } = effect;
        const committed = scene.ghost.committed.get(index);
        if (committed && otherKindOf(committed) !== undefined) {
          found.push({ because: `${scene.id} applies ${JSON.stringify(command)} at index ${index}, ${silence}` });
          continue;
        }
        const other = applied.get(index) ?? { term, command, by: scene.id };
        applied.set(index, other);
        const because = () =>
          `${scene.id} applies ${JSON.stringify(command)} of term ${term} at index ${index}, ${other.by} has applied ${JSON.stringify(other.command)} of term ${other.term}`;
        found.push(verdict(other.command === command && other.term === term, because));
      }
      return all(found);
    },
    forget: (passed) => {
      for (const index of applied.keys()) if (index < passed.index) applied.delete(index);
    },
  };
};

const silence = 'where an entry that holds no command is committed';

/** Does the log hold nothing but entries without a command from one index to another? */
const isWithoutCommand = (log: Log, from: Index, to: Index): boolean => {
  for (let index = from; index <= to; index++) {
    const entry = entryAt(log, index);
    if (!entry || 'command' in entry) return false;
  }
  return true;
};

/** SP-17: from the snapshot on, each entry is applied once and in order, if it holds a command, and lastApplied is the last of them. */
export const appliedInOrder = (): CheckedProperty => {
  const last = new Map<ServerId, Index>();
  return {
    id: 'SP-17',
    check: (scene) => {
      const { id, before: was, after, crashed } = scene;
      const found: Finding[] = [];
      for (const effect of scene.done) {
        if (effect.type !== 'apply' && effect.type !== 'restoreSnapshot') continue;
        const before = last.get(id) ?? 0;
        const index = effect.type === 'apply' ? effect.index : effect.snapshot.lastIncludedIndex;
        const isNext =
          effect.type === 'apply'
            ? index > before && isWithoutCommand(after.log, before + 1, index - 1)
            : index >= before;
        last.set(id, index);
        const verb = effect.type === 'apply' ? 'applies' : 'restores a snapshot that ends at';
        found.push(
          verdict(isNext, () => `${id} ${verb} ${index} after ${before}`, effect.type === 'apply' ? 'RS-A-1' : 'IS-8'),
        );
      }
      const reached = reachedBy(after, last.get(id) ?? 0);
      if (!crashed) last.set(id, reached);
      if (!crashed && (found.length > 0 || was.lastApplied !== after.lastApplied || after.lastApplied !== reached)) {
        const because = () =>
          `${id} has lastApplied ${after.lastApplied}, and its state machine has come to ${reached}`;
        found.push(verdict(after.lastApplied === reached, because, 'ST-5'));
      }
      return all(found);
    },
    recall: ({ id, lastApplied }) => {
      last.set(id, lastApplied);
    },
    restarted: ({ id }) => {
      last.set(id, 0);
      return 'not concerned';
    },
  };
};

/** How far a state machine has come that was given something up to an index: what holds no command is passed. */
const reachedBy = ({ log, lastApplied }: Server, index: Index): Index =>
  lastApplied > index && isWithoutCommand(log, index + 1, lastApplied) ? lastApplied : index;

/** What a state machine writes down after the committed prefix that ends at an index; undefined: not known. */
export type StateAfter = (index: Index) => string | undefined;

const whole = (snapshot: Snapshot): Snapshot => snapshot;

/** SP-15: a snapshot is the state after exactly the committed prefix that it names. */
export const snapshotIsPrefix = (stateAfter: StateAfter): CheckedProperty => {
  const compare = (id: ServerId, { lastIncludedIndex, lastIncludedTerm, data }: Snapshot, ghost: Ghost): Finding => {
    const committed = ghost.committed.get(lastIncludedIndex);
    const what = `the snapshot of ${id} that ends at ${lastIncludedIndex}`;
    if (!committed) return { because: `${what} covers what nobody has committed`, clause: 'IS-13' };
    if (committed.term !== lastIncludedTerm) {
      return { because: `${what} says term ${lastIncludedTerm}, committed is term ${committed.term}`, clause: 'IS-14' };
    }
    const expected = stateAfter(lastIncludedIndex);
    return verdict(
      expected === undefined || expected === data,
      () =>
        `${what} is not the state after that prefix: it is ${JSON.stringify(data.slice(0, 40))}, not ${JSON.stringify(expected?.slice(0, 40))}`,
    );
  };
  const inScene = (scene: Scene): readonly Finding[] => {
    const part = scene.before.extensions?.membership ? ownPartOf : whole; // MC-16
    const { id, before, after, crashed, done, disk, diskBefore, ghost } = scene;
    const found = done.map((effect) =>
      effect.type === 'restoreSnapshot' ? compare(id, effect.snapshot, ghost) : 'not concerned',
    );
    if (disk.snapshot && disk.snapshot !== diskBefore.snapshot) found.push(compare(id, part(disk.snapshot), ghost));
    else if (!crashed && after.snapshot && after.snapshot !== before.snapshot)
      found.push(compare(id, part(after.snapshot), ghost));
    if (!crashed && after.outgoingSnapshot !== before.outgoingSnapshot) {
      for (const kept of Object.values(after.outgoingSnapshot)) if (kept) found.push(compare(id, part(kept), ghost));
    }
    return found;
  };
  return { id: 'SP-15', check: (scene) => all(inScene(scene)) };
};
