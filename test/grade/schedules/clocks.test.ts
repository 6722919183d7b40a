/** Clocks of servers: whose stands still does nothing by itself, and answers all the same. */
import { expect, test } from 'vitest';
import { figure2Program } from '../../../model/runs/labs/index.ts';
import { ServerClocks } from '../../../src/grade/schedules/clocks.ts';
import { isVoteRequest } from '../../../src/grade/schedules/packet.ts';
import { type OnStage, Stage } from '../../../src/grade/schedules/stage.ts';

/** Plays with three servers, each under a clock of its own. */
const underClocks = (script: (stage: Stage, clocks: ServerClocks) => OnStage<void>): Stage => {
  const clocks = new ServerClocks();
  const program = clocks.programUnder(figure2Program({}));
  const stage = new Stage({ servers: 3, program, seed: 1, clocks });
  expect(stage.play(script(stage, clocks), 60_000)).toBe(true);
  return stage;
};

const whoStood = (stage: Stage): readonly number[] => [
  ...new Set(stage.sent.filter(isVoteRequest).map(({ from }) => from)),
];

test('nobody stands while all clocks stand still', () => {
  const stage = underClocks(function* () {
    yield 30_000;
  });
  expect(stage.sent).toEqual([]);
});

test.each([0, 1, 2])('server %i stands alone when its clock alone runs, and the others vote for it', (server) => {
  const stage = underClocks(function* (on, clocks) {
    clocks.only([server]);
    yield* on.until('no leader', () => on.ledBy(server));
  });
  expect(whoStood(stage)).toEqual([server]);
});

test('a clock goes on from where it was stopped', () => {
  const stage = underClocks(function* (on, clocks) {
    // half of the shortest election timeout at a time, with pauses that are longer than any
    for (let n = 0; n < 2; n++) {
      clocks.only([0]);
      yield 140;
      clocks.only([]);
      yield 5000;
    }
    expect(whoStood(on)).toEqual([]);
    clocks.only([0]);
    yield 400;
  });
  expect(whoStood(stage)).toEqual([0]);
});

test('it is told that something was saved', () => {
  const savers: number[] = [];
  underClocks(function* (on, clocks) {
    clocks.onSave = (server) => void savers.push(server);
    clocks.only([2]);
    yield* on.until('no leader', () => on.ledBy(2));
  });
  expect(savers[0]).toBe(2);
  expect(new Set(savers).size).toBeGreaterThan(1);
});
