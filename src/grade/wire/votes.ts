/** W1: a server votes for one candidate in a term, over crashes too. */
import { nameOf } from '../../../model/runs/labs/index.ts';
import { at, type WireHistory, type WireMoment } from './history.ts';
import type { Verdicts } from './verdicts.ts';

interface Vote extends WireMoment {
  readonly term: number;
  readonly candidate: number;
}

export class Votes {
  readonly #history: WireHistory;
  readonly #verdicts: Verdicts;
  readonly #cast = new Map<string, Vote>();
  /** Which leaders a server has heard of, by server and term. */
  readonly #heard = new Map<string, Set<number>>();

  constructor(history: WireHistory, verdicts: Verdicts) {
    this.#history = history;
    this.#verdicts = verdicts;
  }

  /** A server hears of a leader. To vote for it afterwards decides nothing. */
  heard(server: number, leader: number, term: number): void {
    const key = `${server} ${term}`;
    const leaders = this.#heard.get(key);
    if (leaders) leaders.add(leader);
    else this.#heard.set(key, new Set([leader]));
  }

  /** A server gives its vote away, or asks for votes and so has its own. */
  cast({ server, term, candidate, atMs }: Omit<Vote, 'life'>): void {
    if (term <= 0) return;
    if (server !== candidate) this.#verdicts.judged('W1');
    const vote: Vote = { server, term, candidate, atMs, life: this.#history.lifeOf(server) };
    const key = `${server} ${term}`;
    const earlier = this.#cast.get(key);
    if (!earlier) this.#cast.set(key, vote);
    else if (earlier.candidate !== candidate && !this.#heard.get(key)?.has(candidate)) this.#broken(earlier, vote);
  }

  #broken(earlier: Vote, later: Vote): void {
    const { server, term, candidate, atMs, life } = later;
    const between = life === earlier.life ? '' : ', after a restart,';
    this.#verdicts.broken({
      check: 'W1',
      clause: life !== earlier.life ? 'ST-2' : candidate === server ? 'RS-C-1' : 'RV-2',
      because:
        `${nameOf(server)} has one vote in term ${term}, but it voted for ${nameOfCandidate(earlier)} ` +
        `${at(earlier.atMs)} and${between} for ${nameOfCandidate(later)} ${at(atMs)}`,
      atMs,
      evidence: [earlier],
    });
  }
}

const nameOfCandidate = ({ server, candidate }: Vote): string => (server === candidate ? 'itself' : nameOf(candidate));
