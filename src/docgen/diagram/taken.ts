/** How often the transitions of Raft's machine are taken: by everything that happens in a bounded world, and in torture. */

import { runTorture } from '../../../model/runs/torture/index.ts';
import { type Config, worldOf } from '../../../model/worlds/configs/index.ts';
import { ComponentStore } from '../../check/explore/componentStore.ts';
import { exploreSpace } from '../../check/explore/explore.ts';
import { privateInterner } from '../../check/explore/interner.ts';
import { machineEventOf, type RaftMachine, raftMachine } from '../../core/machine.ts';
import { type Protocol, shippedProtocol } from '../../core/protocol.ts';
import { createStep, stateOf } from '../../core/step.ts';
import { createTaken } from '../../diagram/inspect.ts';
import type { Taken } from '../../diagram/lines.ts';

/** How often each transition was taken in a bounded world: in so many different steps of a server. */
export const takenIn = (config: Config, machine: RaftMachine = raftMachine): Taken => {
  const { protocol, counts } = counting(machine);
  // what is checked of each step is no matter here; symmetry would take each of them once for every renaming
  exploreSpace(
    worldOf(config, new ComponentStore(privateInterner), { protocol, oracles: 'core', symmetry: false }),
    {},
  );
  return counts;
};

/** How often each transition was taken in the torture runs of the seeds from 1 on: in so many steps. */
export const takenInTorture = (runs: number): Taken => {
  const { protocol, counts } = counting(raftMachine);
  for (let seed = 1; seed <= runs; seed++) runTorture({ seed, protocol });
  return counts;
};

/** The protocol of a machine, and what it counts while it runs. */
const counting = (machine: RaftMachine): { readonly protocol: Protocol; readonly counts: Taken } => {
  const counts: Record<string, number> = {};
  const takenBy = createTaken(machine);
  const step = createStep(machine);
  return {
    counts,
    protocol: {
      ...shippedProtocol,
      step: (server, event) => {
        for (const id of takenBy(stateOf(server), machineEventOf(event))) counts[id] = (counts[id] ?? 0) + 1;
        return step(server, event);
      },
    },
  };
};
