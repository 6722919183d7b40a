/** Which transitions of a machine an event takes. */
import type { AnyActorScope, AnyStateMachine, EventObject } from 'xstate';
import { transitionIds } from './readMachine.ts';

/** What xstate tells an inspector of each microstep: the transitions that it has selected. */
interface Inspected {
  readonly type: string;
  readonly _transitions?: readonly unknown[];
}

/**
 * The ids of the transitions that an event makes a machine take from a state with a context, in their order: those of the
 * event, and the eventless ones that follow from it. The machine itself is asked; nothing is told twice.
 */
export const createTaken = (machine: AnyStateMachine) => {
  const ids = transitionIds(machine);
  let taken: string[] = [];
  const ignore = (): void => undefined;
  const scope = {
    self: {},
    id: '',
    sessionId: '',
    logger: ignore,
    defer: ignore,
    stopChild: ignore,
    emit: ignore,
    actionExecutor: ignore,
    system: {
      _sendInspectionEvent: ({ type, _transitions = [] }: Inspected) => {
        if (type === '@xstate.microstep')
          taken.push(..._transitions.flatMap((transition) => ids.get(transition) ?? []));
      },
    },
  } as unknown as AnyActorScope;
  return (from: { readonly value: string; readonly context: object }, event: EventObject): readonly string[] => {
    taken = [];
    machine.transition(machine.resolveState(from) as never, event, scope as never);
    return taken;
  };
};
