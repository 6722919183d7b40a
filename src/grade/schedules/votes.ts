/** Schedules about votes: who is asked twice in a term, before and after a crash, or by a message that comes late. */
import { nameOf } from '../../../model/runs/labs/index.ts';
import { isGrant, isOfLeader, isPreVote, isRefusal, isVoteRequest, type StagePacket, termOf } from './packet.ts';
import type { DirectedSchedule, StageScript } from './schedule.ts';
import {
  ELECTION_MS_MAX,
  heldRequest,
  LOOK_MS,
  NotReached,
  type OnStage,
  type Stage,
  withoutLeaders,
} from './stage.ts';

/** Time for what follows from a message to be seen. */
const SEQUEL_MS = 50;

/** Who plays which part among three servers. */
export interface Rivalry {
  readonly candidate: number;
  readonly voter: number;
  readonly rival: number;
  /** Who is asked by the rival in the end. */
  readonly asked: number;
}

/** Two servers stand, and nobody hears of it until it is allowed. The third one does not stand, where servers ask before they do. */
const holdRequests = (stage: Stage, { candidate, voter, rival, asked }: Rivalry): void => {
  const third = stage.servers.find((server) => server !== candidate && server !== rival);
  stage.rule((packet) => {
    if (isPreVote(packet) && packet.from === third) return 'lose';
    if (!isVoteRequest(packet)) return undefined;
    const isMeant =
      (packet.from === candidate && packet.to === voter) || (packet.from === rival && packet.to === asked);
    return isMeant ? 'hold' : 'lose';
  });
};

/** The vote request of a server in the term in which it stands. */
const latestRequest = (stage: Stage, from: number): StagePacket | undefined =>
  stage.sent.findLast((packet) => isVoteRequest(packet) && packet.from === from);

/**
 * Lets the candidate ask as soon as it has stood, and the rival in the same term, again and again until something came of it. Until then the voter
 * is down, so that it does not stand itself; where servers ask before they stand it is up, since its word is needed, and what it asks
 * is lost.
 */
export const untilBothAsk = function* <T>(
  stage: Stage,
  { candidate, voter, rival }: Rivalry,
  what: string,
  outcome: () => T | undefined | false,
): OnStage<T> {
  stage.crash(voter);
  for (const endMs = stage.nowMs + ELECTION_MS_MAX; stage.nowMs < endMs; yield LOOK_MS) {
    const seen = outcome();
    if (seen !== undefined && seen !== false) return seen;
    const latest = latestRequest(stage, candidate);
    const own = latest && heldRequest(stage, candidate, termOf(latest));
    const isTime = own !== undefined && heldRequest(stage, rival, termOf(own)) !== undefined;
    if (isTime || stage.sent.some(isPreVote)) stage.boot(voter);
    if (!isTime) continue;
    yield 2;
    stage.release(own);
  }
  throw new NotReached(`${what} in ${ELECTION_MS_MAX / 1000} s`);
};

const notBoth = ({ candidate, rival }: Rivalry): string => {
  const names = `${nameOf(candidate)} and ${nameOf(rival)}`;
  return `${names} did not stand in one term that ${nameOf(candidate)} won`;
};

/** A server gives its vote and crashes; another candidate of that term asks it when it is back. */
const voteCrash = (afterMs: number): StageScript =>
  function* (stage) {
    const rivalry: Rivalry = { candidate: 0, voter: 1, rival: 2, asked: 1 };
    const { candidate, voter, rival } = rivalry;
    stage.rule(withoutLeaders);
    holdRequests(stage, rivalry);
    const crash = stage.crashAtPacket(voter, (packet) => isGrant(packet) && packet.to === candidate, afterMs);
    const grant = yield* untilBothAsk(stage, rivalry, notBoth(rivalry), () => crash.hasHappened && crash.packet);
    yield* askAgain(stage, { rival, asked: voter, term: termOf(grant) });
  };

