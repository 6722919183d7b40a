/** The directed schedules on our own program: as it is, with seeded defects, and where their messages do not occur. */
import { describe, expect, test } from 'vitest';
import { figure2Program, type SubjectHost, type SubjectProgram } from '../../../model/runs/labs/index.ts';
import { protocolWith } from '../../../src/core/extensions/index.ts';
import { type DirectedSchedule, runSchedule, schedules, writtenSchedules } from '../../../src/grade/schedules/index.ts';
import { NotReached } from '../../../src/grade/schedules/stage.ts';
import { changed, findingOf, mutated } from './programs.ts';

const ids = writtenSchedules.map(({ id }) => id);

const scheduleOf = (id: string): DirectedSchedule => {
  const found = schedules.find((schedule) => schedule.id === id);
  if (!found) throw new Error(`there is no schedule ${id}`);
  return found;
};

test('there are fourteen that somebody has thought of', () => {
  expect(ids).toHaveLength(14);
  expect(new Set(ids).size).toBe(14);
});

describe.each([
  ['the shipped protocol', figure2Program({})],
  ['the shipped protocol with pre-vote', figure2Program({ protocol: protocolWith(['pre-vote']) })],
])('%s', (_, program) => {
  test.each(ids)('stands %s', (id) => {
    for (const seed of [1, 11, 21, 31]) expect(findingOf(id, program, seed)).toMatchObject({ outcome: 'passed' });
  });
});

describe('a defect is found by its schedule, with the rule that it breaks', () => {
  test.each([
    ['vote-crash', 'C01', 'ST-2', /S2 has one vote in term \d+, but it voted for S1 .* after a restart, for S3/],
    ['vote-crash', 'C09', 'ST-2', /S2 has one vote in term \d+, but it voted for S1 .* after a restart, for S3/],
    ['candidate-crash', 'A09', 'RS-C-1', /S1 has one vote in term \d+, but it voted for itself .* for S3/],
    ['leader-asked', 'A01', 'RV-2', /S1 has one vote in term \d+, but it voted for itself .* for S3/],
    [
      'leader-asked-on',
      'A01',
      'SP-1',
      /[Aa]t index 1 all servers apply one command, but S1 applied 101 .* S3 applied 102/,
    ],
    ['stale-vote', 'A14', 'RS-C-2', /S1 leads term \d+ .* it had 1 of 3 votes/],
    ['refused-again', 'refusal-frees-vote', 'RV-4', /S2 has one vote in term \d+, but it voted for S1 .* for S3/],
    ['append-crash', 'C03', 'ST-8', /[Aa]t index 1 all servers apply one command, but S1 applied 101/],
    ['append-crash', 'forgets-log', 'ST-8', /[Aa]t index 1 all servers apply one command, but S1 applied 101/],
    ['leader-crash', 'A02', 'RV-2', /[Aa]t index 1 all servers apply one command, but S1 applied 101/],
    ['short-append', 'A28', 'AE-3', /[Aa]t index 2 all servers apply one command, but S1 applied 102/],
    ['old-heartbeat', 'A28', 'AE-3', /[Aa]t index 1 all servers apply one command, but S1 applied 101/],
    ['old-snapshot', 'B07', 'IS-6', /S2 had applied up to index 8, but .* a snapshot took it back to index 6/],
    [
      'snapshot-in-newer-term',
      'wrong-snapshot-term',
      'IS-14',
      /[Aa]t index 2 all servers apply one command, but S1 applied 102/,
    ],
    ['figure-8', 'A46', 'RS-L-4', /[Aa]t index 1 all servers apply one command, but S1 applied 101 .* S5 applied 102/],
    ['figure-8', 'A02', 'RV-2', /all servers apply one command/],
    ['stale-success', 'A43', 'RS-L-3', /[Aa]t index 2 all servers apply one command, but S1 applied/],
  ])('%s: %s', (id, mutant, clause, words) => {
    const finding = findingOf(id, mutated(mutant));
    expect(finding).toMatchObject({ outcome: 'broken', check: id, clause, seed: expect.any(Number) as unknown });
    expect(finding.because).toMatch(words);
    expect(finding.because.startsWith(scheduleOf(id).title)).toBe(true);
  });

  test.each(['short-append', 'old-heartbeat', 'old-snapshot'])(
    '%s lays nothing to the message that another defect did',
    (id) => {
      const finding = findingOf(id, mutated('A02'));
      expect(finding).toMatchObject({ outcome: 'broken', clause: 'SP-5' });
      expect(finding.because).not.toContain(scheduleOf(id).title);
    },
  );

  test('what is broken before the point of a schedule is told by its own rule', () => {
    expect(findingOf('stale-success', mutated('A01'))).toMatchObject({ outcome: 'broken', clause: 'RV-2' });
  });
});

