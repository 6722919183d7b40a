/** The options of `conform`, as they are read from the command line. */
import type { SharedFlags } from '../support/options.ts';

export interface ConformFlags extends Pick<SharedFlags, 'steps' | 'protocolFile' | 'json'> {
  readonly traces: number;
  readonly seed?: bigint;
  /** A recording that the specification follows. */
  readonly trace?: string;
  /** Which specification it is held against; left out: ours. */
  readonly against?: 'raft.qnt' | 'raft.tla';
  /** The jar of TLC, which is to judge in place of our own search. */
  readonly tlc?: string;
  /** The published raft.tla, for TLC. */
  readonly tla?: string;
  /** Where the trace that shows a difference goes. */
  readonly itf?: string;
}
