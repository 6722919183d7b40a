/**
 * What the oracles know of the optional pages: for each its contract and its part of the reference model. Which pages a server
 * has it says itself, by the states that it keeps; that it keeps those of its protocol is asked of each start.
 */
import type { ClauseId } from '../../../src/core/clauses.ts';
import { extensionIds, isExtension } from '../../../src/core/extensions/index.ts';
import type { Durable, Event, ExtensionId, ExtensionStates, Message, Server } from '../../../src/core/types.ts';
import type { ContractPage } from '../contracts/page.ts';
import { entriesBetween } from '../log.ts';
import type { ReferencePage, ReferencePages } from '../reference.ts';
import { checkQuorumContract } from './checkQuorumContract.ts';
import { checkQuorumReference } from './checkQuorumReference.ts';
import { clientBatchesContract } from './clientBatchesContract.ts';
import { clientBatchesReference } from './clientBatchesReference.ts';
import { leadershipTransferContract } from './leadershipTransferContract.ts';
import { leadershipTransferReference } from './leadershipTransferReference.ts';
import { membershipContract } from './membershipContract.ts';
import { membershipReference } from './membershipReference.ts';
import { noOpContract } from './noOpContract.ts';
import { noOpReference } from './noOpReference.ts';
import { parallelWriteContract } from './parallelWriteContract.ts';
import { parallelWriteReference } from './parallelWriteReference.ts';
import { preVoteContract } from './preVoteContract.ts';
import { preVoteReference } from './preVoteReference.ts';
import { readIndexContract } from './readIndexContract.ts';
import { readIndexReference } from './readIndexReference.ts';

interface OraclePage {
  /** The clause that says what is kept; of a page that keeps nothing, its first. */
  readonly state: ClauseId;
  /** The same for each of several things that are kept, by the names of their fields; absent: one clause says it all. */
  readonly fields?: Readonly<Record<string, ClauseId>>;
  readonly contract: ContractPage;
  readonly reference: ReferencePage;
  /** May a server send this message, in a step of this event, before what it says is on its disk? Absent: none. */
  readonly mayPrecedeWrite?: (event: Event, message: Message) => boolean;
}

const pages: Readonly<Record<ExtensionId, OraclePage>> = {
  'pre-vote': { state: 'PV-1', contract: preVoteContract, reference: preVoteReference },
  'client-batches': { state: 'CB-1', contract: clientBatchesContract, reference: clientBatchesReference },
  'parallel-write': {
    state: 'PW-1',
    contract: parallelWriteContract,
    reference: parallelWriteReference,
    // PW-2
    mayPrecedeWrite: (event, { type }) =>
      type === 'AppendEntries' && (event.type === 'clientCommand' || event.type === 'clientCommands'),
  },
  'check-quorum': {
    state: 'CQ-1',
    fields: { heardFrom: 'CQ-1', leaseRuns: 'CQ-2' },
    contract: checkQuorumContract,
    reference: checkQuorumReference,
  },
  'no-op': { state: 'NO-1', contract: noOpContract, reference: noOpReference },
  'read-index': { state: 'RI-1', contract: readIndexContract, reference: readIndexReference },
  'leadership-transfer': {
    state: 'LT-1',
    contract: leadershipTransferContract,
    reference: leadershipTransferReference,
  },
  membership: {
    state: 'MC-1',
    fields: { configurations: 'MC-1', change: 'MC-2' },
    contract: membershipContract,
    reference: membershipReference,
  },
};

const none: readonly ExtensionId[] = [];

/** The pages that a server was started with. */
export const extensionsOf = ({ extensions }: Pick<Server, 'extensions'>): readonly ExtensionId[] =>
  extensions === undefined ? none : Object.keys(extensions).filter(isExtension);

/** By page, the clause that says what is kept. */
export const stateClauses = Object.fromEntries(extensionIds.map((id) => [id, pages[id].state])) as Readonly<
  Record<ExtensionId, ClauseId>
>;

/** The clauses by which what a page keeps has changed. */
export const clausesChanged = (
  id: ExtensionId,
  { extensions: before }: Pick<Server, 'extensions'>,
  { extensions: after }: Pick<Server, 'extensions'>,
): readonly ClauseId[] => {
  if (before?.[id] === after?.[id]) return [];
  const { state, fields } = pages[id];
  if (fields === undefined) return [state];
  const valueIn = (kept: object | undefined, name: string): unknown =>
    (kept as Readonly<Record<string, unknown>> | undefined)?.[name];
  return Object.entries(fields).flatMap(([name, clause]) =>
    valueIn(before?.[id], name) === valueIn(after?.[id], name) ? [] : [clause],
  );
};

/** What is kept of a page at first, by a server that comes back from this disk. */
export const initialStateOf = (id: ExtensionId, disk: Durable): ExtensionStates[ExtensionId] => {
  const { initial, comeBack } = pages[id].reference;
  if (comeBack === undefined) return initial;
  const { log } = disk;
  return comeBack({ ...disk, log: entriesBetween(log, log.snapshotIndex + 1, log.lastIndex) });
};

/** In the order of the table, whatever the order in which they were woven. */
const inOrder = (ids: readonly ExtensionId[]): readonly ExtensionId[] =>
  ids.length < 2 ? ids : extensionIds.filter((id) => ids.includes(id));

/** Their contracts; a later one begins where the earlier ones end. */
export const contractPages = (ids: readonly ExtensionId[]): readonly ContractPage[] =>
  inOrder(ids).map((id) => pages[id].contract);

/** May a server with these pages send the message, in a step of this event, before what it says is on its disk? */
export const mayPrecedeWrite = (ids: readonly ExtensionId[], event: Event, message: Message): boolean =>
  ids.some((id) => pages[id].mayPrecedeWrite?.(event, message));

/** Their parts of the reference model; a later page is asked before an earlier one. */
export const referencePages = (ids: readonly ExtensionId[] = none): ReferencePages =>
  Object.fromEntries([...inOrder(ids)].reverse().map((id) => [id, pages[id].reference]));
