import { describe, expect, test } from 'vitest';
import { keepsTreeTooHigh } from '../../../../model/mutants/appendEntries/keeps-tree-too-high.ts';
import { doneTooEarly } from '../../../../model/mutants/installSnapshot/done-too-early.ts';
import { rewritesOldLeaf } from '../../../../model/mutants/leaders/rewrites-old-leaf.ts';
import { Lockstep } from '../../../../model/runs/lockstep/lockstep.ts';
import { drawSwarm, isLong } from '../../../../model/runs/lockstep/swarm.ts';
import { runTorture } from '../../../../model/runs/torture/index.ts';
import { type Protocol, shippedProtocol } from '../../../../src/core/protocol.ts';
import { randomOf } from '../../../../src/sim/random.ts';

const swarms = Array.from({ length: 1000 }, (_, number) => drawSwarm(randomOf(number)));

describe('what is drawn for random runs', () => {
  test('has some long logs, of which a leader gives up so much that their tree loses a level', () => {
    const long = swarms.filter(isLong);
    expect(long.length).toBeGreaterThan(0);
    expect(long.length).toBeLessThan(20);
    let crossings = 0;
    const watched: Protocol = {
      ...shippedProtocol,
      step: (server, event) => {
        const next = shippedProtocol.step(server, event);
        const [before, after] = [server.log.lastIndex, next.server.log.lastIndex];
        if (before >= 1056 && after >= 32 && after < 1056) crossings++;
        return next;
      },
    };
    const longest = long.find(({ opening }) => opening.entries + opening.tail > 1056);
    expect(longest && new Lockstep(longest, watched).conclude()).toBeUndefined();
    expect(crossings).toBeGreaterThan(0);
  });

  test('has snapshots whose last chunk holds one unit, and such as lack one', () => {
    const rests = swarms.map(({ snapshotLength, options }) => snapshotLength % options.snapshotChunkLength);
    expect(rests.filter((rest) => rest === 1).length).toBeGreaterThan(10);
    expect(
      swarms.filter(({ options }, place) => rests[place] === options.snapshotChunkLength - 1).length,
    ).toBeGreaterThan(10);
  });
});

describe('defects that need such sizes to show', () => {
  test('AE-3: a tree that is too high after a truncation across 1,024 entries', () => {
    const swarm = swarms.filter(isLong).find(({ opening }) => opening.entries + opening.tail > 1056);
    const violation = swarm && new Lockstep(swarm, keepsTreeTooHigh.protocol).conclude();
    expect(violation).toMatchObject({ property: 'SP-18', clause: 'AE-3' });
  });

  test('IS-10: a chunk that is said to be the last one too early', () => {
    const { violation } = runTorture({ seed: 1, protocol: doneTooEarly.protocol });
    expect(violation?.because).toContain('broke IS-10');
  });

  test('SP-2: an entry in a leaf of the log that is not the last, also without the contracts', () => {
    const { violation } = runTorture({ seed: 1, protocol: rewritesOldLeaf.protocol, isCoreOnly: true });
    expect(violation?.property).toBe('SP-2');
  });
});
