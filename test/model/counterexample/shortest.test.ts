import { describe, expect, test } from 'vitest';
import { actionsOf, replayActions } from '../../../model/counterexample/replay.ts';
import { shortcut } from '../../../model/counterexample/shortcut.ts';
import { lengthOf } from '../../../model/killMatrix/detection.ts';
import { noBudget } from '../../../model/worlds/budget.ts';
import { World } from '../../../model/worlds/world.ts';
import { ComponentStore } from '../../../src/check/explore/componentStore.ts';
import { exploreSpace } from '../../../src/check/explore/explore.ts';
import { privateInterner } from '../../../src/check/explore/interner.ts';
import type { Counterexample } from '../../../src/trace/recording.ts';
import { foundIn, protocolOf, settingOf } from './arrange.ts';

const linesOf = ({ trace }: Counterexample): readonly string[] => trace.map(({ line }) => line.split(' | ')[0] ?? '');

/** The steps of the shortest run from a cold cluster in which the same property falls: breadth first, with room for more than it takes. */
const shortestLength = (id: string, { setting, violation }: Counterexample): number => {
  const budget = {
    ...noBudget,
    electionTimeouts: 3,
    heartbeatTimeouts: 1,
    clientCommands: 2,
    compactions: 1,
    crashes: 1,
    duplicates: 1,
  };
  const { servers, options } = setting;
  const world = new World(
    { name: id, servers, options, budget, crashPoints: 'between', protocol: protocolOf(id), only: violation.property },
    new ComponentStore(privateInterner),
  );
  const report = exploreSpace(world, { memoryBytes: 2 ** 29, isHasty: true });
  return (report.properties[0]?.path?.length ?? 0) - 1;
};

const runs = [
  ['A09', 1],
  ['A16', 1],
  ['A32', 2],
  ['A40', 2],
  ['A41', 2],
  ['A48', 1],
  ['A50', 2],
  ['A54', 2],
  ['A55', 1],
  ['C01', 1],
  ['E07', 3],
  ['commits-inherited', 2],
] as const;

describe('what is left of a long run is as short as what a search breadth first finds', () => {
  test.each(runs)('%s, seed %i', (id, seed) => {
    const cut = foundIn(id, seed);
    const length = lengthOf(actionsOf(linesOf(cut)), cut.setting);
    expect(length).toBe(shortestLength(id, cut));
    expect(cut.uncut).toBeGreaterThan(4 * length);
  });
});

describe('a shortcut', () => {
  const setting = settingOf('S1', 'S2');
  const protocol = protocolOf('A48');
  const detour = actionsOf([
    ...['S1 restart', 'S2 restart', 'S1 timeout election', 'S2 timeout election', 'S2 timeout election'],
    'S2 → S1 RequestVote term=2 candidateId=S2 lastLogIndex=0 lastLogTerm=0',
    ...['S1 → S2 RequestVoteReply term=2 voteGranted=true', 'S2 clientCommand "a"'],
  ]);
  const { violation } = replayActions({ setting, actions: detour, protocol });

  test('is found where there is one', () => {
    expect(violation?.property).toBe('SP-14');
    const actions = shortcut({ setting, actions: detour, property: 'SP-14', protocol });
    expect(actions).toHaveLength(6);
    expect(replayActions({ setting, actions: actions ?? [], protocol }).violation?.clause).toBe(violation?.clause);
  });

  test('is not there if the run is the shortest, or the protocol is right', () => {
    const shortest = shortcut({ setting, actions: detour, property: 'SP-14', protocol }) ?? [];
    expect(shortcut({ setting, actions: shortest, property: 'SP-14', protocol })).toBe(undefined);
    expect(shortcut({ setting, actions: detour, property: 'SP-14' })).toBe(undefined);
  });

  test('is not looked for where another state machine ran', () => {
    const tortured = { ...setting, snapshotLength: 20 };
    expect(shortcut({ setting: tortured, actions: detour, property: 'SP-14', protocol })).toBe(undefined);
  });
});
