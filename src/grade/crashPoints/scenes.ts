/** Short runs in which servers save and reply, and what is done after one of them has crashed there, so that a disk that is wrong shows. */
import { nameOf } from '../../../model/runs/labs/index.ts';
import { goOn, leaderWith } from '../schedules/majorities.ts';
import { isGrant, isPreVote, isVoteRequest, type StagePacket } from '../schedules/packet.ts';
import type { OnStage, Stage } from '../schedules/stage.ts';
import { withoutLeaders } from '../schedules/stage.ts';
import { untilBothAsk } from '../schedules/votes.ts';

/** A run of three servers with a crash somewhere. */
export interface CrashScene {
  /** What goes on in it, for a sentence. */
  readonly words: string;
  /** What comes before. */
  readonly prepare: (stage: Stage) => OnStage<void>;
  /** While this goes on somebody crashes. It is broken off then. */
  readonly play: (stage: Stage) => OnStage<void>;
  /** This server has crashed. */
  readonly sequel: (stage: Stage, crashed: number) => OnStage<void>;
}

const [first, second, third] = [0, 1, 2];

/** So long is waited for what a crash may leave undone. */
const WHILE_MS = 300;

/** Waits until something is so, but no longer than a while. */
const untilOrWhile = function* (stage: Stage, isSo: () => boolean, limitMs = WHILE_MS): OnStage<void> {
  for (const endMs = stage.nowMs + limitMs; stage.nowMs < endMs && !isSo(); ) yield 5;
};

/** S1 and S3 stand in one term; S2 is asked by S1. Then S3 asks who has crashed; if that is itself, S1 asks it. */
const votes: CrashScene = {
  words: 'two servers stand in one term, and the third is asked by both',
  prepare: function* (stage) {
    stage.rule(withoutLeaders);
    stage.rule((packet) => {
      if (isPreVote(packet) && packet.from === second) return 'lose';
      if (!isVoteRequest(packet)) return undefined;
      const isMeant = packet.from === third || (packet.from === first && packet.to === second);
      return isMeant ? 'hold' : 'lose';
    });
    yield 0;
  },
  play: function* (stage) {
    const rivalry = { candidate: first, voter: second, rival: third, asked: second };
    const notBoth = `${nameOf(second)} was not asked for its vote by ${nameOf(first)} and ${nameOf(third)} in one term`;
    const isGiven = (packet: StagePacket): boolean => isGrant(packet) && packet.to === first;
    yield* untilBothAsk(stage, rivalry, notBoth, () => stage.sent.find(isGiven));
    yield 10;
  },
  sequel: function* (stage, crashed) {
    const rival = crashed === third ? first : third;
    const isMeant = (packet: StagePacket): boolean =>
      isVoteRequest(packet) && packet.from === rival && packet.to === crashed;
    yield* untilOrWhile(stage, () => stage.sent.some(isMeant), 2000);
    stage.boot(crashed);
    yield 2;
    const held = stage.network.held.filter(isMeant);
    for (const request of held) stage.release(request);
    // what S1 asked S3 was lost while both stood, and comes late
    if (held.length === 0) for (const request of stage.sent.filter(isMeant).slice(-1)) stage.comeAgain(request);
    yield 50;
  },
};

/** S1 leads, and brings commands to S2 alone. Then who has crashed goes on with S3, which knows nothing of them. */
const entries: CrashScene = {
  words: 'a leader brings a command to one follower',
  prepare: (stage) => leaderWith(stage, first, [second]),
  play: function* (stage) {
    for (let n = 0; n < 2; n++) yield* stage.commit(first, [first, second]);
  },
  sequel: function* (stage, crashed) {
    const before = stage.lastApplied(first);
    if (crashed === second) yield* untilOrWhile(stage, () => stage.lastApplied(first) > before, 100);
    stage.partition([crashed, third]);
    stage.boot(crashed);
    yield* goOn(stage, [third, crashed]);
  },
};

/** Commands before the snapshot. */
const BEFORE = 4;

/** S1 has a snapshot, which S2 needs. Then who has crashed goes on with S3, which has the entries; if that is S3, with S2. */
const snapshots: CrashScene = {
  words: 'a leader takes a snapshot, and a follower installs it',
  prepare: (stage) => leaderWith(stage, first, [third]),
  play: function* (stage) {
    let index = 0;
    for (let n = 0; n < BEFORE; n++) index = yield* stage.commit(first, [first, third]);
    stage.snapshot(first, index);
    stage.partition(stage.servers);
    const noSnapshot = `${nameOf(second)} installed no snapshot of index ${index}`;
    yield* stage.until(noSnapshot, () => stage.installedBy(second) >= index);
    yield 10;
  },
  sequel: function* (stage, crashed) {
    // S2 knows nothing of the entries, and S3 knows them
    const side = crashed === third ? [second, third] : [crashed, third];
    stage.partition(side);
    stage.boot(crashed);
    yield* goOn(stage, side);
  },
};

/** All of them. */
export const crashScenes: readonly CrashScene[] = [votes, entries, snapshots];
