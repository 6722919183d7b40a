/** What the checks of the wire have come to in a run: what each has judged, and the first thing that broke it. */
import type { GradeFinding } from '../outcome.ts';
import type { Evidence, RunRecorder } from '../recording/recorder.ts';
import { type WireCheck, wireCheckNames, wireRules } from './rules.ts';

/** Something that breaks a check. */
export interface Breach<C extends WireCheck = WireCheck> {
  readonly check: C;
  readonly clause: (typeof wireRules)[C]['clauses'][number];
  /** One sentence with both values. */
  readonly because: string;
  readonly atMs: number;
  /** What the sentence names, before what happens now: which server did it, and when. */
  readonly evidence: readonly Evidence[];
}

export class Verdicts {
  readonly #seed: number;
  readonly #judged = new Set<WireCheck>();
  readonly #first = new Map<WireCheck, GradeFinding>();
  readonly #recorder: RunRecorder;

  constructor(seed: number, recorder: RunRecorder) {
    this.#seed = seed;
    this.#recorder = recorder;
  }

  /** Something was there that could have broken the check. */
  judged(check: WireCheck): void {
    this.#judged.add(check);
  }

  /** The check is broken. What follows from the first breach is not told. */
  broken<C extends WireCheck>({ check, clause, because, atMs, evidence }: Breach<C>): void {
    if (this.#first.has(check)) return;
    this.#recorder.finds(check, evidence);
    this.#first.set(check, { outcome: 'broken', check, clause, because, atMs, seed: this.#seed });
  }

  /** Each check that is broken, with what broke it first, in the order in which they broke. Some are not to be relied on. */
  breaches(isReliable: (check: WireCheck) => boolean): readonly GradeFinding[] {
    return [...this.#first].filter(([check]) => isReliable(check)).map(([, breach]) => breach);
  }

  /** What came of each check: never `passed` unless it has judged something, and can be relied on. */
  findings(isReliable: (check: WireCheck) => boolean): readonly GradeFinding[] {
    return wireCheckNames.map((check) => {
      if (!isReliable(check))
        return this.#notChecked(check, 'it takes indexes of the log, and those on the wire count from changing places');
      const breach = this.#first.get(check);
      if (breach) return breach;
      if (this.#judged.has(check)) return { outcome: 'passed', check, because: '', seed: this.#seed };
      return this.#notChecked(
        check,
        `there was nothing to judge that was recognised: it takes ${wireRules[check].needs}`,
      );
    });
  }

  #notChecked(check: WireCheck, because: string): GradeFinding {
    return { outcome: 'not checked', check, because, seed: this.#seed };
  }
}
