/** The defects of the optional pages, by page: what the checks of a page are measured by. */
import type { ExtensionId } from '../../../src/core/types.ts';
import type { WovenMutant } from '../mutant.ts';
import { checkQuorumMutants } from './checkQuorum/index.ts';
import { clientBatchesMutants } from './clientBatches/index.ts';
import { leadershipTransferMutants } from './leadershipTransfer/index.ts';
import { membershipMutants } from './membership/index.ts';
import { noOpMutants } from './noOp/index.ts';
import { parallelWriteMutants } from './parallelWrite/index.ts';
import { preVoteMutants } from './preVote/index.ts';
import { readIndexMutants } from './readIndex/index.ts';

export const extensionMutants: Readonly<Record<ExtensionId, readonly WovenMutant[]>> = {
  'pre-vote': preVoteMutants,
  'client-batches': clientBatchesMutants,
  'parallel-write': parallelWriteMutants,
  'check-quorum': checkQuorumMutants,
  'no-op': noOpMutants,
  'read-index': readIndexMutants,
  'leadership-transfer': leadershipTransferMutants,
  membership: membershipMutants,
};
