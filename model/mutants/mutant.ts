/** A defect: the shipped protocol with one rule, guard, order of effects or restart replaced. */
import type { ClauseId } from '../../src/core/clauses.ts';
import { actionOf, guardOf, type RaftMachine, raftMachine } from '../../src/core/machine.ts';
import type { Guard, Rule } from '../../src/core/outcome.ts';
import { restart } from '../../src/core/server.ts';
import { createStep } from '../../src/core/step.ts';
import type { Event, Step } from '../../src/core/types.ts';
import type { Protocol } from '../../src/sim/cluster.ts';

export interface Mutant {
  /** The row of a catalogue of real bugs, or a name of its own. */
  readonly id: string;
  /** The defect in a few words. */
  readonly title: string;
  /** The clause that it breaks. */
  readonly clause: ClauseId;
  readonly protocol: Protocol;
}

type Names<K extends 'guards' | 'actions'> = keyof NonNullable<Parameters<RaftMachine['provide']>[0][K]> & string;

/** What a defect replaces. The functions are written for the event of their transition, hence `never`. */
interface Changes {
  readonly guards?: Readonly<Partial<Record<Names<'guards'>, Guard<never>>>>;
  readonly actions?: Readonly<Partial<Record<Names<'actions'>, Rule<never>>>>;
  readonly restart?: Protocol['restart'];
  /** Changes what a step gives, whatever the event. */
  readonly afterwards?: (step: Step, event: Event) => Step;
}

const mapped = <T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

export const mutant = (about: Omit<Mutant, 'protocol'>, changes: Changes): Mutant => {
  const machine = raftMachine.provide({
    guards: mapped(changes.guards ?? {}, (guard) => guardOf(guard as Guard)),
    actions: mapped(changes.actions ?? {}, (rule) => actionOf(rule as Rule)),
  });
  const step = createStep(machine);
  const { afterwards } = changes;
  return {
    ...about,
    protocol: {
      step: afterwards ? (server, event) => afterwards(step(server, event), event) : step,
      restart: changes.restart ?? restart,
    },
  };
};
