import { describe, expect, test } from 'vitest';
import { playExperiment } from '../../../model/experiments/index.ts';
import { mutantOf } from '../../../model/mutants/index.ts';
import { parseScript } from '../../../model/runs/scenario/script.ts';
import { type Config, worldOf } from '../../../model/worlds/configs/index.ts';
import { furtherConfigs } from '../../../model/worlds/further/index.ts';
import type { Oracles } from '../../../model/worlds/oracles.ts';
import { ComponentStore } from '../../../src/check/explore/componentStore.ts';
import { exploreSpace } from '../../../src/check/explore/explore.ts';
import { privateInterner } from '../../../src/check/explore/interner.ts';
import type { Protocol } from '../../../src/core/protocol.ts';

const protocolOf = (id: string): Protocol => {
  const mutant = mutantOf(id);
  if (!mutant) throw new Error(`there is no mutant ${id}`);
  return mutant.protocol;
};

const worldNamed = (name: string): Config => {
  const config = furtherConfigs.find((known) => known.name === name);
  if (!config) throw new Error(`there is no world ${name}`);
  return config;
};

/** What falls, each after how many steps. */
const explored = (config: Config, oracles: Oracles, protocol?: Protocol) => {
  const world = worldOf(config, new ComponentStore(privateInterner), { oracles, ...(protocol && { protocol }) });
  const { complete, distinct, depth, properties } = exploreSpace(world, { memoryBytes: 2 ** 28, keepGoing: true });
  const falls = properties.flatMap(({ name, ok, path = [] }) =>
    ok === false ? [`${name} after ${path.length - 1}`] : [],
  );
  return { complete, distinct, depth, falls, skipped: world.skippedLines };
};

describe('the shipped protocol', () => {
  test.each(furtherConfigs.map((config) => [config.name, config] as const))('breaks nothing in %s', (_name, config) => {
    const seen = explored(config, 'all');
    expect(seen).toEqual({ ...config.expected, complete: true, falls: [], skipped: [] });
  });
});

describe('a defect of compaction', () => {
  test.each([
    ['B03', 2475],
    ['B24', 1501],
  ])('%s loses a committed entry', (id, distinct) => {
    const seen = explored(worldNamed('compacted-leftover'), 'core', protocolOf(id));
    expect(seen).toMatchObject({ distinct, falls: ['SP-4 after 6'] });
  });

  test('B22 leaves a snapshot that is not what it says, and a state machine behind it', () => {
    const config = worldNamed('compacted-again');
    expect(explored(config, 'core', protocolOf('B22'))).toMatchObject({ distinct: 6343, falls: [] });
    expect(explored(config, 'all', protocolOf('B22')).falls).toEqual(
      expect.arrayContaining(['SP-15 after 3', 'SP-17 after 5']),
    );
  });

  test('B06 keeps a follower from every entry behind a snapshot, for ever', () => {
    const script = parseScript(
      'stale-term.raft',
      `# After a snapshot the log keeps its own term at the last index of the snapshot

without IS-14 B06
cluster S1 S2 S3
disk S1 term=1 log=[]
disk S2 term=1 log=[]
disk S3 term=1 votedFor=S3 log=[1:"x"]
S1 timeout election
settle quietly
cut S1 S2 | S3
S1 clientCommand "y"
settle quietly
S1 compact 1 "y"
heal
S1 timeout heartbeat
settle quietly
S1 clientCommand "z"
settle quietly
S1 timeout heartbeat
settle quietly
mark
S1 timeout heartbeat
settle
repeats
`,
    );
    const { problems, repeats } = playExperiment(script, protocolOf);
    expect(problems).toEqual([]);
    expect(repeats).toBe(true);
  });
});
