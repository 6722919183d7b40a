// Room model/properties. What must hold: a predicate for each property of the spec, and the monitor that asks them
// after every step.
// What may be touched here: a predicate, together with its clause in spec/properties.md and a test in which it falls.

/**
 * spec/properties.md as predicates, checked after every step of every server. `Monitor` watches a cluster, remembers what was
 * ever committed, and keeps the first violation, together with the clause that a step broke before it came to that.
 */

import type { Cluster, Watcher } from '../../src/cluster/cluster.ts';
import { type ClauseId, clauses, otherDecisions } from '../../src/core/clauses.ts';
import type { Durable, Index, Server, ServerId } from '../../src/core/types.ts';
import type { Observation } from '../../src/trace/observation.ts';
import type { Violation } from '../../src/trace/recording.ts';
import { eventName } from '../../src/trace/words.ts';
import { brokenClause, type ContractProblem } from '../oracle/contracts/index.ts';
import { brokenByRestart } from '../oracle/contracts/restart.ts';
import { clausesChanged, extensionsOf } from '../oracle/extensions/index.ts';
import { entriesBetween } from '../oracle/log.ts';
import { answersAreCommitted } from './clients.ts';
import { committedBy } from './committed.ts';
import { matchIsTrue, sentIsDurable } from './durability.ts';
import { electionSafety, oldMessagesChangeNothing, oneVote, termMonotonic } from './elections.ts';
import {
  appliedInOrder,
  commitMonotonic,
  commitsOwnTerm,
  committedIsDurable,
  indexesInOrder,
  leaderAppendOnly,
  leaderCompleteness,
  logMatching,
  matchMonotonic,
  type StateAfter,
  snapshotIsPrefix,
  stateMachineSafety,
} from './logs.ts';
import { knownBefore, quorumsMeet, removedNotElected } from './membership.ts';
import {
  type Broken,
  type CheckedProperty,
  type Committed,
  type Finding,
  type Ghost,
  type Passed,
  sceneOf,
} from './property.ts';
import { readsAreLinearizable } from './reads.ts';

/** The safety properties of the spec, each with an empty memory. */
export const safetyProperties = (stateAfter: StateAfter): readonly CheckedProperty[] => [
  electionSafety(),
  leaderAppendOnly(),
  logMatching(),
  leaderCompleteness(),
  stateMachineSafety(),
  answersAreCommitted(),
  readsAreLinearizable(),
  termMonotonic(),
  oneVote(),
  commitMonotonic(),
  matchMonotonic(),
  indexesInOrder(),
  sentIsDurable(),
  commitsOwnTerm(),
  matchIsTrue(),
  committedIsDurable(),
  snapshotIsPrefix(stateAfter),
  oldMessagesChangeNothing(),
  appliedInOrder(),
  knownBefore(),
  quorumsMeet(),
  removedNotElected(),
];

/** The clause that was broken first, and when. */
interface Cause extends Required<Broken> {
  readonly step: number;
}

/** So many steps after a clause was broken, a run that has not violated anything else ends. */
const AFTERMATH = 30_000;

/** The five of Figure 3. */
export const coreProperties: readonly ClauseId[] = ['SP-1', 'SP-2', 'SP-3', 'SP-4', 'SP-5'];

/** What a monitor watches. */
export interface MonitorOptions {
  /** What the state machine is after a list of commands, for SP-15. Left out: it is not known. */
  readonly stateAfter?: StateAfter;
  /** Watch nothing but the five of Figure 3 and the goals? To see what they alone find; contracts are left out too. */
  readonly isCoreOnly?: boolean;
  /** Watch no other properties, but the contracts. Left out: all. */
  readonly only?: readonly ClauseId[];
  /** Asked about each step in place of the contracts: for whoever remembers what they said. */
  readonly contract?: (observation: Observation) => ContractProblem | undefined;
  /** Asked about each step and each restart that the contracts find nothing wrong with. */
  readonly second?: SecondOpinion;
}

/** Another judge of steps and restarts, such as the reference model. */
export interface SecondOpinion {
  readonly step: (observation: Observation) => ContractProblem | undefined;
  readonly restart: (disk: Durable, server: Server) => ContractProblem | undefined;
}

