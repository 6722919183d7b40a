import { describe, expect, test } from 'vitest';
import { apart, removedLeader, type Standpoint, unknownBefore } from '../../../../model/properties/membership.ts';
import { worldOf } from '../../../../model/worlds/configs/config.ts';
import { extensionConfigs } from '../../../../model/worlds/configs/index.ts';
import { exploreSpace } from '../../../../src/check/explore/explore.ts';
import { appendConfiguration, membership, membershipOf } from '../../../../src/core/extensions/membership.ts';
import { weave } from '../../../../src/core/extensions/weave.ts';
import { append, emptyLog } from '../../../../src/core/log.ts';
import type { Server, ServerId } from '../../../../src/core/types.ts';
import { store } from '../../worlds/arrange.ts';

const placed = (index: number, members: readonly ServerId[], oldMembers?: readonly ServerId[]) => ({
  index,
  term: index === 0 ? 0 : 1,
  members,
  ...(oldMembers && { oldMembers }),
});
const at = (id: ServerId, length: number, ...configurations: Standpoint['configurations']): Standpoint => ({
  id,
  log: append(
    emptyLog(),
    Array.from({ length }, (_, place) => ({ term: 1, command: String(place) })),
  ),
  configurations,
});
const all = placed(0, ['S1', 'S2', 'S3']);

describe('the properties of configurations', () => {
  test('MC-20: falls where a later one is acted by than is known to a quorum', () => {
    const joint = placed(2, ['S1'], ['S1', 'S2', 'S3']);
    const leader = at('S1', 3, all, joint, placed(3, ['S1']));
    expect(unknownBefore(leader, [leader, at('S2', 1, all), at('S3', 1, all)])).toMatch(/which only S1 have/);
    expect(unknownBefore(leader, [leader, at('S2', 2, all, joint), at('S3', 1, all)])).toBeUndefined();
    expect(unknownBefore(at('S1', 2, all, joint), [at('S1', 2, all, joint)])).toBeUndefined();
  });

  test('MC-21: falls where two could be elected without a common voter', () => {
    const alone = at('S1', 2, all, placed(2, ['S1']));
    const others = [at('S2', 1, all), at('S3', 1, all)];
    expect(apart([alone, ...others])).toMatch(/^S1 could be elected by S1 of \{S1\}, and S2 without them/);
    expect(apart([at('S1', 2, all), ...others])).toBeUndefined();
    const joint = at('S1', 2, all, placed(2, ['S1'], ['S1', 'S2', 'S3']));
    expect(apart([joint, ...others])).toBeUndefined();
  });

  test('MC-22: falls where a removed server leads that does not know it', () => {
    const latest = { ...placed(2, ['S1', 'S2']), in: 1 };
    const leads = (changes: Partial<Server>) =>
      ({ id: 'S3', role: 'leader', currentTerm: 2, log: at('S3', 1).log, ...changes }) as Server;
    expect(removedLeader(leads({}), latest)).toMatch(/^S3 leads term 2, and knows nothing of \{S1 S2\}/);
    for (const changes of [{ id: 'S2' }, { currentTerm: 1 }, { log: at('S3', 2).log }, { role: 'follower' as const }])
      expect(removedLeader(leads(changes), latest)).toBeUndefined();
    expect(removedLeader(leads({}), undefined)).toBeUndefined();
  });

  const configOf = (wanted: string) => {
    const config = extensionConfigs.find(({ name }) => name === wanted);
    if (!config) throw new Error(`there is no world ${wanted}`);
    return config;
  };

  test('MC-20: holds in a world, and falls in it when a leader ends the joint configuration at once', () => {
    const config = configOf('membership-shrink');
    const brokenWith = (guards: Partial<typeof membership.guards>) => {
      const protocol = weave([
        { ...membership, guards: { ...membership.guards, ...(guards as typeof membership.guards) } },
      ]);
      const { properties } = exploreSpace(worldOf(config, store(), { protocol }), { keepGoing: true });
      return properties.filter(({ ok }) => ok === false).map(({ name }) => name);
    };
    expect(brokenWith({})).toEqual([]);
    const isJoint = (server: Server) => server.extensions?.membership?.configurations.at(-1)?.oldMembers !== undefined;
    expect(brokenWith({ isJointCommitted: isJoint })).toContain('MC-20');
  });

  test('MC-13, MC-21: the single-server bug of 2015 is found in its world, and is not there when a leader is ready first', () => {
    const config = configOf('membership-single-server');
    /** Changes by one server each, without C_old,new: majorities that differ by one server meet. */
    const singleServer = (isReady: boolean) =>
      weave([
        {
          ...membership,
          guards: {
            ...membership.guards,
            ...(!isReady && { isNotReady: () => false }),
            haveCaughtUp: (server: Server) => membershipOf(server).change !== null,
          },
          actions: {
            ...membership.actions,
            appendJoint: (server: Server) =>
              appendConfiguration(server, { members: membershipOf(server).change ?? [] }, 'MC-9'),
          },
        },
      ]);
    const broken = (isReady: boolean) => {
      const space = worldOf(config, store(), { protocol: singleServer(isReady), oracles: 'core' });
      const { properties, distinct } = exploreSpace(space, {});
      return { distinct, names: properties.filter(({ ok }) => ok === false).map(({ name }) => name) };
    };
    expect(broken(false)).toEqual({ distinct: 1501, names: ['SP-4'] });
    expect(broken(true).names).toEqual([]);
  });
});
