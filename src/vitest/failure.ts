/**
 * An expectation that was not met, as test runners show it. `report` is what was found, as data.
 *
 * @example
 * ```ts
 * import { mutants, shippedProtocol } from 'figure2/model';
 * import { assertProtocol, ExpectationFailed } from 'figure2/vitest';
 *
 * const protocol = mutants.find(({ id }) => id === 'A28')?.protocol ?? shippedProtocol;
 * try {
 *   assertProtocol(protocol, { labs: ['FailNoAgree3B'], worlds: [], tortureRuns: 0, randomRuns: 0 });
 * } catch (error) {
 *   console.log(error instanceof ExpectationFailed && error.message.includes('D-2')); // true
 * }
 * ```
 */
export class ExpectationFailed<Report = unknown> extends Error {
  /** What runners take for a failed assertion, and not for a broken test. */
  override readonly name = 'AssertionError';
  /** What the assertions of Node have; some runners look for it. */
  readonly code = 'ERR_ASSERTION';
  /** What was found. */
  readonly report: Report;

  /** @param assertion the function that was called: the stack begins with whoever called it. */
  constructor(message: string, report: Report, assertion: (...args: never[]) => unknown) {
    super(message);
    this.report = report;
    Error.captureStackTrace(this, assertion);
  }
}

/** Lines of a message, indented below its first line. */
export const indent = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => (line === '' ? '' : `  ${line}`));
