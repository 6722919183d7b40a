/** W7: an entry that is sent at one index and term is one command in the whole run. */

import type { Started } from '../../../model/runs/labs/index.ts';
import { nameOf } from '../../../model/runs/labs/index.ts';
import { at, brief, textOf } from './history.ts';
import type { Verdicts } from './verdicts.ts';
import type { WireEntry, WireMessage } from './view.ts';

interface SentEntry {
  readonly server: number;
  readonly atMs: number;
  readonly command: string;
}

export class Entries {
  readonly #verdicts: Verdicts;
  readonly #sent = new Map<string, SentEntry>();
  /** Where leaders said that a command is, and where it was on the wire, by term and command. */
  readonly #told = new Map<string, Set<number>>();
  readonly #seen = new Map<string, Set<number>>();
  /** What each server has sent at an index last: a leader sends the same entries many times. */
  readonly #latest = new Map<number, Map<number, WireEntry>>();

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts;
  }

  /** A leader took a command, and said where it is. */
  started(command: string, { index, term, isLeader }: Started): void {
    if (isLeader) note(this.#told, `${term} ${command}`, index);
  }

  /** Entries leave for another server. */
  sent({ from: server, entries = [], previous }: WireMessage, atMs: number): void {
    const latest = this.#latestOf(server);
    for (const [place, entry] of entries.entries()) {
      const { term, command, index: own } = entry;
      const index = own ?? (previous === undefined ? undefined : previous + 1 + place);
      if (index === undefined || term === undefined || command === undefined) continue;
      const before = latest.get(index);
      if (before?.term === term && before.command === command) {
        this.#verdicts.judged('W7');
        continue;
      }
      latest.set(index, entry);
      note(this.#seen, `${term} ${textOf(command)}`, index);
      this.#compare({ index, term }, { server, atMs, command });
    }
  }

  /**
   * Do the indexes on the wire stand for places in the log? They may count from elsewhere than those that leaders told, but
   * always from the same place. Can be said when the run is over.
   */
  get areIndexes(): boolean {
    const shifts = new Set<number>();
    for (const [key, seen] of this.#seen) {
      const told = this.#told.get(key);
      if (!told) continue;
      if (seen.size > told.size) return false;
      if (told.size === 1) for (const index of seen) shifts.add(index - Math.max(...told));
    }
    return shifts.size <= 1;
  }

  #latestOf(server: number): Map<number, WireEntry> {
    const known = this.#latest.get(server) ?? new Map<number, WireEntry>();
    this.#latest.set(server, known);
    return known;
  }

  #compare({ index, term }: { readonly index: number; readonly term: number }, entry: SentEntry): void {
    const key = `${index} ${term}`;
    const first = this.#sent.get(key);
    if (!first) {
      this.#sent.set(key, entry);
      return;
    }
    this.#verdicts.judged('W7');
    if (first.command === entry.command) return;
    this.#verdicts.broken({
      check: 'W7',
      clause: 'SP-3',
      because:
        `the entry at index ${index} of term ${term} is one command, but ${nameOf(first.server)} sent ${brief(first.command)} ` +
        `${at(first.atMs)}, and ${nameOf(entry.server)} sent ${brief(entry.command)} ${at(entry.atMs)}`,
      atMs: entry.atMs,
      evidence: [first],
    });
  }
}

const note = (places: Map<string, Set<number>>, key: string, index: number): void => {
  const known = places.get(key) ?? new Set();
  places.set(key, known.add(index));
};
