/** An expectation that was not met, as test runners show it. `report` is what was found, as data. */
export class ExpectationFailed<Report = unknown> extends Error {
  override readonly name = 'AssertionError';
  /** What the assertions of Node have; some runners look for it. */
  readonly code = 'ERR_ASSERTION';
  readonly report: Report;

  /** @param assertion the function that was called: the stack begins with whoever called it. */
  constructor(message: string, report: Report, assertion: (...args: never[]) => unknown) {
    super(message);
    this.report = report;
    Error.captureStackTrace(this, assertion);
  }
}

/** Lines of a message, indented below its first line. */
export const indented = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => (line === '' ? '' : `  ${line}`));
