/** The stage: what becomes of a packet, and when a server crashes, is as it was decided. */
import { describe, expect, test } from 'vitest';
import { figure2Program } from '../../../model/runs/labs/index.ts';
import { isAppend, isGrant, isSuccess, isVoteRequest } from '../../../src/grade/schedules/packet.ts';
import { NotReached, type OnStage, Stage } from '../../../src/grade/schedules/stage.ts';

/** Plays a script with three servers, and gives its result. */
const onStage = <T>(script: (stage: Stage) => OnStage<T>, isControl = false): T => {
  const stage = new Stage({ servers: 3, program: figure2Program({}), seed: 1, isControl });
  const results: T[] = [];
  const isOver = stage.play(
    (function* () {
      results.push(yield* script(stage));
    })(),
    60_000,
  );
  expect(isOver).toBe(true);
  return results[0] as T;
};

test('elects whom it names, by those it names', () => {
  for (const leader of [0, 1, 2]) {
    const voter = (leader + 1) % 3;
    onStage(function* (stage) {
      const term = yield* stage.elect(leader, [voter]);
      expect(stage.ledBy(leader)).toBe(term);
      const grants = stage.sent.filter((packet) => isGrant(packet) && packet.to === leader);
      expect(grants.every(({ from }) => from === voter)).toBe(true);
      expect(grants.length).toBeGreaterThan(0);
    });
  }
});

test('what can not be brought about is not reached, and says what', () => {
  const nobody = () =>
    onStage(function* (stage) {
      stage.partition();
      yield* stage.elect(0, [1, 2]);
    });
  expect(nobody).toThrow(NotReached);
  expect(nobody).toThrow('S1 was not elected by S2 S3 in 25 s');
});

describe('a packet', () => {
  test('that is lost does not come', () => {
    onStage(function* (stage) {
      yield* stage.elect(0, [1, 2]);
      stage.rule((packet) => (packet.to === 2 ? 'lose' : undefined));
      yield* stage.commit(0, [0, 1]);
      yield 200;
      expect(stage.lastApplied(2)).toBe(0);
      const lost = stage.sent.filter(
        (packet) => isAppend(packet) && packet.to === 2 && packet.message.entries?.length === 1,
      );
      expect(lost.length).toBeGreaterThan(0);
      expect(lost.some(({ isDelivered }) => isDelivered)).toBe(false);
    });
  });

  test('that is held comes when it is released, and tells what was said to it', () => {
    onStage(function* (stage) {
      yield* stage.elect(0, [1, 2]);
      stage.partition([0, 1]);
      stage.rule((packet) => (isSuccess(packet) ? 'hold' : undefined));
      stage.propose(0);
      yield 300;
      expect([0, 1].map((server) => stage.lastApplied(server))).toEqual([0, 0]);
      const success = stage.network.held.findLast(isSuccess);
      expect(success).toMatchObject({ from: 1, to: 0, isDelivered: false });
      if (!success) return;
      expect(success.request?.answer).toBe(success);
      stage.release(success);
      expect(success.isDelivered).toBe(true);
      expect(stage.network.held).not.toContain(success);
      expect(stage.lastApplied(0)).toBe(1);
    });
  });

  test('that is copied comes again, and what is said to the copy goes nowhere', () => {
    onStage(function* (stage) {
      stage.rule((packet) => (isVoteRequest(packet) && packet.from === 0 ? 'copy' : undefined));
      yield* stage.elect(0, [1, 2]);
      stage.partition();
      const [copy] = stage.network.copies.slice(-1);
      expect(copy?.answer?.isDelivered).toBe(true);
      const before = stage.sent.length;
      yield* stage.redeliver(copy ? [copy] : []);
      const answers = stage.sent.slice(before).filter(({ request }) => request?.isCopy);
      expect(answers).toHaveLength(1);
      expect(answers[0]).toMatchObject({ from: copy?.to, to: 0, isDelivered: false });
    });
  });

  test('passes between servers of one group only', () => {
    onStage(function* (stage) {
      yield* stage.elect(0, [1, 2]);
      stage.partition([0, 2], [1]);
      yield* stage.commit(0, [0, 2]);
      expect(stage.lastApplied(1)).toBe(0);
      stage.partition(stage.servers);
      yield* stage.until('S2 did not catch up', () => stage.lastApplied(1) > 0);
    });
  });
});

describe('a crash', () => {
  test('at a packet lets the packet go, and nothing after it', () => {
    onStage(function* (stage) {
      const crash = stage.crashAtPacket(1, isGrant);
      stage.ballot([0], [1]);
      yield* stage.until('S2 gave no vote', () => crash.hasHappened, 25_000);
      expect(stage.isUp(1)).toBe(false);
      const last = stage.sent.findLast(({ from }) => from === 1);
      expect(last).toBe(crash.packet);
      yield 10;
      expect(last?.isDelivered).toBe(true);
      expect(stage.ledBy(0)).toBe(last?.message.term);
      stage.boot(1);
      expect(stage.isUp(1)).toBe(true);
    });
  });

  test('at a packet may come a while after', () => {
    onStage(function* (stage) {
      const crash = stage.crashAtPacket(1, isGrant, 60);
      stage.ballot([0], [1]);
      yield* stage.until('S2 gave no vote', () => crash.packet, 25_000);
      yield 40;
      expect([stage.isUp(1), crash.hasHappened]).toEqual([true, false]);
      yield 30;
      expect([stage.isUp(1), crash.hasHappened]).toEqual([false, true]);
    });
  });

  test('at what is applied comes when it was applied', () => {
    onStage(function* (stage) {
      yield* stage.elect(0, [1, 2]);
      stage.crashAtApply(0, 1);
      const { command } = stage.propose(0);
      yield 100;
      expect(stage.isUp(0)).toBe(false);
      expect(stage.appliedAt(0, 1)).toBe(command);
    });
  });
});

test('a control brings no copies and no crashes', () => {
  onStage(function* (stage) {
    stage.rule((packet) => (isVoteRequest(packet) ? 'copy' : undefined));
    const crash = stage.crashAtPacket(1, isGrant);
    yield* stage.elect(0, [1, 2]);
    expect([crash.hasHappened, stage.isUp(1)]).toEqual([true, true]);
    const before = stage.sent.length;
    yield* stage.redeliver(stage.network.copies);
    expect(stage.sent.length).toBe(before);
  }, true);
});
