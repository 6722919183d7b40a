/** What the page of parallel write (spec/extensions/parallel-write.md) says about one step. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import { messageTypes } from '../../../src/core/extensions/messages.ts';
import type { Event, Index, Server } from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { type Claim, type Conduct, everything } from '../contracts/claims.ts';
import { type Comparison, type Expected, isMessage, says } from '../contracts/expected.ts';
import type { ContractPage } from '../contracts/page.ts';

/** PW-1 */
const writtenIndexOf = ({ extensions }: Server): Index | null => extensions?.['parallel-write']?.writtenIndex ?? null;

/** Does a client ask a leader for something, that does not reject it as it hands over (LT-3)? */
const isAsked = ({ role, extensions }: Server, event: Event): boolean =>
  role === 'leader' &&
  (extensions?.['leadership-transfer']?.transferee ?? null) === null &&
  (event.type === 'clientCommand' || (event.type === 'clientCommands' && event.commands.length > 0));

/** PW-1, and why it is so. */
const keeps = (expected: Expected, writtenIndex: Index | null, clause: ClauseId): void => {
  expected.extensions['parallel-write'] = says({ writtenIndex }, clause);
  if (writtenIndex !== null) expected.ownCopy = says(writtenIndex, 'PW-3');
};

const expectWrites = (before: Server, event: Event, expected: Expected): void => {
  const known = writtenIndexOf(before);
  const leads = before.role === 'leader';
  if (isMessage(event) && event.term > before.currentTerm) keeps(expected, null, known === null ? 'PW-1' : 'PW-6');
  else if (event.type === 'written') {
    const isNews = leads && event.term === before.currentTerm && known !== null && event.index > known;
    if (!isNews) keeps(expected, known, 'PW-5');
    else keeps(expected, event.index >= before.log.lastIndex ? null : event.index, 'PW-4');
  } else if (isAsked(before, event)) keeps(expected, known ?? before.log.lastIndex, 'PW-1');
  else keeps(expected, known, 'PW-1');
};

/** PW-2: what is appended for a client is sent first, and then written. */
const compareOrder = (comparison: Comparison, { id, event, before, effects }: Observation): void => {
  if (!isAsked(before, event)) return;
  const write = effects.findIndex(({ type }) => type === 'persist');
  comparison.demand(write >= 0, 'PW-2', () => `${id} appends and never writes`);
  const late = effects.findIndex(({ type }, place) => type === 'send' && place > write);
  comparison.demand(late < 0, 'PW-2', () => `${id} writes before it has sent everything`);
};

const wasTold = ({ before, after }: Conduct): boolean => writtenIndexOf(before) !== writtenIndexOf(after);

const claims: Readonly<Partial<Record<ClauseId, Claim>>> = {
  'PW-2': {
    on: ['clientCommand', 'clientCommands'],
    acted: ({ before, after }) => before.role === 'leader' && after.log.lastIndex > before.log.lastIndex,
  },
  'PW-3': {
    on: everything,
    acted: ({ before, after }) => after.role === 'leader' && after.commitIndex > before.commitIndex,
  },
  'PW-4': { on: ['written'], acted: wasTold },
  'PW-5': { on: ['written'], acted: (deed) => !wasTold(deed), mayBeSilent: true },
  'PW-6': {
    on: [...messageTypes, 'timeout'],
    acted: ({ before, after }) => after.role !== 'leader' && writtenIndexOf(before) !== null,
  },
};

/** The contract of parallel write. */
export const parallelWriteContract: ContractPage = {
  claims,
  expect: (before, event, expected, figure) => {
    figure();
    expectWrites(before, event, expected);
  },
  compare: compareOrder,
};
