/** What schedules need again and again: a leader, the servers that follow it, and another majority that takes over from it. */
import { nameOf } from '../../../model/runs/labs/index.ts';
import { ELECTION_MS_MAX, NotReached, type OnStage, type Stage } from './stage.ts';

/** So many commands does a new majority commit: more than whatever was lost. */
const COMMANDS = 4;

/** A leader whom all have elected, and with whom one follower alone stays connected; the rest hear nothing from then on. */
export const leaderWith = function* (stage: Stage, leader: number, followers: readonly number[]): OnStage<void> {
  yield* stage.elect(
    leader,
    stage.servers.filter((server) => server !== leader),
  );
  const side = [leader, ...followers];
  stage.partition(side);
};

/**
 * A majority goes on without the others: the server that may know the least stands first, and if it can't be elected by the
 * rest of them, whoever can. It commits some commands.
 */
export const goOn = function* (stage: Stage, side: readonly number[]): OnStage<void> {
  const [first = 0, ...others] = side;
  stage.partition(side);
  const isElected = yield* stage.canBeElected(first, others);
  if (!isElected) stage.ballot(side, side);
  for (let round = 0; round < 3; round++) {
    const leader = yield* newLeader(stage, side);
    if (yield* commits(stage, leader, side)) return;
  }
  throw new NotReached(`${side.map(nameOf).join(' ')} did not commit anything without the others`);
};

/** Waits until one of these servers leads, whichever it is. */
export const newLeader = function* (stage: Stage, side: readonly number[]): OnStage<number> {
  const what = `${side.map(nameOf).join(' ')} did not elect a leader without the others`;
  const find = (): number | undefined => side.find((server) => stage.ledBy(server) !== undefined);
  return yield* stage.until(what, find, ELECTION_MS_MAX);
};

/** Has it committed some commands before it was followed by another leader? */
const commits = function* (stage: Stage, leader: number, side: readonly number[]): OnStage<boolean> {
  const proposed: { index: number; command: string }[] = [];
  for (let n = 0; n < COMMANDS; n++) {
    if (stage.ledBy(leader) === undefined) return false;
    proposed.push(stage.propose(leader));
  }
  for (const endMs = stage.nowMs + 2000; stage.nowMs < endMs; yield 5) {
    const isApplied = ({ index, command }: { index: number; command: string }): boolean =>
      side.some((server) => stage.appliedAt(server, index) === command);
    if (proposed.every(isApplied)) return true;
  }
  return false;
};
