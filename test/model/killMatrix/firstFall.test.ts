/** The shortest run to a property of Figure 3: cut from a world's script, and looked for from a cold start. */
import { expect, test } from 'vitest';
import { firstFallOf, knownToTheFive } from '../../../model/killMatrix/index.ts';
import { mutantOf } from '../../../model/mutants/index.ts';
import { configs } from '../../../model/worlds/configs/index.ts';
import { directed } from '../../../model/worlds/directed/index.ts';
import { shippedProtocol } from '../../../src/core/protocol.ts';

const known = knownToTheFive();
const lateSnapshot = directed.filter(({ name }) => name === 'late-snapshot');
const effort = { maxStates: 80_000, maxFurtherStates: 1000, maxColdStates: 1_000_000 };
const notSaved = mutantOf('not-saved')?.protocol ?? shippedProtocol;

test('a run that is cut from a script is the shortest where all are seen that could be shorter', () => {
  const { fall } = firstFallOf(notSaved, lateSnapshot, effort, known);
  expect(fall).toEqual({ property: 'SP-3', world: 'late-snapshot', servers: 3, steps: 13, isShortest: true });
});

test('and may be too long where only some are', () => {
  const { fall } = firstFallOf(notSaved, lateSnapshot, { ...effort, maxColdStates: 1000 }, known);
  expect(fall).toEqual({ property: 'SP-3', world: 'late-snapshot', servers: 3, steps: 13, isShortest: false });
});

test('a run from a cold start is the shortest of its world', () => {
  const forgetsVote = mutantOf('C01')?.protocol ?? shippedProtocol;
  const worlds = configs.filter(({ name }) => name === 'crash-recovery');
  const { fall } = firstFallOf(forgetsVote, worlds, effort, known);
  expect(fall).toEqual({ property: 'SP-1', world: 'crash-recovery', servers: 3, steps: 7, isShortest: true });
});

test('nothing falls where nothing is wrong', () => {
  expect(firstFallOf(shippedProtocol, lateSnapshot, effort, known).fall).toBeNull();
});
