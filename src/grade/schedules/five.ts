/** Schedules of five servers: entries of older terms, and acknowledgements of older terms. */
import { nameOf } from '../../../model/runs/labs/index.ts';
import { goOn, newLeader } from './majorities.ts';
import { entriesIn, isAppend, isSuccess, reachOf, type StagePacket, termOf } from './packet.ts';
import type { DirectedSchedule, StageScript } from './schedule.ts';
import { ELECTION_MS_MAX, type OnStage, type Stage } from './stage.ts';

/** Has this server acknowledged, to this leader and in its term, whatever stands up to an index? */
const hasAcknowledged = (stage: Stage, server: number, index: number, to: number, term: number): boolean =>
  stage.sent.some(
    (packet) =>
      isSuccess(packet) &&
      packet.from === server &&
      packet.to === to &&
      termOf(packet) === term &&
      reachOf(packet) >= index &&
      packet.isDelivered,
  );

/** The servers of Figure 8 but S1 and S2: who is elected while these are away plays S5. */
interface Others {
  readonly third: number;
  readonly fourth: number;
  readonly fifth: number;
}

/** One of the last three servers leads, and knows nothing of the first two. */
const othersElect = function* (stage: Stage): OnStage<Others> {
  const side = [2, 3, 4];
  stage.partition(side);
  stage.ballot(side, side);
  const fifth = yield* newLeader(stage, side);
  const [third = 2, fourth = 3] = side.filter((server) => server !== fifth);
  return { third, fourth, fifth };
};

/** An entry of an older term reaches a majority (Figure 8, a to c), under a leader that has not committed anything of its own. */
const untilEight = function* (stage: Stage): OnStage<Others & { readonly index: number; readonly term: number }> {
  const [first, second] = [0, 1];
  // (a)
  const term = yield* stage.elect(first, [1, 2, 3, 4]);
  stage.partition([first, second]);
  const { index } = stage.propose(first);
  const notKept = `${nameOf(second)} did not acknowledge index ${index}`;
  yield* stage.until(notKept, () => hasAcknowledged(stage, second, index, first, term));
  stage.crash(first);
  // (b)
  let isAlone = true;
  stage.rule((packet) => (isAlone && isAppend(packet) && entriesIn(packet) > 0 ? 'lose' : undefined));
  const others = yield* othersElect(stage);
  const { third, fourth, fifth } = others;
  stage.partition();
  const rival = stage.propose(fifth);
  stage.premise(rival.index >= index, `${nameOf(fifth)} put its command at index ${rival.index}, not ${index}`);
  yield 2;
  stage.crash(fifth);
  isAlone = false;
  // (c)
  stage.boot(first);
  stage.rule((packet) => (isAppend(packet) && packet.from === first && packet.to === fourth ? 'lose' : undefined));
  stage.partition([first, second, third, fourth]);
  const again = yield* stage.elect(first, [second, third, fourth]);
  stage.crux();
  for (const server of [second, third]) {
    const what = `${nameOf(server)} did not acknowledge index ${index} in term ${again}`;
    yield* stage.until(what, () => hasAcknowledged(stage, server, index, first, again));
  }
  return { ...others, index, term: again };
};

/** (d): the leader crashes, and the server with the entry of the newer term is elected. */
const eightD: StageScript = function* (stage) {
  const { third, fourth, fifth, index, term } = yield* untilEight(stage);
  const isOwn = (packet: StagePacket): boolean =>
    isAppend(packet) && packet.from === 0 && termOf(packet) === term && reachOf(packet) > index;
  stage.premise(!stage.sent.some(isOwn), `${nameOf(0)} begins its term with an entry of its own, which it may count`);
  yield 300;
  stage.crash(0);
  stage.boot(fifth);
  const side = [fifth, 1, third, fourth];
  stage.partition(side);
  yield* stage.elect(fifth, [1, third, fourth]);
  yield* goOn(stage, side);
};

/** (e): it first commits an entry of its own term, so that the other can't be elected. */
const eightE: StageScript = function* (stage) {
  const { third, fourth, fifth } = yield* untilEight(stage);
  yield* stage.commit(0, [0]);
  stage.crash(0);
  stage.crux();
  stage.boot(fifth);
  yield* goOn(stage, [fifth, 1, third, fourth]);
};

/** So many entries does the acknowledgement speak of that comes late: more than a new leader may begin its term with. */
const ENTRIES = 6;

/** An acknowledgement of an older term comes when its entries are gone. */
const staleSuccess: StageScript = function* (stage) {
  const [first, second] = [0, 1];
  const term = yield* stage.elect(first, [1, 2, 3, 4]);
  stage.partition([first, second]);
  let reach = 0;
  const isLate = (packet: StagePacket): boolean =>
    isSuccess(packet) &&
    packet.from === second &&
    packet.to === first &&
    termOf(packet) === term &&
    reachOf(packet) >= reach;
  stage.rule((packet) => (isLate(packet) ? 'hold' : undefined));
  for (let n = 0; n < ENTRIES; n++) reach = stage.propose(first).index;
  const notKept = `${nameOf(second)} did not acknowledge ${ENTRIES} entries up to index ${reach}`;
  const success = yield* stage.until(notKept, () => stage.network.held.find(isLate));
  // another leader overwrites them
  const { third, fourth, fifth } = yield* othersElect(stage);
  const { index, command } = stage.propose(fifth);
  yield* stage.untilApplied(index, command, [fifth]);
  stage.ballot([fifth], stage.servers);
  stage.partition(stage.servers);
  yield* stage.until(
    `${nameOf(first)} and ${nameOf(second)} did not take over what was committed`,
    () => [first, second].every((server) => stage.appliedAt(server, index) === command),
    ELECTION_MS_MAX,
  );
  // the first one leads again, and one server follows it
  stage.crash(fifth);
  const again = yield* stage.elect(first, [second, third, fourth]);
  stage.partition([first, fourth]);
  let last = index;
  while (last < reach) last = stage.propose(first).index;
  const notAgain = `${nameOf(fourth)} did not acknowledge index ${last} in term ${again}`;
  yield* stage.until(notAgain, () => hasAcknowledged(stage, fourth, last, first, again));
  stage.crux();
  stage.release(success);
  stage.premise(success.isDelivered, `${nameOf(first)} did not get the acknowledgement of term ${term}`);
  stage.propose(first);
  yield 300;
  stage.boot(fifth);
  if (stage.lastApplied(first) > index) yield* goOn(stage, [fifth, second, third]);
};

/** The schedules of five servers. */
export const fiveSchedules: readonly DirectedSchedule[] = [
  {
    id: 'figure-8',
    title: 'An entry of an older term reaches a majority, and a server with a newer one is elected, as in Figure 8.',
    servers: 5,
    shownBy: ['W5'],
    plays: [
      { script: eightD, clause: 'RS-L-4' },
      { script: eightE, clause: 'RV-2' },
    ],
  },
  {
    id: 'stale-success',
    title: 'An acknowledgement of an older term comes when its entries are gone and its receiver leads again.',
    servers: 5,
    shownBy: ['W5'],
    plays: [{ script: staleSuccess, clause: 'RS-L-3' }],
  },
];
