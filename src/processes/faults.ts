/** The faults that a cluster of processes is put under: each is begun, held for a while, and ended. */
import type { ServerId } from '../core/types.ts';
import type { Random } from '../sim/random.ts';
import type { ProcessCluster } from './processCluster.ts';

/** What happens to a cluster. */
export interface ProcessFault {
  /** In words, with the servers that are meant. */
  readonly description: string;
  /** How many processes are killed by it. */
  readonly kills: number;
  readonly begin: (cluster: ProcessCluster) => Promise<void>;
  readonly end: (cluster: ProcessCluster) => Promise<void>;
}

/** Whom a fault may be for. */
export interface FaultTargets {
  readonly leader: ServerId;
  /** The others, in any order. */
  readonly followers: readonly ServerId[];
}

const killOf = (who: string, ids: readonly ServerId[]): ProcessFault => ({
  description: `kill -9 of ${who} ${ids.join(' ')}`,
  kills: ids.length,
  begin: async (cluster) => {
    await Promise.all(ids.map((id) => cluster.kill(id)));
  },
  end: async (cluster) => {
    await Promise.all(ids.map((id) => cluster.start(id)));
  },
});

const pauseOf = (who: string, id: ServerId): ProcessFault => ({
  description: `SIGSTOP of ${who} ${id}`,
  kills: 0,
  begin: (cluster) => Promise.resolve(cluster.running(id)?.signal('SIGSTOP')),
  end: (cluster) => Promise.resolve(cluster.running(id)?.signal('SIGCONT')),
});

/** It has to end at its next write, with a word that says why; and it comes back when there is room again. */
const fullDiskOf = (who: string, id: ServerId): ProcessFault => ({
  description: `the disk of ${who} ${id} is full`,
  kills: 0,
  begin: async (cluster) => {
    const because = await cluster.fillDisk(id);
    if (!because?.includes('ENOSPC')) throw new Error(`${id} ended with a full disk and said ${String(because)}`);
  },
  end: async (cluster) => {
    await cluster.start(id);
  },
});

const spoilt = (description: string, spoil: (cluster: ProcessCluster) => void): ProcessFault => ({
  description,
  kills: 0,
  begin: (cluster) => {
    spoil(cluster);
    return Promise.resolve();
  },
  end: (cluster) => {
    cluster.heal();
    return Promise.resolve();
  },
});

/** Every fault that there is, for a leader and its followers. */
export const faultsFor = ({ leader, followers }: FaultTargets, random: Random): readonly ProcessFault[] => {
  const follower = random.pick(followers);
  const all = [leader, ...followers];
  return [
    killOf('the leader', [leader]),
    killOf('a follower', [follower]),
    killOf('the leader and a follower', [leader, follower]),
    killOf('all servers', all),
    pauseOf('the leader', leader),
    pauseOf('a follower', follower),
    fullDiskOf('the leader', leader),
    fullDiskOf('a follower', follower),
    spoilt(`${leader}, the leader, hears nobody`, (cluster) => {
      for (const other of followers) cluster.cut(other, leader);
    }),
    spoilt(`${leader}, the leader, reaches nobody`, (cluster) => {
      for (const other of followers) cluster.cut(leader, other);
    }),
    spoilt(`${leader}, the leader, is cut off`, (cluster) => {
      for (const other of followers) {
        cluster.cut(leader, other);
        cluster.cut(other, leader);
      }
    }),
    spoilt(`${follower}, a follower, does not reach ${leader}, the leader`, (cluster) => cluster.cut(follower, leader)),
    spoilt('all links are late and slow', (cluster) => {
      for (const from of all)
        for (const to of all) if (from !== to) cluster.slow(from, to, random.between(1, 20), 200_000);
    }),
  ];
};
