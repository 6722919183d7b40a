/** Why a node has ended by itself. */
import { reasonOf } from './systemReason.ts';

/** A node can't go on: its disk, the user's state machine or its network has failed. One line; the cause stands beside it. */
export class NodeFault extends Error {
  /** What it is called in a stack. */
  override readonly name = 'NodeFault';

  constructor(message: string, cause: unknown) {
    super(`${message}: ${reasonOf(cause)}`, { cause });
  }
}
