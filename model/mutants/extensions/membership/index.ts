/** The defects that break a clause of the page of membership. */
import type { WovenMutant } from '../../mutant.ts';
import { actsWhenCommitted } from './acts-when-committed.ts';
import { appliesMembers } from './applies-members.ts';
import { changesUnready } from './changes-unready.ts';
import { compactsWithout } from './compacts-without.ts';
import { countsLearners } from './counts-learners.ts';
import { countsNewOnly } from './counts-new-only.ts';
import { countsOldOnly } from './counts-old-only.ts';
import { countsUnion } from './counts-union.ts';
import { endsJointEarly } from './ends-joint-early.ts';
import { forgetsAtRestart } from './forgets-at-restart.ts';
import { installsBlindly } from './installs-blindly.ts';
import { joinsTooSoon } from './joins-too-soon.ts';
import { keepsChange } from './keeps-change.ts';
import { keepsDeleted } from './keeps-deleted.ts';
import { keepsOrder } from './keeps-order.ts';
import { leadsThoughRemoved } from './leads-though-removed.ts';
import { standsThoughOut } from './stands-though-out.ts';
import { takesOldAnswers } from './takes-old-answers.ts';

export const membershipMutants: readonly WovenMutant[] = [
  actsWhenCommitted,
  appliesMembers,
  changesUnready,
  compactsWithout,
  countsLearners,
  countsNewOnly,
  countsOldOnly,
  countsUnion,
  endsJointEarly,
  forgetsAtRestart,
  installsBlindly,
  joinsTooSoon,
  keepsChange,
  keepsDeleted,
  keepsOrder,
  leadsThoughRemoved,
  standsThoughOut,
  takesOldAnswers,
];
