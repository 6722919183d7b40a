/** The defects that break a clause of the box Rules for Servers, all servers. */

import type { Mutant } from '../mutant.ts';
import { appliesAtAppend } from './applies-at-append.ts';
import { appliesLastOnly } from './applies-last-only.ts';
import { candidateIgnoresNewerReply } from './candidate-ignores-newer-reply.ts';
import { deposedSleeps } from './deposed-sleeps.ts';
import { doesNotAdoptTerm } from './does-not-adopt-term.ts';
import { ignoresNewerReply } from './ignores-newer-reply.ts';
import { keepsLeaderHint } from './keeps-leader-hint.ts';
import { keepsVote } from './keeps-vote.ts';
import { lastWords } from './last-words.ts';
import { leadsNewerTerm } from './leads-newer-term.ts';
import { replyCutsLog } from './reply-cuts-log.ts';

export const allServersMutants: readonly Mutant[] = [
  appliesAtAppend,
  appliesLastOnly,
  candidateIgnoresNewerReply,
  doesNotAdoptTerm,
  ignoresNewerReply,
  keepsLeaderHint,
  keepsVote,
  leadsNewerTerm,
  lastWords,
  replyCutsLog,
  deposedSleeps,
];
