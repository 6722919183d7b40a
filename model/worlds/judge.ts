/** Properties of worlds: what servers have to do with each other, and with what ever happened. */

import type { Component, ComponentStore } from '../../src/check/explore/componentStore.ts';
import type { Verdict } from '../../src/check/explore/model.ts';
import type { Node } from '../../src/cluster/node.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import { hasCommitted, lackedByLeader, remember, unlikeBefore, type WorldGhost, wrongSnapshot } from './ghost.ts';
import type { Problem } from './oracles.ts';
import { logMismatch, untrueMatch } from './pairwise.ts';
import { NONE, type RowLayout } from './rowLayout.ts';

/** Bits of what is asked of a pair of nodes, and of a node and the ghost. */
const MISMATCH = 1;
const UNTRUE = 2;
const LACKS = 1;
const WRONG_SNAPSHOT = 2;
const IS_DURABLE = 4;
const UNLIKE_BEFORE = 8;

/** The bits of properties, of which `holds` asks. */
export const bitsOf = (names: readonly string[]): number =>
  names.reduce((bits, name) => bits | (BITS[name as ClauseId] ?? 0), 0);

const BITS: Readonly<Partial<Record<ClauseId, number>>> = { 'SP-3': 1, 'SP-4': 2, 'SP-13': 4, 'SP-14': 8, 'SP-15': 16 };

/** What the world remembers after a report. */
export interface Memory {
  readonly ghost: number;
  readonly contradictions: readonly Problem[];
}

export class Judge {
  readonly #layout: RowLayout;
  readonly #pairBits: (a: number, b: number) => number;
  readonly #ghostBits: (node: number, ghost: number) => number;
  readonly #memoryOf: (ghost: number, report: number) => number;
  readonly #memories: Component<Memory>;
  readonly #judgedRow: Int32Array;
  #judgement = 0;

  constructor(layout: RowLayout, store: ComponentStore) {
    this.#layout = layout;
    this.#judgedRow = new Int32Array(layout.width).fill(NONE);
    this.#memories = store.component('memory');
    this.#pairBits = store.memoize((a, b) => this.#computePair(a, b));
    this.#ghostBits = store.memoize((node, ghost) => this.#computeGhostBits(node, ghost));
    this.#memoryOf = store.memoize((ghost, report) => this.#computeMemory(ghost, report));
  }

  /** What is remembered once a server has reported something. */
  memoryAfter(ghost: number, report: number): Memory {
    return this.#memories.valueOf(this.#memoryOf(ghost, report));
  }

  /** Whether a property is true of a world. */
  judge(name: ClauseId, rows: Int32Array, at: number): Verdict {
    const broken = this.#judgementOf(rows, at);
    if ((broken & (BITS[name] ?? 0)) === 0) return true;
    return { ok: false, because: this.#reason(name, rows, at) };
  }

  /** Whether none of these properties, given by their bits, is broken. */
  holds(bits: number, rows: Int32Array, at: number): boolean {
    return (this.#judgementOf(rows, at) & bits) === 0;
  }

  /** Which properties a world breaks. Asked once for each property of a world, computed once for the world. */
  #judgementOf(rows: Int32Array, at: number): number {
    const last = this.#judgedRow;
    let isSame = true;
    for (let place = 0; place < this.#layout.width; place++) if (rows[at + place] !== last[place]) isSame = false;
    if (isSame) return this.#judgement;
    for (let place = 0; place < this.#layout.width; place++) last[place] = rows[at + place] as number;
    const { length } = this.#layout.ids;
    const ghost = this.#layout.ghostIn(last[this.#layout.rest] as number);
    let pairs = 0;
    let own = 0;
    let durable = 0;
    for (let a = 0; a < length; a++) {
      const node = last[a] as number;
      const bits = this.#ghostBits(node, ghost);
      own |= bits;
      if (bits & IS_DURABLE) durable++;
      for (let b = a + 1; b < length; b++) pairs |= this.#pairBits(node, last[b] as number);
    }
    const isDurable = durable * 2 > length;
    this.#judgement =
      (pairs & MISMATCH || own & UNLIKE_BEFORE ? (BITS['SP-3'] ?? 0) : 0) |
      (own & LACKS ? (BITS['SP-4'] ?? 0) : 0) |
      (pairs & UNTRUE ? (BITS['SP-13'] ?? 0) : 0) |
      (isDurable ? 0 : (BITS['SP-14'] ?? 0)) |
      (own & WRONG_SNAPSHOT ? (BITS['SP-15'] ?? 0) : 0);
    return this.#judgement;
  }

  #computePair(a: number, b: number): number {
    const [one, other] = [this.#layout.nodes.valueOf(a), this.#layout.nodes.valueOf(b)];
    const isUntrue = untrueMatch(one, other) !== undefined || untrueMatch(other, one) !== undefined;
    return (logMismatch(one, other) === undefined ? 0 : MISMATCH) + (isUntrue ? UNTRUE : 0);
  }

  #computeGhostBits(number: number, ghostNumber: number): number {
    const [node, ghost] = [this.#layout.nodes.valueOf(number), this.#layout.ghosts.valueOf(ghostNumber)];
    return (
      (lackedByLeader(node, ghost) === undefined ? 0 : LACKS) +
      (wrongSnapshot(node, ghost) === undefined ? 0 : WRONG_SNAPSHOT) +
      (hasCommitted(node, ghost) ? IS_DURABLE : 0) +
      (unlikeBefore(node, ghost) === undefined ? 0 : UNLIKE_BEFORE)
    );
  }

  #computeMemory(ghost: number, report: number): number {
    const { id, report: told } = this.#layout.reports.valueOf(report);
    const { ghost: after, contradictions } = remember(this.#layout.ghosts.valueOf(ghost), told, id);
    return this.#memories.numberOf({ ghost: this.#layout.ghosts.numberOf(after), contradictions });
  }

  #reason(property: ClauseId, rows: Int32Array, at: number): string {
    const nodes = this.#layout.ids.map((_id, place) => this.#layout.nodes.valueOf(rows[at + place] as number));
    const ghost = this.#layout.ghosts.valueOf(this.#layout.ghostIn(rows[at + this.#layout.rest] as number));
    const firstOf = (reasons: readonly (string | undefined)[]): string =>
      reasons.find((reason) => reason !== undefined) ?? property;
    const ofPairs = (reason: (a: Node, b: Node) => string | undefined): string =>
      firstOf(nodes.flatMap((a) => nodes.filter((b) => a !== b).map((b) => reason(a, b))));
    const ofHistory = (
      reason: (node: Node, ghost: WorldGhost) => string | undefined,
    ): readonly (string | undefined)[] => nodes.map((node) => reason(node, ghost));
    if (property === 'SP-3') return firstOf([...ofHistory(unlikeBefore), ofPairs(logMismatch)]);
    if (property === 'SP-13') return ofPairs(untrueMatch);
    if (property === 'SP-4') return firstOf(ofHistory(lackedByLeader));
    if (property === 'SP-15') return firstOf(ofHistory(wrongSnapshot));
    const lacking = nodes.filter((node) => !hasCommitted(node, ghost)).map(({ disk }) => disk.id);
    return `what is committed is not on the disks of ${lacking.join(' ')}, which are no minority`;
  }
}
