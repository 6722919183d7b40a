/** What the published specification may do while a recorded step is under way, and when that comes to the same. */
import type { ServerId } from '../../src/core/types.ts';
import type { PublishedAction, PublishedMessage, PublishedServer, RegisteredChange } from './raftTla.ts';
import type { PublishedStep } from './recorded.ts';
import { type PublishedState, publishedNext } from './state.ts';

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
  if (!next) return undefined;
  const isToOthers = move.action === 'AppendEntries' || (move.action === 'RequestVote' && move.to !== step.at);
  const isFromOthers = move.action === 'Receive' && move.message.from !== step.at;
  if (isToOthers && next.sent !== textOf(step.requests[sent])) return undefined;
  if (isFromOthers && next.sent !== undefined && !step.possibleAnswers.some((one) => textOf(one) === next.sent))
    return undefined;
  const isDone = isFromOthers && next.isUsedUp;
  return { sent: sent + Number(isToOthers), received: received + Number(isDone), published: next.state };
};

const textOf = (message: PublishedMessage | undefined): string | undefined => message && JSON.stringify(message);

const arrivalIn = ({ received }: PublishedProgress, { at, arriving }: PublishedStep): PublishedAction | undefined => {
  const message = arriving[received];
  return message && { action: 'Receive', at, message };
};

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
    actions.push({ action: 'RequestVote', at, to: at });
    for (const own of ownMessages(published, at)) actions.push({ action: 'Receive', at, message: own });
  }
  if (what === 'clientRequest' && log.length < after.log.length) actions.push({ action: 'ClientRequest', at, value });
  if (request) actions.push(sending(at, request));
  return actions;
};

const sending = (at: ServerId, request: PublishedMessage): PublishedAction =>
  request.type === 'AppendEntriesRequest'
    ? {
        action: 'AppendEntries',
        at,
        to: request.to,
        part: { first: request.prevLogIndex + 1, count: request.entries.length },
      }
    : { action: 'RequestVote', at, to: request.to };

const ownMessages = ({ messages }: PublishedState, at: ServerId): readonly PublishedMessage[] =>
  messages.map((text) => JSON.parse(text) as PublishedMessage).filter(({ from, to }) => from === at && to === at);
