/** What the page of client batches (spec/extensions/client-batches.md) says about one step. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type { ClientCommands } from '../../../src/core/extensions/clientBatches.ts';
import type { Entry, Message, Server } from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import type { Claim, Conduct } from '../contracts/claims.ts';
import { type Comparison, type Expected, says } from '../contracts/expected.ts';
import type { ContractPage } from '../contracts/page.ts';
import { othersOf } from '../members.ts';

/** CB-1, CB-3, CB-4. */
const expectBatch = (before: Server, { commands }: ClientCommands, expected: Expected): void => {
  const unchanged = expected.log.value;
  if (commands.length === 0) {
    expected.log = says(unchanged, 'CB-4');
    expected.reject = says(null, 'CB-4');
  } else if (before.role !== 'leader') {
    expected.log = says(unchanged, 'CB-3');
    expected.reject = says('notLeader', 'CB-3');
  } else {
    const entries = commands.map((command): Entry => ({ term: before.currentTerm, command }));
    expected.log = says({ from: before.log.lastIndex + 1, entries }, 'CB-1');
  }
};

/** CB-2: the messages in which a batch goes to one follower are as few as may be. CB-1: it is one write. */
const compareBatch = (comparison: Comparison, { event, before, after, effects }: Observation): void => {
  if (event.type !== 'clientCommands' || before.role !== 'leader') return;
  const sent = effects.flatMap((effect) => (effect.type === 'send' ? [effect.message] : []));
  for (const peer of othersOf(after)) {
    const its = sent.filter((message) => message.to === peer && entriesIn(message) > 0);
    const count = its.reduce((sum, message) => sum + entriesIn(message), 0);
    const fewest = Math.ceil(count / after.options.maxEntriesPerAppend);
    comparison.demand(
      its.length === fewest,
      'CB-2',
      () => `${count} entries of a batch go to ${peer} in ${its.length} messages, and fit into ${fewest}`,
    );
  }
  const writes = effects.filter(({ type }) => type === 'persist').length;
  comparison.demand(writes <= 1, 'CB-1', () => `a batch is written in ${writes} writes`);
};

const entriesIn = (message: Message): number => (message.type === 'AppendEntries' ? message.entries.length : 0);

const isBatch = ({ event }: Conduct): boolean => event.type === 'clientCommands' && event.commands.length > 0;

const isAppended = ({ before, after }: Conduct): boolean =>
  before.role === 'leader' && after.log.lastIndex > before.log.lastIndex;

const claims: Readonly<Partial<Record<ClauseId, Claim>>> = {
  'CB-1': { on: ['clientCommands'], acted: (deed) => isBatch(deed) && isAppended(deed) },
  'CB-2': { on: ['clientCommands'], acted: (deed) => isBatch(deed) && isAppended(deed) && deed.sendsEntriesAhead },
  'CB-3': { on: ['clientCommands'], acted: (deed) => isBatch(deed) && deed.rejects && deed.before.role !== 'leader' },
  'CB-4': { on: ['clientCommands'], acted: (deed) => !isBatch(deed), mayBeSilent: true },
};

/** The contract of client batches. */
export const clientBatchesContract: ContractPage = {
  claims,
  expect: (before, event, expected, figure) => {
    figure();
    expected.extensions['client-batches'] = says({}, 'CB-1');
    if (event.type === 'clientCommands') expectBatch(before, event, expected);
  },
  compare: compareBatch,
};
