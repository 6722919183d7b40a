/** The options of `conform`, as they are read from the command line. */

export interface ConformFlags {
  readonly traces: number;
  readonly steps: number;
  readonly seed?: bigint;
  /** A recording that the specification follows. */
  readonly trace?: string;
  readonly protocolFile?: string;
  /** Where the trace that shows a difference goes. */
  readonly itf?: string;
  readonly json?: boolean;
}
