/** Milestones of a random run: a run that sees no leader says little about the rules for leaders. */
import type { Observation } from '../../../src/trace/observation.ts';
import type { Ghost } from '../../properties/property.ts';

export const milestones = [
  'leader',
  'commit',
  'conflictTruncation',
  'snapshotInstall',
  'leaderChangeWithTail',
] as const;
/** One of `leader`, `commit`, `conflictTruncation`, `snapshotInstall`, `leaderChangeWithTail`. */
export type Milestone = (typeof milestones)[number];

export class Milestones {
  readonly seen = new Set<Milestone>();
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
