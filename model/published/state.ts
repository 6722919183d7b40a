/**
 * The published specification with a network: the servers and what is in flight between them, as the judge of recorded runs has it.
 * The network may lose and duplicate whatever was sent, so that a message, once sent, can be received at any time and any number of
 * times.
 */
import type { ServerId } from '../../src/core/types.ts';
import {
  type PublishedAction,
  type PublishedServer,
  publishedServer,
  type RegisteredChange,
  turnOf,
} from './raftTla.ts';

/** The whole state. */
export interface PublishedState {
  readonly servers: Readonly<Record<ServerId, PublishedServer>>;
  /** All that were ever sent, each once, as JSON and in the order of that. */
  readonly messages: readonly string[];
  /** Where the run has left the text so far, in the order of their names. */
  readonly changes: readonly RegisteredChange[];
}

/** Nothing has happened. */
export const publishedStart = (ids: readonly ServerId[]): PublishedState => ({
  servers: Object.fromEntries(ids.map((id) => [id, publishedServer(ids)])),
  messages: [],
  changes: [],
});

const withMember = <T extends string>(list: readonly T[], member: T): readonly T[] =>
  list.includes(member) ? list : [...list, member].sort();

/** What an action has led to. */
export interface PublishedOutcome {
  readonly state: PublishedState;
  /** What was sent by it, as JSON; undefined: nothing. */
  readonly sent: string | undefined;
  /** The message that was received is used up. */
  readonly isUsedUp: boolean;
}

/**
 * What an action leads to; undefined: it is not possible.
 *
 * @param allowed where the run may leave the text.
 */
export const publishedNext = (
  { servers, messages, changes }: PublishedState,
  action: PublishedAction,
  allowed: readonly RegisteredChange[] = [],
): PublishedOutcome | undefined => {
  if (action.action === 'Receive' && !messages.includes(JSON.stringify(action.message))) return undefined;
  const before = servers[action.at];
  if (!before) throw new Error(`there is no server ${action.at}`);
  let left = changes;
  const turn = turnOf(before, action, (change) => {
    const isAllowed = allowed.includes(change);
    if (isAllowed) left = withMember(left, change);
    return isAllowed;
  });
  if (!turn) return undefined;
  const sent = turn.sent && JSON.stringify(turn.sent);
  const state = {
    servers: { ...servers, [action.at]: turn.server },
    messages: sent === undefined ? messages : withMember(messages, sent),
    changes: left,
  };
  return { state, sent, isUsedUp: turn.isUsedUp ?? false };
};
