/** Worlds that begin where a rare defect can show: what a search from a cold start would need too many steps for. */

import type { Config } from "../configs/config.ts";

export interface Directed {
  readonly config: Config;
  /** The defects for which it was made. */
  readonly mutants: readonly string[];
}

export const directed: readonly Directed[] = [];
