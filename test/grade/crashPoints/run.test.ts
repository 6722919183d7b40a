/** Crashes at each save and reply: of our own program, with seeded defects, and of a submission in Go. */
import { describe, expect, test } from 'vitest';
import { mutantOf } from '../../../model/mutants/index.ts';
import { figure2Program, type SubjectProgram } from '../../../model/runs/labs/index.ts';
import { protocolWith } from '../../../src/core/extensions/index.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import { ServerOutputs } from '../../../src/grade/crashPoints/outputs.ts';
import { crashPointsOf } from '../../../src/grade/crashPoints/points.ts';
import { runCrashPoints } from '../../../src/grade/crashPoints/run.ts';
import { crashScenes } from '../../../src/grade/crashPoints/scenes.ts';
import { Stage } from '../../../src/grade/schedules/stage.ts';
import { goVariant, hasGo } from '../schedules/submissions.ts';

const mutated = (id: string): SubjectProgram => figure2Program({ protocol: mutantOf(id)?.protocol });

const outcomes = (program: SubjectProgram, seed = 1) => {
  const [save, reply] = runCrashPoints({ program, seed });
  return { save, reply };
};

/** Sends first, and saves last. */
const savesAfterSending: Protocol = {
  ...shippedProtocol,
  step: (server, event) => {
    const result = shippedProtocol.step(server, event);
    const isSave = ({ type }: { readonly type: string }): boolean => type === 'persist';
    const effects = [...result.effects.filter((one) => !isSave(one)), ...result.effects.filter(isSave)];
    return { ...result, effects };
  },
};

describe.each([
  ['the shipped protocol', figure2Program({})],
  ['the shipped protocol with pre-vote', figure2Program({ protocol: protocolWith(['pre-vote']) })],
])('%s', (_, program) => {
  test.each([1, 11, 21, 31])('stands crashes everywhere, with seed %i', (seed) => {
    expect(outcomes(program, seed)).toMatchObject({ save: { outcome: 'passed' }, reply: { outcome: 'passed' } });
  });
});

