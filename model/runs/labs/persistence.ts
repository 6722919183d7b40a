/** Lab 3C: what survives a crash; and everything so far under a bad network. */
import { fail } from './failure.ts';
import { ELECTION_MS, encode, type Lab, type Timed } from './lab.ts';
import { type Scenario, scenario } from './scenario.ts';

/** Servers remember their log, whoever of them crashes: all, the leader, or a follower. */
function* Persist13C(lab: Lab): Timed<void> {
  yield* lab.one(11, 3, 'retry');
  yield* lab.kill(...lab.servers);
  lab.restart(...lab.servers);
  yield* lab.one(12, 3, 'retry');
  const first = yield* lab.checkOneLeader();
  yield* lab.kill(first);
  lab.restart(first);
  yield* lab.one(13, 3, 'retry');
  const second = yield* lab.checkOneLeader();
  yield* lab.kill(second);
  yield* lab.one(14, 2, 'retry');
  lab.restart(second);
  yield* lab.wait(4, 3);
  const follower = lab.next(yield* lab.checkOneLeader());
  yield* lab.kill(follower);
  yield* lab.one(15, 2, 'retry');
  lab.restart(follower);
  yield* lab.one(16, 3, 'retry');
}

/** Majorities that overlap in one server pass the log on. */
function* Persist23C(lab: Lab): Timed<void> {
  let command = 11;
  for (let round = 0; round < 5; round++) {
    yield* lab.one(command++, 5, 'retry');
    const leader = yield* lab.checkOneLeader();
    const followers = [1, 2, 3, 4].map((places) => lab.next(leader, places));
    yield* lab.kill(...followers.slice(0, 2));
    yield* lab.one(command++, 3, 'retry');
    yield* lab.kill(leader, ...followers.slice(2));
    lab.restart(...followers.slice(0, 2));
    yield ELECTION_MS;
    lab.restart(...followers.slice(2, 3));
    yield* lab.one(command++, 3, 'retry');
    lab.restart(...followers.slice(3), leader);
  }
  yield* lab.one(1000, 5, 'retry');
}

/** A partition and a crash: the server that was cut off meets one that came back from its disk. */
function* Persist33C(lab: Lab): Timed<void> {
  yield* lab.one(101, 3, 'retry');
  const leader = yield* lab.checkOneLeader();
  const near = lab.next(leader);
  const far = lab.next(leader, 2);
  lab.disconnect(far);
  yield* lab.one(102, 2, 'retry');
  yield* lab.kill(leader, near);
  lab.connect(far);
  lab.restart(leader);
  yield* lab.one(103, 2, 'retry');
  lab.restart(near);
  yield* lab.one(104, 3, 'retry');
}

/** Leaders crash soon after taking a command, so that logs hold entries of many terms that were never committed. */
function* Figure83C(lab: Lab): Timed<void> {
  yield* lab.one(lab.number(), 1, 'retry');
  let up = lab.servers.length;
  for (let round = 0; round < 1000; round++) {
    const leader = lab.servers.filter((server) => lab.start(server, lab.number()).isLeader).at(-1);
    yield figure8PauseMs(lab);
    if (leader !== undefined) {
      yield* lab.kill(leader);
      up--;
    }
    if (up < 3) {
      const server = lab.random.pick(lab.servers);
      if (!lab.isAlive(server)) {
        lab.restart(server);
        up++;
      }
    }
  }
  for (const server of lab.servers) if (!lab.isAlive(server)) lab.restart(server);
  yield* lab.one(lab.number(), 5, 'retry');
}

/** Mostly too short to commit, sometimes long enough to elect. */
const figure8PauseMs = (lab: Lab): number =>
  lab.random.chance(0.1) ? lab.random.between(0, ELECTION_MS / 2 - 1) : lab.random.between(0, 12);

/** Many clients at once on a network that loses messages. */
function* UnreliableAgree3C(lab: Lab): Timed<void> {
  for (let iteration = 1; iteration < 50; iteration++) {
    for (let client = 0; client < 4; client++) lab.spawn(oneClient(lab, 100 * iteration + client));
    yield* lab.one(iteration, 1, 'retry');
  }
  lab.setReliable(true);
  yield* lab.joinClients();
  yield* lab.one(100, 5, 'retry');
}

function* oneClient(lab: Lab, command: number): Timed<void> {
  yield* lab.one(command, 1, 'retry');
}

