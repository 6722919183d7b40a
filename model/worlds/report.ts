/** What a step shows to whoever remembers the whole run: who leads which term, what logs hold, what is committed, what was applied. */
import type { CommandEntry, Entry, Index, ServerId, Term } from '../../src/core/types.ts';
import type { Observation } from '../../src/trace/observation.ts';
import { entryAt, termAt } from '../oracle/log.ts';
import { isSame } from '../oracle/same.ts';
import { committedBy } from '../properties/committed.ts';
import { readsAnswered, type SeenRead } from '../properties/reads.ts';

export interface Report {
  /** Who leads or claims to lead which term. */
  readonly leads: readonly (readonly [Term, ServerId])[];
  /** The entries that are new to the log, each with the term of the entry before it. */
  readonly logged: readonly (Entry & { readonly index: Index; readonly before: Term })[];
  /** What has become known to be committed, and in which term that was. */
  readonly committed: readonly (Entry & { readonly index: Index; readonly in: Term })[];
  readonly applied: readonly (CommandEntry & { readonly index: Index })[];
  /** What becomes of reads (RI-14): those that are asked, those that are answered, and those that are rejected. */
  readonly reads: {
    readonly asked: readonly string[];
    readonly answered: readonly SeenRead[];
    readonly rejected: readonly string[];
  };
}

const noReads: Report['reads'] = { asked: [], answered: [], rejected: [] };

export const emptyReport: Report = { leads: [], logged: [], committed: [], applied: [], reads: noReads };

/** Is there nothing in it that anybody has to remember? */
export const isSilent = ({ leads, logged, committed, applied, reads }: Report): boolean =>
  leads.length + logged.length + committed.length + applied.length === 0 && reads === noReads;

/** A server leads if it says so, to itself or to others; what it knows to be committed was committed. */
export const reportOf = (observation: Observation): Report => {
  const { id, before, after, effects, executed, crashed } = observation;
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
  const committed = committedBy(observation).map(({ index, entry }) => ({ index, in: after.currentTerm, ...entry }));
  const logged = loggedBy(observation);
  const report: Report = { leads: [...leads], logged, committed, applied, reads: readsIn(observation) };
  return isSilent(report) ? emptyReport : report;
};

const readsIn = (observation: Observation): Report['reads'] => {
  const { event, effects, executed } = observation;
  const asked = event.type === 'read' ? [event.id] : [];
  const answered = readsAnswered(observation);
  const rejected = effects.slice(0, executed).flatMap((effect) => (effect.type === 'rejectRead' ? [effect.id] : []));
  return asked.length + answered.length + rejected.length === 0 ? noReads : { asked, answered, rejected };
};

/** A server that has just come back shows its whole log: it may have come back with another one. */
const loggedBy = ({ event, before, after, diskBefore, disk, crashed }: Observation): Report['logged'] => {
  const [was, is] = crashed ? [diskBefore.log, disk.log] : [before.log, after.log];
  const isKnown = event.type !== 'start';
  const logged: Report['logged'][number][] = [];
  if (isKnown && was === is) return logged;
  for (let index = is.snapshotIndex + 1; index <= is.lastIndex; index++) {
    const entry = entryAt(is, index);
    const term = termAt(is, index - 1);
    if (!entry || term === undefined) continue;
    if (isKnown && isSame(entry, entryAt(was, index)) && termAt(was, index - 1) === term) continue;
    logged.push({ index, before: term, ...entry });
  }
  return logged;
};
