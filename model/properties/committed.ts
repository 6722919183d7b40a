/** What becomes known to be committed, step by step. */

import type { Entry, Index } from '../../src/core/types.ts';
import type { Observation } from '../../src/trace/observation.ts';
import { entryAt } from '../oracle/log.ts';

/**
 * What a step makes known to be committed: what the server knows to be, and what it has acted upon as if it were. An entry that
 * was applied or answered has left the cluster, and the crash that came in the same step does not take it back.
 */
export const committedBy = ({
  before,
  after,
  effects,
  executed,
  crashed,
}: Observation): readonly { readonly index: Index; readonly entry: Entry }[] => {
  const known: { readonly index: Index; readonly entry: Entry }[] = [];
  const last = crashed ? 0 : Math.min(after.commitIndex, after.log.lastIndex);
  for (let index = before.commitIndex + 1; index <= last; index++) {
    const entry = entryAt(after.log, index);
    if (entry) known.push({ index, entry });
  }
  for (let place = 0; place < executed; place++) {
    const effect = effects[place];
    if (effect?.type !== 'apply' && effect?.type !== 'reply') continue;
    const { index, term } = effect;
    if (index > before.commitIndex && index <= last) continue;
    const entry = effect.type === 'apply' ? { term, command: effect.command } : entryAt(after.log, index);
    if (entry?.term === term) known.push({ index, entry });
  }
  return known;
};
