import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agreedIndex, type Configuration, configurationOf, hasQuorum } from '../../src/core/quorum.ts';
import { createServer } from '../../src/core/server.ts';
import type { Index, ServerId } from '../../src/core/types.ts';

const everyone = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7'];
const members = fc.subarray(everyone, { minLength: 1 });
const configuration: fc.Arbitrary<Configuration> = fc.oneof(
  fc.record({ members }),
  fc.record({ members, oldMembers: members }),
);
/** Anyone may vote, and more than once. */
const votes = fc.array(fc.constantFrom(...everyone), { maxLength: 10 });
const match: fc.Arbitrary<Readonly<Record<ServerId, Index>>> = fc.record(
  Object.fromEntries(everyone.map((id) => [id, fc.nat(5)])),
);

type HasQuorum = typeof hasQuorum;
type AgreedIndex = typeof agreedIndex;

const halvesOf = ({ members: now, oldMembers }: Configuration): readonly (readonly ServerId[])[] =>
  oldMembers === undefined ? [now] : [oldMembers, now];

/** More than half of each half, counted on fingers. */
const naiveQuorum: HasQuorum = (given, voters) =>
  halvesOf(given).every((half) => 2 * half.filter((id) => new Set(voters).has(id)).length > half.length);

/** Tries every index, and asks who has it. */
const naiveIndex: AgreedIndex = (given, matchOf) => {
  let highest = 0;
  for (let index = 1; index <= 5; index++) {
    const holders = everyone.filter((id) => halvesOf(given).some((half) => half.includes(id)) && matchOf(id) >= index);
    if (naiveQuorum(given, holders)) highest = index;
  }
  return highest;
};

const isQuorum = (claimed: HasQuorum): boolean =>
  !fc.check(
    fc.property(configuration, votes, (given, voters) => claimed(given, voters) === naiveQuorum(given, voters)),
    { numRuns: 2000, seed: 1 },
  ).failed;

const isAgreement = (claimed: AgreedIndex): boolean =>
  !fc.check(
    fc.property(configuration, match, (given, of) => {
      const matchOf = (id: ServerId): Index => of[id] ?? 0;
      return claimed(given, matchOf) === naiveIndex(given, matchOf);
    }),
    { numRuns: 2000, seed: 1 },
  ).failed;

describe('a quorum', () => {
  test.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
    [6, 4],
    [7, 4],
  ])('RS-C-2, D-17: of %i servers is %i', (size, needed) => {
    const cluster = { members: everyone.slice(0, size) };
    expect(hasQuorum(cluster, everyone.slice(0, needed - 1))).toBe(false);
    expect(hasQuorum(cluster, everyone.slice(0, needed))).toBe(true);
  });

  test('RS-C-2: is what the naive count says it is, of any configuration and any votes', () => {
    expect(isQuorum(hasQuorum)).toBe(true);
  });

  test('RS-C-2: shares a server with every other quorum of the configuration', () => {
    fc.assert(
      fc.property(configuration, votes, votes, (given, one, other) => {
        if (hasQuorum(given, one) && hasQuorum(given, other)) expect(one.some((id) => other.includes(id))).toBe(true);
      }),
    );
  });

  test.each<readonly [string, HasQuorum]>([
    ['half is enough', (given, voters) => halvesOf(given).every((half) => 2 * countOf(half, voters) >= half.length)],
    ['the new half alone decides', ({ members: now }, voters) => hasQuorum({ members: now }, voters)],
    ['one half is enough', (given, voters) => halvesOf(given).some((half) => hasQuorum({ members: half }, voters))],
    [
      'the halves are counted as one',
      (given, voters) => hasQuorum({ members: [...new Set(halvesOf(given).flat())] }, voters),
    ],
    [
      'votes count twice',
      (given, voters) =>
        halvesOf(given).every((half) => 2 * voters.filter((id) => half.includes(id)).length > half.length),
    ],
    ['strangers count', (given, voters) => halvesOf(given).every((half) => 2 * new Set(voters).size > half.length)],
  ])('RS-C-2: the check turns red where %s', (_, wrong) => {
    expect(isQuorum(wrong)).toBe(false);
  });
});

const countOf = (half: readonly ServerId[], voters: readonly ServerId[]): number =>
  half.filter((id) => voters.includes(id)).length;

describe('the index that a quorum has', () => {
  test('RS-L-4: is the highest that the naive search finds, of any configuration', () => {
    expect(isAgreement(agreedIndex)).toBe(true);
  });

  test.each<readonly [string, AgreedIndex]>([
    ['the new half alone decides', ({ members: now }, matchOf) => agreedIndex({ members: now }, matchOf)],
    [
      'the better half decides',
      (given, matchOf) => Math.max(...halvesOf(given).map((half) => agreedIndex({ members: half }, matchOf))),
    ],
    ['the highest index counts', ({ members: now }, matchOf) => Math.max(...now.map(matchOf))],
    ['all must have it', (given, matchOf) => Math.min(...halvesOf(given).flat().map(matchOf))],
    [
      'texts are sorted',
      ({ members: now }, matchOf) => now.map((id) => 9 + matchOf(id)).sort()[Math.floor((now.length - 1) / 2)] ?? 0,
    ],
  ])('RS-L-4: the check turns red where %s', (_, wrong) => {
    expect(isAgreement(wrong)).toBe(false);
  });
});

test('D-17: the configuration of a server is the one that it was started with, itself included', () => {
  const server = createServer({ id: 'S2', servers: ['S3', 'S2', 'S1'] });
  expect(configurationOf(server)).toEqual({ members: ['S2', 'S1', 'S3'] });
});
