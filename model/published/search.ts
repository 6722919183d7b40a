/** What the published specification may do while a recorded step is under way, and when that comes to the same. */
import type { ServerId } from '../../src/core/types.ts';
import {
  type PublishedAction,
  type PublishedMessage,
  type PublishedServer,
  type PublishedState,
  publishedNext,
  type RegisteredChange,
} from './raftTla.ts';
import type { PublishedStep } from './recorded.ts';

/** What is compared after a step. */
export const parts = [
  'state',
  'currentTerm',
  'votedFor',
  'log',
  'commitIndex',
  'votesGranted',
  'matchIndex',
  'requests',
  'answers',
] as const;
/** One of what is compared after a step. */
export type PublishedPart = (typeof parts)[number];

type Agreement = (progress: PublishedProgress, step: PublishedStep) => boolean;

const serverAt = ({ servers }: PublishedState, id: ServerId): PublishedServer => servers[id] as PublishedServer;

/** What a server that is down knew is not asked for. */
const same =
  (part: 'state' | 'currentTerm' | 'votedFor' | 'commitIndex'): Agreement =>
  ({ published }, { at, after }) =>
    after[part] === undefined || after[part] === serverAt(published, at)[part];

/** Does the specification come to what was recorded? */
export const agreements: Readonly<Record<PublishedPart, Agreement>> = {
  state: same('state'),
  currentTerm: same('currentTerm'),
  votedFor: same('votedFor'),
  commitIndex: same('commitIndex'),
  log: ({ published }, { at, after }) => {
    const { log } = serverAt(published, at);
    return (
      log.length === after.log.length &&
      log.every(({ term, value }, place) => term === after.log[place]?.term && value === after.log[place].value)
    );
  },
  votesGranted: ({ published }, { at, after }) =>
    after.votesGranted === undefined || after.votesGranted.join(' ') === serverAt(published, at).votesGranted.join(' '),
  matchIndex: ({ published }, { at, after }) =>
    Object.entries(after.matchIndex ?? {}).every(([id, index]) => serverAt(published, at).matchIndex[id] === index),
  requests: ({ sent }, { requests }) => sent === requests.length,
  answers: ({ published }, { answers }) =>
    answers.every((answer) => published.messages.includes(JSON.stringify(answer))),
};

/** How far the specification has come with the step that is under way. */
export interface PublishedProgress {
  /** How many of its requests have been sent. */
  readonly sent: number;
  /** How many of the messages that arrive have been dealt with. */
  readonly received: number;
  readonly published: PublishedState;
}

/** What may happen next; null: nothing more. */
export type PublishedMove = PublishedAction | null;

/**
 * How far the specification is after a move; undefined: it is not possible. Whatever the server sends to others must be what was
 * recorded, and in that order; only answers for single entries, and those that a crash kept back, may be more. What arrives is
 * received wherever that is possible, but for a server that crashes.
 */
export const progressBy = (
  progress: PublishedProgress,
  move: PublishedMove,
  step: PublishedStep,
  allowed: readonly RegisteredChange[],
): PublishedProgress | undefined => {
  const { published, sent, received } = progress;
  if (move === null) {
    const arriving = step.crashes ? undefined : arrivalIn(progress, step);
    return arriving && progressBy(progress, arriving, step, allowed) ? undefined : progress;
  }
  const next = publishedNext(published, move, allowed);
  if (!next || !answersWithin(published, next, step)) return undefined;
  const isRequest = 'message' in move && move.action !== 'Receive' && move.message.to !== step.at;
  const isDone = move.action === 'Receive' && move.message.from !== step.at && isDealtWith(published, next, step.at);
  return { sent: sent + Number(isRequest), received: received + Number(isDone), published: next };
};

const arrivalIn = ({ received }: PublishedProgress, { at, arriving }: PublishedStep): PublishedAction | undefined => {
  const message = arriving[received];
  return message && { action: 'Receive', at, message };
};

/** A message that only makes the server follow, or that changes its log by an entry, is still to be answered. */
const isDealtWith = (before: PublishedState, after: PublishedState, at: ServerId): boolean => {
  const [was, is] = [serverAt(before, at), serverAt(after, at)];
  return was.currentTerm === is.currentTerm && was.state === is.state && was.log === is.log;
};

const answersWithin = (
  before: PublishedState,
  after: PublishedState,
  { at, possibleAnswers }: PublishedStep,
): boolean =>
  after.messages
    .filter((text) => !before.messages.includes(text))
    .map((text) => JSON.parse(text) as PublishedMessage)
    .filter(({ type, to }) => type.endsWith('Response') && to !== at)
    .every((answer) => possibleAnswers.some((possible) => JSON.stringify(possible) === JSON.stringify(answer)));

/** What could be the next move. */
export const movesOf = (progress: PublishedProgress, step: PublishedStep): readonly PublishedMove[] => {
  const { published, sent } = progress;
  const { at, what, value = '', requests, after } = step;
  const { currentTerm, log } = serverAt(published, at);
  const actions: PublishedMove[] = [null, { action: 'BecomeLeader', at }, { action: 'AdvanceCommitIndex', at }];
  const [arrival, request] = [arrivalIn(progress, step), requests[sent]];
  if (arrival) actions.push(arrival);
  if (what === 'restart') actions.push({ action: 'Restart', at });
  if (what === 'timeout') {
    if (currentTerm < after.currentTerm) actions.push({ action: 'Timeout', at });
    // A server asks itself for its vote, too.
    actions.push({ action: 'RequestVote', at, message: ownRequest(published, at) });
    for (const own of ownMessages(published, at)) actions.push({ action: 'Receive', at, message: own });
  }
  if (what === 'clientRequest' && log.length < after.log.length) actions.push({ action: 'ClientRequest', at, value });
  if (request) {
    const action = request.type === 'RequestVoteRequest' ? 'RequestVote' : 'AppendEntries';
    actions.push({ action, at, message: request });
  }
  return actions;
};

const ownRequest = (published: PublishedState, at: ServerId): PublishedMessage => {
  const { currentTerm: term, log } = serverAt(published, at);
  const type = 'RequestVoteRequest';
  return { type, from: at, to: at, term, lastLogTerm: log.at(-1)?.term ?? 0, lastLogIndex: log.length };
};

const ownMessages = ({ messages }: PublishedState, at: ServerId): readonly PublishedMessage[] =>
  messages.map((text) => JSON.parse(text) as PublishedMessage).filter(({ from, to }) => from === at && to === at);
