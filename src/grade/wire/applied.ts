/** W5 and W6: all servers apply one command at an index, and no snapshot takes a running state machine back. */

import type { ApplyMessage, Saved } from '../../../model/runs/labs/index.ts';
import { nameOf } from '../../../model/runs/labs/index.ts';
import { at, brief } from './history.ts';
import type { Verdicts } from './verdicts.ts';

interface Held {
  readonly server: number;
  readonly atMs: number;
  readonly content: string;
}

/** What a sentence says that a server did with a snapshot. */
type Deed = 'wrote' | 'installed';

export class Applied {
  readonly #verdicts: Verdicts;
  readonly #commands = new Map<number, Held>();
  readonly #snapshots = new Map<number, Held & { readonly deed: Deed }>();
  /** The index of each snapshot that was written, by its bytes. */
  readonly #indexes = new Map<string, number>();
  readonly #last = new Map<number, number>();
  readonly #furthest = new Map<number, number>();
  /** When each state machine was last moved by what it was given. */
  readonly #lastMs = new Map<number, number>();

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts;
  }

  /** The last index that a server ever had in its state machine; 0: none. */
  furthestOf(server: number): number {
    return this.#furthest.get(server) ?? 0;
  }

  /** A state machine starts from the snapshot on its server's disk. */
  booted(server: number, saved: Saved | null): void {
    const index = this.#indexes.get(saved?.snapshot ?? '');
    this.#moveTo(server, index ?? 0);
  }

  /** A service has written itself down. What it writes follows from what it applied, and from nothing else. */
  compacted(server: number, index: number, data: string, atMs: number): void {
    this.#indexes.set(data, index);
    this.#compareSnapshot(index, { server, atMs, content: data, deed: 'wrote' });
  }

  applied(server: number, message: ApplyMessage, atMs: number): void {
    const { index } = message;
    if (message.type === 'command') this.#compareCommand(index, { server, atMs, content: message.command });
    else this.#install(server, index, message.data, atMs);
    this.#moveTo(server, index);
    this.#lastMs.set(server, atMs);
  }

  #moveTo(server: number, index: number): void {
    this.#last.set(server, index);
    this.#furthest.set(server, Math.max(index, this.furthestOf(server)));
  }

  #install(server: number, index: number, data: string, atMs: number): void {
    this.#compareSnapshot(index, { server, atMs, content: data, deed: 'installed' });
    const last = this.#last.get(server) ?? 0;
    if (last === 0) return;
    this.#verdicts.judged('W6');
    if (index >= last) return;
    this.#verdicts.broken({
      check: 'W6',
      clause: 'SP-17',
      because: `${nameOf(server)} had applied up to index ${last}, but ${at(atMs)} a snapshot took it back to index ${index}`,
      atMs,
      evidence: [{ server, atMs: this.#lastMs.get(server) ?? atMs }],
    });
  }

  #compareCommand(index: number, held: Held): void {
    const first = this.#commands.get(index);
    if (!first) {
      this.#commands.set(index, held);
      return;
    }
    this.#verdicts.judged('W5');
    if (first.content === held.content) return;
    this.#verdicts.broken({
      check: 'W5',
      clause: 'SP-5',
      because:
        `at index ${index} all servers apply one command, but ${nameOf(first.server)} applied ${brief(first.content)} ` +
        `${at(first.atMs)}, and ${nameOf(held.server)} applied ${brief(held.content)} ${at(held.atMs)}`,
      atMs: held.atMs,
      evidence: [first],
    });
  }

  #compareSnapshot(index: number, held: Held & { readonly deed: Deed }): void {
    const first = this.#snapshots.get(index);
    if (!first) {
      this.#snapshots.set(index, held);
      return;
    }
    this.#verdicts.judged('W5');
    if (first.content === held.content) return;
    const from = Math.max(0, commonStart(first.content, held.content) - 10);
    const [one, other] = [first, held].map(({ content }) => brief(content.slice(from)) || 'nothing more');
    this.#verdicts.broken({
      check: 'W5',
      clause: 'SP-15',
      because:
        `a snapshot of index ${index} holds one state, but ${nameOf(first.server)} ${first.deed} one ${at(first.atMs)} with ${one} ` +
        `where ${nameOf(held.server)} ${held.deed} one ${at(held.atMs)} with ${other} (from character ${from + 1} on)`,
      atMs: held.atMs,
      evidence: [first],
    });
  }
}

const commonStart = (one: string, other: string): number => {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
};
