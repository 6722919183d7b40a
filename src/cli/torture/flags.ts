/** What is said to `torture`. */
import type { SharedFlags } from '../support/options.ts';

export interface TortureFlags extends Pick<SharedFlags, 'seed' | 'out' | 'json'> {
  readonly kills: number;
  readonly servers: number;
  readonly clients: number;
}