/** What the monitor wants to be told of a run. */
type MonitorWatcher = { readonly [Name in 'begin' | 'observe' | 'restarted']: NonNullable<Watcher[Name]> };

/**
 * Checks the safety properties (SP-*) after every step of a run. Give its `watcher` to what runs, then ask for the `violation`.
 *
 * @example
 * ```ts
 * import { Monitor, runLab } from 'figure2/model';
 *
 * const monitor = new Monitor();
 * runLab({ name: 'InitialElection3A', seed: 1, watch: monitor.watcher });
 * console.log(monitor.violation, monitor.steps > 0, (monitor.checked['SP-1'] ?? 0) > 0); // undefined true true
 * ```
 */
export class Monitor {
  /** How often each property had something to check. */
  readonly checked: Partial<Record<ClauseId, number>> = {};
  /** How often each clause fired, or, for what a server keeps (ST-1 to ST-7, IS-14), how often it changed. */
  readonly fired: Partial<Record<ClauseId, number>> = {};
  /** How often a decision was taken otherwise, by its clause, where the protocol may. */
  readonly decisions: Partial<Record<ClauseId, number>> = {};
  readonly #properties: readonly CheckedProperty[];
  readonly #ghost: { readonly committed: Map<Index, Committed>; lastIndex: Index; recalledIndex: Index } = {
    committed: new Map(),
    lastIndex: 0,
    recalledIndex: 0,
  };
  #cluster: Cluster | undefined;
  #steps = 0;
  #cause: Cause | undefined;
  #violation: Violation | undefined;
  readonly #second: SecondOpinion | undefined;
  readonly #hasContracts: boolean;
  readonly #contract: NonNullable<MonitorOptions['contract']>;

  constructor({
    stateAfter = () => undefined,
    second,
    isCoreOnly = false,
    only = isCoreOnly ? coreProperties : undefined,
    contract = brokenClause,
  }: MonitorOptions = {}) {
    const all = safetyProperties(stateAfter);
    this.#properties = only ? all.filter(({ id }) => only.includes(id)) : all;
    this.#second = second;
    this.#hasContracts = !isCoreOnly;
    this.#contract = contract;
  }

  /** What a simulator or a replay calls. */
  get watcher(): MonitorWatcher {
    return {
      begin: (cluster) => {
        this.#cluster = cluster;
      },
      observe: (observation) => this.#observe(observation),
      restarted: (_id, server) => this.#restarted(server),
    };
  }

  /** How many steps it has seen. */
  get steps(): number {
    return this.#steps;
  }

  /** What no server knows: every entry that was ever committed, by its index. */
  get ghost(): Ghost {
    return this.#ghost;
  }

  /** The first safety property that does not hold. */
  get violation(): Violation | undefined {
    return this.#violation;
  }

  /** Is there nothing more to learn from this run? What a broken clause leads to is waited for, but not for ever. */
  get isOver(): boolean {
    return this.#violation !== undefined || (this.#cause !== undefined && this.#steps - this.#cause.step > AFTERMATH);
  }

  /** What is to be said at the end: the violation, or else the broken clause although nothing has come of it yet (SP-18). */
  get verdict(): Violation | undefined {
    if (this.#violation) return this.#violation;
    const cause = this.#cause;
    return cause && { property: 'SP-18', clause: cause.clause, because: cause.because, step: cause.step };
  }

  /** The clause that was broken first, whatever has come of it. */
  get blamed(): ClauseId | undefined {
    return this.#cause?.clause;
  }

  /** Remembers of the past what a server and its disk still tell of it: for whoever looks on from the middle of a run. */
  recall(server: Server, disk: Durable): void {
    const { id, currentTerm, commitIndex, log } = server;
    for (const property of this.#properties) property.recall?.(server, disk);
    this.#ghost.recalledIndex = Math.max(this.#ghost.recalledIndex, log.lastIndex);
    if (log.snapshotIndex > 0)
      this.#commit(log.snapshotIndex, { by: id, in: currentTerm, term: log.snapshotTerm } as Committed);
    for (const [place, entry] of entriesBetween(log, log.snapshotIndex + 1, commitIndex).entries())
      this.#commit(log.snapshotIndex + 1 + place, { by: id, in: currentTerm, ...entry });
  }

  /** Forgets what it knows of what lies behind all servers: a long run costs no more than a short one. */
  forget(passed: Passed): void {
    for (const property of this.#properties) property.forget?.(passed);
    for (const index of this.#ghost.committed.keys())
      if (index < passed.index && !passed.sent.has(index)) this.#ghost.committed.delete(index);
  }

  /** Counts something that happened for a clause. */
  count(clause: ClauseId): void {
    this.fired[clause] = (this.fired[clause] ?? 0) + 1;
  }

  /** A goal or a property that the driver has checked itself. */
  found(property: ClauseId, finding: Finding): void {
    if (finding === 'not concerned') return;
    this.checked[property] = (this.checked[property] ?? 0) + 1;
    if (finding === 'holds' || this.#violation) return;
    this.#violation = this.#explain(property, finding);
  }

  #explain(property: ClauseId, { because, clause }: Broken): Violation {
    const cause = this.#cause;
    const step = this.#steps;
    if (!cause) return { property, clause: clause ?? property, because, step };
    const before = cause.step === step ? 'In the same step' : `Before that, at step ${cause.step}`;
    return { property, clause: cause.clause, because: `${because}. ${before}, ${cause.because}`, step };
  }

  #observe(observation: Observation): void {
    const cluster = this.#cluster;
    if (!cluster || this.#violation) return;
    this.#steps++;
    for (const clause of observation.fired) this.count(clause);
    this.#countChanges(observation);
    this.#compareWithContract(
      observation.id,
      eventName(observation.event),
      () => this.#contract(observation) ?? this.#second?.step(observation),
    );
    this.#remember(observation);
    const scene = sceneOf(observation, cluster, this.#ghost);
    for (const property of this.#properties) this.found(property.id, property.check(scene));
  }

  /** SP-18. Only the first broken clause counts: what follows from it is not another cause. */
  #compareWithContract(id: ServerId, what: string, contract: () => ContractProblem | undefined): void {
    if (this.#cause || !this.#hasContracts) return;
    this.checked['SP-18'] = (this.checked['SP-18'] ?? 0) + 1;
    const problem = contract();
    if (!problem) return;
    const { clause } = problem;
    if (this.#cluster?.decisionsDiffer && clause in otherDecisions) {
      this.decisions[clause] = (this.decisions[clause] ?? 0) + 1;
      return;
    }
    const because = `${id} broke ${clause} (${clauses[clause].title}) at ${what}: ${problem.because}`;
    this.#cause = { clause, because, step: this.#steps };
  }

  #restarted(server: Server): void {
    const cluster = this.#cluster;
    if (!cluster || this.#violation) return;
    const disk = cluster.disk(server.id);
    this.#compareWithContract(
      server.id,
      'restart',
      () => brokenByRestart(disk, server, cluster.extensions) ?? this.#second?.restart(disk, server),
    );
    for (const { id, restarted } of this.#properties) if (restarted) this.found(id, restarted(server, this.#ghost));
  }

  #remember(observation: Observation): void {
    const { id, after } = observation;
    for (const { index, entry } of committedBy(observation))
      this.#commit(index, { by: id, in: after.currentTerm, ...entry });
  }

  #commit(index: Index, entry: Committed): void {
    const { committed } = this.#ghost;
    if (!committed.has(index)) committed.set(index, entry);
    this.#ghost.lastIndex = Math.max(this.#ghost.lastIndex, index);
  }

  #countChanges({ before, after }: Observation): void {
    for (const id of extensionsOf(after)) {
      for (const clause of clausesChanged(id, before, after)) this.count(clause);
    }
    if (before.currentTerm !== after.currentTerm) this.count('ST-1');
    if (before.votedFor !== after.votedFor) this.count('ST-2');
    if (before.log !== after.log) this.count('ST-3');
    if (before.commitIndex !== after.commitIndex) this.count('ST-4');
    if (before.lastApplied !== after.lastApplied) this.count('ST-5');
    if (before.nextIndex !== after.nextIndex) this.count('ST-6');
    if (before.matchIndex !== after.matchIndex) this.count('ST-7');
    if (before.snapshot !== after.snapshot) this.count('IS-14');
  }
}
