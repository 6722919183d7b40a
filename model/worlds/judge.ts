/** Properties of worlds: what servers have to do with each other, and with what ever happened. */

import type { Component, ComponentStore } from '../../src/check/explore/componentStore.ts';
import type { Verdict } from '../../src/check/explore/model.ts';
import type { Node } from '../../src/cluster/node.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import type { Index, ServerId } from '../../src/core/types.ts';
import { decideBy } from '../oracle/members.ts';
import {
  apart,
  latestCommitted,
  removedLeader,
  type Standpoint,
  standpointOf,
  unknownBefore,
} from '../properties/membership.ts';
import type { Committed } from '../properties/property.ts';
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

const BITS: Readonly<Partial<Record<ClauseId, number>>> = {
  'SP-3': 1,
  'SP-4': 2,
  'SP-13': 4,
  'SP-14': 8,
  'SP-15': 16,
  'MC-20': 32,
  'MC-21': 64,
  'MC-22': 128,
};

/** The bits of properties, of which `holds` asks. */
export const bitsOf = (names: readonly string[]): number =>
  names.reduce((bits, name) => bits | (BITS[name as ClauseId] ?? 0), 0);

type Deciding = NonNullable<ReturnType<typeof latestCommitted>>;

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
  /** Are there configurations to be asked about? */
  readonly #hasMembers: boolean;
  readonly #standpoints: Standpoint[] = [];
  readonly #deciding: (Deciding | null)[] = [];

  constructor(layout: RowLayout, store: ComponentStore, hasMembers = false) {
    this.#hasMembers = hasMembers;
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
    const having: ServerId[] = [];
    for (let a = 0; a < length; a++) {
      const node = last[a] as number;
      const bits = this.#ghostBits(node, ghost);
      own |= bits;
      if (bits & IS_DURABLE) durable++;
      if (this.#hasMembers && bits & IS_DURABLE) having.push(this.#layout.ids[a] as ServerId);
      for (let b = a + 1; b < length; b++) pairs |= this.#pairBits(node, last[b] as number);
    }
    const deciding = this.#hasMembers ? this.#decidingIn(ghost) : null;
    const isDurable = deciding ? decideBy({ members: deciding.members }, having) : durable * 2 > length;
    this.#judgement =
      (pairs & MISMATCH || own & UNLIKE_BEFORE ? (BITS['SP-3'] ?? 0) : 0) |
      (own & LACKS ? (BITS['SP-4'] ?? 0) : 0) |
      (pairs & UNTRUE ? (BITS['SP-13'] ?? 0) : 0) |
      (isDurable ? 0 : (BITS['SP-14'] ?? 0)) |
      (own & WRONG_SNAPSHOT ? (BITS['SP-15'] ?? 0) : 0) |
      (this.#hasMembers ? this.#membersJudged(last, ghost) : 0);
    return this.#judgement;
  }

  /** The latest configuration that was committed, with the term in which it was; null: none was. */
  #decidingIn(ghost: number): Deciding | null {
    const known = this.#deciding[ghost];
    if (known !== undefined) return known;
    const { committed } = this.#layout.ghosts.valueOf(ghost);
    const entries = committed.flatMap((entry, index) => (entry ? [[index, { by: '', ...entry }] as const] : []));
    const found = latestCommitted(new Map<Index, Committed>(entries)) ?? null;
    this.#deciding[ghost] = found;
    return found;
  }

  #standpointsIn(row: Int32Array): readonly Standpoint[] {
    return this.#layout.ids.map((_id, place) => {
      const number = row[place] as number;
      const { server, disk } = this.#layout.nodes.valueOf(number);
      const standpoint = this.#standpoints[number] ?? standpointOf(server, disk);
      this.#standpoints[number] = standpoint;
      return standpoint;
    });
  }

  /** MC-20, MC-21, MC-22. Where all act by the configuration with which their logs begin, there is nothing to ask. */
  #membersJudged(row: Int32Array, ghost: number): number {
    const everybody = this.#standpointsIn(row);
    if (everybody.every(({ configurations }) => configurations.length < 2)) return 0;
    const latest = this.#decidingIn(ghost) ?? undefined;
    const servers = this.#layout.ids.map((_id, place) => this.#layout.nodes.valueOf(row[place] as number).server);
    return (
      (everybody.every((one) => unknownBefore(one, everybody) === undefined) ? 0 : (BITS['MC-20'] ?? 0)) |
      (apart(everybody) === undefined ? 0 : (BITS['MC-21'] ?? 0)) |
      (servers.every((server) => !server || removedLeader(server, latest) === undefined) ? 0 : (BITS['MC-22'] ?? 0))
    );
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
    if (property === 'MC-20' || property === 'MC-21') {
      const everybody = nodes.map(({ server, disk }) => standpointOf(server, disk));
      if (property === 'MC-21') return firstOf([apart(everybody)]);
      return firstOf(everybody.map((one) => unknownBefore(one, everybody)));
    }
    if (property === 'MC-22') {
      const latest = this.#decidingIn(this.#layout.ghostIn(rows[at + this.#layout.rest] as number)) ?? undefined;
      return firstOf(nodes.map(({ server }) => (server ? removedLeader(server, latest) : undefined)));
    }
    const lacking = nodes.filter((node) => !hasCommitted(node, ghost)).map(({ disk }) => disk.id);
    return `what is committed is not on the disks of ${lacking.join(' ')}, which are no minority`;
  }
}
