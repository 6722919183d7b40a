/** When the clauses of membership (spec/extensions/membership.md) have acted. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type { PlacedConfiguration } from '../../../src/core/extensions/membership.ts';
import type { Server } from '../../../src/core/types.ts';
import { type Claim, type Conduct, everything } from '../contracts/claims.ts';
import { isMessage } from '../contracts/expected.ts';
import { clauseIgnoring } from '../contracts/ignored.ts';
import { entryAt } from '../log.ts';
import { othersOf } from '../members.ts';
import { actingIn, heldConfiguration, isJoint, isOut, membershipOf } from './membershipFacts.ts';

const inLog = (server: Server): readonly PlacedConfiguration[] => membershipOf(server).configurations.slice(1);

const isIn =
  (list: readonly PlacedConfiguration[]) =>
  ({ index, term }: PlacedConfiguration): boolean =>
    list.some((other) => other.index === index && other.term === term);

/** The configurations that a leader has appended in the step. */
const configurationsAdded = ({ before, event, after }: Conduct): readonly PlacedConfiguration[] =>
  before.role === 'leader' && event.type !== 'AppendEntries' && event.type !== 'InstallSnapshot'
    ? inLog(after).filter((one) => !isIn(inLog(before))(one))
    : [];

const appendsNew = (deed: Conduct): boolean => configurationsAdded(deed).some((one) => !isJoint(one));

const isElected = ({ before, after }: Conduct): boolean => after.role === 'leader' && before.role !== 'leader';

/** Has a leader stepped down in its term, of its own accord? */
const leaves = ({ before, event, after }: Conduct): boolean =>
  before.role === 'leader' &&
  after.role !== 'leader' &&
  after.currentTerm === before.currentTerm &&
  event.type !== 'timeout';

const isIgnored = ({ before, event }: Conduct): boolean =>
  isMessage(event) &&
  clauseIgnoring(before, event) === undefined &&
  before.role === 'leader' &&
  event.term === before.currentTerm &&
  !othersOf(before).includes(event.from);

/** Does what was applied end with a configuration? */
const passes = ({ before, after }: Conduct): boolean =>
  after.lastApplied > before.lastApplied && heldConfiguration(entryAt(after.log, after.lastApplied)) !== undefined;

export const membershipClaims: Readonly<Partial<Record<ClauseId, Claim>>> = {
  'MC-4': {
    on: ['AppendEntries'],
    acted: ({ before, after }) => !inLog(after).every(isIn(inLog(before))),
  },
  'MC-5': {
    on: ['AppendEntries'],
    acted: ({ before, after }) => !inLog(before).every(isIn(inLog(after))),
  },
  'MC-6': {
    on: everything,
    acted: (deed) => appendsNew(deed) || (isElected(deed) && isJoint(actingIn(deed.before))),
  },
  'MC-7': { on: ['AppendEntriesReply', 'InstallSnapshotReply'], acted: isIgnored, mayBeSilent: true },
  'MC-8': { on: ['changeMembership'], acted: ({ rejects }) => !rejects },
  'MC-9': { on: everything, acted: (deed) => configurationsAdded(deed).some(isJoint) },
  'MC-10': { on: everything, acted: appendsNew },
  'MC-11': { on: everything, acted: leaves },
  'MC-12': {
    on: ['timeout'],
    acted: ({ before, event }) =>
      event.type === 'timeout' && event.timer === 'election' && before.role === 'follower' && isOut(before),
    mayBeSilent: true,
  },
  'MC-13': { on: ['changeMembership'], acted: ({ rejects }) => rejects },
  'MC-14': {
    on: everything,
    acted: ({ before, after }) => membershipOf(before).change !== null && after.role !== 'leader',
  },
  'MC-15': { on: everything, acted: passes },
  'MC-16': { on: ['compact'], acted: ({ before, after }) => after.snapshot !== before.snapshot },
  'MC-17': {
    on: ['InstallSnapshot', 'start'],
    acted: ({ before, event, restores }) => (event.type === 'start' ? before.snapshot !== null : restores),
  },
};
