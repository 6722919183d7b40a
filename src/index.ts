/**
 * figure2: Raft exactly as the paper's Figure 2 states it.
 *
 * The protocol is one pure function, {@link step}: a server and one event in, the server after it and what a driver has to do
 * out. A driver answers three questions: when does a timer fire, which message arrives next, what survives a crash.
 *
 * ```ts
 * import { createServer, step } from 'figure2';
 *
 * const server = createServer({ id: 'S1', servers: ['S1', 'S2', 'S3'] });
 * const { effects } = step(server, { type: 'electionTimeout' });
 * // persist, armElectionTimer, send to S2, send to S3: to be executed in this order
 * ```
 *
 * @module
 */
export {
  type Clause,
  type ClauseId,
  type ClauseKind,
  clauseIds,
  clauses,
  clausesNotCounted,
  clausesWithoutCode,
} from './core/clauses.ts';
export { entriesBetween, entryAt, firstDifference, type Log, lastIndex, lastTerm, termAt } from './core/log.ts';
export {
  applyPersist,
  createServer,
  defaultOptions,
  durable,
  emptyDurable,
  type Membership,
  restart,
} from './core/server.ts';
export { type StepFunction, step } from './core/step.ts';
export type * from './core/types.ts';
