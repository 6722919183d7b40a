/** What a check is pointed at: the two functions that are a Raft, the shipped ones or somebody's own. */
import { raftMachine, timersOf } from './machine.ts';
import { restart } from './server.ts';
import { type StepFunction, step } from './step.ts';
import type { Durable, ExtensionId, LocalEvent, Persist, Role, Server, TimerName } from './types.ts';

/** The implementation that runs on every server: the protocol's own, or one with a mistake in it. */
export interface Protocol {
  /** What a server makes of an event. */
  readonly step: StepFunction;
  /** What a server is when it comes back with what was on its disk. */
  readonly restart: (storage: Durable) => Server;
  /** The optional pages of the spec that are woven in; absent: none. */
  readonly extensions?: readonly ExtensionId[];
  /** `differ`: it takes other decisions than the spec where others may (`otherDecisions`), which is no violation. */
  readonly decisions?: 'differ';
  /** The timers that may run out in a role, beside those that the figure has in it; absent: no others. */
  readonly timersIn?: (role: Role) => readonly TimerName[];
  /** What a driver has to tell a server once a write of one of its steps is done, `server` as that step left it; absent: nothing. */
  readonly afterWrite?: (server: Server, write: Persist) => readonly LocalEvent[];
}

/** The shipped protocol. */
export const shippedProtocol: Protocol = { step, restart };

const timersInFigure = timersOf(raftMachine);

/** The timers that may run out at a server in this role: those of the figure in any case, whatever else a protocol names. */
export const timersIn = ({ timersIn: own = timersInFigure }: Protocol, role: Role): readonly TimerName[] => {
  const named = own(role);
  const left = timersInFigure(role).filter((timer) => !named.includes(timer));
  return left.length === 0 ? named : [...named, ...left];
};
