/** What a step shows to whoever remembers the whole run: who leads which term, what is committed, and what was applied. */

import { entryAt } from '../core/log.ts';
import type { CommandEntry, Entry, Index, ServerId, Term } from '../core/types.ts';
import type { Observation } from '../trace/observation.ts';

export interface Report {
  /** Who leads or claims to lead which term. */
  readonly leads: readonly (readonly [Term, ServerId])[];
  /** What has become known to be committed, and in which term that was. */
  readonly committed: readonly (Entry & { readonly index: Index; readonly in: Term })[];
  readonly applied: readonly (CommandEntry & { readonly index: Index })[];
}

export const emptyReport: Report = { leads: [], committed: [], applied: [] };

/** A server leads if it says so, to itself or to others; what it knows to be committed was committed. */
export const reportOf = ({ id, before, after, effects, executed, crashed }: Observation): Report => {
  const leads = new Map<Term, ServerId>();
  if (!crashed && after.role === 'leader' && (before.role !== 'leader' || before.currentTerm !== after.currentTerm)) {
    leads.set(after.currentTerm, id);
  }
  const applied: Report['applied'][number][] = [];
  for (const effect of effects.slice(0, executed)) {
    if (effect.type === 'apply') applied.push({ index: effect.index, term: effect.term, command: effect.command });
    if (effect.type !== 'send') continue;
    const { type, term, from } = effect.message;
    if (type === 'AppendEntries' || type === 'InstallSnapshot') leads.set(term, from);
  }
  const committed: Report['committed'][number][] = [];
  const lastKnown = crashed ? 0 : Math.min(after.commitIndex, after.log.lastIndex);
  for (let index = before.commitIndex + 1; index <= lastKnown; index++) {
    const entry = entryAt(after.log, index);
    if (entry) committed.push({ index, in: after.currentTerm, ...entry });
  }
  return leads.size + committed.length + applied.length === 0 ? emptyReport : { leads: [...leads], committed, applied };
};
