/**
 * The trick: a leader that compacts its log more often than a snapshot takes to be sent. Nothing is lost and nobody crashes; a
 * follower needs a snapshot, and before it has all of it there is a newer one.
 *
 * The right answer: the transfer under way ends with the snapshot that it began with (IS-10), so that the follower gets ahead
 * with each transfer, and has applied every command not later than two transfers after it was committed (LP-2).
 */
import { expect, test } from 'vitest';
import { shippedProtocol } from '../../src/core/protocol.ts';
import type { Server } from '../../src/core/types.ts';
import { type Routing, Simulator } from '../../src/sim/simulator.ts';

const CHUNK_LENGTH = 10;

const ids = ['S1', 'S2', 'S3'];

/** Every message takes one unit of time, and every one arrives. */
const faultless: Routing = { route: () => [{ delayMs: 1 }], admits: () => true };

interface Pace {
  /** Chunks of a snapshot: so many messages there, and as many back. */
  readonly chunks: number;
  /** Between two compactions, each of which covers a new command. */
  readonly compactionInterval: number;
  readonly heartbeatInterval: number;
  /** When the first command comes. */
  readonly offset: number;
}

/** S3 begins when the others have compacted their logs; how far the leader was by then, and how far both are later. */
const run = ({ chunks, compactionInterval, heartbeatInterval, offset }: Pace) => {
  const simulator = new Simulator({
    ids,
    seed: 7,
    protocol: shippedProtocol,
    options: { snapshotChunkLength: CHUNK_LENGTH },
    timing: {
      electionTimeoutMs: 20 * heartbeatInterval,
      electionTimeoutSpreadMs: 20 * heartbeatInterval,
      heartbeatIntervalMs: heartbeatInterval,
    },
    network: faultless,
  });
  const leader = (): Server | undefined => simulator.cluster.running.find(({ role }) => role === 'leader');
  const compactNow = (): void => {
    const { id, lastApplied } = leader() ?? {};
    if (id === undefined || lastApplied === undefined) return;
    const data = `${lastApplied}`.padEnd(chunks * CHUNK_LENGTH, '.');
    simulator.handle(id, { type: 'compact', index: lastApplied, data });
    simulator.handle(id, { type: 'clientCommand', command: 'x' });
  };
  simulator.restart('S1');
  simulator.restart('S2');
  simulator.runUntil(1e6, () => leader() !== undefined);
  simulator.spawn(
    (function* () {
      yield offset;
      for (;;) {
        compactNow();
        yield compactionInterval;
      }
    })(),
  );
  simulator.runUntil(simulator.nowMs + 10 * Math.max(compactionInterval, heartbeatInterval));
  simulator.restart('S3');
  const begin = leader()?.lastApplied ?? 0;
  simulator.runUntil(simulator.nowMs + 8 * durationOf({ chunks, heartbeatInterval }));
  return { begin, applied: simulator.cluster.server('S3')?.lastApplied ?? 0, end: leader()?.lastApplied ?? 0 };
};

/** A transfer waits for a heartbeat, and then for an answer to each chunk. */
const durationOf = ({ chunks, heartbeatInterval }: Pick<Pace, 'chunks' | 'heartbeatInterval'>): number =>
  2 * chunks + heartbeatInterval;

const paces: readonly Pace[] = [1, 2, 5].flatMap((chunks) =>
  [1, 2, 3, 6, 10].flatMap((compactionInterval) =>
    [1, 10].map((heartbeatInterval) => ({ chunks, compactionInterval, heartbeatInterval, offset: 0.5 })),
  ),
);

test.each(paces)(
  '$chunks chunks, a compaction every $compactionInterval, a heartbeat every $heartbeatInterval',
  (pace) => {
    const { begin, applied, end } = run(pace);
    const commands = (3 * durationOf(pace)) / pace.compactionInterval + 3;
    expect(begin).toBeGreaterThan(1);
    expect(applied).toBeGreaterThan(Math.max(begin, end - commands));
  },
);

test('a compaction right after each heartbeat, before the first chunk is acknowledged', () => {
  const { applied, end } = run({ chunks: 3, compactionInterval: 10, heartbeatInterval: 10, offset: 0.25 });
  expect(applied).toBeGreaterThan(end - 6);
});
