/** What the page of no-ops (spec/extensions/no-op.md) says about one step. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type { Entry, Event, Server } from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { type Claim, type Conduct, everything } from '../contracts/claims.ts';
import { type Comparison, type Expected, says } from '../contracts/expected.ts';
import type { ContractPage } from '../contracts/page.ts';
import { entryAt } from '../log.ts';

const isNoOp = (entry: Entry | undefined): boolean => entry !== undefined && 'noOp' in entry;

const endsWithNoOp = ({ log }: Server): boolean => isNoOp(entryAt(log, log.lastIndex));

const beginsToLead = ({ before, after }: Pick<Conduct, 'before' | 'after'>): boolean =>
  after.role === 'leader' && before.role !== 'leader';

/** NO-1, NO-3: which entry is appended, and when; NO-4: that it is taken like others. */
const expectEntry = (before: Server, event: Event, expected: Expected): void => {
  const { log } = expected;
  const last = before.log.lastIndex;
  if (before.role !== 'leader' && expected.role.value === 'leader') {
    const entries: readonly Entry[] = [{ term: expected.currentTerm.value, noOp: true }];
    const clause = endsWithNoOp(before) ? 'NO-3' : 'NO-1';
    expected.log = says({ from: last + 1, entries }, ({ from }) => (from <= last ? 'D-2' : clause));
    expected.commits = 'NO-4';
  } else if (before.role === 'leader' && log.value.entries.length === 0) {
    expected.log = says(log.value, (actual) => (actual.from <= last ? log.clauseFor(actual) : 'NO-3'));
  } else if (event.type === 'AppendEntries' && log.value.entries.some(isNoOp)) {
    expected.log = says(log.value, 'NO-4');
  }
};

/** NO-2: who has begun to lead has its no-op on its disk before anything else happens. */
const compareWrite = (comparison: Comparison, { id, before, after, effects }: Observation): void => {
  const isWritten = !beginsToLead({ before, after }) || writesNoOp({ effects });
  comparison.demand(isWritten, 'NO-2', () => `${id} begins to lead and does not write its no-op`);
};

const writesNoOp = ({ effects }: Pick<Conduct, 'effects'>): boolean =>
  effects.some((effect) => effect.type === 'persist' && effect.append?.entries.some(isNoOp) === true);

const appendsNoOp = (deed: Conduct): boolean => beginsToLead(deed) && endsWithNoOp(deed.after);

const takesNoOp = ({ event, answer }: Conduct): boolean =>
  event.type === 'AppendEntries' &&
  event.entries.some(isNoOp) &&
  answer?.type === 'AppendEntriesReply' &&
  answer.success;

/** Does what was applied end with a no-op? */
const passesNoOp = ({ before, after }: Conduct): boolean =>
  after.lastApplied > before.lastApplied && isNoOp(entryAt(after.log, after.lastApplied));

const claims: Readonly<Partial<Record<ClauseId, Claim>>> = {
  'NO-1': { on: everything, acted: appendsNoOp },
  'NO-2': { on: everything, acted: (deed) => beginsToLead(deed) && writesNoOp(deed) },
  'NO-3': { on: everything, acted: (deed) => appendsNoOp(deed) && endsWithNoOp(deed.before) },
  'NO-4': { on: ['AppendEntries'], acted: takesNoOp },
  'NO-5': { on: everything, acted: passesNoOp },
  'NO-6': { on: everything, acted: (deed) => deed.after.role === 'leader' && passesNoOp(deed) },
};

/** The contract of no-ops. */
export const noOpContract: ContractPage = {
  claims,
  expect: (before, event, expected, figure) => {
    figure();
    expected.extensions['no-op'] = says({}, 'NO-1');
    expected.withoutCommand = { apply: 'NO-5', reply: 'NO-6' };
    expectEntry(before, event, expected);
  },
  compare: compareWrite,
};
