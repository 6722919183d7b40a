/** What a property is: a predicate over what servers do, that explains itself when it does not hold. */

import type { Cluster } from '../../src/cluster/cluster.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import type { Durable, Effect, Entry, Index, Message, Server, ServerId, Term } from '../../src/core/types.ts';
import type { Observation } from '../../src/trace/observation.ts';

/** What a property finds: nothing to check, or that it holds, or why it does not. */
export type Finding = 'not concerned' | 'holds' | Broken;

export interface Broken {
  /** Which servers, which index, which two values. One sentence. */
  readonly because: string;
  /** The clause that was broken, where the property can tell; otherwise the property's own id. */
  readonly clause?: ClauseId;
}

/** What is looked at after every step. */
export interface Scene extends Observation {
  /** The effects that were executed. */
  readonly done: readonly Effect[];
  /** The messages among them. */
  readonly sent: readonly Message[];
  readonly cluster: Cluster;
  readonly ghost: Ghost;
}

/** Made for every step, and field by field: fields added to a spread cost more than all properties together. */
export const sceneOf = (
  { id, event, before, after, effects, fired, diskBefore, disk, executed, crashed }: Observation,
  cluster: Cluster,
  ghost: Ghost,
): Scene => {
  const done = executed === effects.length ? effects : effects.slice(0, executed);
  const sent: Message[] = [];
  for (const effect of done) if (effect.type === 'send') sent.push(effect.message);
  return { id, event, before, after, effects, fired, diskBefore, disk, executed, crashed, done, sent, cluster, ghost };
};

/** A property with the memory that it needs. Properties of history ("ever") remember over crashes and restarts. */
export interface CheckedProperty {
  readonly id: ClauseId;
  readonly check: (scene: Scene) => Finding;
  /**
   * Remembers of the past what a server and its disk still tell of it, before a step of which nobody has seen what came before
   * (`docs/concepts/model-checking.md` says why that is all of it).
   */
  readonly recall?: (server: Server, disk: Durable) => void;
  /** Forgets what it remembers of what lies behind all servers. */
  readonly forget?: (passed: Passed) => void;
  /** A server has come back from its disk. */
  readonly restarted?: (server: Server, ghost: Ghost) => Finding;
}

/** What lies behind all servers, and is not asked for again. */
export interface Passed {
  /** Entries before it are in the snapshots of all. */
  readonly index: Index;
  /** But for these, with which older snapshots end that are still being sent. */
  readonly sent: ReadonlySet<Index>;
  /** Terms before it are older than those of all disks. */
  readonly term: Term;
}

/** An entry that some server has known to be committed, or has acted upon as if it were: it has applied it, or told a client. */
export type Committed = Entry & {
  /** The server that was the first to know. */
  readonly by: ServerId;
  /** The term in which it was. */
  readonly in: Term;
};

/** The log of what was ever committed anywhere. No server knows it; a checker does. */
export interface Ghost {
  /** By index. */
  readonly committed: ReadonlyMap<Index, Committed>;
  readonly lastIndex: Index;
  /** Up to there servers may have been told of at different times, where a run is watched from its middle on. */
  readonly recalledIndex?: Index;
}

/** The result of a check that concerns something. */
export const verdict = (holds: boolean, because: () => string, clause?: ClauseId): Finding =>
  holds ? 'holds' : { because: because(), ...(clause && { clause }) };

/** The first thing that is broken, or that something holds, or that nothing was concerned. */
export const all = (findings: readonly Finding[]): Finding =>
  findings.find((finding) => typeof finding === 'object') ?? (findings.includes('holds') ? 'holds' : 'not concerned');

/** Has this step, as far as anybody saw it, made the server leader of a term? */
export const becameLeader = ({ before, after, crashed }: Scene): boolean =>
  !crashed && after.role === 'leader' && (before.role !== 'leader' || before.currentTerm !== after.currentTerm);
