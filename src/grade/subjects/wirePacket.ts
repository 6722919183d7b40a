/** A packet of a subject whose RPCs have methods and fields: what the checks of the wire read. */
import type { LabPacket } from '../../../model/runs/labs/index.ts';

/** Half of an RPC, as the host carries it. */
export interface WirePacket extends LabPacket {
  /** The name of the RPC's method, such as `RequestVote`. */
  readonly method: string;
  /** The exported fields of the arguments or of the reply, as JSON; empty: they can't be written so. */
  readonly view: string;
}
