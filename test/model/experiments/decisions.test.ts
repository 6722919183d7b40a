/** What a decision buys that no safety property of the paper depends on: counted, or seen in a run without it. */
import { describe, expect, test } from 'vitest';
import { defectOf } from '../../../model/experiments/index.ts';
import { runScript } from '../../../model/runs/scenario/runner.ts';
import { parseScript } from '../../../model/runs/scenario/script.ts';
import { runTorture } from '../../../model/runs/torture/index.ts';
import { crc32c } from '../../../src/core/checksum.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import { createServer } from '../../../src/core/server.ts';
import type { InstallSnapshot } from '../../../src/core/types.ts';

const without = (id: string): Protocol => {
  const defect = defectOf(id);
  if (!defect) throw new Error(`there is no defect ${id}`);
  return defect.protocol;
};

describe('D-9: the hint of a rejection buys messages', () => {
  /** How often S2 rejects until its log, as long as the leader's and of another term, is the leader's. */
  const rejections = (length: number, protocol: Protocol): number => {
    const log = (term: number): string => `[${Array.from({ length }, () => `${term}:"${term}"`).join(' ')}]`;
    const lines = [
      '# Two logs',
      'cluster S1 S2 S3',
      `disk S1 term=2 log=${log(2)}`,
      `disk S2 term=1 log=${log(1)}`,
      `disk S3 term=2 log=${log(2)}`,
      'S1 timeout election',
      'settle',
      'show S2',
      '',
    ];
    const { trace, text } = runScript(parseScript('x.raft', lines.join('\n')), { protocol });
    expect(text).toContain(`\n> S2 follower@3 votedFor=S1 log=${length}@2 `);
    return trace.filter(({ line }) => line.startsWith('S2 → S1 AppendEntriesReply') && line.includes('success=false'))
      .length;
  };

  test('by it one rejection is enough for a whole term', () => {
    expect([rejections(3, shippedProtocol), rejections(9, shippedProtocol)]).toEqual([1, 1]);
  });

  test.each(['goes-back-by-one', 'E01'])('with %s each entry costs one, and the logs agree all the same', (id) => {
    expect([rejections(3, without(id)), rejections(9, without(id))]).toEqual([3, 9]);
  });
});

describe('D-12: a checksum tells the chunks of two snapshots apart', () => {
  const chunk = (term: number, offset: number, whole: string): InstallSnapshot => ({
    type: 'InstallSnapshot',
    from: `S${term}`,
    to: 'S3',
    term,
    leaderId: `S${term}`,
    lastIncludedIndex: 1,
    lastIncludedTerm: 1,
    checksum: crc32c(whole),
    offset,
    data: whole.slice(offset, offset + 2),
    done: offset + 2 === whole.length,
  });

  /** What S3 restores, if anything, of the first half of one snapshot and the second of another. */
  const restored = ({ step }: Protocol): readonly string[] => {
    const started = createServer({ id: 'S3', servers: ['S1', 'S2', 'S3'] });
    const { server } = step(started, chunk(1, 0, 'abcd'));
    return step(server, chunk(2, 2, 'wxyz')).effects.flatMap((effect) =>
      effect.type === 'restoreSnapshot' ? [effect.snapshot.data] : [],
    );
  };

  test('by it, and where only their names are mixed up (B21), no mixture is restored', () => {
    expect(restored(shippedProtocol)).toEqual([]);
    expect(restored(without('B21'))).toEqual([]);
  });

  test('without it a state is restored that nobody was ever in (SP-15)', () => {
    expect(restored(without('glues-snapshots'))).toEqual(['abyz']);
    expect(runTorture({ seed: 1, protocol: without('glues-snapshots') }).violation?.property).toBe('SP-15');
  });
});

describe('progress', () => {
  test.each([
    ['D-15', 'asks-from-match', 5, 'LP-2'],
    ['RS-C-3', 'Z04', 19, 'LP-3'],
  ])('depends on %s: with %s a goal is missed in the run of seed %i (%s)', (_clause, id, seed, goal) => {
    expect(runTorture({ seed, isCoreOnly: true }).violation).toBeUndefined();
    expect(runTorture({ seed, isCoreOnly: true, protocol: without(id) }).violation?.property).toBe(goal);
  });

  test('does not depend on how long a message may be (D-15)', () => {
    expect(runTorture({ seed: 5, isCoreOnly: true, protocol: without('sends-everything') }).violation).toBeUndefined();
  });
});
