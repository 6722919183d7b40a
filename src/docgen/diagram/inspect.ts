/** Which transitions of Raft's machine an event takes. */
import type { AnyActorScope } from 'xstate';
import { type RaftMachine, raftMachine } from '../../core/machine.ts';
import type { Event, Server } from '../../core/types.ts';
import { transitionIds } from './chart.ts';

/** What xstate tells an inspector of each microstep: the transitions that it has selected. */
interface Inspected {
  readonly type: string;
  readonly _transitions?: readonly unknown[];
}

/**
 * The ids of the transitions that an event makes a server take, in their order: those of the event, and the eventless ones that
 * follow from it. The machine itself is asked; nothing is told twice.
 */
export const createTaken = (machine: RaftMachine = raftMachine) => {
  const ids = transitionIds(machine);
  let taken: string[] = [];
  const ignore = (): void => undefined;
  const scope = {
    ...{ self: {}, id: '', sessionId: '', logger: ignore, defer: ignore, stopChild: ignore, emit: ignore },
    actionExecutor: ignore,
    system: {
      _sendInspectionEvent: ({ type, _transitions = [] }: Inspected) => {
        if (type === '@xstate.microstep')
          taken.push(..._transitions.flatMap((transition) => ids.get(transition) ?? []));
      },
    },
  } as unknown as AnyActorScope;
  return (server: Server, event: Event): readonly string[] => {
    taken = [];
    const context = { server, effects: [], fired: [] };
    machine.transition(machine.resolveState({ value: server.role, context }), event, scope as never);
    return taken;
  };
};
