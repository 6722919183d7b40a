/** A node as its owner sees it: opened, proposed to, asked, and closed. */
import type { Executor } from '../cluster/executor.ts';
import { piecesOf } from '../cluster/pieces.ts';
import { protocolWith } from '../core/extensions/index.ts';
import type { Woven } from '../core/extensions/weave.ts';
import { emptyDurable } from '../core/server.ts';
import type { Apply, Index, Server, ServerId } from '../core/types.ts';
import { AppliedLog } from './appliedLog.ts';
import { Backlog } from './backlog.ts';
import { Compaction } from './compaction.ts';
import { Inbox } from './inbox.ts';
import { Journal } from './journal.ts';
import { NodeLoop } from './node.ts';
import { NodeFault } from './nodeFault.ts';
import { completeConfiguration, type NodeConfiguration, type NodeOptions, type NodeSetting } from './options.ts';
import { ProposalFailure } from './proposalFailure.ts';
import {
  endedFailure,
  notLeaderFailure,
  overdueFailure,
  type Proposal,
  Proposals,
  withdrawnFailure,
} from './proposals.ts';
import { Reads } from './reads.ts';
import { type NodeStatus, statusOf } from './status.ts';
import { reasonOf } from './systemReason.ts';
import { durationsOf, Timers } from './timers.ts';
import { isPromise, isSignal } from './userValues.ts';

/** How a command may be proposed. */
export interface ProposeOptions {
  /** Gives the proposal up. A command that was looked at already may be applied all the same. */
  readonly signal?: AbortSignal;
}

/** Who waits for something to become true between two batches. */
interface Condition {
  readonly isDone: () => boolean;
  readonly resolve: () => void;
  readonly reject: (why: ProposalFailure) => void;
}

/** A promise, and how it is settled. */
const withResolvers = (): Omit<Condition, 'isDone'> & { readonly promise: Promise<void> } => {
  let [resolve, reject]: [() => void, (why: ProposalFailure) => void] = [() => undefined, () => undefined];
  const promise = new Promise<void>((fulfill, refuse) => {
    [resolve, reject] = [fulfill, refuse];
  });
  return { promise, resolve, reject };
};

/** @throws NodeFault when the user's source of chance gives what is none: a timer would never run out, or all the time. */
const chanceOf = (random: () => number): number => {
  const chance = orFault('random', random);
  if (chance >= 0 && chance < 1) return chance;
  throw new NodeFault('random', `it has to give a number from 0 on, below 1, not ${reasonOf(chance)}`);
};

/** So often it is looked whether proposals are out of time. */
const SWEEP_MS = 50;

/** Calls of the user's code and of the disk end the node when they fail, and say what has failed. */
const orFault = <T>(what: string, call: () => T): T => {
  try {
    return call();
  } catch (error) {
    throw error instanceof NodeFault ? error : new NodeFault(what, error);
  }
};

/** The same for calls whose answer has to be there when they come back: the next command would overtake what is still under way. */
const atOnce = <T>(what: string, call: () => T): T => {
  const value = orFault(what, call);
  if (!isPromise(value)) return value;
  value.then(undefined, () => undefined); // the fault below says enough
  throw new NodeFault(what, 'it gave a promise, and has to be done when it comes back; do it without async');
};

/** The storage is let go of where the journal can't be begun. */
const journalOf = async (
  { id, cluster, servers, extensions, record, storage }: Omit<NodeSetting<unknown>, 'stateMachine'> & NodeOptions,
  server: Server,
): Promise<Journal | undefined> => {
  if (record === undefined) return undefined;
  const options = typeof record === 'string' ? { file: record } : record;
  try {
    return new Journal(options, { id, cluster, servers, options: server.options, extensions }, server);
  } catch (error) {
    await storage.close();
    throw new NodeFault(`${id} can't record into ${options.file}`, error);
  }
};

