/** The defects of the optional pages, by page: what the checks of a page are measured by. */
import type { ExtensionId } from '../../../src/core/types.ts';
import type { WovenMutant } from '../mutant.ts';
import { preVoteMutants } from './preVote/index.ts';

export const extensionMutants: Readonly<Record<ExtensionId, readonly WovenMutant[]>> = { 'pre-vote': preVoteMutants };
