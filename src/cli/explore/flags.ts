/** What stands behind the flags of `figure2 explore`. */
import type { WantedReport } from '../../verify/report/wanted.ts';

export interface ExploreFlags {
  readonly list?: boolean;
  readonly ui?: boolean;
  readonly port?: number;
  readonly workers: number;
  readonly symmetry?: boolean;
  readonly checkpoint?: string;
  readonly resume?: boolean;
  /** In bytes. */
  readonly memory?: number;
  /** In seconds. */
  readonly budget?: number;
  readonly traces?: string;
  readonly protocolFile?: string;
  /** Names of optional pages, with commas between them. */
  readonly with?: string;
  readonly json?: boolean;
  readonly report?: readonly WantedReport[];
}
