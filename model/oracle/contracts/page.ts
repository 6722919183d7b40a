/** What an optional page brings to the contracts. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type { Event, Message, Server } from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import type { Claim } from './claims.ts';
import type { Comparison, Expected } from './expected.ts';

/** What an optional page says about one step. */
export interface ContractPage {
  /** Writes down what it expects. `figure` writes down what the figure does, for a page that begins there. */
  readonly expect: (before: Server, event: Event, expected: Expected, figure: () => void) => void;
  /** By which clause an event changes nothing and gets no answer, before anything else is asked; absent: by none. */
  readonly ignores?: (before: Server, event: Event) => ClauseId | undefined;
  /** Compares what no expectation holds, such as the order of effects. Absent: there is nothing. */
  readonly compare?: (comparison: Comparison, observation: Observation) => void;
  /** Its own messages, of which `compare` says when they are sent. Absent: `expect` says it of all. */
  readonly sends?: readonly Message['type'][];
  /** When its clauses have acted. */
  readonly claims: Readonly<Partial<Record<ClauseId, Claim>>>;
}
