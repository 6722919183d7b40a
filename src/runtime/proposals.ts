/** The commands that were proposed here and are not decided: by their place in the log, once they have one. */
import type { Index, ServerId, Term } from '../core/types.ts';
import type { AppliedEntry } from '../kv/stateMachine.ts';
import type { WaitingCommand } from './inbox.ts';
import { type CommandFate, ProposalFailure } from './proposalFailure.ts';
import { reasonOf } from './systemReason.ts';

/** A command and who waits for its answer. */
export interface Proposal<Answer> extends WaitingCommand {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (failure: ProposalFailure) => void;
}

interface Placed<Answer> {
  readonly proposal: Proposal<Answer>;
  readonly term: Term;
  /** One of an earlier term in the same place: it was truncated here, and a later leader may still bring it back. */
  readonly below: Placed<Answer> | undefined;
}

export class Proposals<Answer> {
  readonly #byIndex = new Map<Index, Placed<Answer>>();
  /** Where each stands: many may be given up at once, and each must not be looked for among all. */
  readonly #places = new WeakMap<Proposal<Answer>, Index>();

  /** In how many places something is not decided. */
  get size(): number {
    return this.#byIndex.size;
  }

  /** A command has got a place in the log of this server. */
  place(index: Index, term: Term, proposal: Proposal<Answer>): void {
    this.#places.set(proposal, index);
    this.#byIndex.set(index, { proposal, term, below: this.#byIndex.get(index) });
  }

  /** An entry was applied: it is the one that was proposed if it is of the same term, since a leader puts one entry in a place (SP-2). */
  decide({ index, term }: AppliedEntry, answer: Answer): void {
    const top = this.#byIndex.get(index);
    if (top === undefined) return;
    this.#byIndex.delete(index);
    for (let placed: Placed<Answer> | undefined = top; placed; placed = placed.below) {
      if (placed.term === term) placed.proposal.resolve(answer);
      else placed.proposal.reject(replacedAt(index));
    }
  }

  /** A snapshot of another server stands for all entries up to an index, and does not say which they were. */
  cover(upTo: Index): void {
    this.#fail((index) => index <= upTo, coveredFailure);
  }

  /** Those whose time is over are given up; they may still be applied. */
  expire(now: number): void {
    this.#fail((_, { deadline }) => deadline <= now, outOfTimeFailure);
  }

  /** One is given up by its caller. */
  giveUp(given: Proposal<Answer>): void {
    const index = this.#places.get(given) ?? 0;
    const top = this.#byIndex.get(index);
    if (top) this.#failAt(index, top, (_, proposal) => proposal === given, outOfTimeFailure);
  }

  /** The node has ended; nothing is decided here any more. */
  end(cause: unknown): void {
    this.#fail(
      () => true,
      () => endedFailure('unknown', cause),
    );
  }

  #fail(isMeant: (index: Index, proposal: Proposal<Answer>) => boolean, failure: () => ProposalFailure): void {
    for (const [index, top] of this.#byIndex) this.#failAt(index, top, isMeant, failure);
  }

  #failAt(
    index: Index,
    top: Placed<Answer>,
    isMeant: (index: Index, proposal: Proposal<Answer>) => boolean,
    failure: () => ProposalFailure,
  ): void {
    const left = without(top, (proposal) => {
      if (!isMeant(index, proposal)) return false;
      proposal.reject(failure());
      return true;
    });
    if (left === undefined) this.#byIndex.delete(index);
    else if (left !== top) this.#byIndex.set(index, left);
  }
}

/** The proposals of a place without some of them. */
const without = <Answer>(
  top: Placed<Answer> | undefined,
  isGone: (proposal: Proposal<Answer>) => boolean,
): Placed<Answer> | undefined => {
  if (top === undefined) return undefined;
  const below = without(top.below, isGone);
  if (isGone(top.proposal)) return below;
  return below === top.below ? top : { ...top, below };
};

const replacedAt = (index: Index): ProposalFailure =>
  new ProposalFailure('replaced', 'notApplied', `another entry was committed at index ${index}`);

const coveredFailure = (): ProposalFailure =>
  new ProposalFailure(
    'covered',
    'unknown',
    'a snapshot covers its place in the log, and does not say what stood there',
  );

/** The caller's signal came before the command was looked at. */
export const withdrawnFailure = (): ProposalFailure =>
  new ProposalFailure('withdrawn', 'notApplied', 'it was given up before it was looked at');

/** Its time was over before it was looked at. */
export const overdueFailure = (): ProposalFailure =>
  new ProposalFailure('outOfTime', 'notApplied', 'it waited too long to be looked at; try again later');

const outOfTimeFailure = (): ProposalFailure =>
  new ProposalFailure('outOfTime', 'unknown', 'it was not decided in time; it may still be applied');

/** The node was closed, or has ended by a fault. @param cause what it has ended by; undefined: it was closed */
export const endedFailure = (fate: CommandFate, cause: unknown): ProposalFailure =>
  new ProposalFailure(
    'ended',
    fate,
    cause === undefined ? 'the node was closed' : `the node has ended: ${reasonOf(cause)}`,
    {
      cause,
    },
  );

/** Only a leader takes commands (CL-1). */
export const notLeaderFailure = (id: ServerId, leaderId: ServerId | null): ProposalFailure =>
  new ProposalFailure(
    'notLeader',
    'notApplied',
    leaderId === null ? `${id} does not lead and knows of no leader` : `${id} does not lead; ask ${leaderId}`,
    { leaderId },
  );
