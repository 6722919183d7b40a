/** What torture finds of a defect that no bounded world shows: a property of Figure 3 that falls in a long run, or a goal that is missed. */

import type { ClauseId } from '../../src/core/clauses.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import { counterexampleTo } from '../counterexample/cut.ts';
import { actionsOf } from '../counterexample/replay.ts';
import { runTorture } from '../runs/torture/index.ts';
import { kindOf, lengthOf } from './detection.ts';

/** A property of Figure 3 or a goal, and the torture run in which it falls. */
export interface TortureFall {
  readonly property: ClauseId;
  readonly seed: number;
  /** Of the run cut to what matters; a missed goal can't be cut: it has none. */
  readonly servers: number | null;
  /** As in a bounded world. */
  readonly steps: number | null;
}

/** The first of these seeds by which something falls. */
export const tortureFallOf = (protocol: Protocol, seeds: readonly number[]): TortureFall | null => {
  for (const seed of seeds) {
    const { violation, settings } = runTorture({ seed, protocol, isCoreOnly: true });
    if (!violation) continue;
    const { property, clause } = violation;
    if (kindOf(property) !== 'safety') return { property, seed, servers: null, steps: null };
    const lines: string[] = [];
    runTorture({ seed, protocol, isCoreOnly: true, trace: (line) => void lines.push(line) });
    const { servers, options, snapshotLength } = settings;
    const cut = counterexampleTo(
      { property, clause },
      {
        violation,
        setting: { servers, options, snapshotLength },
        foundBy: { engine: 'torture', seed },
        run: { lines },
        protocol,
      },
    );
    const steps = cut ? lengthOf(actionsOf(cut.trace.map(({ line }) => line)), cut.setting) : null;
    return { property, seed, servers: (cut?.setting.servers ?? servers).length, steps };
  }
  return null;
};
