/** A defect: the shipped protocol with one rule, guard, order of effects, step or restart replaced. */
import type { ClauseId } from '../../src/core/clauses.ts';
import { type Extension, type Woven, weave } from '../../src/core/extensions/weave.ts';
import { actionOf, guardOf, type RaftMachine, raftMachine } from '../../src/core/machine.ts';
import type { Guard, Rule } from '../../src/core/outcome.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import { restart } from '../../src/core/server.ts';
import { createStep, type StepFunction } from '../../src/core/step.ts';

/** The suites, in the order in which they are shown. */
export const suites = ['smoke', 'core', 'hard', 'own', 'control', 'held-out'] as const;

/**
 * What is expected of the checker: `smoke` is killed in a few random runs, `core` when three servers are explored exhaustively,
 * `hard` by directed starts or deeper bounds; `own` has no such promise; `control` must not be killed by SP-1 to SP-5. No world,
 * script or random run was made or changed for those of `held-out`: they say what is found of defects that nobody thought of.
 */
export type Suite = (typeof suites)[number];

/** All that is said of a defect. */
export interface About {
  /**
   * The row of the catalogue of real bugs (`D10`), or the name of its file (`answers-nothing`), at most 20 characters: never
   * what could be read as the id of a clause (`D-10`).
   */
  readonly id: string;
  /** The defect in a few words. */
  readonly title: string;
  /** The clause that it breaks. */
  readonly clause: ClauseId;
  /** How hard it is to find. */
  readonly suite: Suite;
  /**
   * The events of the smallest known scenario, from a cold cluster, in which a safety property is violated: the catalogue's, unless
   * this protocol needs another one (A23: a leader does not listen to other leaders, so that it has to come back from a crash), or a
   * shorter one is known.
   */
  readonly shortest?: number;
  /** Why no safety property of the paper (SP-1 to SP-5) can fall by it; nor a goal (LP-1 to LP-4), unless it says so. */
  readonly equivalent?: string;
  /** Why it is a different decision, if nothing but the contracts and the reference tells it: no property is violated, and no lab fails. */
  readonly decision?: string;
  /** How it does harm, where the runs of no detector show it: a test plays such a run, test/model/mutants/heldOut.test.ts. */
  readonly harm?: string;
  /** The seed of a torture run in which it does harm, where such runs are too rare for those that are made anyway. */
  readonly harmfulSeed?: number;
  /** The report that tells of it, in the tracker of another Raft: each that is held out has one. */
  readonly source?: string;
  /** Two defects, which do harm only together. */
  readonly compound?: true;
}

/** A defect of the figure: the shipped protocol with something replaced. */
export interface Mutant extends Defect {
  /** What it replaces of the shipped protocol. */
  readonly changes: Changes;
}

type Names<K extends 'guards' | 'actions'> = keyof NonNullable<Parameters<RaftMachine['provide']>[0][K]> & string;

/** What a defect replaces. The functions are written for the event of their transition, hence `never`. */
export interface Changes {
  readonly guards?: Readonly<Partial<Record<Names<'guards'>, Guard<never>>>>;
  readonly actions?: Readonly<Partial<Record<Names<'actions'>, Rule<never>>>>;
  readonly restart?: Protocol['restart'];
  /** Another step around that of the machine, for what no single rule decides: roles, missing transitions, the order of writes. */
  readonly step?: (step: StepFunction) => StepFunction;
}

const mapValues = <T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

export const mutant = (about: About, changes: Changes): Mutant => {
  const machine = raftMachine.provide({
    guards: mapValues(changes.guards ?? {}, (guard) => guardOf(guard as Guard)),
    actions: mapValues(changes.actions ?? {}, (rule) => actionOf(rule as Rule)),
  });
  const step = createStep(machine);
  return {
    ...about,
    changes,
    protocol: { step: changes.step?.(step) ?? step, restart: changes.restart ?? restart },
  };
};

/** A defect that can be run: of the figure, or of an optional page that is woven into the shipped machine. */
export interface Defect extends About {
  /** What runs: the shipped protocol, or one with optional pages, with something replaced. */
  readonly protocol: Protocol;
}

/** A defect of an optional page: its protocol says which pages are woven in. */
export interface WovenMutant extends Defect {
  readonly protocol: Woven;
  /** The page with its defect, as it is woven into `protocol` and can be woven in beside others. */
  readonly page: Extension;
}

/** The same defect among these pages: its page stands where the sound one would. */
export const wovenBeside = ({ page }: WovenMutant, pages: readonly Extension[]): Woven =>
  weave(pages.map((other) => (other.id === page.id ? page : other)));

/** A page with some of its conditions, rules, roles and transitions replaced, woven in after these others. */
export const wovenMutant = (
  about: About,
  page: Extension,
  {
    guards,
    actions,
    roles,
    before,
    beside,
  }: Partial<Pick<Extension, 'guards' | 'actions' | 'roles' | 'before' | 'beside'>>,
  others: readonly Extension[] = [],
): WovenMutant => {
  const defective: Extension = {
    ...page,
    guards: { ...page.guards, ...guards },
    actions: { ...page.actions, ...actions },
    roles: { ...page.roles, ...roles },
    before: { ...page.before, ...before },
    ...(beside && { beside }),
  };
  return { ...about, page: defective, protocol: weave([...others, defective]) };
};

/** What a change replaces, by name. */
const replacementsIn = ({ guards, actions, restart: restarts, step }: Changes): readonly string[] => [
  ...Object.keys({ ...guards, ...actions }),
  ...(restarts ? ['restart'] : []),
  ...(step ? ['step'] : []),
];

/**
 * Both defects at once.
 *
 * @throws Error when they replace the same: one of them would be lost.
 */
export const pair = (
  about: Omit<About, 'compound'>,
  { changes: one }: Pick<Mutant, 'changes'>,
  { changes: other }: Pick<Mutant, 'changes'>,
): Mutant => {
  const both = replacementsIn(one).find((name) => replacementsIn(other).includes(name));
  if (both !== undefined) throw new Error(`${about.id}: both defects replace ${both}`);
  const guards = { ...one.guards, ...other.guards };
  const actions = { ...one.actions, ...other.actions };
  return mutant({ ...about, compound: true }, { ...one, ...other, guards, actions });
};
