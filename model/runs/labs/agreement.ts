/** Lab 3B: the log. */
import { short } from './applier.ts';
import { fail, nameOf, servers } from './failure.ts';
import { ELECTION_MS, encode, type Lab, type Timed } from './lab.ts';
import { type Scenario, scenario } from './scenario.ts';

/** Commands get the indexes 1, 2, 3: nothing else is in the log, and nothing is committed before it is asked for. */
function* BasicAgree3B(lab: Lab): Timed<void> {
  for (let index = 1; index <= 3; index++) {
    const { count } = lab.committed(index);
    if (count > 0)
      fail(`index ${index} should be empty before its command is sent, but ${servers(count)} committed it`);
    const got = yield* lab.one(index * 100, lab.servers.length, 'once');
    if (got !== index) fail(`${index * 100} should get index ${index}, but got index ${got}`);
  }
}

/** Each command goes to each follower once. */
function* RPCBytes3B(lab: Lab): Timed<void> {
  const everyone = lab.servers.length;
  yield* lab.one(99, everyone, 'once');
  const before = lab.network.bytes;
  let sent = 0;
  for (let index = 2; index < 12; index++) {
    const command = longText(lab, 5000);
    const got = yield* lab.one(command, everyone, 'once');
    if (got !== index) fail(`the command should get index ${index}, but got index ${got}`);
    sent += command.length;
  }
  const bytes = lab.network.bytes - before;
  const limit = everyone * sent + 50_000;
  if (bytes > limit) fail(`at most ${limit} bytes should be sent for ${sent} bytes of commands, but ${bytes} were`);
}

/** The log goes on without one follower, and stops without two. */
function* FollowerFailure3B(lab: Lab): Timed<void> {
  yield* lab.one(101, 3, 'once');
  const first = yield* lab.checkOneLeader();
  lab.disconnect(lab.next(first));
  yield* lab.one(102, 2, 'once');
  yield ELECTION_MS;
  yield* lab.one(103, 2, 'once');
  const second = yield* lab.checkOneLeader();
  lab.disconnect(lab.next(second), lab.next(second, 2));
  const { isLeader, index } = lab.start(second, 104);
  if (!isLeader) fail(`${nameOf(second)} leads and should take 104, but refused it`);
  if (index !== 4) fail(`104 should get index 4, but got index ${index}`);
  yield 2 * ELECTION_MS;
  checkNotCommitted(lab, 4);
}

/** The log goes on after one leader is lost, and stops after two. */
function* LeaderFailure3B(lab: Lab): Timed<void> {
  yield* lab.one(101, 3, 'once');
  const first = yield* lab.checkOneLeader();
  lab.disconnect(first);
  yield* lab.one(102, 2, 'once');
  yield ELECTION_MS;
  yield* lab.one(103, 2, 'once');
  const second = yield* lab.checkOneLeader();
  lab.disconnect(second);
  for (const server of lab.servers) lab.start(server, 104);
  yield 2 * ELECTION_MS;
  checkNotCommitted(lab, 4);
}

/** A follower that was away catches up. */
function* FailAgree3B(lab: Lab): Timed<void> {
  yield* lab.one(101, 3, 'once');
  const leader = yield* lab.checkOneLeader();
  const follower = lab.next(leader);
  lab.disconnect(follower);
  yield* lab.one(102, 2, 'once');
  yield* lab.one(103, 2, 'once');
  yield ELECTION_MS;
  yield* lab.one(104, 2, 'once');
  yield* lab.one(105, 2, 'once');
  lab.connect(follower);
  yield* lab.one(106, 3, 'retry');
  yield ELECTION_MS;
  yield* lab.one(107, 3, 'retry');
}

/** Nothing is committed without a majority, and what a lone leader took does not harm later. */
function* FailNoAgree3B(lab: Lab): Timed<void> {
  yield* lab.one(10, 5, 'once');
  const first = yield* lab.checkOneLeader();
  const followers = [1, 2, 3].map((places) => lab.next(first, places));
  lab.disconnect(...followers);
  const lone = lab.start(first, 20);
  if (!lone.isLeader) fail(`${nameOf(first)} leads and should take 20, but refused it`);
  if (lone.index !== 2) fail(`20 should get index 2, but got index ${lone.index}`);
  yield 2 * ELECTION_MS;
  checkNotCommitted(lab, 2);
  lab.connect(...followers);
  const second = yield* lab.checkOneLeader();
  const { isLeader, index } = lab.start(second, 30);
  if (!isLeader) fail(`${nameOf(second)} leads and should take 30, but refused it`);
  if (index < 2 || index > 3) fail(`30 should get index 2 or 3, but got index ${index}`);
  yield* lab.one(1000, 5, 'retry');
}

/** Commands that arrive at the same time are all committed. */
function* ConcurrentStarts3B(lab: Lab): Timed<void> {
  yield* attempts(lab, concurrentStarts);
}

function* concurrentStarts(lab: Lab): Timed<boolean> {
  const leader = yield* lab.checkOneLeader();
  const { isLeader, term } = lab.start(leader, 1);
  if (!isLeader) return false;
  const commands = [100, 101, 102, 103, 104];
  const indexes: number[] = [];
  for (const command of commands) {
    lab.spawn(startSoon(lab, leader, command, term, indexes));
  }
  yield* lab.joinClients();
  if (!isStillTerm(lab, term)) return false;
  const committed: string[] = [];
  for (const index of indexes) {
    const command = yield* lab.wait(index, lab.servers.length, term);
    if (command === undefined) return false;
    committed.push(command);
  }
  const missing = commands.filter((command) => !committed.includes(encode(command)));
  if (missing.length > 0) fail(`100 to 104 should all be committed, but ${missing.join(' ')} are not`);
  return true;
}