describe('a schedule is not reached', () => {
  test.each(ids)('where nobody answers: %s', (id) => {
    const mute = changed((host) => ({
      send: (packet) => {
        if (packet.type === 'request') host.send(packet);
      },
    }));
    const finding = findingOf(id, mute);
    expect(finding).toMatchObject({ outcome: 'not reached', check: id });
    expect(finding.because).toMatch(/^S\d .* in \d+ s( \(nor with the seeds up to 4\))?$/);
  });

  test.each([
    ['vote-crash', 'where no vote is given', () => mutated('A05'), /did not stand in one term that S1 won/],
    ['stale-vote', 'where only pre-votes are given', () => changed(withoutVotes), /S2 gave S1 no vote/],
    [
      'leader-asked',
      'where only pre-votes are given',
      () => changed(withoutVotes),
      /did not stand in one term that S1 won/,
    ],
    ['refused-again', 'where no vote is given', () => mutated('A05'), /S2 gave S1 no vote/],
    ['append-crash', 'where nothing is sent', () => mutated('never-sends'), /S2 acknowledged no entry/],
    ['short-append', 'where nothing is sent', () => mutated('never-sends'), /S1 did not apply/],
    ['old-heartbeat', 'where heartbeats are not answered', () => mutated('silent-follower'), /S2 did not/],
    ['old-snapshot', 'where nothing is compacted', () => withoutSnapshots, /S2 installed no snapshot of index 6/],
    ['snapshot-in-newer-term', 'where nothing is compacted', () => withoutSnapshots, /S2 saved no snapshot/],
    [
      'figure-8',
      'where entries of older terms are not sent',
      () => mutated('never-sends'),
      /S2 did not acknowledge index 1/,
    ],
  ])('%s %s', (id, _, program, words) => {
    const finding = findingOf(id, program());
    expect(finding).toMatchObject({ outcome: 'not reached' });
    expect(finding.because).toMatch(words);
  });
});

/** Servers that ask whether they would be given votes, and are given none. */
const withoutVotes = (host: SubjectHost): Partial<SubjectHost> => ({
  send: (packet) => {
    const message = JSON.parse(packet.bytes) as { readonly type: string };
    if (!message.type.startsWith('RequestVote')) host.send(packet);
    else
      host.send({
        ...packet,
        bytes: JSON.stringify({ ...message, type: message.type.replace('Request', 'RequestPre') }),
      });
  },
});

/** Servers that keep their whole log. */
const withoutSnapshots: SubjectProgram = (run) => {
  const boot = figure2Program({})(run);
  return (server, saved, host) => ({ ...boot(server, saved, host), snapshot: () => {} });
};

test('a schedule that is not reached is tried with other seeds, unless it took long', () => {
  const end = (yieldMs: number): string => {
    const script = function* (): Generator<number, void> {
      yield yieldMs;
      throw new NotReached('it did not come to it');
    };
    const schedule: DirectedSchedule = { ...scheduleOf('stale-vote'), plays: [{ clause: 'RV-2', script }] };
    return runSchedule({ schedule, program: figure2Program({}), seed: 7 }).because;
  };
  expect(end(10)).toBe('it did not come to it (nor with the seeds up to 10)');
  expect(end(20_000)).toBe('it did not come to it');
});

test('a server that throws has failed, and says so', () => {
  const throwing: SubjectProgram = () => () => {
    throw new Error('no server today');
  };
  expect(findingOf('figure-8', throwing)).toMatchObject({
    outcome: 'failed',
    check: 'figure-8',
    because: 'no server today',
    atMs: 0,
    seed: 1,
  });
});

test('a mistake of a schedule is laid to nobody', () => {
  const schedule: DirectedSchedule = {
    ...scheduleOf('figure-8'),
    plays: [
      {
        clause: 'RV-2',
        script: () => {
          throw new TypeError('a mistake of ours');
        },
      },
    ],
  };
  expect(() => runSchedule({ schedule, program: figure2Program({}), seed: 1 })).toThrow('a mistake of ours');
});

test('the same seed gives the same finding', () => {
  const finding = (seed: number) => findingOf('leader-asked-on', mutated('A01'), seed);
  expect(finding(1)).toEqual(finding(1));
  expect(finding(1)).not.toEqual(finding(2));
});
