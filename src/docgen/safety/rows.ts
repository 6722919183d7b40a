/** The rows of the page of safety: a clause, a defect, what was measured of it, and what that costs. */

import { coreProperties } from '../../../model/properties/index.ts';
import type { ClauseId } from '../../core/clauses.ts';
import { slugOf } from '../../text/slug.ts';
import { COMMAND, type MeasuredDefect, type Measurements, measuredPath } from './measured.ts';
import type { Weakening } from './weakenings.ts';

/** What a weakened clause costs: safety before all else, then progress. */
export type SafetyCost = 'safety' | 'progress' | 'neither';

/** A weakening with what was measured of its defect. */
export interface SafetyRow extends Weakening {
  readonly measured: MeasuredDefect;
  readonly cost: SafetyCost;
}

/** The row of a weakening.
 *
 * @throws Error when its defect was not measured.
 */
export const rowOf = (weakening: Weakening, all: Measurements): SafetyRow => {
  const measured = all[weakening.defect.id];
  if (!measured) throw new Error(`${weakening.defect.id} is not in ${measuredPath}; run ${COMMAND}`);
  return { ...weakening, measured, cost: costOf(weakening, measured) };
};

const costOf = ({ claims, defect, matrix }: Weakening, { fall, torture }: MeasuredDefect): SafetyCost => {
  const told = torture?.property ?? harmIn(defect) ?? '';
  if (fall || [told, ...claims].some(isOfFive)) return 'safety';
  const isStill = [told, ...claims].some((claim) => claim.startsWith('LP-') || claim === 'repeats');
  return isStill || ['killed by liveness', 'hinders progress'].includes(matrix?.outcome ?? '') ? 'progress' : 'neither';
};

/** Is it one of the five of Figure 3? */
export const isOfFive = (property: string): boolean => coreProperties.some((core) => core === property);

/** The property that falls in a run of its own, where the defect tells of one. */
export const harmIn = ({ harm = '' }: Weakening['defect']): ClauseId | undefined =>
  /\b(?:SP-[1-5]|LP-\d)\b/.exec(harm)?.[0] as ClauseId | undefined;

/** What a row shows of the run in which a property falls. */
interface ShownFall {
  readonly property: ClauseId | null;
  readonly steps: number | null;
  readonly isShortest: boolean;
  readonly servers: number | null;
  readonly where: string;
}

/** Where a property of Figure 3 falls. */
export const fallOf = ({ defect, claims, measured: { fall, torture } }: SafetyRow): ShownFall => {
  if (fall) return { ...fall, where: `[${fall.world}](../reference/configurations.md#${slugOf(fall.world)})` };
  if (torture && isOfFive(torture.property)) {
    const { property, steps, servers, seed } = torture;
    return { property, steps, servers, isShortest: false, where: `random run ${seed}` };
  }
  const nowhere = { steps: null, isShortest: false, servers: null };
  const harm = harmIn(defect);
  if (harm && isOfFive(harm))
    return { ...nowhere, property: harm, where: '[a run of its own](../../test/model/mutants/heldOut.test.ts)' };
  const claimed = claims.find(isOfFive) as ClauseId | undefined;
  return { ...nowhere, property: claimed ?? null, where: claimed ? 'its experiment' : '' };
};
