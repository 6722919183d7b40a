/**
 * Does a shorter run still end in the same violation? Asked thousands of times for one counterexample, so that an answer has to
 * be cheap: steps that were taken before are remembered, nothing but the property and the contracts is watched, and no run is
 * tried twice. What is left in the end is replayed as a whole.
 */
import { protocolWith } from '../../src/core/extensions/index.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import { type Action, formatAction } from '../../src/trace/grammar.ts';
import type { Setting, Violation } from '../../src/trace/recording.ts';
import { type Happened, type Replayed, type ReplayWatch, replayActions } from './replay.ts';
import { StepMemory } from './stepMemory.ts';

/** A run that is tried. */
export interface TriedRun {
  readonly setting: Setting;
  readonly actions: readonly Action[];
}

/** What has to come of a run. */
export type Sought = Pick<Violation, 'property' | 'clause'>;

interface TrialsOptions {
  readonly sought: Sought;
  readonly setting: Pick<Setting, 'extensions'>;
  readonly protocol: Protocol | undefined;
  /** How many actions are replayed for all answers together, at most. */
  readonly maxWork: number;
  /** A run of fewer servers is none. */
  readonly fewestServers?: number;
  /** Is everything watched in each run, and nothing remembered? Slow. */
  readonly isWhole: boolean;
}

const nothing: NonNullable<ReplayWatch['contract']> = () => undefined;

export class Trials {
  readonly #sought: Sought;
  readonly #protocol: Protocol;
  readonly #memory: StepMemory;
  readonly #maxWork: number;
  readonly #refused = new Set<string>();
  readonly #numbers = new Map<string, number>();
  readonly #isWhole: boolean;
  readonly #fewestServers: number;
  #work = 0;

  constructor({ sought: { property, clause }, setting, protocol, maxWork, isWhole, fewestServers = 1 }: TrialsOptions) {
    this.#fewestServers = fewestServers;
    this.#sought = { property, clause };
    this.#protocol = protocol ?? protocolWith(setting.extensions);
    this.#memory = new StepMemory(this.#protocol);
    this.#maxWork = maxWork;
    this.#isWhole = isWhole;
  }

  /** The protocol, with a memory unless everything is watched. */
  get protocol(): Protocol {
    return this.#isWhole ? this.#protocol : this.#memory.protocol;
  }

  /** Which share of its work is done. */
  get spent(): number {
    return this.#work / this.#maxWork;
  }

  /** How many actions were replayed. */
  get work(): number {
    return this.#work;
  }

  /** Has the bound been reached? Then every answer is no. */
  get isOver(): boolean {
    return this.#work >= this.#maxWork;
  }

  /** The run as it really happens, up to the violation; undefined: it does not end in it. */
  readonly attempt = (run: TriedRun): TriedRun | undefined => (this.isOver ? undefined : this.begin(run));

  /** The same of the run that all others come from, whatever the bound is. */
  begin(run: TriedRun): TriedRun | undefined {
    if (run.setting.servers.length < this.#fewestServers) return undefined;
    const key = this.#keyOf(run);
    if (this.#refused.has(key)) return undefined;
    const actions = this.#found(run);
    if (actions) return { setting: run.setting, actions };
    this.#refused.add(key);
    return undefined;
  }

  /** What happens in a run, as far as it is watched. */
  replay(run: TriedRun, onAction?: (happened: Happened) => void): Replayed {
    return this.#replay(run, this.#isWhole ? undefined : this.#memory.contract, onAction);
  }

  /** Does a run end so when everything is watched, and nothing is remembered? */
  confirms({ setting, actions }: TriedRun): boolean {
    return this.#isSought(replayActions({ protocol: this.#protocol, setting, actions }));
  }

  /** Whether the property falls at all is asked first: contracts read whole logs. */
  #found(run: TriedRun): readonly Action[] | undefined {
    if (!this.#isWhole && this.#sought.property !== 'SP-18') {
      const { violation, done } = this.#replay(run, nothing);
      if (violation?.property !== this.#sought.property) return undefined;
      return this.#foundIn({ ...run, actions: done });
    }
    return this.#foundIn(run);
  }

  #foundIn(run: TriedRun): readonly Action[] | undefined {
    const replayed = this.replay(run);
    return this.#isSought(replayed) ? replayed.done : undefined;
  }

  #replay(
    { setting, actions }: TriedRun,
    contract: ReplayWatch['contract'],
    onAction?: (happened: Happened) => void,
  ): Replayed {
    const watch: ReplayWatch = contract ? { ...this.#sought, contract } : this.#sought;
    const replayed = replayActions({ protocol: this.protocol, setting, actions, watch }, onAction);
    this.#work += replayed.done.length + replayed.skipped;
    return replayed;
  }

  #isSought({ violation }: Replayed): boolean {
    return violation?.property === this.#sought.property && violation.clause === this.#sought.clause;
  }

  #keyOf({ setting, actions }: TriedRun): string {
    return `${JSON.stringify(setting)} ${actions.map((action) => this.#numberOf(action)).join(' ')}`;
  }

  /** A number for each line. */
  #numberOf(action: Action): number {
    const line = formatAction(action);
    const number = this.#numbers.get(line) ?? this.#numbers.size;
    this.#numbers.set(line, number);
    return number;
  }
}
