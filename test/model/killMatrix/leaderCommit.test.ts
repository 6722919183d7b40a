/** D-1: with the leaders of this spec no property of Figure 3 rests on the bound of leaderCommit; with other leaders it does. */
import { describe, expect, test } from 'vitest';
import { type Mutant, mutantOf } from '../../../model/mutants/index.ts';
import { mutant, pair } from '../../../model/mutants/mutant.ts';
import { type Config, worldOf } from '../../../model/worlds/configs/index.ts';
import { ComponentStore } from '../../../src/check/explore/componentStore.ts';
import { exploreSpace } from '../../../src/check/explore/explore.ts';
import { privateInterner } from '../../../src/check/explore/interner.ts';
import { appendEntries } from '../../../src/core/rules/appendEntries.ts';
import { heartbeat } from '../../../src/core/rules/leaders.ts';
import { nextIndexOf } from '../../../src/core/rules/progress.ts';
import type { Server, Timeout } from '../../../src/core/types.ts';

const about = { title: 'For this test', clause: 'RS-L-1', suite: 'own' } as const;

const named = (id: string): Mutant => {
  const found = mutantOf(id);
  if (!found) throw new Error(`there is no mutant ${id}`);
  return found;
};

/** As Figure 2 allows: a heartbeat carries nothing, also to a follower that is behind. */
const emptyHeartbeats = mutant(
  { ...about, id: 'empty-heartbeats' },
  {
    actions: {
      heartbeat: (server: Server, event: Timeout) => {
        const outcome = heartbeat(server, event);
        return {
          ...outcome,
          effects: outcome.effects.map((effect) =>
            effect.type === 'send' && effect.message.type === 'AppendEntries'
              ? {
                  ...effect,
                  message: appendEntries(server, effect.message.to, nextIndexOf(server, effect.message.to), 0),
                }
              : effect,
          ),
        };
      },
    },
  },
);

/** S1 holds "a" and "x" of term 1, the others hold "a"; S2 leads term 2, and its messages to S1 are lost. */
const leftover: readonly string[] = [
  ...['S1 timeout election', 'S1 → S2 RequestVote', 'S2 → S1 RequestVoteReply', 'lose S1 → S3'],
  ...['S1 clientCommand "a"', 'S1 timeout heartbeat', 'S1 → S2 AppendEntries', 'S1 → S2 AppendEntries'],
  ...['S1 timeout heartbeat', 'S1 → S3 AppendEntries', 'lose everything', 'S1 clientCommand "x"', 'lose everything'],
  ...['S2 timeout election', 'S2 → S3 RequestVote', 'S3 → S2 RequestVoteReply', 'lose S2 → S1'],
];

const world = (name: string, start: readonly string[], more: Partial<Config>): Config => ({
  name,
  title: 'For this test',
  servers: ['S1', 'S2', 'S3'],
  budget: { heartbeatTimeouts: 1, clientCommands: 1 },
  start,
  proves: '',
  doesNot: '',
  expected: { distinct: 0, depth: 0 },
  ...more,
});

/** S2 takes "y" and one heartbeat. */
const behind = world('behind', leftover, {});

/** S2 has committed "y" with S3, and S3 leads term 3: it finds out where S1's log parts from its own. */
const further = world(
  'further',
  [
    ...[...leftover, 'S2 → S3 AppendEntries', 'S3 → S2 AppendEntriesReply', 'S2 clientCommand "y"', 'lose S2 → S1'],
    ...['S2 → S3 AppendEntries', 'S3 → S2 AppendEntriesReply', 'lose everything'],
    ...['S3 timeout election', 'lose S3 → S1', 'S3 → S2 RequestVote', 'S2 → S3 RequestVoteReply'],
  ],
  { options: { maxEntriesPerAppend: 1 } },
);

/** Which properties of Figure 3 fall in a world, and how many states were seen until then. */
const explored = (defect: Mutant, config: Config) => {
  const world = worldOf(config, new ComponentStore(privateInterner), { protocol: defect.protocol, oracles: 'core' });
  const { properties, distinct } = exploreSpace(world, { memoryBytes: 2 ** 28 });
  expect(world.skippedLines).toEqual([]);
  return { falls: properties.filter(({ ok }) => ok === false).map(({ name }) => name), distinct };
};

describe('a follower that believes more than a request vouches for', () => {
  test.each(['A33', 'A34'])('%s applies nothing wrong, whatever a leader of this spec sends', (id) => {
    for (const config of [behind, further])
      expect([config.name, explored(named(id), config).falls]).toEqual([config.name, []]);
  });

  test('is looked for in worlds that are as large as they were', () => {
    expect([behind, further].map((config) => explored(named('A34'), config).distinct)).toEqual([325, 3276]);
  });

  test.each(['A33', 'A34'])('%s applies what another leader has replaced, if heartbeats are empty', (id) => {
    const both = pair({ ...about, id: `${id} and empty heartbeats` }, named(id), emptyHeartbeats);
    expect(explored(both, behind).falls).toContain('SP-5');
  });

  test.each(['A33', 'A34'])('%s does so too, if a leader goes back further than it must', (id) => {
    const both = pair({ ...about, id: `${id} and Z10` }, named(id), named('Z10'));
    expect(explored(both, further).falls).toContain('SP-5');
  });

  test.each([emptyHeartbeats, named('Z10')])('$id alone breaks nothing', (defect) => {
    for (const config of [behind, further]) expect(explored(defect, config).falls).toEqual([]);
  });
});