/**
 * One server of a replicated state machine.
 *
 * @typeParam Answer what the state machine answers.
 *
 * @example
 * ```ts
 * import { memoryNetwork, memoryStorage, RaftNode } from 'figure2/runtime';
 *
 * let total = 0;
 * const node = await RaftNode.open({
 *   id: 'S1',
 *   servers: ['S1'],
 *   storage: memoryStorage(),
 *   transport: memoryNetwork().transport(),
 *   electionTimeoutMs: 20,
 *   heartbeatMs: 10,
 *   stateMachine: {
 *     apply: (command) => (total += Number(command)),
 *     snapshot: () => String(total),
 *     restore: (data) => {
 *       total = Number(data);
 *     },
 *   },
 * });
 * await node.leader();
 * console.log(await node.propose('2'), await node.propose('3')); // 2 5
 * await node.close();
 * ```
 */
export class RaftNode<Answer = unknown> implements AsyncDisposable {
  /** The entries that are applied from now on, in their order; over when the node ends. A reader that is too slow gets an `AppliedGap`. */
  readonly applied: AppliedLog;
  /** Settled when the node has ended: with nothing if it was closed, and with what has failed if it ended by itself. */
  readonly ended: Promise<NodeFault | undefined>;
  readonly #setting: NodeSetting<Answer> & NodeOptions;
  readonly #journal: Journal | undefined;
  readonly #inbox: Inbox<Proposal<Answer>>;
  readonly #proposals = new Proposals<Answer>();
  readonly #reads = new Reads();
  readonly #backlog = new Backlog();
  readonly #timers: Timers;
  readonly #compaction: Compaction;
  readonly #node: NodeLoop<Answer>;
  /** The last entry that the state machine has: behind the server's `lastApplied` while effects wait for the disk. */
  #applied: Index;
  #waiting: Condition[] = [];
  #wantsSnapshot = false;
  #sweeper: NodeJS.Timeout | undefined;
  #hasEnded = false;
  #fault: NodeFault | undefined;
  /** What has failed when network and disk were let go. */
  #lateFault: NodeFault | undefined;

