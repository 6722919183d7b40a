/** Something that was looked for: a broken property, or a state of which `sometimes` is true. */
export interface Found {
  readonly property: number;
  /** The levels that were complete when it was found: how long its path is. */
  readonly depth: number;
  /** The row that it was reached from; -1: it is initial. */
  readonly parent: number;
  readonly row: readonly number[];
  readonly because?: string;
}