describe('a defect is found', () => {
  test('where the third server crashes', () => {
    const told: string[] = [];
    runCrashPoints({ program: mutated('forgets-log'), seed: 1, onFinding: ({ because }) => told.push(because) });
    expect(told).toContainEqual(
      expect.stringMatching(/a leader takes a snapshot.*, S3 crashed at .* all servers apply one command/),
    );
  });

  test.each([
    ['C01', 'reply', 'ST-2', /S2 has one vote in term 1, but it voted for S1 .*, after a restart, for S3/],
    ['C03', 'reply', 'SP-5', /At index \d+ all servers apply one command/],
    ['forgets-log', 'reply', 'SP-5', /At index \d+ all servers apply one command/],
  ] as const)('%s: at a %s', (id, kind, clause, words) => {
    const finding = outcomes(mutated(id))[kind];
    expect(finding).toMatchObject({ outcome: 'broken', check: `crash-at-${kind}`, clause, seed: 1 });
    expect(finding?.because).toMatch(/^While .*, S\d crashed at [\d.]+ ms right (before|after) .*\. /);
    expect(finding?.because).toMatch(words);
    expect(finding?.because).toMatch(/ \(so at \d+ of \d+ such points?\)$/);
    expect(finding?.picture?.rows.some((row) => row.kind === 'crash')).toBe(true);
  });

  test('that sends before it saves: by a crash between the two', () => {
    const { reply } = outcomes(figure2Program({ protocol: savesAfterSending }));
    expect(reply).toMatchObject({ outcome: 'broken', check: 'crash-at-reply', clause: 'ST-2' });
    expect(reply?.because).toMatch(/right after RequestVoteReply term=1 granted left for S1 and before it saved\. /);
    expect(reply?.because).toMatch(/ after a restart, for S3/);
  });

  test('that fails when it starts again', () => {
    const program: SubjectProgram = (run) => {
      const boot = figure2Program({})(run);
      return (server, saved, host) => {
        if (saved) throw new Error('no way back');
        return boot(server, saved, host);
      };
    };
    const { save, reply } = outcomes(program);
    for (const finding of [save, reply])
      expect(finding).toMatchObject({
        outcome: 'failed',
        because: expect.stringMatching(/ crashed at .*\. No way back \(so at/) as unknown,
      });
  });
});

test.each(['A01', 'A02'])('%s is as wrong without a crash, and none is blamed for it', (id) => {
  expect(outcomes(mutated(id))).toMatchObject({ save: { outcome: 'passed' }, reply: { outcome: 'passed' } });
});

test('who never comes to anything is not reached', () => {
  expect(outcomes(mutated('A05'))).toMatchObject({
    save: { outcome: 'not reached', because: 'no server came to a save at which it could crash' },
    reply: { outcome: 'not reached', because: 'no server came to a reply at which it could crash' },
  });
});

/** A scene without a crash: what was sent, and the points in it. */
const playedScene = (place: number, isCounted: boolean) => {
  const outputs = new ServerOutputs();
  const program = figure2Program({});
  const stage = new Stage({
    servers: 3,
    program: isCounted ? outputs.programUnder(program, () => {}) : program,
    seed: 1,
  });
  const scene = crashScenes[place];
  stage.play(
    (function* () {
      if (!scene) return;
      yield* scene.prepare(stage);
      yield* scene.play(stage);
    })(),
    60_000,
  );
  const sent = stage.sent.map(({ from, to, packet }) => `${from} ${to} ${packet.bytes}`);
  return { sent, points: crashPointsOf(outputs.all, stage.sent, 0) };
};

test('to be counted changes nothing of a run', () => {
  for (const place of crashScenes.keys()) {
    expect(playedScene(place, true).sent).toEqual(playedScene(place, false).sent);
    expect(playedScene(place, true).sent.length).toBeGreaterThan(4);
  }
});

test('points are around saves and replies of all servers', () => {
  const [votes = [], entries = [], snapshots = []] = crashScenes.map((_, place) => playedScene(place, true).points);
  const told = (points: typeof votes) =>
    points.map(({ kind, side, output }) => `S${output.server + 1} ${side} ${kind}`);
  expect(told(votes)).toEqual(
    expect.arrayContaining([
      ...['S1 before save', 'S1 after save', 'S2 before save', 'S2 after save', 'S2 after reply'],
      ...['S3 before save', 'S3 after save'],
    ]),
  );
  expect(told(entries)).toEqual(expect.arrayContaining(['S1 after save', 'S2 before save', 'S2 after reply']));
  expect(told(snapshots)).toEqual(
    expect.arrayContaining([
      ...['S1 after save', 'S2 after save', 'S2 after reply'],
      ...['S3 before save', 'S3 after save', 'S3 after reply'],
    ]),
  );
  const placed = (points: typeof votes) =>
    points.map(({ side, output }) => `${output.server} ${output.place + (side === 'after' ? 1 : 0)}`);
  // none is the same as another, and all kinds of saves together are no more than these
  for (const points of [votes, entries, snapshots]) {
    expect(new Set(placed(points)).size).toBe(points.length);
    expect(points.length).toBeLessThan(20);
  }
});

test('the same seed gives the same findings', () => {
  expect(outcomes(mutated('C01'), 3)).toEqual(outcomes(mutated('C01'), 3));
});

describe.skipIf(!hasGo)(hasGo ? 'in Go' : 'in Go (skipped: there is no compiler; install Go 1.24)', () => {
  test('the good submission stands crashes everywhere', () => {
    expect(outcomes(goVariant('good'))).toMatchObject({ save: { outcome: 'passed' }, reply: { outcome: 'passed' } });
  });

  test('a vote that is not written down is found', () => {
    const { reply } = outcomes(goVariant('vote-forgotten'));
    expect(reply).toMatchObject({ outcome: 'broken', clause: 'ST-2' });
  });
});
