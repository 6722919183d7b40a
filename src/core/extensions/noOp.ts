/** No-op (spec/extensions/no-op.md): a server that begins to lead appends an entry that holds no command. */
import type { ClauseId } from '../clauses.ts';
import { kindOf } from '../entries.ts';
import { append, entryAt, lastIndex } from '../log.ts';
import { type Rule, withoutEffects } from '../outcome.ts';
import type { AppendEntries, Entry, Index, Server, Term } from '../types.ts';
import type { Extension } from './weave.ts';

declare module '../entries.ts' {
  interface EntryKinds {
    /** Nothing is asked for. */
    readonly noOp: NoOpEntry;
  }
}

declare module '../types.ts' {
  interface ExtensionStates {
    /** A no-op leaves nothing behind but its entry. */
    readonly 'no-op': NoOpState;
  }
}

/** An entry that holds no command (NO-1). */
export interface NoOpEntry {
  /** The term whose leader appended it. */
  readonly term: Term;
  /** Always so: it tells the kind. */
  readonly noOp: true;
}

/** What a server knows of no-ops beside its log: nothing. */
export type NoOpState = Readonly<Record<string, never>>;

const isNoOp = (entry: Entry): boolean => kindOf(entry) === 'noOp';

/** Does a log hold a no-op there? */
const hasNoOpAt = (server: Server, index: Index): boolean => {
  const entry = entryAt(server.log, index);
  return entry !== undefined && isNoOp(entry);
};

/** NO-1: the entry goes behind what the log holds. NO-2: and to the disk. NO-3: whatever the log ends with. */
export const appendNoOp: Rule = (server) => {
  const entries: readonly Entry[] = [{ term: server.currentTerm, noOp: true }];
  const fired: ClauseId[] = hasNoOpAt(server, lastIndex(server.log)) ? ['NO-1', 'NO-2', 'NO-3'] : ['NO-1', 'NO-2'];
  return {
    server: { ...server, log: append(server.log, entries) },
    effects: [{ type: 'persist', append: { firstIndex: lastIndex(server.log) + 1, entries } }],
    fired,
  };
};

/** NO-4: what a follower has taken was, among others, a no-op. */
const takeNoOp: Rule<AppendEntries> = (server, { entries }) =>
  entries.some(isNoOp) ? withoutEffects(server, 'NO-4') : withoutEffects(server);

/** NO-5: what was applied ends with a no-op, for which there was nothing to do. */
const passNoOp: Rule = (server) =>
  hasNoOpAt(server, server.lastApplied) ? withoutEffects(server, 'NO-5') : withoutEffects(server);

/** NO-6: at a leader it is, as an entry of its own term, one for which others would be answered. */
const passOwnNoOp: Rule = (server) =>
  hasNoOpAt(server, server.lastApplied) ? withoutEffects(server, 'NO-5', 'NO-6') : withoutEffects(server);

/** Its rules by the names that the machine knows them by. */
export const noOpRules = { appendNoOp, takeNoOp, passNoOp, passOwnNoOp };

/** The page of no-ops, to be woven into a machine. */
export const noOp: Extension = {
  id: 'no-op',
  messages: {},
  guards: {},
  actions: noOpRules,
  roles: {},
  before: {},
  adds: {
    'candidate always becomeLeader': { actions: 'appendNoOp', clauses: ['NO-1', 'NO-2', 'NO-3'] },
    'follower AppendEntries acceptEntries': { actions: 'takeNoOp', clauses: ['NO-4'] },
    'always applyCommitted': { actions: 'passNoOp', clauses: ['NO-5'] },
    'leader always applyAndReply': { actions: 'passOwnNoOp', clauses: ['NO-5', 'NO-6'] },
  },
  replaces: [],
  initial: {},
};
