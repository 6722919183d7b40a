/** W3: the term of a server does not fall, over crashes too. */
import { nameOf } from '../../../model/runs/labs/index.ts';
import { at, type WireHistory, type WireMoment } from './history.ts';
import type { Verdicts } from './verdicts.ts';

interface Told extends WireMoment {
  readonly term: number;
  /** In what it told it. */
  readonly method: string;
}

export class Terms {
  readonly #history: WireHistory;
  readonly #verdicts: Verdicts;
  readonly #highest = new Map<number, Told>();

  constructor(history: WireHistory, verdicts: Verdicts) {
    this.#history = history;
    this.#verdicts = verdicts;
  }

  /** The highest term that a server has told; 0: none. */
  toldBy(server: number): number {
    return this.#highest.get(server)?.term ?? 0;
  }

  /** A server tells its term, in a request or a reply. */
  tells({ server, term, atMs, method }: Omit<Told, 'life'>): void {
    if (term <= this.toldBy(server)) return;
    this.#highest.set(server, { server, term, atMs, method, life: this.#history.lifeOf(server) });
  }

  /** A server answers, and had told a term before it was asked. */
  answers({ toldTerm, ...answer }: Omit<Told, 'life'> & { readonly toldTerm: number }): void {
    const { server, term, atMs, method } = answer;
    if (term > 0 && toldTerm > 0) {
      this.#verdicts.judged('W3');
      if (term < toldTerm) this.#broken(answer);
    }
    this.tells({ server, term, atMs, method });
  }

  #broken({ server, term, atMs, method }: Omit<Told, 'life'>): void {
    const highest = this.#highest.get(server);
    if (!highest) return;
    const between = this.#history.lifeOf(server) === highest.life ? '' : ', after a restart,';
    this.#verdicts.broken({
      check: 'W3',
      clause: 'SP-6',
      because:
        `the term of ${nameOf(server)} never falls, but it was ${highest.term} in ${highest.method} ${at(highest.atMs)} ` +
        `and${between} ${term} in its reply to ${method} ${at(atMs)}`,
      atMs,
      evidence: [highest],
    });
  }
}
