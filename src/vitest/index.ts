// Room src/vitest. Assertions for tests of models and protocols of one's own.
// What may be touched here: options, and the words of a failure. It imports no test runner and no command line.

/**
 * Assertions for tests: that a model of one's own is safe, that rules of one's own are Raft, that a counterexample does no harm
 * any more. They throw errors that any test runner shows; they are made for vitest and need nothing of it.
 *
 * @module figure2/vitest
 */
export { ExpectationFailed } from './failure.ts';
export { assertSafe, type SafeOptions } from './model.ts';
export { assertProtocol, checkProtocol, type ProtocolOptions, type ProtocolReport } from './protocol.ts';
export {
  assertFixed,
  /** The former name of `assertFixed`; it goes with 0.2.0. */
  assertFixed as assertMended,
  type FixedOptions,
} from './trace.ts';
