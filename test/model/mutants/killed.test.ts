import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Mutant, mutantOf, mutants, watchedProtocol } from '../../../model/mutants/index.ts';
import { Monitor } from '../../../model/properties/index.ts';
import { runRandom } from '../../../model/runs/lockstep/index.ts';
import { runTorture } from '../../../model/runs/torture/index.ts';
import type { ClauseId } from '../../../src/core/clauses.ts';

/** The seeds of torture runs that show these defects soon; all others show in the first. */
const SEEDS: Readonly<Record<number, string>> = {
  2: 'A01 A02 A04 A13 A17 A23 A25 A29 A30 A45 A50 claims-whole-log B03 B13 B23 B25 C04 C05 C07 C11 refuses-compacted grants-again-blindly D01 D02 D03 D06 D07 D10 D11 D15 ignores-checksum wrong-snapshot-term silent-follower deaf-timer claims-current-term refusal-frees-vote commits-inherited skips-first-entry X2 X4 Z02 Z06 Z07 Z10',
  3: 'E06 forgets-log',
  4: 'A07 A10 A18 A20 A22 A46 A49 B01 B07 B08 B11 C01 answers-nothing sends-everything never-grants-again first-chunk-only writes-anywhere no-answer-until-done loyal-follower answers-at-append X3 Z08 Z23 vote-before-term',
  5: 'vouches-too-much B04 keeps-state Z05',
  6: 'Z03',
  9: 'never-sends',
  10: 'A05 A47 B10 restarts-transfers snapshot-sets-term Z14',
  13: 'D14 clings-to-partial',
  17: 'Z13',
  19: 'yielding-frees-vote Z04',
  20: 'A34',
  24: 'A14',
  30: 'B05 B06 B14 B17',
  36: 'A15',
  53: 'A43',
  57: 'A03 E03',
  60: 'A26 E01',
  88: 'B21',
  231: 'A06',
};

const seedOf = (id: string): number =>
  Number(Object.keys(SEEDS).find((seed) => SEEDS[Number(seed)]?.split(/\s+/).includes(id)) ?? 1);

/** Which clause is blamed, where it is not the one that the mutant names: the first thing in the step that is not as it should be. */
const BLAMED: Readonly<Record<string, ClauseId>> = {
  A04: 'RV-2',
  A06: 'RV-2',
  A17: 'RS-C-1',
  A18: 'RS-C-1',
  A25: 'RS-A-2',
  A33: 'D-1',
  A45: 'D-6',
  A50: 'D-2',
  B01: 'RV-2',
  B08: 'RS-A-2',
  B17: 'IS-5',
  B21: 'IS-4',
  C11: 'ST-8',
  C20: 'ST-1',
  'ack-of-any-snapshot': 'D-6',
  'keeps-state': 'IS-8',
  D07: 'AE-6',
  D11: 'RS-L-1',
  E06: 'RS-L-6',
  'snapshot-sets-term': 'RS-A-2',
  'clings-to-partial': 'IS-4',
  'writes-anywhere': 'IS-4',
  'no-answer-until-done': 'RS-F-1',
  'not-saved': 'ST-8',
  'refusal-frees-vote': 'D-4',
  'commits-inherited': 'RS-L-4',
  'skips-first-entry': 'ST-9',
  X3: 'IS-9',
  Z02: 'RS-A-2',
  Z15: 'IS-8',
  Z23: 'RS-A-2',
};

/** Those that do nothing else than the shipped protocol in any run; each says why. */
const NEVER = ['Z16'];

/** It takes what random runs have now and then and torture never: a log of more than 1,024 entries, or what nobody has sent. */
const RANDOM_ONLY = ['keeps-tree-too-high', 'listens-to-strangers', 'counts-too-far'];

const tortured = ({ id, protocol }: Mutant, seed = seedOf(id)) => {
  const watched = watchedProtocol(protocol);
  const { violation } = runTorture({ seed, protocol: watched.protocol });
  return { violation, isActivated: watched.isActivated };
};

/** No seed is chosen for those that are held out: the kill matrix says what becomes of them. */
describe('torture activates and finds', () => {
  test.each(
    mutants
      .filter(({ id, suite }) => suite !== 'held-out' && ![...NEVER, ...RANDOM_ONLY].includes(id))
      .map((mutant) => [mutant.id, mutant.clause, mutant.title, mutant] as const),
  )('%s: %s: %s', (id, clause, _title, mutant) => {
    const { violation, isActivated } = tortured(mutant);
    expect(isActivated).toBe(true);
    expect(violation?.clause).toBe(BLAMED[id] ?? clause);
    expect(violation?.because).not.toBe('');
  });

  test.each(RANDOM_ONLY)('%s in random runs, where torture has no log that is long enough, and no strangers', (id) => {
    const mutant = mutantOf(id);
    const { failure } = runRandom({ seed: 1, runs: 40, ...(mutant && { protocol: mutant.protocol }) });
    expect(failure?.violation.clause).toBe(mutant?.clause);
  });

  test('nothing in those that never differ', () => {
    for (const mutant of mutants.filter(({ id }) => NEVER.includes(id))) {
      expect(mutant.equivalent).toBeDefined();
      for (let seed = 1; seed <= 5; seed++)
        expect(tortured(mutant, seed)).toEqual({ violation: undefined, isActivated: false });
    }
  });
});

describe('the safety properties and goals of the paper alone', () => {
  const PAPER: readonly ClauseId[] = ['SP-1', 'SP-2', 'SP-3', 'SP-4', 'SP-5', 'LP-1', 'LP-2'];
  const found = Reflect.get<Monitor, 'found'>(Monitor.prototype, 'found');

  beforeEach(() => {
    vi.spyOn(Monitor.prototype, 'found').mockImplementation(function (this: Monitor, property, finding) {
      if (PAPER.includes(property)) Reflect.apply(found, this, [property, finding]);
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** SP-18 is what is left when no property fell: the contract was broken, and nothing came of it. */
  const fallen = (mutant: Mutant, seed?: number): ClauseId | undefined => {
    const property = tortured(mutant, seed).violation?.property;
    return property === 'SP-18' ? undefined : property;
  };

  test.each(
    mutants
      .filter(({ equivalent }) => equivalent !== undefined)
      .map((mutant) => [mutant.id, mutant.equivalent, mutant] as const),
  )('hold under %s: %s', (_id, _argument, mutant) => {
    expect(fallen(mutant)).toBeUndefined();
  });

  test.each<readonly [string, number]>([
    ['A13', 2],
    ['A16', 1],
    ['A49', 1],
    ['A05', 1],
    ...mutants.flatMap(({ id, harmfulSeed }) => (harmfulSeed === undefined ? [] : [[id, harmfulSeed] as const])),
  ])('fall under %s, which is not equivalent', (id, seed) => {
    const mutant = mutantOf(id);
    expect(mutant && fallen(mutant, seed)).toMatch(/P-/);
  });
});
