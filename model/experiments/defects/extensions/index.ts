/** Defects of optional pages that only experiments use, by page. */
import type { ExtensionId } from '../../../../src/core/types.ts';
import type { WovenMutant } from '../../../mutants/mutant.ts';
import { countsAnswers } from './checkQuorum/counts-answers.ts';
import { leadsUnanswered } from './checkQuorum/leads-unanswered.ts';
import { leavesNewLeader } from './checkQuorum/leaves-new-leader.ts';
import { appendsRest } from './clientBatches/appends-rest.ts';
import { writesNothing } from './clientBatches/writes-nothing.ts';
import { startsNoTimer } from './leadershipTransfer/starts-no-timer.ts';
import { takesOverUnheard } from './leadershipTransfer/takes-over-unheard.ts';
import { neverAppends } from './noOp/never-appends.ts';
import { countsOldLate } from './parallelWrite/counts-old-late.ts';
import { countsUnwritten } from './parallelWrite/counts-unwritten.ts';
import { keepsIndexLate } from './parallelWrite/keeps-index-late.ts';
import { writesUnsent } from './parallelWrite/writes-unsent.ts';
import { asksNobody } from './preVote/asks-nobody.ts';
import { countsAsVotes } from './preVote/counts-as-votes.ts';
import { grantsInItsTerm } from './preVote/grants-in-its-term.ts';
import { hasNeverEnough } from './preVote/has-never-enough.ts';

/** A page without a row has none: its experiments use the defects of model/mutants/extensions. */
export const leftOutOfPages: Readonly<Partial<Record<ExtensionId, readonly WovenMutant[]>>> = {
  'pre-vote': [countsAsVotes, asksNobody, grantsInItsTerm, hasNeverEnough],
  'client-batches': [appendsRest, writesNothing],
  'parallel-write': [countsUnwritten, writesUnsent, countsOldLate, keepsIndexLate],
  'no-op': [neverAppends],
  'check-quorum': [countsAnswers, leavesNewLeader, leadsUnanswered],
  'leadership-transfer': [startsNoTimer, takesOverUnheard],
};
