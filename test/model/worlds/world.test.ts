import { describe, expect, test } from 'vitest';
import { replayActions } from '../../../model/counterexample/replay.ts';
import { type Config, elect } from '../../../model/worlds/configs/config.ts';
import { configOf, configs } from '../../../model/worlds/configs/index.ts';
import { canonicalText } from '../../../src/check/explore/canonical.ts';
import { exploreSpace } from '../../../src/check/explore/explore.ts';
import { movesFrom } from '../../../src/check/explore/paths.ts';
import { NotSymmetric } from '../../../src/check/explore/space.ts';
import type { Cluster } from '../../../src/cluster/cluster.ts';
import type { Node } from '../../../src/cluster/node.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import { defaultOptions } from '../../../src/core/server.ts';
import type { Message } from '../../../src/core/types.ts';
import type { Action } from '../../../src/trace/grammar.ts';
import { eventName } from '../../../src/trace/words.ts';
import { makesUpVotes } from '../counterexample/arrange.ts';
import { smallWorld, walk } from './arrange.ts';

const SEEDS = Array.from({ length: 25 }, (_, place) => place + 1);

/** What differs between the servers of a walk and those of a cluster to which the same happens; undefined: nothing. */
const differenceFromCluster = (config: Config, seed: number, protocol?: Protocol): string | undefined => {
  const { actions, nodes } = walk(config, seed, protocol);
  const setting = { servers: config.servers, options: { ...defaultOptions, ...config.options } };
  let cluster: Cluster | undefined;
  const { skipped, violation } = replayActions({ setting, actions, isExact: true }, (happened) => {
    ({ cluster } = happened);
  });
  if (violation || skipped > 0) return `seed ${seed}: ${skipped} of ${actions.length} actions can't happen`;
  const different = nodes.find(
    ({ server, disk }) =>
      canonicalText([server, disk]) !== canonicalText([cluster?.server(disk.id), cluster?.disk(disk.id)]),
  );
  return different && `seed ${seed}: ${different.disk.id}`;
};

describe('a world and a cluster to which the same happens', () => {
  test.each(configs.map((config) => [config.name, config] as const))('%s', (_, config) => {
    for (const seed of SEEDS) expect(differenceFromCluster(config, seed)).toBeUndefined();
  });

  test('are told apart when a step of the world is another one', () => {
    const differences = SEEDS.map((seed) => differenceFromCluster(configOf('elections'), seed, makesUpVotes));
    expect(differences.filter((difference) => difference !== undefined).length).toBeGreaterThan(5);
  });

  test('are told apart when the world forgets what is on a disk', () => {
    const forgets: Protocol = {
      ...shippedProtocol,
      restart: (disk) => shippedProtocol.restart({ ...disk, votedFor: null }),
    };
    const differences = SEEDS.map((seed) => differenceFromCluster(configOf('elections'), seed, forgets));
    expect(differences.some((difference) => difference !== undefined)).toBe(true);
  });
});

describe('budgets', () => {
  const isOf = (action: Action, type: string): boolean =>
    action.type === type || (action.type === 'event' && eventName(action.event) === type);

  const spent = (config: Config, seed: number) => {
    const { actions } = walk(config, seed);
    const counted = (type: string): number => actions.filter((action) => isOf(action, type)).length;
    const cut = actions.filter((action) => 'crashAfter' in action).length;
    return { timeouts: counted('election timeout'), crashes: counted('crash') + cut };
  };

  test('no run spends more than there is, and some spend all', () => {
    const runs = SEEDS.map((seed) => spent(configOf('crash-recovery'), seed));
    expect(Math.max(...runs.map(({ timeouts }) => timeouts))).toBe(2);
    expect(Math.max(...runs.map(({ crashes }) => crashes))).toBe(1);
  });

  test('more of a budget allows more', () => {
    const generous = { ...configOf('crash-recovery'), budget: { electionTimeouts: 3, crashes: 2 } };
    const runs = SEEDS.map((seed) => spent(generous, seed));
    expect(Math.max(...runs.map(({ timeouts }) => timeouts))).toBe(3);
    expect(Math.max(...runs.map(({ crashes }) => crashes))).toBe(2);
  });

  test('without a budget nothing happens once the servers run', () => {
    const report = exploreSpace(smallWorld({}), {});
    expect(report).toMatchObject({ ok: false, complete: true, distinct: 1, depth: 1 });
    expect(report.vacuous).toMatch(/^nothing ever happens/);
  });
});

describe('how a server crashes', () => {
  const worlds = (crashPoints: 'between' | 'everywhere') =>
    exploreSpace(smallWorld({ crashPoints, budget: { electionTimeouts: 1, crashes: 1 } }), {});

  test('within a step there is more to see than between steps', () => {
    expect(worlds('everywhere').distinct).toBeGreaterThan(worlds('between').distinct);
  });

  test('only between two effects of which others may know', () => {
    const world = smallWorld({ crashPoints: 'everywhere', budget: { electionTimeouts: 1, crashes: 1 } });
    const [first] = movesFrom(world, undefined);
    const cuts = movesFrom(world, first?.row)
      .map(({ action }) => world.actionText(action))
      .filter((text) => text.startsWith('S1 timeout election'));
    // The effects are persist, armTimer, send, send. A crash before or after all of them is one between two steps.
    expect(cuts).toEqual([
      'S1 timeout election',
      'S1 timeout election crash after 1',
      'S1 timeout election crash after 3',
    ]);
  });
});

