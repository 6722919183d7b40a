// Room model/published. What others have published about Raft, and recorded runs held against it.
// What may be touched here: how somebody else's text is told as a transition system. It follows that text, action by action,
// whatever figure2 does: nothing but types comes from src/core.

/**
 * The formal specification that the author of Raft has published (`raft.tla`, Diego Ongaro, 2014), as a transition system: what
 * its actions ask for and what they do, without the variables that only its proof needs.
 *
 * Its network may lose and duplicate whatever was sent, so that a message, once sent, can be received at any time and any number
 * of times: `messages` is the set of all that were ever sent.
 */
import type { Index, ServerId, Term } from '../../src/core/types.ts';

/** Where an implementation may leave the text, each by a name: see `registeredChanges`. */
export type RegisteredChange = keyof typeof registeredChanges;

/** What figure2 does otherwise, and why the text's own guarantees do not depend on it. */
export const registeredChanges = {
  'next-index-is-a-hint':
    'A leader sends from another index than the one after the last that was acknowledged, or refused: it does not wait for answers (D-14), sends several entries at once (D-15), goes back further at a time (D-9). The follower compares what comes before in any case.',
  'no-entry':
    'A request holds no entry although there is one to send (D-14). It may be lost as well, and then says nothing.',
  'indexes-never-go-back': 'An old message lowers neither commitIndex nor matchIndex (D-6). What was known stays true.',
} as const;

/** An entry. */
export interface PublishedEntry {
  readonly term: Term;
  readonly value: string;
}

/** A server. */
export interface PublishedServer {
  readonly currentTerm: Term;
  readonly state: 'follower' | 'candidate' | 'leader';
  readonly votedFor: ServerId | null;
  readonly log: readonly PublishedEntry[];
  readonly commitIndex: Index;
  readonly votesResponded: readonly ServerId[];
  readonly votesGranted: readonly ServerId[];
  readonly nextIndex: Readonly<Record<ServerId, Index>>;
  readonly matchIndex: Readonly<Record<ServerId, Index>>;
}

interface Envelope {
  readonly from: ServerId;
  readonly to: ServerId;
  readonly term: Term;
}

/** A message. */
export type PublishedMessage = Envelope &
  (
    | { readonly type: 'RequestVoteRequest'; readonly lastLogTerm: Term; readonly lastLogIndex: Index }
    | { readonly type: 'RequestVoteResponse'; readonly voteGranted: boolean }
    | {
        readonly type: 'AppendEntriesRequest';
        readonly prevLogIndex: Index;
        readonly prevLogTerm: Term;
        /** At most one. */
        readonly entries: readonly PublishedEntry[];
        readonly commitIndex: Index;
      }
    | { readonly type: 'AppendEntriesResponse'; readonly success: boolean; readonly matchIndex: Index }
  );

type AppendEntriesRequest = Extract<PublishedMessage, { readonly type: 'AppendEntriesRequest' }>;

/** The whole state. */
export interface PublishedState {
  readonly servers: Readonly<Record<ServerId, PublishedServer>>;
  /** All that were ever sent, each once, as JSON and in the order of that. */
  readonly messages: readonly string[];
  /** Where the run has left the text so far, in the order of their names. */
  readonly changes: readonly RegisteredChange[];
}

/** What may happen. */
export type PublishedAction =
  | { readonly action: 'Restart' | 'Timeout' | 'BecomeLeader' | 'AdvanceCommitIndex'; readonly at: ServerId }
  | { readonly action: 'ClientRequest'; readonly at: ServerId; readonly value: string }
  | { readonly action: 'RequestVote' | 'AppendEntries'; readonly at: ServerId; readonly message: PublishedMessage }
  | { readonly action: 'Receive'; readonly at: ServerId; readonly message: PublishedMessage };

const forAll = (ids: readonly ServerId[], value: number): Readonly<Record<ServerId, number>> =>
  Object.fromEntries(ids.map((id) => [id, value]));

/** Terms begin at 1, and nobody has anything in its log. */
export const publishedStart = (ids: readonly ServerId[]): PublishedState => {
  const server: PublishedServer = {
    currentTerm: 1,
    state: 'follower',
    votedFor: null,
    log: [],
    commitIndex: 0,
    votesResponded: [],
    votesGranted: [],
    nextIndex: forAll(ids, 1),
    matchIndex: forAll(ids, 0),
  };
  return { servers: Object.fromEntries(ids.map((id) => [id, server])), messages: [], changes: [] };
};

/**
 * The state after an action; undefined: it is not possible.
 *
 * @param allowed where the run may leave the text.
 */
export const publishedNext = (
  state: PublishedState,
  action: PublishedAction,
  allowed: readonly RegisteredChange[] = [],
): PublishedState | undefined => {
  const turn = new Turn(state, action.at, allowed);
  return turn.take(action) ? turn.state : undefined;
};