/** Leaders are cut off soon after taking a command, on a network that loses messages and holds replies back. */
function* Figure8Unreliable3C(lab: Lab): Timed<void> {
  const command = (): number => lab.number() % 10_000;
  yield* lab.one(command(), 1, 'retry');
  let up = lab.servers.length;
  for (let round = 0; round < 1000; round++) {
    if (round === 200) lab.startLongReordering();
    const takers = lab.servers.filter((server) => lab.start(server, command()).isLeader);
    const leader = takers.filter((server) => lab.isConnected(server)).at(-1);
    yield figure8PauseMs(lab);
    if (leader !== undefined && lab.random.chance(0.5)) {
      lab.disconnect(leader);
      up--;
    }
    if (up < 3) {
      const server = lab.random.pick(lab.servers);
      if (!lab.isConnected(server)) {
        lab.connect(server);
        up++;
      }
    }
  }
  for (const server of lab.servers) if (!lab.isConnected(server)) lab.connect(server);
  yield* lab.one(command(), 5, 'retry');
}

/** What clients were told is committed stays committed, while servers come and go. */
function* ReliableChurn3C(lab: Lab): Timed<void> {
  yield* churn(lab);
}

/** The same on a network that loses messages. */
function* UnreliableChurn3C(lab: Lab): Timed<void> {
  yield* churn(lab);
}

/** What a client of the churn has seen committed, and whether it shall stop. */
interface Churn {
  readonly committed: string[];
  isOver: boolean;
}

function* churn(lab: Lab): Timed<void> {
  const state: Churn = { committed: [], isOver: false };
  for (let client = 0; client < 3; client++) lab.spawn(churnClient(lab, client, state));
  for (let round = 0; round < 20; round++) yield* churnRound(lab);
  yield ELECTION_MS;
  lab.setReliable(true);
  lab.restart(...lab.servers.filter((server) => !lab.isAlive(server)));
  lab.connect(...lab.servers);
  state.isOver = true;
  yield* lab.joinClients();
  yield ELECTION_MS;
  const last = yield* lab.one(lab.number(), lab.servers.length, 'retry');
  const log = new Set<string>();
  for (let index = 1; index <= last; index++) {
    const command = yield* lab.wait(index, lab.servers.length);
    if (command === undefined || !/^\d+$/.test(command))
      fail(`index ${index} should hold a number, but holds ${command ?? 'nothing'}`);
    else log.add(command);
  }
  const lost = state.committed.find((command) => !log.has(command));
  if (lost !== undefined) fail(`${lost} was committed and should be in the log of ${last} entries, but it is not`);
}

function* churnRound(lab: Lab): Timed<void> {
  if (lab.random.chance(0.2)) lab.disconnect(lab.random.pick(lab.servers));
  if (lab.random.chance(0.5)) {
    const server = lab.random.pick(lab.servers);
    if (!lab.isAlive(server)) lab.restart(server);
    lab.connect(server);
  }
  if (lab.random.chance(0.2)) {
    const server = lab.random.pick(lab.servers);
    if (lab.isAlive(server)) yield* lab.kill(server);
  }
  yield (ELECTION_MS * 7) / 10;
}

/** Between two commands of a client, so that a fast Raft is not asked for thousands of entries. */
const CHURN_PAUSE_MS = 10;

function* churnClient(lab: Lab, client: number, state: Churn): Timed<void> {
  while (!state.isOver) {
    const command = lab.number();
    const accepted = lab.servers.map((server) => lab.start(server, command)).filter(({ isLeader }) => isLeader);
    const index = accepted.at(-1)?.index;
    if (index === undefined) {
      yield 79 + client * 17;
    } else {
      for (const pauseMs of [10, 20, 50, 100, 200]) {
        const committed = lab.committed(index);
        if (committed.count > 0) {
          if (committed.command === encode(command)) state.committed.push(encode(command));
          break;
        }
        yield pauseMs;
      }
      yield CHURN_PAUSE_MS;
    }
  }
}

export const persistence: readonly Scenario[] = [
  scenario(Persist13C, { peers: 3 }),
  scenario(Persist23C, { peers: 5 }),
  scenario(Persist33C, { peers: 3 }),
  scenario(Figure83C, { peers: 5 }),
  scenario(UnreliableAgree3C, { peers: 5, isReliable: false }),
  scenario(Figure8Unreliable3C, { peers: 5, isReliable: false }),
  scenario(ReliableChurn3C, { peers: 5 }),
  scenario(UnreliableChurn3C, { peers: 5, isReliable: false }),
];
