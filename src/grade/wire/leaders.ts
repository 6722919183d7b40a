/** W2 and W4: a term has one leader, and a majority voted for it before it led. */
import { nameOf } from '../../../model/runs/labs/index.ts';
import { at, type WireHistory } from './history.ts';
import type { Verdicts } from './verdicts.ts';

interface Leader {
  readonly server: number;
  readonly term: number;
  readonly atMs: number;
  /** What it sent first. */
  readonly method: string;
  /** Whose votes it had then, beside its own. */
  readonly voters: readonly number[];
}

export class Leaders {
  readonly #history: WireHistory;
  readonly #verdicts: Verdicts;
  /** Who voted for whom, by candidate and term, as far as the candidate was told. */
  readonly #voters = new Map<string, Set<number>>();
  readonly #leaders = new Map<number, Leader[]>();
  /** Those that led before it was known that granted votes are recognised. */
  #unjudged: Leader[] = [];
  #isGrantKnown = false;

  constructor(history: WireHistory, verdicts: Verdicts) {
    this.#history = history;
    this.#verdicts = verdicts;
  }

  /** A granted vote has left. */
  granted(): void {
    if (this.#isGrantKnown) return;
    this.#isGrantKnown = true;
    for (const leader of this.#unjudged) this.#judge(leader);
    this.#unjudged = [];
  }

  /** A granted vote has come to its candidate. */
  counted({
    candidate,
    term,
    voter,
  }: {
    readonly candidate: number;
    readonly term: number;
    readonly voter: number;
  }): void {
    const key = `${candidate} ${term}`;
    const voters = this.#voters.get(key) ?? new Set();
    this.#voters.set(key, voters.add(voter));
  }

  /** Has this server sent anything as the leader of this term? */
  hasLed(server: number, term: number): boolean {
    return this.#leaders.get(term)?.some((leader) => leader.server === server) ?? false;
  }

  /** A server sends what only the leader of its term sends. */
  led({ server, term, atMs, method }: Omit<Leader, 'voters'>): void {
    if (term <= 0) return;
    this.#verdicts.judged('W2');
    if (this.hasLed(server, term)) return;
    const voters = [...(this.#voters.get(`${server} ${term}`) ?? [])].filter((voter) => voter !== server);
    const leader = { server, term, atMs, method, voters };
    const [first] = this.#leaders.get(term) ?? [];
    this.#leaders.set(term, [...(this.#leaders.get(term) ?? []), leader]);
    if (first) this.#double(first, leader);
    if (this.#isGrantKnown) this.#judge(leader);
    else this.#unjudged.push(leader);
  }

  #double(first: Leader, second: Leader): void {
    this.#verdicts.broken({
      check: 'W2',
      clause: 'SP-1',
      because:
        `term ${first.term} has one leader, but ${nameOf(first.server)} sent ${first.method} in it ${at(first.atMs)}, ` +
        `and ${nameOf(second.server)} sent ${second.method} ${at(second.atMs)}`,
      atMs: second.atMs,
      evidence: [first, second],
    });
  }

  #judge({ server, term, atMs, method, voters }: Leader): void {
    this.#verdicts.judged('W4');
    const { servers } = this.#history;
    if (2 * (voters.length + 1) > servers) return;
    const names = [server, ...voters].map(nameOf).join(', ');
    this.#verdicts.broken({
      check: 'W4',
      clause: 'RS-C-2',
      because:
        `${nameOf(server)} leads term ${term} and sent ${method} ${at(atMs)}, but until then it had ${voters.length + 1} of ` +
        `${servers} votes (${names}), where a majority is ${Math.floor(servers / 2) + 1}`,
      atMs,
      evidence: [{ server, atMs }],
    });
  }
}
