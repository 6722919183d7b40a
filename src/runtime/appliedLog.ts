/** The entries that a node applies, for whoever wants to follow them. Nothing is kept for a reader: it reads the log itself. */
import { commandOf } from '../core/entries.ts';
import { entryAt } from '../core/log.ts';
import type { Index, Server } from '../core/types.ts';
import type { AppliedEntry } from '../kv/stateMachine.ts';

/** A reader was so slow that a snapshot has taken the place of what it would have read next. */
export class AppliedGap extends Error {
  /** What it is called in a stack. */
  override readonly name = 'AppliedGap';
}

/** The entries that are applied from now on, one after the other; over when the node ends. */
export class AppliedLog implements AsyncIterable<AppliedEntry> {
  readonly #view: () => Pick<Server, 'lastApplied' | 'log'>;
  #isOver = false;
  #waiting: (() => void)[] = [];

  /** @param view what has been given to the state machine by now, and the log. */
  constructor(view: () => Pick<Server, 'lastApplied' | 'log'>) {
    this.#view = view;
  }

  /** Something was applied. */
  advance(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  /** Nothing will be applied any more. */
  end(): void {
    this.#isOver = true;
    this.advance();
  }

  /** One reader, from the next entry on. */
  async *[Symbol.asyncIterator](): AsyncGenerator<AppliedEntry, void> {
    let index = this.#view().lastApplied + 1;
    for (;;) {
      const { lastApplied, log } = this.#view();
      if (index <= log.snapshotIndex) throw gap(index, log.snapshotIndex);
      if (index <= lastApplied) {
        const entry = entryAt(log, index);
        const command = entry && commandOf(entry);
        if (command !== undefined) yield { index, term: entry?.term ?? 0, command };
        index++;
      } else if (this.#isOver) return;
      else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

const gap = (index: Index, snapshotIndex: Index): AppliedGap =>
  new AppliedGap(
    `entries ${index} to ${snapshotIndex} were compacted before they were read: read faster, make snapshots rarer, or begin again from a snapshot`,
  );