const lastTermOf = (log: readonly PublishedEntry[]): Term => log.at(-1)?.term ?? 0;

const withMember = <T extends string>(list: readonly T[], member: T): readonly T[] =>
  list.includes(member) ? list : [...list, member].sort();

/** One action at one server. */
class Turn {
  #server: PublishedServer;
  #messages: readonly string[];
  #changes: readonly RegisteredChange[];
  readonly #before: PublishedState;
  readonly #id: ServerId;
  readonly #allowed: readonly RegisteredChange[];

  constructor(state: PublishedState, id: ServerId, allowed: readonly RegisteredChange[]) {
    const server = state.servers[id];
    if (!server) throw new Error(`there is no server ${id}`);
    this.#before = state;
    this.#server = server;
    this.#messages = state.messages;
    this.#changes = state.changes;
    this.#id = id;
    this.#allowed = allowed;
  }

  get state(): PublishedState {
    const servers = { ...this.#before.servers, [this.#id]: this.#server };
    return { servers, messages: this.#messages, changes: this.#changes };
  }

  /** False: it is not possible. */
  take(action: PublishedAction): boolean {
    switch (action.action) {
      case 'Restart':
        return this.#restart();
      case 'Timeout':
        return this.#timeout();
      case 'BecomeLeader':
        return this.#becomeLeader();
      case 'AdvanceCommitIndex':
        return this.#advanceCommitIndex();
      case 'ClientRequest':
        return this.#clientRequest(action.value);
      case 'RequestVote':
        return this.#requestVote(action.message);
      case 'AppendEntries':
        return action.message.type === 'AppendEntriesRequest' && this.#appendEntries(action.message);
      case 'Receive':
        return this.#messages.includes(JSON.stringify(action.message)) && this.#receive(action.message);
    }
  }

  #set(fields: Partial<PublishedServer>): true {
    this.#server = { ...this.#server, ...fields };
    return true;
  }

  #send(message: PublishedMessage): true {
    this.#messages = withMember(this.#messages, JSON.stringify(message));
    return true;
  }

  /** May the run leave the text here? Then it does. */
  #leaves(change: RegisteredChange): boolean {
    if (!this.#allowed.includes(change)) return false;
    this.#changes = withMember(this.#changes, change);
    return true;
  }

  get #quorum(): number {
    return Math.floor(Object.keys(this.#before.servers).length / 2) + 1;
  }

  get #ids(): readonly ServerId[] {
    return Object.keys(this.#before.servers);
  }

  #restart(): true {
    return this.#set({
      state: 'follower',
      votesResponded: [],
      votesGranted: [],
      nextIndex: forAll(this.#ids, 1),
      matchIndex: forAll(this.#ids, 0),
      commitIndex: 0,
    });
  }

