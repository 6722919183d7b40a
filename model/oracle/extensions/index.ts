/**
 * What the oracles know of the optional pages: for each its contract and its part of the reference model. Which pages a server
 * has it says itself, by the states that it keeps; that it keeps those of its protocol is asked of each start.
 */
import type { ClauseId } from '../../../src/core/clauses.ts';
import { extensionIds, isExtension } from '../../../src/core/extensions/index.ts';
import type { ExtensionId, ExtensionStates, Server } from '../../../src/core/types.ts';
import type { ContractPage } from '../contracts/page.ts';
import type { ReferencePage, ReferencePages } from '../reference.ts';
import { preVoteContract } from './preVoteContract.ts';
import { preVoteReference } from './preVoteReference.ts';

interface OraclePage {
  /** The clause that says what is kept. */
  readonly state: ClauseId;
  readonly contract: ContractPage;
  readonly reference: ReferencePage;
}

const pages: Readonly<Record<ExtensionId, OraclePage>> = {
  'pre-vote': { state: 'PV-1', contract: preVoteContract, reference: preVoteReference },
};

const none: readonly ExtensionId[] = [];

/** The pages that a server was started with. */
export const extensionsOf = ({ extensions }: Pick<Server, 'extensions'>): readonly ExtensionId[] =>
  extensions === undefined ? none : Object.keys(extensions).filter(isExtension);

/** By page, the clause that says what is kept. */
export const stateClauses = Object.fromEntries(extensionIds.map((id) => [id, pages[id].state])) as Readonly<
  Record<ExtensionId, ClauseId>
>;

/** By page, what is kept at first. */
export const initialStates: ExtensionStates = { 'pre-vote': pages['pre-vote'].reference.initial };

/** Their contracts. */
export const contractPages = (ids: readonly ExtensionId[]): readonly ContractPage[] =>
  ids.map((id) => pages[id].contract);

/** Their parts of the reference model. */
export const referencePages = (ids: readonly ExtensionId[] = none): ReferencePages =>
  Object.fromEntries(ids.map((id) => [id, pages[id].reference]));
