/** A part of a check: tasks of one kind, place after place, until there are no more, enough was done, or something is broken. */

/** What can be asked for. Threads do it (`threads/onThreads.ts`), or whoever asks (`inThisThread.ts`). */
export type JobName = 'watchLab' | 'exploreConfig' | 'torture' | 'random' | 'tellUncut' | 'explain';

export interface Part<Task, Result> {
  readonly job: JobName;
  /** What is to be done at a place, counted from 0; undefined: there is no more. */
  readonly taskAt: (place: number) => Task | undefined;
  /** Does the part end with this result? */
  readonly isLast: (result: Result) => boolean;
  /** Has enough been done? */
  readonly isOver: () => boolean;
  readonly onTask?: (task: Task) => void;
  readonly onResult?: (result: Result) => void;
}

/** A part of which only whoever asks for it knows what it is about. */
export type AnyPart = Part<object, unknown>;

/** A check, or a piece of one: it asks for parts, gets their results, and does not know who does them. */
export type Asking<Outcome> = Generator<AnyPart, Outcome, readonly unknown[]>;

/** Asks for a part; its results are in the order of their places. */
export function* resultsOf<Task extends object, Result>(part: Part<Task, Result>): Asking<readonly Result[]> {
  return (yield part as unknown as AnyPart) as readonly Result[];
}
