/**
 * What a leader has taken in its term and not yet committed: its log grows by it as long as no majority answers. Entries of earlier terms don't
 * count, since they are committed by one of the present term only (RS-L-4), which must not be refused because of them.
 */
import type { Index, Term } from '../core/types.ts';

export class Backlog {
  #term: Term = 0;
  /** How long the commands are, by their place in the log, the first place first. */
  readonly #lengths = new Map<Index, number>();
  #length = 0;

  /** A command stands in a place of the log of a leader, behind those that it has taken before. */
  place(index: Index, term: Term, length: number): void {
    if (term !== this.#term) this.#clear(term);
    this.#lengths.set(index, length);
    this.#length += length;
  }

  /** How many commands of a term they are, and UTF-16 code units of all of them. */
  ofTerm(term: Term): { readonly count: number; readonly length: number } {
    return term === this.#term ? { count: this.#lengths.size, length: this.#length } : { count: 0, length: 0 };
  }

  /** What stands up to an index is decided. */
  commit(upTo: Index): void {
    for (const [index, length] of this.#lengths) {
      if (index > upTo) return;
      this.#lengths.delete(index);
      this.#length -= length;
    }
  }

  #clear(term: Term): void {
    this.#term = term;
    this.#lengths.clear();
    this.#length = 0;
  }
}