describe('messages in flight', () => {
  const vote = ['S1 timeout election', 'S1 → S2 RequestVote', 'lose S1'];
  const after = (budget: Config['budget']): readonly string[] => {
    const world = smallWorld({ budget, start: vote });
    const [first] = movesFrom(world, undefined);
    return movesFrom(world, first?.row).map(({ action }) => world.actionText(action));
  };
  const arrives = 'S2 → S1 RequestVoteReply term=1 voteGranted=true';

  test('arrive', () => {
    expect(after({})).toEqual([arrives]);
  });

  test('arrive and stay, or are lost, while the budget lasts', () => {
    expect(after({ duplicates: 1 })).toEqual([arrives, arrives]);
    expect(after({ losses: 1 })).toEqual([arrives.replace('→', '⇥'), arrives]);
  });

  test('twice the same message are two, of which one may arrive', () => {
    const beat = 'S1 timeout heartbeat';
    const world = smallWorld({
      start: [...elect('S1', 'S2'), 'lose everything', beat, beat, 'lose S1 → S3', 'lose S1 → S3'],
    });
    const inFlight = (row?: Int32Array): readonly string[] => {
      const { messages } = world.stateOf(row ?? new Int32Array(), 0) as { readonly messages: readonly Message[] };
      return messages.map(({ type, from, to }) => `${from} ${to} ${type}`);
    };
    const [first] = movesFrom(world, undefined);
    expect(inFlight(first?.row)).toEqual(['S1 S2 AppendEntries', 'S1 S2 AppendEntries']);
    const moves = movesFrom(world, first?.row);
    expect(moves).toHaveLength(1);
    expect(inFlight(moves[0]?.row)).toEqual(['S2 S1 AppendEntriesReply', 'S1 S2 AppendEntries']);
  });
});

describe('a start script', () => {
  const happens = (start: readonly string[] | undefined, config: Config) => {
    const world = smallWorld({
      servers: config.servers,
      ...(config.options && { options: config.options }),
      ...(start && { start }),
    });
    movesFrom(world, undefined);
    return world.startActions.filter(({ type }) => type !== 'lose').length - config.servers.length;
  };
  const wanted = (start: readonly string[] = []): number => start.filter((line) => !line.startsWith('lose ')).length;

  test.each(configs.map((config) => [config.name, config] as const))('%s: each line of it happens', (_, config) => {
    expect(happens(config.start, config)).toBe(wanted(config.start));
  });

  test('a line that can not happen is left out, and that is seen', () => {
    const config = configOf('figure-8');
    const start = ['S2 → S1 RequestVoteReply', ...(config.start ?? []), 'S9 timeout election', 'S1 restart'];
    expect(happens(start, config)).toBe(wanted(start) - 3);
  });

  test('the servers that it crashes are down when the search begins', () => {
    const world = smallWorld({ start: ['S1 timeout election crash after 1', 'S2 crash'] });
    const [first] = movesFrom(world, undefined);
    const { nodes } = world.stateOf(first?.row ?? new Int32Array(), 0) as { readonly nodes: readonly Node[] };
    expect(nodes.map(({ server, disk }) => [server === null, disk.currentTerm])).toEqual([
      [true, 1],
      [true, 0],
      [false, 0],
    ]);
  });
});

describe('symmetry', () => {
  const budget = { electionTimeouts: 1, clientCommands: 1 };

  test('worlds under other names count as one: fewer of them, as deep', () => {
    const apart = exploreSpace(smallWorld({ budget }), {});
    const asOne = exploreSpace(smallWorld({ budget, symmetry: true }), {});
    expect(asOne).toMatchObject({ ok: true, symmetry: 6, depth: apart.depth });
    expect(asOne.distinct).toBeLessThan(apart.distinct / 2);
    expect(asOne.distinct).toBeGreaterThanOrEqual(apart.distinct / 6);
  });

  test('a protocol that prefers a server is refused', () => {
    const prefersFirst: Protocol = {
      ...shippedProtocol,
      step: (server, event) =>
        event.type === 'RequestVote' && event.from === 'S1' && server.votedFor !== null
          ? shippedProtocol.step({ ...server, votedFor: null }, event)
          : shippedProtocol.step(server, event),
    };
    const explored = () =>
      exploreSpace(smallWorld({ budget: { electionTimeouts: 2 }, symmetry: true, protocol: prefersFirst }), {});
    expect(explored).toThrow(NotSymmetric);
    expect(explored).toThrow(/at RequestVote a server does something else under another name \(.*S1 as S\d/);
    expect(() =>
      exploreSpace(smallWorld({ budget: { electionTimeouts: 2 }, protocol: prefersFirst }), {}),
    ).not.toThrow();
  });

  test('crashes between two sends are refused', () => {
    const explored = () =>
      exploreSpace(
        smallWorld({ budget: { electionTimeouts: 1, crashes: 1 }, crashPoints: 'everywhere', symmetry: true }),
        {},
      );
    expect(explored).toThrow(NotSymmetric);
  });
});
