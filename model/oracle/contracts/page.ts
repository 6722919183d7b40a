/** What an optional page brings to the contracts. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type { Event, Server } from '../../../src/core/types.ts';
import type { Claim } from './claims.ts';
import type { Expected } from './expected.ts';

/** What an optional page says about one step. */
export interface ContractPage {
  /** Writes down what it expects. `figure` writes down what the figure does, for a page that begins there. */
  readonly expect: (before: Server, event: Event, expected: Expected, figure: () => void) => void;
  /** When its clauses have acted. */
  readonly claims: Readonly<Partial<Record<ClauseId, Claim>>>;
}
