/** What is said of bytes that can't be read. */

/**
 * Bytes that are no value of the kind that was asked for. Whoever reads bytes of others catches it, and says of which file or peer
 * they are.
 */
export class MalformedBytes extends Error {
  override readonly name = 'MalformedBytes';
}
