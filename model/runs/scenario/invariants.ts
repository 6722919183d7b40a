/** Properties that every step of a golden script keeps, whatever its golden file says. */

import { sameEntry } from '../../../src/core/entries.ts';
import { entriesBetween, lastIndex, termAt } from '../../../src/core/log.ts';
import { applyPersist, durable } from '../../../src/core/server.ts';
import type { Durable, Entry, Index, Message, ServerId, Term } from '../../../src/core/types.ts';
import { formatEntry } from '../../../src/trace/grammar.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { extensionsOf, mayPrecedeWrite } from '../../oracle/extensions/index.ts';

/**
 * What no golden file may bless, whatever was written into it: a few properties of `spec/properties.md` that are cheap to see
 * from one step and what was remembered of the steps before.
 */
export class Invariants {
  readonly #leaders = new Map<Term, ServerId>();
  readonly #committed = new Map<Index, { readonly entry: Entry; readonly by: ServerId }>();

  /** Looks at a step; says what is broken, if something is. `disk` is the server's disk after the step. */
  broken(step: Observation, disk: Durable): string | undefined {
    return unbackedSend(step) ?? earlyAnswer(step) ?? (step.crashed ? undefined : this.#brokenState(step, disk));
  }

  #brokenState({ id, after }: Observation, disk: Durable): string | undefined {
    if (JSON.stringify(durable(after)) !== JSON.stringify(disk)) return `${id} knows what is not on its disk`;
    if (after.role === 'leader') {
      const other = this.#leaders.get(after.currentTerm) ?? id;
      if (other !== id) return `two leaders of term ${after.currentTerm}: ${other} and ${id}`;
      this.#leaders.set(after.currentTerm, id);
    }
    const { log, commitIndex } = after;
    if (commitIndex > lastIndex(log))
      return `${id} has committed ${commitIndex}, but its log ends at ${lastIndex(log)}`;
    for (const [place, entry] of entriesBetween(log, log.snapshotIndex + 1, commitIndex).entries()) {
      const index = log.snapshotIndex + 1 + place;
      const known = this.#committed.get(index) ?? { entry, by: id };
      if (!sameEntry(known.entry, entry)) {
        return `at index ${index}, ${known.by} has committed ${formatEntry(known.entry)} and ${id} ${formatEntry(entry)}`;
      }
      this.#committed.set(index, known);
    }
    return undefined;
  }
}

/** An answer that a client got for what the server did not know to be committed (SP-19). */
const earlyAnswer = ({ id, effects, executed, after }: Observation): string | undefined => {
  const given = effects.slice(0, executed);
  const answer = given.find((effect) => effect.type === 'reply' && effect.index > after.commitIndex);
  return answer?.type === 'reply'
    ? `${id} answers a client for index ${answer.index}, and knows ${after.commitIndex} to be committed`
    : undefined;
};

/** The first message that left before the disk could back it. */
const unbackedSend = ({ id, event, after, effects, executed, diskBefore }: Observation): string | undefined => {
  let disk = diskBefore;
  for (const effect of effects.slice(0, executed)) {
    if (effect.type === 'persist') disk = applyPersist(disk, effect);
    if (effect.type === 'send') {
      const isAhead = mayPrecedeWrite(extensionsOf(after), event, effect.message);
      const lack = lackOn(disk, effect.message, isAhead);
      if (lack !== undefined) return `${id} sends ${effect.message.type} to ${effect.message.to}, but ${lack}`;
    }
  }
  return undefined;
};

/** What the sender's disk lacks of a message; one that is ahead of its write lacks no entries. */
const lackOn = (disk: Durable, message: Message, isAhead: boolean): string | undefined => {
  if (disk.currentTerm !== message.term) return `its disk is in term ${disk.currentTerm}, not ${message.term}`;
  const vote = votedIn(message);
  if (vote !== undefined && vote !== disk.votedFor) return `its disk has the vote for ${disk.votedFor ?? 'nobody'}`;
  const reach = vouchedIn(message);
  if (reach > lastIndex(disk.log)) return `its disk ends at ${lastIndex(disk.log)}, not ${reach}`;
  if (message.type !== 'AppendEntries' || isAhead) return undefined;
  const { prevLogIndex, entries } = message;
  const wrong = entries.findIndex(({ term }, place) => termAt(disk.log, prevLogIndex + 1 + place) !== term);
  return wrong === -1 ? undefined : `its disk does not hold the entry at ${prevLogIndex + 1 + wrong}`;
};

const votedIn = (message: Message): ServerId | undefined => {
  if (message.type === 'RequestVote') return message.from;
  return message.type === 'RequestVoteReply' && message.voteGranted ? message.to : undefined;
};

const vouchedIn = (message: Message): Index => {
  if (message.type === 'AppendEntriesReply') return message.matchIndex;
  return message.type === 'InstallSnapshotReply' && message.done ? message.lastIncludedIndex : 0;
};
