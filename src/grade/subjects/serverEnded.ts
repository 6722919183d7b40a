/** A server has done what ends a scenario: it has ended itself, it has panicked, it never waits. */
export class ServerEnded extends Error {
  /** What it has printed on its error output, where it has one. */
  readonly printed: string;
  constructor(because: string, printed = '') {
    super(because);
    this.printed = printed;
  }
}
