/** What no server knows and a checker must: who has led, what logs held, what was committed, what was applied, ever. */

import { type Node, sureDisk } from '../../src/cluster/node.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import type { Log } from '../../src/core/log.ts';
import type { CommandEntry, Entry, Index, ServerId, Term } from '../../src/core/types.ts';
import { readData } from '../oracle/extensions/membershipFacts.ts';
import { contentOf, entryAt, entryWords, otherKindOf, termAt } from '../oracle/log.ts';
import { staleness } from '../properties/reads.ts';
import { logsOf } from './pairwise.ts';
import type { Report } from './report.ts';

export interface WorldGhost {
  /** Who has led each term. */
  readonly leaders: Readonly<Record<Term, ServerId>>;
  /** By index and term, from 1 on: the entry that some log held there, and the term before it. Place 0 is null. */
  readonly logged: readonly (Readonly<Record<Term, Entry & { readonly before: Term }>> | null)[];
  /** By index, from 1 on; place 0 is null. `in`: the term in which it was first known to be committed. */
  readonly committed: readonly ((Entry & { readonly in: Term }) | null)[];
  /** What was applied at each index, from 1 on; place 0 is null. */
  readonly applied: readonly (CommandEntry | null)[];
  /** The reads that wait, each with the index of the last entry that was known to be committed when it was asked; absent: none. */
  readonly reads?: Readonly<Record<string, Index>>;
}

export const emptyGhost: WorldGhost = { leaders: {}, logged: [null], committed: [null], applied: [null] };

/** A property of all that ever happened, broken by a report. */
export interface Contradiction {
  readonly property: ClauseId;
  readonly because: string;
}

export interface Remembered {
  readonly ghost: WorldGhost;
  readonly contradictions: readonly Contradiction[];
}

const put = <T>(list: readonly (T | null)[], index: Index, value: T): readonly (T | null)[] => {
  const longer = [...list];
  while (longer.length < index) longer.push(null);
  longer[index] = value;
  return longer;
};

/** Adds what a server has reported. */
export const remember = (ghost: WorldGhost, report: Report, id: ServerId): Remembered => {
  let { leaders, logged, committed, applied } = ghost;
  const contradictions: Contradiction[] = [];
  for (const [term, leader] of report.leads) {
    const known = leaders[term];
    if (known === undefined) leaders = { ...leaders, [term]: leader };
    else if (known !== leader) {
      contradictions.push({ property: 'SP-1', because: `${leader} leads term ${term}, which ${known} has led` });
    }
  }
  for (const { index, ...entry } of report.logged) {
    const known = logged[index];
    if (!known?.[entry.term]) logged = put(logged, index, { ...known, [entry.term]: entry });
  }
  for (const { index, in: within, ...entry } of report.committed) {
    if (!committed[index]) committed = put(committed, index, { in: within, ...entry });
  }
  for (const { index, term, command } of report.applied) {
    const [known, entry] = [applied[index], committed[index]];
    if (entry && otherKindOf(entry) !== undefined) {
      const because = `${id} applies ${JSON.stringify(command)} at index ${index}, where an entry that holds no command is committed`;
      contradictions.push({ property: 'SP-5', because });
    } else if (!known) applied = put(applied, index, { term, command });
    else if (known.term !== term || known.command !== command) {
      const because = `${id} applies ${JSON.stringify(command)} of term ${term} at index ${index}, where ${JSON.stringify(known.command)} of term ${known.term} was applied`;
      contradictions.push({ property: 'SP-5', because });
    }
  }
  const { asked, answered, rejected } = report.reads;
  const waiting = new Map<string, Index>(Object.entries(ghost.reads ?? {}));
  for (const read of asked) waiting.set(read, committed.length - 1);
  for (const read of answered) {
    const because = staleness(id, read, waiting.get(read.id));
    if (because !== undefined) contradictions.push({ property: 'RI-14', because });
    waiting.delete(read.id);
  }
  for (const read of rejected) waiting.delete(read);
  const reads = waiting.size > 0 && { reads: Object.fromEntries(waiting) };
  return { ghost: { leaders, logged, committed, applied, ...reads }, contradictions };
};

/** SP-3: an entry of this node that is another than a log once had at its index and term, or follows another one. */
export const unlikeBefore = (node: Node, { logged }: WorldGhost): string | undefined => {
  for (const log of logsOf(node)) {
    for (let index = log.snapshotIndex + 1; index <= log.lastIndex; index++) {
      const entry = entryAt(log, index);
      const known = entry && logged[index]?.[entry.term];
      if (!known) continue;
      const what = `entry ${index} of term ${entry.term} on ${node.disk.id}`;
      if (contentOf(entry) !== contentOf(known))
        return `${what} is ${contentOf(entry)}, and was once ${contentOf(known)}`;
      const before = termAt(log, index - 1);
      if (before !== known.before) return `${what} follows term ${before}, and once followed term ${known.before}`;
    }
  }
  return undefined;
};

/** Of what a snapshot covers, only the last entry's term is known. */
const holds = (log: Log, index: Index, { term }: Entry): boolean =>
  index < log.snapshotIndex || termAt(log, index) === term;

/** SP-4: does the server lead without an entry that was committed in an earlier term? */
export const lackedByLeader = ({ server }: Node, { committed }: WorldGhost): string | undefined => {
  if (server?.role !== 'leader') return undefined;
  const { id, currentTerm, log } = server;
  for (const [index, entry] of committed.entries()) {
    if (!entry || entry.in >= currentTerm || holds(log, index, entry)) continue;
    return `${id} leads term ${currentTerm} and lacks entry ${index} of term ${entry.term}, which was committed in term ${entry.in}; it has ${entryWords(termAt(log, index))} there`;
  }
  return undefined;
};

/** SP-14: is everything that was committed on this disk, also if writes of which the server was not told are not done? */
export const hasCommitted = (node: Node, { committed }: WorldGhost): boolean => {
  const { log } = sureDisk(node);
  return committed.every((entry, index) => !entry || holds(log, index, entry));
};

/** SP-15: is a snapshot of this server something else than the state after the committed prefix that it names? */
export const wrongSnapshot = ({ server, disk }: Node, { committed }: WorldGhost): string | undefined => {
  for (const snapshot of [disk.snapshot, server?.snapshot, ...Object.values(server?.outgoingSnapshot ?? {})]) {
    if (!snapshot) continue;
    const { lastIncludedIndex, lastIncludedTerm, data } = snapshot;
    const what = `the snapshot of ${disk.id} that ends at ${lastIncludedIndex}`;
    const last = committed[lastIncludedIndex];
    if (!last) return `${what} covers what nobody has committed`;
    if (last.term !== lastIncludedTerm) return `${what} says term ${lastIncludedTerm}, committed is term ${last.term}`;
    const prefix = committed
      .slice(1, lastIncludedIndex + 1)
      .flatMap((entry) => (entry && 'command' in entry ? [entry.command] : []));
    const { own } = readData(data); // MC-16
    if (own !== prefix.join(' '))
      return `${what} holds ${JSON.stringify(own)}, not ${JSON.stringify(prefix.join(' '))}`;
  }
  return undefined;
};
