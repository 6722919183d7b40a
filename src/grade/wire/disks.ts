/** W8: a term is told, a vote is given and entries are acknowledged only after they are on the disk. */

import type { Saved } from '../../../model/runs/labs/index.ts';
import { nameOf } from '../../../model/runs/labs/index.ts';
import { type Arrival, at } from './history.ts';
import type { Verdicts } from './verdicts.ts';
import type { WireEntry, WireMessage } from './view.ts';

interface Disk {
  raftState: string | null;
  /** How often it has changed. */
  changes: number;
  /** How often it had changed when the server could first know of a vote or an entry, and when that was. */
  readonly known: Map<string, { readonly changes: number; readonly atMs: number }>;
  /** The last answer that told a term: how often the disk had changed when its request came. */
  told: Told;
  /** The highest term in which it has asked for votes. */
  asked: number;
  /** The last index that a snapshot may have brought; infinity: it can't be told. */
  covered: number;
  /** Entries may have come by messages that are not recognised. */
  hasOtherSources: boolean;
}

interface Told {
  readonly term: number;
  readonly changes: number;
  readonly atMs: number;
}

/** Something that has to be on the disk. */
export interface Answer {
  readonly server: number;
  readonly request: WireMessage;
  readonly atMs: number;
}

export class Disks {
  readonly #verdicts: Verdicts;
  readonly #disks = new Map<number, Disk>();

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts;
  }

  booted(server: number, saved: Saved | null): void {
    this.#of(server).raftState = saved?.raftState ?? null;
  }

  saved(server: number, { raftState }: Saved): void {
    const disk = this.#of(server);
    if (raftState === disk.raftState) return;
    disk.raftState = raftState;
    disk.changes++;
  }

  /** What a server sends it had, and it may have had it before anybody else. */
  sent({ from, entries = [] }: WireMessage): void {
    const { known } = this.#of(from);
    for (const entry of entries) known.set(keyOfEntry(entry), { changes: -1, atMs: 0 });
  }

  /** From now on a server may know of what a message says. */
  delivered({ type, from, to, kind, term, entries = [], covered, hasOtherLists }: WireMessage, atMs: number): void {
    const disk = this.#of(to);
    if (kind === 'snapshot' && type === 'request') disk.covered = Math.max(disk.covered, covered ?? Infinity);
    if (hasOtherLists) disk.hasOtherSources = true;
    const keys = [...(term === undefined ? [] : [keyOfVote(term, from)]), ...entries.map(keyOfEntry)];
    for (const key of keys) if (!disk.known.has(key)) disk.known.set(key, { changes: disk.changes, atMs });
  }

  /** A server tells its term in an answer: when the request came, its term was no greater. */
  answered({ server, request, atMs }: Answer, term: number, { toldTerm, changes }: Arrival): void {
    if (term <= 0 || term < toldTerm) return;
    const disk = this.#of(server);
    const { told } = disk;
    disk.told = { term, changes, atMs };
    if (told.term <= 0 || told.term >= term) return;
    this.#verdicts.judged('W8');
    if (disk.changes > told.changes) return;
    this.#broken(server, atMs, `told term ${term} in its reply to ${request.method}`, {
      words: termOf(told),
      atMs: told.atMs,
    });
  }

  /** How often the disk of a server has changed. */
  changesOf(server: number): number {
    return this.#of(server).changes;
  }

  /** A server asks for votes, and so has voted for itself. */
  asked(server: number, term: number, atMs: number): void {
    const disk = this.#of(server);
    if (term <= disk.asked) return;
    disk.asked = term;
    const { told } = disk;
    if (told.term >= term) return;
    this.#verdicts.judged('W8');
    if (disk.changes > told.changes) return;
    const since = told.term > 0 ? termOf(told) : 'it began with an empty disk';
    this.#broken(server, atMs, `asked for votes in term ${term}`, { words: since, atMs: told.atMs });
  }

  /** A granted vote leaves. Who asks itself too has saved its vote before it asked. */
  granted({ server, request, atMs }: Answer): void {
    const { term = 0, from } = request;
    if (term <= 0 || from === server) return;
    const since = this.#unsaved(server, keyOfVote(term, from));
    if (since === undefined) return;
    this.#broken(server, atMs, `gave its vote in term ${term} to ${nameOf(from)}`, {
      words: `its request came ${at(since)}`,
      atMs: since,
    });
  }

  /**
   * Entries are acknowledged.
   *
   * @param hasLed - Has this server led a term? Then it may have had its entries all along.
   * @param furthest - The last index that it ever applied.
   */
  acknowledged({ server, request, atMs }: Answer, hasLed: (term: number) => boolean, furthest: number): void {
    const { entries = [], previous } = request;
    const last = entries.at(-1);
    const { covered, hasOtherSources } = this.#of(server);
    if (last?.term === undefined || last.command === undefined || hasOtherSources || hasLed(last.term)) return;
    const index = last.index ?? (previous === undefined ? undefined : previous + entries.length);
    if (index === undefined ? covered > 0 : index <= Math.max(covered, furthest)) return;
    const since = this.#unsaved(server, keyOfEntry(last));
    if (since === undefined) return;
    const where = index === undefined ? '' : ` up to index ${index}`;
    const deed = `acknowledged entries${where} in term ${request.term ?? '?'}`;
    this.#broken(server, atMs, deed, { words: `they came ${at(since)}`, atMs: since });
  }

  /** Since when something should have been saved and has not been; undefined: nothing is missing. */
  #unsaved(server: number, key: string): number | undefined {
    const { known, changes } = this.#of(server);
    const first = known.get(key);
    if (!first) return undefined;
    this.#verdicts.judged('W8');
    return changes === first.changes ? first.atMs : undefined;
  }

  #broken(server: number, atMs: number, deed: string, since: { readonly words: string; readonly atMs: number }): void {
    this.#verdicts.broken({
      check: 'W8',
      clause: 'ST-8',
      because: `${nameOf(server)} ${deed} ${at(atMs)}, but ${since.words}, and nothing on its disk has changed from then on`,
      atMs,
      evidence: [{ server, atMs: since.atMs }],
    });
  }

  #of(server: number): Disk {
    const disk = this.#disks.get(server);
    if (disk) return disk;
    const fresh: Disk = {
      raftState: null,
      changes: 0,
      known: new Map(),
      told: { term: 0, changes: 0, atMs: 0 },
      asked: 0,
      covered: 0,
      hasOtherSources: false,
    };
    this.#disks.set(server, fresh);
    return fresh;
  }
}

const termOf = ({ term, atMs }: Told): string => `its term was ${term} ${at(atMs)}`;

const keyOfVote = (term: number, candidate: number): string => `vote ${term} ${candidate}`;

/** Known by what it is and not by its place, which submissions count as they like. */
const keyOfEntry = ({ term, command }: WireEntry): string => `entry ${term} ${command}`;