  #timeout(): boolean {
    const { state, currentTerm } = this.#server;
    if (state === 'leader') return false;
    return this.#set({
      state: 'candidate',
      currentTerm: currentTerm + 1,
      votedFor: null,
      votesResponded: [],
      votesGranted: [],
    });
  }

  #requestVote(message: PublishedMessage): boolean {
    const { state, currentTerm, log, votesResponded } = this.#server;
    if (state !== 'candidate' || votesResponded.includes(message.to)) return false;
    const request: PublishedMessage = {
      type: 'RequestVoteRequest',
      from: this.#id,
      to: message.to,
      term: currentTerm,
      lastLogTerm: lastTermOf(log),
      lastLogIndex: log.length,
    };
    return JSON.stringify(request) === JSON.stringify(message) && this.#send(request);
  }

  #appendEntries(message: AppendEntriesRequest): boolean {
    const { state, currentTerm, log, commitIndex, nextIndex } = this.#server;
    const { to, prevLogIndex, entries } = message;
    if (state !== 'leader' || to === this.#id || prevLogIndex > log.length) return false;
    const first = prevLogIndex + 1;
    if (first !== nextIndex[to] && !this.#leaves('next-index-is-a-hint')) return false;
    if (entries.length === 0 && log.length >= first && !this.#leaves('no-entry')) return false;
    const request: PublishedMessage = {
      type: 'AppendEntriesRequest',
      from: this.#id,
      to,
      term: currentTerm,
      prevLogIndex,
      prevLogTerm: log[prevLogIndex - 1]?.term ?? 0,
      entries: log.slice(prevLogIndex, prevLogIndex + entries.length),
      commitIndex: Math.min(commitIndex, prevLogIndex + entries.length),
    };
    return JSON.stringify(request) === JSON.stringify(message) && this.#send(request);
  }

  #becomeLeader(): boolean {
    const { state, votesGranted, log } = this.#server;
    if (state !== 'candidate' || votesGranted.length < this.#quorum) return false;
    return this.#set({
      state: 'leader',
      nextIndex: forAll(this.#ids, log.length + 1),
      matchIndex: forAll(this.#ids, 0),
    });
  }

  #clientRequest(value: string): boolean {
    const { state, currentTerm, log } = this.#server;
    return state === 'leader' && this.#set({ log: [...log, { term: currentTerm, value }] });
  }

  #advanceCommitIndex(): boolean {
    const { state, currentTerm, log, matchIndex } = this.#server;
    if (state !== 'leader') return false;
    const agree = (index: Index): number =>
      this.#ids.filter((id) => id === this.#id || (matchIndex[id] ?? 0) >= index).length;
    const agreed = log.map((_, place) => place + 1).findLast((index) => agree(index) >= this.#quorum) ?? 0;
    return log[agreed - 1]?.term === currentTerm && this.#set({ commitIndex: agreed });
  }

  #receive(message: PublishedMessage): boolean {
    const { currentTerm } = this.#server;
    if (message.to !== this.#id) return false;
    if (message.term > currentTerm) return this.#set({ currentTerm: message.term, state: 'follower', votedFor: null });
    switch (message.type) {
      case 'RequestVoteRequest':
        return this.#receiveRequestVote(message);
      case 'AppendEntriesRequest':
        return this.#receiveAppendEntries(message);
      case 'RequestVoteResponse':
        return message.term < currentTerm || this.#receiveVote(message);
      case 'AppendEntriesResponse':
        return message.term < currentTerm || this.#receiveProgress(message);
    }
  }

  #receiveRequestVote(message: PublishedMessage & { readonly type: 'RequestVoteRequest' }): true {
    const { currentTerm, votedFor, log } = this.#server;
    const { from, term, lastLogTerm, lastLogIndex } = message;
    const lastTerm = lastTermOf(log);
    const isUpToDate = lastLogTerm > lastTerm || (lastLogTerm === lastTerm && lastLogIndex >= log.length);
    const voteGranted = term === currentTerm && isUpToDate && (votedFor === null || votedFor === from);
    if (voteGranted) this.#set({ votedFor: from });
    return this.#send({ type: 'RequestVoteResponse', from: this.#id, to: from, term: currentTerm, voteGranted });
  }

  #receiveVote({ from, voteGranted }: PublishedMessage & { readonly type: 'RequestVoteResponse' }): true {
    const { votesResponded, votesGranted } = this.#server;
    return this.#set({
      votesResponded: withMember(votesResponded, from),
      ...(voteGranted && { votesGranted: withMember(votesGranted, from) }),
    });
  }

  #receiveAppendEntries(message: AppendEntriesRequest): boolean {
    const { currentTerm, state, log } = this.#server;
    const { from, term, prevLogIndex, prevLogTerm } = message;
    const hasPrevious = prevLogIndex === 0 || log[prevLogIndex - 1]?.term === prevLogTerm;
    if (term < currentTerm || (state === 'follower' && !hasPrevious)) return this.#answer(from, false, 0);
    if (state === 'candidate') return this.#set({ state: 'follower' });
    return state === 'follower' && this.#accept(message);
  }

  /** One entry at a time: a conflict takes the last one away, until there is room for the new one. */
  #accept({ from, prevLogIndex, entries, commitIndex }: AppendEntriesRequest): true {
    const { log } = this.#server;
    const [entry] = entries;
    const present = log[prevLogIndex];
    if (!entry || present?.term === entry.term) {
      const isOld = commitIndex < this.#server.commitIndex && this.#leaves('indexes-never-go-back');
      if (!isOld) this.#set({ commitIndex });
      return this.#answer(from, true, prevLogIndex + entries.length);
    }
    return this.#set({ log: present ? log.slice(0, -1) : [...log, entry] });
  }

  #answer(to: ServerId, success: boolean, matchIndex: Index): true {
    const { currentTerm: term } = this.#server;
    return this.#send({ type: 'AppendEntriesResponse', from: this.#id, to, term, success, matchIndex });
  }

  #receiveProgress(message: PublishedMessage & { readonly type: 'AppendEntriesResponse' }): true {
    const { from, success, matchIndex } = message;
    const next = this.#server.nextIndex[from] ?? 1;
    const match = this.#server.matchIndex[from] ?? 0;
    if (!success) return this.#set({ nextIndex: { ...this.#server.nextIndex, [from]: Math.max(next - 1, 1) } });
    const known = matchIndex < match && this.#leaves('indexes-never-go-back') ? match : matchIndex;
    return this.#set({
      nextIndex: { ...this.#server.nextIndex, [from]: known + 1 },
      matchIndex: { ...this.#server.matchIndex, [from]: known },
    });
  }
}