/** A candidate crashes when it has asked for votes; another candidate of that term asks it when it is back. */
const candidateCrash: StageScript = function* (stage) {
  const rivalry: Rivalry = { candidate: 0, voter: 1, rival: 2, asked: 0 };
  const { candidate, rival } = rivalry;
  stage.rule(withoutLeaders);
  holdRequests(stage, rivalry);
  const crash = stage.crashAtPacket(candidate, isVoteRequest);
  const noRequest = `${nameOf(candidate)} asked for no vote`;
  const request = yield* stage.until(noRequest, () => crash.hasHappened && crash.packet, ELECTION_MS_MAX);
  yield* askAgain(stage, { rival, asked: candidate, term: termOf(request) });
};

/** When the rival has asked in the same term, the server comes back and is asked. */
const askAgain = function* (
  stage: Stage,
  { rival, asked, term }: Pick<Rivalry, 'rival' | 'asked'> & { readonly term: number },
): OnStage<void> {
  const noRival = `${nameOf(rival)} asked for no vote in term ${term}`;
  const request = yield* stage.until(noRival, () => heldRequest(stage, rival, term), ELECTION_MS_MAX);
  stage.premise(!stage.isUp(asked), `${nameOf(asked)} has not crashed`);
  stage.boot(asked);
  stage.crux();
  yield 2;
  stage.release(request);
  const noAnswer = `${nameOf(asked)} did not answer ${nameOf(rival)} after its crash`;
  yield* stage.until(noAnswer, () => request.answer);
  yield SEQUEL_MS;
};

/** Two candidates of a term: one is elected, and is then asked by the other; gives the term when the leader has answered. */
const askLeader = function* (stage: Stage, isStillInTerm: boolean): OnStage<number> {
  const rivalry: Rivalry = { candidate: 0, voter: 1, rival: 2, asked: 0 };
  const { candidate: leader, rival } = rivalry;
  stage.rule((packet) => (isOfLeader(packet) && (packet.from === rival || packet.to === rival) ? 'lose' : undefined));
  holdRequests(stage, rivalry);
  const request = yield* untilBothAsk(stage, rivalry, notBoth(rivalry), () => {
    const term = stage.ledBy(leader);
    const asked = term === undefined ? undefined : heldRequest(stage, rival, term);
    const latest = latestRequest(stage, rival);
    return isStillInTerm && latest && termOf(latest) !== term ? undefined : asked;
  });
  stage.crux();
  stage.release(request);
  const noAnswer = `${nameOf(leader)} did not answer ${nameOf(rival)}`;
  yield* stage.until(noAnswer, () => request.answer);
  return termOf(request);
};

/** The leader of a term is asked for its vote in that term. */
const leaderAsked: StageScript = function* (stage) {
  yield* askLeader(stage, false);
  yield SEQUEL_MS;
};

/** Then both serve one follower. */
const leaderAskedOn: StageScript = function* (stage) {
  const [leader, follower, rival] = [0, 1, 2];
  const term = yield* askLeader(stage, true);
  yield SEQUEL_MS;
  const rivalTerm = stage.ledBy(rival);
  yield* stage.commit(leader, [leader, follower]);
  if (rivalTerm !== term) return;
  stage.rule((packet) => {
    if (!isOfLeader(packet)) return undefined;
    return packet.from === leader || packet.to === leader ? 'lose' : 'deliver';
  });
  yield* stage.commit(rival, [rival]);
};