function* startSoon(lab: Lab, leader: number, command: number, term: number, indexes: number[]): Timed<void> {
  yield lab.random.between(0, 1000) / 1000;
  const started = lab.start(leader, command);
  if (started.isLeader && started.term === term) indexes.push(started.index);
}

/** A leader that took commands alone comes back, and has to discard them. */
function* Rejoin3B(lab: Lab): Timed<void> {
  yield* lab.one(101, 3, 'retry');
  const first = yield* lab.checkOneLeader();
  lab.disconnect(first);
  for (const command of [102, 103, 104]) lab.start(first, command);
  yield* lab.one(103, 2, 'retry');
  const second = yield* lab.checkOneLeader();
  lab.disconnect(second);
  lab.connect(first);
  yield* lab.one(104, 2, 'retry');
  lab.connect(second);
  yield* lab.one(105, 3, 'retry');
}

/** Logs that went far apart come together again, and fast. */
function* Backup3B(lab: Lab): Timed<void> {
  yield* lab.one(lab.number(), 5, 'retry');
  const first = yield* lab.checkOneLeader();
  const minority = [first, lab.next(first)];
  const majority = [2, 3, 4].map((places) => lab.next(first, places));
  lab.disconnect(...majority);
  startMany(lab, first);
  yield ELECTION_MS / 2;
  lab.disconnect(...minority);
  lab.connect(...majority);
  yield* agreeOnMany(lab);
  const second = yield* lab.checkOneLeader();
  const afterFirst = lab.next(first, 2);
  const other = afterFirst === second ? lab.next(second) : afterFirst;
  lab.disconnect(other);
  startMany(lab, second);
  yield ELECTION_MS / 2;
  lab.disconnect(...lab.servers);
  lab.connect(...minority, other);
  yield* agreeOnMany(lab);
  lab.connect(...lab.servers);
  yield* lab.one(lab.number(), 5, 'retry');
}

/** Fifty commands that nobody waits for. */
function startMany(lab: Lab, server: number): void {
  for (let count = 0; count < 50; count++) lab.start(server, lab.number());
}

function* agreeOnMany(lab: Lab): Timed<void> {
  for (let count = 0; count < 50; count++) yield* lab.one(lab.number(), 3, 'retry');
}

/** It does not take too many messages, neither to elect, nor to agree, nor to be idle. */
function* Count3B(lab: Lab): Timed<void> {
  yield* lab.checkOneLeader();
  const toElect = lab.rpcsReceived();
  if (toElect < 1 || toElect > 30) fail(`1 to 30 RPCs should elect the first leader, but ${toElect} were received`);
  yield* attempts(lab, countAgreements);
  const before = lab.rpcsReceived();
  yield ELECTION_MS;
  const idle = lab.rpcsReceived() - before;
  if (idle > 60) fail(`at most 60 RPCs should be received in an idle second, but ${idle} were`);
}

function* countAgreements(lab: Lab): Timed<boolean> {
  const iterations = 10;
  const leader = yield* lab.checkOneLeader();
  const before = lab.rpcsReceived();
  const { isLeader, index: first, term } = lab.start(leader, 1);
  if (!isLeader) return false;
  const commands: number[] = [];
  for (let place = 1; place < iterations + 2; place++) {
    const command = lab.number();
    const started = lab.start(leader, command);
    if (!started.isLeader || started.term !== term) return false;
    if (started.index !== first + place) fail(`${command} should get index ${first + place}, but got ${started.index}`);
    commands.push(command);
  }
  for (let place = 1; place <= iterations; place++) {
    const committed = yield* lab.wait(first + place, lab.servers.length, term);
    if (committed === undefined) return false;
    const expected = encode(commands[place - 1] ?? 0);
    if (committed !== expected) {
      fail(`index ${first + place} should hold ${expected}, but ${short(committed)} was committed`);
    }
  }
  if (!isStillTerm(lab, term)) return false;
  const rpcs = lab.rpcsReceived() - before;
  const limit = (iterations + 1 + 3) * 3;
  if (rpcs > limit) fail(`at most ${limit} RPCs should be received for ${iterations + 2} entries, but ${rpcs} were`);
  return true;
}

/** Tries something up to five times; an election in between spoils an attempt. */
function* attempts(lab: Lab, attempt: (lab: Lab) => Timed<boolean>): Timed<void> {
  for (let count = 0; count < 5; count++) {
    if (count > 0) yield 3000;
    if (yield* attempt(lab)) return;
  }
  fail('a leader should stay while nothing fails, but the term changed in each of 5 attempts');
}

const isStillTerm = (lab: Lab, term: number): boolean =>
  lab.servers.every((server) => lab.getState(server).term === term);

const checkNotCommitted = (lab: Lab, index: number): void => {
  const { count } = lab.committed(index);
  if (count > 0) fail(`index ${index} can't be committed without a majority, but ${servers(count)} committed it`);
};

/** Letters and digits. */
const longText = (lab: Lab, length: number): string => {
  let text = '';
  while (text.length < length) text += lab.number().toString(36);
  return text.slice(0, length);
};

export const agreement: readonly Scenario[] = [
  scenario(BasicAgree3B, { peers: 3 }),
  scenario(RPCBytes3B, { peers: 3 }),
  scenario(FollowerFailure3B, { peers: 3 }),
  scenario(LeaderFailure3B, { peers: 3 }),
  scenario(FailAgree3B, { peers: 3 }),
  scenario(FailNoAgree3B, { peers: 5 }),
  scenario(ConcurrentStarts3B, { peers: 3 }),
  scenario(Rejoin3B, { peers: 3 }),
  scenario(Backup3B, { peers: 5 }),
  scenario(Count3B, { peers: 3 }),
];
