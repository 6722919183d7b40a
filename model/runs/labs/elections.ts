/** Lab 3A: leader election. */

import { fail } from './failure.ts';
import { ELECTION_MS, type Lab, type Timed } from './lab.ts';
import { type Scenario, scenario } from './scenario.ts';

/** A leader comes up, and stays as long as nothing fails. */
function* InitialElection3A(lab: Lab): Timed<void> {
  yield* lab.checkOneLeader();
  yield 50;
  const before = lab.checkTerms();
  if (before < 1) fail(`the term should be at least 1 after an election, but is ${before}`);
  yield 2 * ELECTION_MS;
  const after = lab.checkTerms();
  if (after !== before) lab.note(`warning: term ${before} became ${after} though nothing failed`);
  yield* lab.checkOneLeader();
}

/** A new leader follows a lost one, an old leader does no harm, and without a quorum nobody leads. */
function* ReElection3A(lab: Lab): Timed<void> {
  const first = yield* lab.checkOneLeader();
  lab.disconnect(first);
  yield* lab.checkOneLeader();
  lab.connect(first);
  const second = yield* lab.checkOneLeader();
  lab.disconnect(second, lab.next(second));
  yield 2 * ELECTION_MS;
  lab.checkNoLeader();
  lab.connect(lab.next(second));
  yield* lab.checkOneLeader();
  lab.connect(second);
  yield* lab.checkOneLeader();
}

/** A majority always finds a leader, whoever is missing. */
function* ManyElections3A(lab: Lab): Timed<void> {
  yield* lab.checkOneLeader();
  for (let round = 1; round < 10; round++) {
    const missing = [1, 2, 3].map(() => lab.random.pick(lab.servers));
    lab.disconnect(...missing);
    yield* lab.checkOneLeader();
    lab.connect(...missing);
  }
  yield* lab.checkOneLeader();
}

export const elections: readonly Scenario[] = [
  scenario(InitialElection3A, { peers: 3 }),
  scenario(ReElection3A, { peers: 3 }),
  scenario(ManyElections3A, { peers: 7 }),
];
