/**
 * The published TLA+ specification of Raft (ongardie/raft.tla) without its history variables, with its bag of messages. It is
 * checked here as a model like any other: it has nothing to do with the Raft of this repository. Its rules for a server are those
 * that recorded runs are held against, so that the counts of TLC hold those to the text.
 */
import {
  type PublishedAction,
  type PublishedMessage,
  type PublishedServer,
  publishedServer,
  turnOf,
} from '../../../../model/published/raftTla.ts';
import { canonicalText } from '../../../../src/check/explore/canonical.ts';
import type { Model, Symmetry } from '../../../../src/check/explore/model.ts';
import { permutations } from '../../../../src/check/explore/permutations.ts';
import type { ServerId } from '../../../../src/core/types.ts';

/** A message and how often it is in the bag: at least once. */
interface Copies {
  readonly message: PublishedMessage;
  readonly count: number;
}

interface State {
  readonly servers: Readonly<Record<ServerId, PublishedServer>>;
  /** In the order of their texts, so that equal bags are equal as JSON. */
  readonly messages: readonly Copies[];
}

type Action =
  | PublishedAction
  | { readonly action: 'DuplicateMessage' | 'DropMessage'; readonly message: PublishedMessage };

/** A state over one of them is generated and checked, but neither counted nor expanded. */
export interface RaftBounds {
  readonly servers: number;
  readonly values: number;
  readonly maxTerm: number;
  readonly maxLog: number;
  /** Messages in flight, all copies counted. */
  readonly maxInFlight: number;
  /** Copies of one message in flight. */
  readonly maxMultiplicity: number;
}

export const publishedRaft = (bounds: RaftBounds): Model<State, Action> => ({
  name: `the published Raft with ${bounds.servers} servers`,
  initialStates: [initial(idsOf(bounds.servers))],
  actions: (state) => actionsOf(state, bounds.values),
  next,
  within: ({ servers, messages }) =>
    Object.values(servers).every(
      ({ currentTerm, log }) => currentTerm <= bounds.maxTerm && log.length <= bounds.maxLog,
    ) &&
    messages.every(({ count }) => count <= bounds.maxMultiplicity) &&
    messages.reduce((sum, { count }) => sum + count, 0) <= bounds.maxInFlight,
  properties: [
    { name: 'one leader a term', kind: 'always', holds: hasOneLeaderATerm },
    {
      name: 'an entry is committed',
      kind: 'sometimes',
      holds: ({ servers }) => Object.values(servers).some((s) => s.commitIndex > 0),
    },
  ],
  symmetry: symmetryOf(bounds.servers),
});

const hasOneLeaderATerm = ({ servers }: State): boolean => {
  const terms = Object.values(servers)
    .filter(({ state }) => state === 'leader')
    .map(({ currentTerm }) => currentTerm);
  return new Set(terms).size === terms.length;
};

const idsOf = (size: number): readonly ServerId[] => Array.from({ length: size }, (_, place) => String(place));

const initial = (ids: readonly ServerId[]): State => ({
  servers: Object.fromEntries(ids.map((id) => [id, publishedServer(ids)])),
  messages: [],
});

const actionsOf = ({ servers, messages }: State, values: number): readonly Action[] => {
  const ids = Object.keys(servers);
  return [
    ...ids.flatMap((at) => [
      ...(['Timeout', 'Restart', 'BecomeLeader', 'AdvanceCommitIndex'] as const).map((action) => ({ action, at })),
      ...ids.flatMap((to) => (['RequestVote', 'AppendEntries'] as const).map((action) => ({ action, at, to }))),
      ...Array.from({ length: values }, (_, value) => ({ action: 'ClientRequest', at, value: String(value) }) as const),
    ]),
    ...messages.flatMap(({ message }) => [
      { action: 'Receive', at: message.to, message } as const,
      ...(['DuplicateMessage', 'DropMessage'] as const).map((action) => ({ action, message })),
    ]),
  ];
};

const next = ({ servers, messages }: State, action: Action): State | undefined => {
  if (!('at' in action)) {
    const { message } = action;
    const isCopied = action.action === 'DuplicateMessage';
    return { servers, messages: isCopied ? withMessage(message, messages) : withoutMessage(message, messages) };
  }
  const { at } = action;
  const turn = turnOf(servers[at] as PublishedServer, action);
  if (!turn) return undefined;
  const sent = turn.sent ? withMessage(turn.sent, messages) : messages;
  const isUsedUp = action.action === 'Receive' && turn.isUsedUp;
  return {
    servers: { ...servers, [at]: turn.server },
    messages: isUsedUp ? withoutMessage(action.message, sent) : sent,
  };
};

const withMessage = (message: PublishedMessage, messages: readonly Copies[]): readonly Copies[] =>
  change(message, messages, 1);

const withoutMessage = (message: PublishedMessage, messages: readonly Copies[]): readonly Copies[] =>
  change(message, messages, -1);

const change = (message: PublishedMessage, messages: readonly Copies[], by: number): readonly Copies[] => {
  const key = canonicalText(message);
  const isIt = (copies: Copies): boolean => canonicalText(copies.message) === key;
  const count = (messages.find(isIt)?.count ?? 0) + by;
  const others = messages.filter((copies) => !isIt(copies));
  return inOrder(count > 0 ? [...others, { message, count }] : others);
};

const inOrder = (messages: readonly Copies[]): readonly Copies[] =>
  messages.toSorted((a, b) => (canonicalText(a) < canonicalText(b) ? -1 : 1));

function symmetryOf(size: number): Symmetry<State> {
  const [, ...orders] = permutations(size);
  return {
    renamings: orders.length,
    rename: ({ servers, messages }, renaming) => {
      const order = orders[renaming] ?? [];
      const nameOf = (old: ServerId): ServerId => String(order.indexOf(Number(old)));
      const renameKeys = <T>(record: Readonly<Record<ServerId, T>>): Readonly<Record<ServerId, T>> =>
        Object.fromEntries(Object.entries(record).map(([id, value]) => [nameOf(id), value]));
      const renameAll = (ids: readonly ServerId[]): readonly ServerId[] => ids.map(nameOf).sort();
      const renameServer = (server: PublishedServer): PublishedServer => ({
        ...server,
        votedFor: server.votedFor === null ? null : nameOf(server.votedFor),
        votesResponded: renameAll(server.votesResponded),
        votesGranted: renameAll(server.votesGranted),
        nextIndex: renameKeys(server.nextIndex),
        matchIndex: renameKeys(server.matchIndex),
      });
      const renamed = Object.entries(servers).map(([id, server]): [ServerId, PublishedServer] => [
        nameOf(id),
        renameServer(server),
      ]);
      return {
        servers: Object.fromEntries(renamed),
        messages: inOrder(
          messages.map(({ message, count }) => ({
            message: { ...message, from: nameOf(message.from), to: nameOf(message.to) },
            count,
          })),
        ),
      };
    },
  };
}
