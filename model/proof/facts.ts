/** What follows from the disks of a cluster and its past: what was chosen, and what may still be. */
import { commandOf } from '../../src/core/entries.ts';
import { agreedIndex } from '../../src/core/quorum.ts';
import type { Entry, Index, ServerId, Term } from '../../src/core/types.ts';
import { type Background, logOfTerm, wholeLog } from './past.ts';

const isSameEntry = (a: Entry | undefined, b: Entry | undefined): boolean =>
  a !== undefined && b !== undefined && a.term === b.term && commandOf(a) === commandOf(b);

/** Are two logs the same up to an index, and both as long? */
export const agree = (a: readonly Entry[] | undefined, b: readonly Entry[] | undefined, index: Index): boolean => {
  if (index === 0) return true;
  if (!a || !b || a.length < index || b.length < index) return false;
  for (let place = index - 1; place >= 0; place--) if (!isSameEntry(a[place], b[place])) return false;
  return true;
};

/** A background, read with the words of the proof. What was asked once is known. */
export class Facts {
  readonly background: Background;
  readonly ids: readonly ServerId[];
  /** The highest term of any server. */
  readonly lastTerm: Term;
  readonly #logs = new Map<ServerId, readonly Entry[]>();
  readonly #chosen = new Map<Term, Index>();
  readonly #open = new Map<Term, Index>();

  constructor(background: Background) {
    this.background = background;
    this.ids = Object.keys(background.disks);
    this.lastTerm = Math.max(...this.ids.map((id) => this.termOf(id)));
  }

  termOf(id: ServerId): Term {
    return this.background.disks[id]?.currentTerm ?? 0;
  }

  /** The whole log on a disk. */
  logOf(id: ServerId): readonly Entry[] {
    const disk = this.background.disks[id];
    const log = this.#logs.get(id) ?? (disk ? wholeLog(this.background.past, disk) : []);
    this.#logs.set(id, log);
    return log;
  }

  /** The log of a term; undefined: nobody has led it. */
  logOfTerm(term: Term): readonly Entry[] | undefined {
    return logOfTerm(this.background.past, term);
  }

  leaderOf(term: Term): ServerId | undefined {
    return this.background.past.leaderships.find((leadership) => leadership.term === term)?.id;
  }

  /** The last entry of a term that a server has accepted; 0: none. */
  accepted(id: ServerId, term: Term): Index {
    const { acceptances } = this.background.past;
    return acceptances.find((acceptance) => acceptance.server === id && acceptance.term === term)?.index ?? 0;
  }

  /** The last entry of a term that is chosen; 0: none. */
  chosen(term: Term): Index {
    return this.#agreed(this.#chosen, term, (id) => this.accepted(id, term));
  }

  /** The last entry of a term that is chosen or may still be; Infinity: any may, since a majority may still accept in it. */
  open(term: Term): Index {
    return this.#agreed(this.#open, term, (id) => (this.termOf(id) <= term ? Infinity : this.accepted(id, term)));
  }

  #agreed(known: Map<Term, Index>, term: Term, of: (id: ServerId) => Index): Index {
    const found = known.get(term);
    if (found !== undefined) return found;
    const index = agreedIndex({ members: this.ids }, of);
    known.set(term, index);
    return index;
  }

  hasVoted(voter: ServerId, term: Term, candidate: ServerId): boolean {
    return this.background.past.votes.some(
      (vote) => vote.voter === voter && vote.term === term && vote.candidate === candidate,
    );
  }

  /** Has a server left a term, or voted for itself in it? */
  hasStood(id: ServerId, term: Term): boolean {
    const now = this.termOf(id);
    return term < now || (term === now && this.hasVoted(id, term, id));
  }

  /** Is this log committed up to an index, by an entry that was chosen in a term up to this one? */
  isCommitted(log: readonly Entry[], index: Index, term: Term): boolean {
    if (index === 0) return true;
    return this.background.past.leaderships.some(
      (leadership) =>
        leadership.term <= term && this.chosen(leadership.term) >= index && agree(log, leadership.log, index),
    );
  }

  /**
   * Has this log all that a server has accepted before a term, as far as it is chosen or may still be? That is what a vote
   * must not lose.
   */
  keeps(log: readonly Entry[], id: ServerId, term: Term): boolean {
    for (let earlier = 1; earlier < term; earlier++) {
      const index = Math.min(this.accepted(id, earlier), this.open(earlier));
      if (!agree(log, this.logOfTerm(earlier), index)) return false;
    }
    return true;
  }
}
