/** The only door to the protocol: one server and one event in, the server after it and its effects out. */

import type { ClauseId } from './clauses.ts';
import { machineEventOf, type RaftMachine, raftMachine } from './machine.ts';
import { figureMessages, type MessageRows, messageCheck } from './messages.ts';
import { joinWrites } from './outcome.ts';
import { transitionOf } from './transitions.ts';
import type { Effect, Event, Message, Server, Step } from './types.ts';

/** The door to the protocol: what becomes of a server by one event. */
export type StepFunction = (server: Server, event: Event) => Step;

const isMessage = (event: Event): event is Message => 'from' in event;

/** D-23: membership is fixed (D-17), so that nothing comes from or goes to anyone else. */
const isForeign = ({ id, peers }: Server, message: Message): boolean =>
  message.to !== id || !peers.includes(message.from);

/** The clauses that acted, each once, in the order in which they first did; ST-8 is followed whenever something is written. */
const distinct = (fired: readonly ClauseId[], effects: readonly Effect[]): readonly ClauseId[] => {
  const clauses: ClauseId[] = []; // a few at the most, so that looking through them costs less than a set
  for (const id of fired) if (!clauses.includes(id)) clauses.push(id);
  if (!clauses.includes('ST-8') && effects.some(({ type }) => type === 'persist')) clauses.push('ST-8');
  return clauses;
};

/** A server as a state of the machine, to which nothing has happened yet. */
export const stateOf = (server: Server) => ({ value: server.role, context: { server, effects: [], fired: [] } });

/**
 * The step function of a machine, which answers the messages of these rows. The protocol's own is `step`; others are for
 * machines with optional pages, and for trying out what goes wrong.
 */
export const createStep = (machine: RaftMachine, messages: Partial<MessageRows> = figureMessages): StepFunction => {
  const isWellFormed = messageCheck(messages);
  const transition = transitionOf(machine);
  return (server, event) => {
    if (isMessage(event)) {
      if (isForeign(server, event)) return { server, effects: [], fired: ['D-23'] };
      if (!isWellFormed(event)) return { server, effects: [], fired: ['D-24'] };
    }
    const { value, context } = transition(stateOf(server), machineEventOf(event));
    const { server: next, effects, fired } = context;
    return {
      server: next.role === value ? next : { ...next, role: value },
      effects: joinWrites(effects),
      fired: distinct(fired, effects),
    };
  };
};

/**
 * The protocol. Takes a server and one event, gives the server after it, what the driver has to do (in that order, before the
 * next event), and the clauses of the spec that acted. Pure: the same arguments give the same result, and none is changed.
 *
 * An event that means nothing to the server in its role, such as a reply that comes too late, leaves it as it is: the very
 * same object comes back, without effects. No message makes it throw.
 *
 * @example
 * ```ts
 * import { createServer, step } from 'figure2';
 *
 * const before = createServer({ id: 'S1', servers: ['S1', 'S2', 'S3'] });
 * const { server, effects, fired } = step(before, { type: 'timeout', timer: 'election' });
 * console.log(server.role, effects.map(({ type }) => type).join(' ')); // candidate persist armTimer send send
 * console.log(fired.join(' ')); // RS-F-2 RS-C-1 RV-3 ST-8
 * ```
 */
export const step: StepFunction = createStep(raftMachine);
