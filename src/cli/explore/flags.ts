/** What stands behind the flags of `figure2 explore`. */
import type { SharedFlags } from '../support/options.ts';

export interface ExploreFlags
  extends Pick<SharedFlags, 'workers' | 'traces' | 'protocolFile' | 'with' | 'decisions' | 'port' | 'report' | 'json'> {
  readonly list?: boolean;
  readonly ui?: boolean;
  readonly symmetry?: boolean;
  readonly checkpoint?: string;
  readonly resume?: boolean;
  readonly keepGoing?: boolean;
  /** In bytes. */
  readonly memory?: number;
  /** In seconds. */
  readonly budget?: number;
}