/** A vote of a term comes when its candidate stands in the next one. */
const staleVote: StageScript = function* (stage) {
  const rivalry: Rivalry = { candidate: 0, voter: 1, rival: 2, asked: 1 };
  const { candidate, voter } = rivalry;
  stage.rule(withoutLeaders);
  holdRequests(stage, rivalry);
  stage.rule((packet) => (isGrant(packet) ? 'hold' : undefined));
  const noVote = `${nameOf(voter)} gave ${nameOf(candidate)} no vote`;
  const grant = yield* untilBothAsk(stage, rivalry, noVote, () => stage.network.held.find(isGrant));
  const later = `${nameOf(candidate)} did not stand again without the vote`;
  const isLater = (packet: StagePacket): boolean =>
    isVoteRequest(packet) && packet.from === candidate && termOf(packet) > termOf(grant);
  yield* stage.until(later, () => stage.sent.find(isLater), ELECTION_MS_MAX);
  yield 2;
  stage.crux();
  stage.release(grant);
  stage.premise(grant.isDelivered, `${nameOf(candidate)} did not get the vote of term ${termOf(grant)}`);
  yield 4 * SEQUEL_MS;
};

/** Who has voted refuses another candidate of the term, whose request comes once more. */
const refusedAgain: StageScript = function* (stage) {
  const rivalry: Rivalry = { candidate: 0, voter: 1, rival: 2, asked: 1 };
  const { candidate, voter, rival } = rivalry;
  stage.rule(withoutLeaders);
  holdRequests(stage, rivalry);
  const noVote = `${nameOf(voter)} gave ${nameOf(candidate)} no vote`;
  const isGiven = (packet: StagePacket): boolean =>
    isGrant(packet) && packet.from === voter && packet.to === candidate && packet.isDelivered;
  const grant = yield* untilBothAsk(stage, rivalry, noVote, () => {
    const vote = stage.sent.find(isGiven);
    return vote && heldRequest(stage, rival, termOf(vote)) && vote;
  });
  const request = heldRequest(stage, rival, termOf(grant));
  if (!request) throw new NotReached(`${nameOf(rival)} asked for no vote in term ${termOf(grant)}`);
  stage.release(request);
  const noAnswer = `${nameOf(voter)} did not answer ${nameOf(rival)}`;
  const answer = yield* stage.until(noAnswer, () => request.answer);
  stage.premise(isRefusal(answer), `${nameOf(voter)} has not refused ${nameOf(rival)}`);
  stage.crux();
  yield* stage.redeliver([request]);
  yield SEQUEL_MS;
};

/** The schedules about votes. */
export const voteSchedules: readonly DirectedSchedule[] = [
  {
    id: 'vote-crash',
    title:
      'A server crashes as its vote leaves, or soon after; when it is back, another candidate of that term asks it.',
    servers: 3,
    shownBy: ['W1', 'W8'],
    plays: [
      { script: voteCrash(0), clause: 'ST-2' },
      { script: voteCrash(60), clause: 'ST-2' },
    ],
  },
  {
    id: 'candidate-crash',
    title: 'A candidate crashes when it has asked for votes; when it is back, another candidate of that term asks it.',
    servers: 3,
    shownBy: ['W1'],
    plays: [{ script: candidateCrash, clause: 'RS-C-1' }],
  },
  {
    id: 'leader-asked',
    title: 'The leader of a term is asked for its vote by another candidate of that term, whose request comes late.',
    servers: 3,
    shownBy: ['W1', 'W2'],
    plays: [{ script: leaderAsked, clause: 'RV-2' }],
  },
  {
    id: 'leader-asked-on',
    title: 'The same, and then both candidates of that term bring a command to one follower.',
    servers: 3,
    shownBy: ['W5', 'W7', 'W2', 'W1'],
    plays: [{ script: leaderAskedOn, clause: 'SP-1' }],
  },
  {
    id: 'stale-vote',
    title: 'A vote of one term comes when its candidate stands in the next.',
    servers: 3,
    shownBy: ['W4', 'W2'],
    plays: [{ script: staleVote, clause: 'RS-C-2' }],
  },
  {
    id: 'refused-again',
    title: 'Who has voted refuses another candidate of the term, whose request comes once more.',
    servers: 3,
    shownBy: ['W1'],
    plays: [{ script: refusedAgain, clause: 'RV-4', hasControl: true }],
  },
];
