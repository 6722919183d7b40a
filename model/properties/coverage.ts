/** Whether a run has put every clause and every property to the test. */
import { type ClauseId, clauses, clausesNotCounted, clausesWithoutCode } from '../../src/core/clauses.ts';
import { protocolWith } from '../../src/core/extensions/index.ts';
import type { ExtensionId } from '../../src/core/types.ts';
import type { Counts } from '../../src/trace/recording.ts';

/** Which clauses a run has to have seen, and has not. */
export interface Coverage {
  /** True: nothing is missing. */
  readonly ok: boolean;
  /** What was never put to the test, in the order of the spec. */
  readonly missing: readonly ClauseId[];
}

/**
 * A run in which some clause never fired, or some property never had anything to check, proves less than it seems to.
 *
 * @example
 * ```ts
 * import { coverage, watchedLab } from 'figure2/model';
 *
 * const { clauses, properties } = watchedLab({ name: 'InitialElection3A', seed: 1 });
 * const { ok, missing } = coverage(clauses, properties);
 * console.log(ok, missing.includes('RS-L-2')); // false true
 * ```
 */
export const coverage = (
  fired: Counts<ClauseId>,
  properties: Counts<ClauseId>,
  /** Of the optional pages that are woven in. */
  extensions: readonly ExtensionId[] = [],
): Coverage => {
  const missing = protocolWith(extensions).clauses.filter(
    (id) => isCounted(id) && !(fired[id] ?? 0) && !(properties[id] ?? 0),
  );
  return { ok: missing.length === 0, missing };
};

const isCounted = (id: ClauseId): boolean => !(id in clausesWithoutCode) && !(id in clausesNotCounted) && id in clauses;
