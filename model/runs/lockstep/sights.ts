/** What a random run has come to see: a run that sees no leader says little about the rules for leaders. */
import type { Observation } from '../../../src/trace/observation.ts';
import type { Ghost } from '../../properties/property.ts';

export const sights = ['leader', 'commit', 'conflictTruncation', 'snapshotInstall', 'leaderChangeWithTail'] as const;
/** Something worth seeing in a run: one of `leader`, `commit`, `conflictTruncation`, `snapshotInstall`, `leaderChangeWithTail`. */
export type Sight = (typeof sights)[number];

export class Sights {
  readonly seen = new Set<Sight>();
  #hadLeader = false;

  observe({ before, event, after, effects, crashed }: Observation, ghost: Ghost): void {
    for (const effect of effects) {
      if (effect.type === 'restoreSnapshot' && event.type === 'InstallSnapshot') this.seen.add('snapshotInstall');
      if (effect.type === 'persist' && effect.truncateFrom !== undefined) this.seen.add('conflictTruncation');
    }
    if (after.commitIndex > before.commitIndex) this.seen.add('commit');
    if (crashed || after.role !== 'leader' || before.role === 'leader') return;
    this.seen.add('leader');
    if (this.#hadLeader && after.log.lastIndex > ghost.lastIndex) this.seen.add('leaderChangeWithTail');
    this.#hadLeader = true;
  }
}
