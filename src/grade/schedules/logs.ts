/** Schedules about logs: entries that are acknowledged, counted and forgotten, and old messages that come once more. */
import { nameOf } from '../../../model/runs/labs/index.ts';
import { goOn, leaderWith } from './majorities.ts';
import { entriesIn, isAppend, isOfLeader, isSnapshot, isSuccess, type StagePacket } from './packet.ts';
import type { DirectedSchedule, StageScript } from './schedule.ts';
import { ELECTION_MS_MAX, type OnStage, type Stage } from './stage.ts';

const [leader, follower, other] = [0, 1, 2];

/** A follower crashes as it acknowledges an entry; the leader commits it; the follower and the third server go on. */
const appendCrash: StageScript = function* (stage) {
  yield* leaderWith(stage, leader, [follower]);
  const { index, command } = stage.propose(leader);
  const isIts = (packet: StagePacket): boolean => isSuccess(packet) && entriesIn(packet) > 0;
  const crash = stage.crashAtPacket(follower, isIts);
  yield* stage.until(`${nameOf(follower)} acknowledged no entry`, () => crash.hasHappened);
  stage.crux();
  yield* stage.untilApplied(index, command, [leader]);
  stage.partition([follower, other]);
  stage.boot(follower);
  yield* goOn(stage, [other, follower]);
};

/** A leader crashes when it has applied an entry; the others go on, and it comes back. */
const leaderCrash: StageScript = function* (stage) {
  yield* leaderWith(stage, leader, [follower]);
  const { index } = stage.propose(leader);
  stage.crashAtApply(leader, index);
  yield* stage.until(`${nameOf(leader)} did not apply index ${index}`, () => !stage.isUp(leader));
  stage.crux();
  yield* goOn(stage, [other, follower]);
  const last = Math.max(stage.lastApplied(other), stage.lastApplied(follower));
  stage.ballot([other, follower], stage.servers);
  stage.partition(stage.servers);
  stage.boot(leader);
  const noMore = `${nameOf(leader)} did not apply index ${last} when it was back`;
  yield* stage.until(noMore, () => stage.lastApplied(leader) >= last, 10_000);
};

/** The first of the appends of an election's leader that one follower alone gets, to come once more. */
const copyFirst = (stage: Stage, entries: number): void => {
  stage.rule((packet) => {
    const isMeant = isAppend(packet) && packet.from === leader && packet.to === follower;
    return isMeant && packet.message.entries?.length === entries && stage.network.copies.length === 0
      ? 'copy'
      : undefined;
  });
};

/** The follower has more than that message speaks of, and a majority has applied it; then the message comes once more. */
const replay = function* (stage: Stage, what: string): OnStage<void> {
  const [copy] = stage.network.copies;
  stage.premise(copy?.isDelivered === true, `${nameOf(leader)} sent no ${what}`);
  yield* stage.commit(leader, [leader, follower]);
  yield* stage.commit(leader, [leader, follower]);
  stage.partition([follower, other]);
  stage.crux();
  yield* stage.redeliver(stage.network.copies.slice(0, 1));
  yield* goOn(stage, [other, follower]);
};

const shortAppend: StageScript = function* (stage) {
  yield* leaderWith(stage, leader, [follower]);
  copyFirst(stage, 1);
  yield* stage.commit(leader, [leader, follower]);
  yield* replay(stage, 'append of one entry');
};

const oldHeartbeat: StageScript = function* (stage) {
  yield* leaderWith(stage, leader, [follower]);
  copyFirst(stage, 0);
  const noHeartbeat = `${nameOf(leader)} sent no append without entries`;
  yield* stage.until(noHeartbeat, () => stage.network.copies.find(({ isDelivered }) => isDelivered));
  yield* replay(stage, 'append without entries');
};

/** Commands before the snapshot. */
const BEFORE = 6;

const oldSnapshot: StageScript = function* (stage) {
  yield* leaderWith(stage, leader, [other]);
  let index = 0;
  for (let n = 0; n < BEFORE; n++) index = yield* stage.commit(leader, [leader, other]);
  stage.snapshot(leader, index);
  stage.rule((packet) => (isSnapshot(packet) && packet.to === follower ? 'copy' : undefined));
  stage.partition(stage.servers);
  const noSnapshot = `${nameOf(follower)} installed no snapshot of index ${index}`;
  yield* stage.until(noSnapshot, () => stage.installedBy(follower) >= index, ELECTION_MS_MAX);
  const old = [...stage.network.copies];
  stage.premise(old.length > 0, `${nameOf(leader)} sent no snapshot`);
  stage.partition([leader, follower]);
  yield* stage.elect(leader, [follower]);
  for (let n = 0; n < 2; n++) yield* stage.commit(leader, [leader, follower]);
  stage.partition([follower, other]);
  stage.crux();
  yield* stage.redeliver(old);
  yield* goOn(stage, [other, follower]);
};

/**
 * Two servers, one of which lacks an applied entry, vote in a newer term and write a snapshot of what both have applied; then they go on without
 * the third, which all know to lead that term.
 */
const snapshotInNewerTerm: StageScript = function* (stage) {
  yield* leaderWith(stage, leader, [follower, other]);
  const index = yield* stage.commit(leader, stage.servers);
  let deaf: readonly number[] = [follower];
  stage.rule((packet) => (isOfLeader(packet) && deaf.includes(packet.to) ? 'lose' : undefined));
  yield* stage.commit(leader, [leader, other]);
  deaf = stage.servers;
  yield* stage.elect(other, [leader, follower]);
  const side = [follower, leader];
  for (const server of side) {
    stage.snapshot(server, index);
    yield* stage.until(`${nameOf(server)} saved no snapshot`, () => stage.hasSavedSnapshot(server));
  }
  deaf = [];
  stage.crux();
  yield* goOn(stage, side);
};

/** The schedules about logs, with three servers. */
export const logSchedules: readonly DirectedSchedule[] = [
  {
    id: 'append-crash',
    title: 'A follower crashes as it acknowledges an entry, the leader commits it, and another majority goes on.',
    servers: 3,
    shownBy: ['W5', 'W7', 'W8'],
    plays: [{ script: appendCrash, clause: 'ST-8', hasControl: true }],
  },
  {
    id: 'leader-crash',
    title: 'A leader crashes when it has applied an entry, another majority goes on, and the leader comes back.',
    servers: 3,
    shownBy: ['W5'],
    plays: [{ script: leaderCrash, clause: 'RV-2' }],
  },
  {
    id: 'short-append',
    title: 'The first append comes once more when two later ones were applied; another majority goes on.',
    servers: 3,
    shownBy: ['W5', 'W7'],
    plays: [{ script: shortAppend, clause: 'AE-3', hasControl: true }],
  },
  {
    id: 'old-heartbeat',
    title: 'An append without entries comes once more when two later entries were applied; another majority goes on.',
    servers: 3,
    shownBy: ['W5', 'W7'],
    plays: [{ script: oldHeartbeat, clause: 'AE-3', hasControl: true }],
  },
  {
    id: 'old-snapshot',
    title: 'An old snapshot comes once more when later entries were applied; another majority goes on.',
    servers: 3,
    shownBy: ['W6', 'W5'],
    plays: [{ script: oldSnapshot, clause: 'IS-6', hasControl: true }],
  },
  {
    id: 'snapshot-in-newer-term',
    title: 'Two servers vote in a newer term and write snapshots that end before an applied entry; they go on alone.',
    servers: 3,
    shownBy: ['W5'],
    plays: [{ script: snapshotInNewerTerm, clause: 'IS-14' }],
  },
];
