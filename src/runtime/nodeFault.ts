/** Why a node has ended by itself. */

/** A node can't go on: its disk, the user's state machine or its network has failed. One line; the cause stands beside it. */
export class NodeFault extends Error {
  /** What it is called in a stack. */
  override readonly name = 'NodeFault';

  constructor(message: string, cause: unknown) {
    super(`${message}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
