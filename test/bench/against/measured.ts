/** What one run of a piece of work was: how much of it, and the CPU that it took. */
export interface Measured {
  /** In units of its own: events, steps, worlds. The same in two builds that behave the same. */
  readonly work: number;
  /** Of CPU, all threads together. */
  readonly seconds: number;
}