  /**
   * Opens a server: reads its disk, opens its network, and takes part in the cluster.
   *
   * @throws RangeError when an option is wrong; StorageFault and TransportFault when disk or network can't be opened; NodeFault when
   * nothing can be recorded. Nothing is
   * left open then.
   */
  static async open<Answer>(configuration: NodeConfiguration<Answer>): Promise<RaftNode<Answer>> {
    const setting = completeConfiguration(configuration);
    const { cluster, id, servers, bounds, storage, transport, extensions } = setting;
    const protocol = protocolWith(extensions);
    const disk = await storage.open({ cluster, id }, emptyDurable({ id, servers, options: bounds }));
    const server = protocol.restart(disk);
    const node = new RaftNode(setting, server, protocol, await journalOf(setting, server));
    try {
      await transport.open({ cluster, id, peers: disk.peers }, (message) => node.#inbox.receive(message));
    } catch (error) {
      await node.close();
      throw error;
    }
    return node;
  }

  private constructor(
    setting: NodeSetting<Answer> & NodeOptions,
    server: Server,
    protocol: Woven,
    journal: Journal | undefined,
  ) {
    const { storage, electionTimeoutMs, heartbeatMs, random } = setting;
    this.#setting = setting;
    this.#journal = journal;
    this.#applied = server.lastApplied;
    this.#inbox = new Inbox(setting);
    this.#compaction = new Compaction(setting, storage);
    this.#timers = new Timers(
      durationsOf({
        electionTimeout: () => electionTimeoutMs * (1 + chanceOf(random)),
        minimumElectionTimeout: () => electionTimeoutMs,
        heartbeatInterval: () => heartbeatMs,
      }),
      (timer) => this.#inbox.ranOut(timer),
    );
    this.#node = new NodeLoop(server, {
      protocol,
      inbox: this.#inbox,
      storage,
      executor: this.#executor(),
      taken: (proposals, before, after) => this.#taken(proposals, before, after),
      record: (before, steps) => journal?.write(before, steps),
      rested: () => this.#rested(),
    });
    this.applied = new AppliedLog(() => ({ lastApplied: this.#applied, log: this.#node.server.log }));
    this.#inbox.tell({ type: 'start' });
    this.ended = this.#run();
  }

  /** Its name. */
  get id(): ServerId {
    return this.#setting.id;
  }

  /**
   * Proposes a command.
   *
   * @param command an opaque string of at most `maxCommandLength` UTF-16 code units.
   * @returns the state machine's answer, when the command is committed and applied here.
   * @throws ProposalFailure with the reason, who leads, and whether the command may have been applied: a timeout is never a no.
   * TypeError when the command is no string or the signal is none; nothing is proposed then.
   */
  propose(command: string, options: ProposeOptions = {}): Promise<Answer> {
    const objection = this.#objectionTo(command, options);
    if (objection !== undefined) return Promise.reject(objection);
    const { signal } = options;
    return new Promise<Answer>((resolve, reject) => {
      const giveUp = (): void => this.#giveUp(proposal);
      const stopListening = (): void => signal?.removeEventListener('abort', giveUp);
      const proposal: Proposal<Answer> = {
        command,
        resolve: (answer) => {
          stopListening();
          resolve(answer);
        },
        reject: (why) => {
          stopListening();
          reject(why);
        },
        deadline: performance.now() + this.#setting.proposalTimeoutMs,
      };
      if (this.#isFull(command) || !this.#inbox.propose(proposal)) {
        reject(new ProposalFailure('busy', 'notApplied', 'too many commands wait; try again later'));
        return;
      }
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#sweepLater();
    });
  }

  /**
   * Reads the state machine without a command, at any server that knows who leads. What is seen holds all that was committed before
   * the call, and so all that anybody was told before it (RI-14). Needs the page `read-index` among `extensions`, at all servers.
   *
   * @param look looks at the state machine, and is called at most once; it must change nothing, and be done when it comes back.
   * @returns what `look` gives.
   * @throws ProposalFailure with the reason: `notLeader` where no leader is known, or where it was lost meanwhile; then ask again, here or
   * elsewhere. RangeError without the page; TypeError when `look` is no function or the signal is none; and whatever `look` throws.
   */
  read<Seen>(look: () => Seen, options: ProposeOptions = {}): Promise<Seen> {
    const objection = this.#objectionToRead(look, options);
    if (objection !== undefined) return Promise.reject(objection);
    const { signal } = options;
    return new Promise<Seen>((resolve, reject) => {
      const giveUp = (): void => this.#reads.reject(id, withdrawnFailure());
      const stopListening = (): void => signal?.removeEventListener('abort', giveUp);
      const id = this.#reads.add({
        look: () => {
          stopListening();
          try {
            resolve(look());
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        },
        reject: (failure) => {
          stopListening();
          reject(failure);
        },
        deadline: performance.now() + this.#setting.proposalTimeoutMs,
      });
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#inbox.tell({ type: 'read', id });
      this.#sweepLater();
    });
  }

  /**
   * Who leads, as soon as this server knows of somebody: itself or another.
   *
   * @throws ProposalFailure when the signal comes, or when the node ends before.
   */
  async leader({ signal }: ProposeOptions = {}): Promise<ServerId> {
    const known: Pick<Server, 'leaderId'>[] = [];
    await this.#until(() => this.#node.server.leaderId !== null && known.push(this.#node.server) > 0, signal);
    return known[0]?.leaderId ?? this.#setting.id;
  }

  /**
   * Makes a snapshot of the state machine as it is now, and compacts the log (IS-13).
   *
   * @returns the last index that the snapshot on the disk stands for; 0: nothing was ever applied.
   * @throws ProposalFailure when the node ends before.
   */
  async snapshot(): Promise<Index> {
    const wanted = this.#applied;
    this.#wantsSnapshot = this.#node.server.log.snapshotIndex < wanted;
    this.#inbox.interrupt();
    await this.#until(() => this.#node.server.log.snapshotIndex >= wanted);
    return this.#node.server.log.snapshotIndex;
  }

  /** What it is and knows now. */
  status(): NodeStatus {
    return statusOf(this.#node.server, {
      lastApplied: this.#applied,
      waitingCommands: this.#inbox.waitingCommands,
      undecidedCommands: this.#proposals.size,
      hasEnded: this.#hasEnded,
      recording: this.#journal?.status ?? 'off',
    });
  }

  /**
   * Ends it: what is on its way to the disk is written, then network and disk are let go. Proposals without an answer fail as `ended`.
   *
   * @throws NodeFault when network or disk can't be let go as they should: with `sync` other than `always`, what was written last may not be durable.
   */
  async close(): Promise<void> {
    this.#node.stop();
    await this.ended;
    if (this.#lateFault !== undefined) throw this.#lateFault;
  }

  /** The same as `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(): Promise<NodeFault | undefined> {
    try {
      await this.#node.run();
    } catch (error) {
      this.#fault ??= error instanceof NodeFault ? error : new NodeFault(`${this.#setting.id} has ended`, error);
    }
    this.#hasEnded = true;
    this.#timers.stopAll();
    clearTimeout(this.#sweeper);
    for (let left = this.#inbox.take(); left.commands.length > 0; left = this.#inbox.take())
      for (const proposal of left.commands) proposal.reject(endedFailure('notApplied', this.#fault));
    this.#proposals.end(this.#fault);
    this.#reads.end(() => endedFailure('notApplied', this.#fault));
    for (const { reject } of this.#waiting) reject(endedFailure('notApplied', this.#fault));
    this.applied.end();
    await this.#compaction.underWay?.catch(() => undefined);
    const { transport, storage } = this.#setting;
    await this.#letGo('network', () => transport.close());
    await this.#letGo('disk', () => storage.close());
    await this.#letGo('journal', () => this.#journal?.close());
    return this.#fault;
  }

  /** What can't be let go is a fault too, and keeps nothing else from being let go. */
  async #letGo(what: string, close: () => unknown): Promise<void> {
    try {
      await close();
    } catch (error) {
      this.#lateFault ??= new NodeFault(`${this.#setting.id} can't let go of its ${what}`, error);
      this.#fault ??= this.#lateFault;
    }
  }

  #executor(): Omit<Executor<undefined>, 'persist'> {
    const { transport, stateMachine } = this.#setting;
    return {
      send: (_, { message }) => {
        for (const piece of piecesOf(message)) transport.send(piece);
      },
      apply: (_, effect) => this.#apply(effect),
      restoreSnapshot: (_, { snapshot }) => {
        const { lastIncludedIndex, data } = snapshot;
        atOnce(`stateMachine.restore of a snapshot up to ${lastIncludedIndex}`, () => stateMachine.restore(data));
        this.#applied = lastIncludedIndex;
        this.#proposals.cover(lastIncludedIndex);
      },
      armTimer: (_, { timer }) => {
        this.#timers.arm(timer);
        this.#inbox.forget(timer);
      },
      stopTimer: (_, { timer }) => {
        this.#timers.stop(timer);
        this.#inbox.forget(timer);
      },
      // Who proposed is answered when the entry is applied, also where this server leads no more; and refused when it was not appended.
      reply: () => undefined,
      reject: () => undefined,
      answerRead: (_, { id }) => this.#reads.answer(id),
      rejectRead: (_, { id }) => this.#reads.reject(id, notLeaderFailure(this.id, null)),
    };
  }

  #apply({ index, term, command }: Apply): void {
    const entry = { index, term, command };
    const answer = atOnce(`stateMachine.apply of entry ${index}`, () =>
      this.#setting.stateMachine.apply(command, entry),
    );
    this.#applied = index;
    this.#backlog.commit(index);
    this.#compaction.count(command);
    this.#proposals.decide(entry, answer);
  }

  /** The commands have the places at the end of the log, or were refused. */
  #taken(proposals: readonly Proposal<Answer>[], before: Server, after: Server): void {
    const isRefused = after.log === before.log;
    let index = before.log.lastIndex;
    for (const proposal of proposals) {
      if (isRefused) proposal.reject(notLeaderFailure(after.id, after.leaderId));
      else {
        this.#proposals.place(++index, after.currentTerm, proposal);
        this.#backlog.place(index, after.currentTerm, proposal.command.length);
      }
    }
  }

  /** A leader that reaches nobody must not take commands for ever. */
  #isFull(command: string): boolean {
    const { maxWaitingCommands, maxWaitingLength } = this.#setting;
    const { count, length } = this.#backlog.ofTerm(this.#node.server.currentTerm);
    if (count === 0) return false;
    const { waitingCommands, waitingLength } = this.#inbox;
    return count + waitingCommands >= maxWaitingCommands || length + waitingLength + command.length > maxWaitingLength;
  }

  #rested(): void {
    const { server } = this.#node;
    this.#applied = server.lastApplied;
    this.#backlog.commit(server.commitIndex);
    this.applied.advance();
    this.#waiting = this.#waiting.filter(({ isDone, resolve }) => {
      if (!isDone()) return true;
      resolve();
      return false;
    });
    if (this.#compaction.isDue(server, this.#wantsSnapshot)) this.#compact(server);
  }

  #compact(server: Server): void {
    this.#wantsSnapshot = false;
    const data: unknown = atOnce('stateMachine.snapshot', () => this.#setting.stateMachine.snapshot());
    if (typeof data !== 'string')
      throw new NodeFault('stateMachine.snapshot', `it has to give a string, and gave ${reasonOf(data)}`);
    this.#compaction.prepare(server, data).then(
      (compact) => this.#inbox.tell(compact),
      (error: unknown) => {
        this.#fault ??= new NodeFault(`${server.id} can't write a snapshot`, error);
        this.#node.stop();
      },
    );
  }

  #objectionTo(command: unknown, options: ProposeOptions | null): ProposalFailure | TypeError | undefined {
    const { id, maxCommandLength } = this.#setting;
    if (typeof command !== 'string') return new TypeError(`${id}: a command is a string, not ${typeof command}`);
    const objection = this.#objectionToCall('propose', options);
    if (objection !== undefined) return objection;
    if (command.length <= maxCommandLength) return undefined;
    const told = `a command has at most ${maxCommandLength} characters (maxCommandLength), not ${command.length}`;
    return new ProposalFailure('tooLong', 'notApplied', told);
  }

  #objectionToRead(look: unknown, options: ProposeOptions | null): Error | undefined {
    const { id, extensions, maxWaitingCommands } = this.#setting;
    if (typeof look !== 'function')
      return new TypeError(`${id}: read takes a function that looks at the state machine, not ${typeof look}`);
    if (!extensions.includes('read-index'))
      return new RangeError(`${id}: read needs the page read-index among the extensions of all servers`);
    const objection = this.#objectionToCall('read', options);
    if (objection !== undefined || this.#reads.size < maxWaitingCommands) return objection;
    return new ProposalFailure('busy', 'notApplied', 'too many reads wait; try again later');
  }

  #objectionToCall(verb: string, options: ProposeOptions | null): ProposalFailure | TypeError | undefined {
    const signal: unknown = options?.signal;
    if (options === null || (signal !== undefined && !isSignal(signal)))
      return new TypeError(
        `${this.id}: ${verb} takes { signal } with an AbortSignal, such as AbortSignal.timeout(1000)`,
      );
    if (this.#hasEnded) return endedFailure('notApplied', this.#fault);
    return signal?.aborted ? withdrawnFailure() : undefined;
  }

  #giveUp(proposal: Proposal<Answer>): void {
    if (this.#inbox.withdraw(proposal)) proposal.reject(withdrawnFailure());
    else this.#proposals.giveUp(proposal);
  }

  /** Looks for proposals that are out of time as long as there are any. */
  #sweepLater(): void {
    this.#sweeper ??= setTimeout(() => {
      this.#sweeper = undefined;
      const now = performance.now();
      for (const proposal of this.#inbox.overdue(now))
        if (this.#inbox.withdraw(proposal)) proposal.reject(overdueFailure());
      this.#proposals.expire(now);
      this.#reads.expire(now, overdueFailure);
      if (this.#inbox.waitingCommands + this.#proposals.size + this.#reads.size > 0) this.#sweepLater();
    }, SWEEP_MS);
  }

  #until(isDone: () => boolean, signal?: AbortSignal): Promise<void> {
    if (this.#hasEnded) return Promise.reject(endedFailure('notApplied', this.#fault));
    if (signal?.aborted) return Promise.reject(withdrawnFailure());
    if (isDone()) return Promise.resolve();
    const { promise, resolve, reject } = withResolvers();
    const condition = { isDone, resolve, reject };
    const giveUp = (): void => {
      this.#waiting = this.#waiting.filter((waiting) => waiting !== condition);
      reject(withdrawnFailure());
    };
    this.#waiting.push(condition);
    signal?.addEventListener('abort', giveUp, { once: true });
    return promise.finally(() => signal?.removeEventListener('abort', giveUp));
  }
}
