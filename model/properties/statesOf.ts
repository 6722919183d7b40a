/** What any state machine must hold after a committed prefix of the log (SP-15). */
import type { PureStateMachine } from '../../src/cluster/stateMachines.ts';
import type { StateAfter } from './logs.ts';
import type { Ghost } from './property.ts';

/** The state after each index, as it has to be written down; undefined: not committed yet. Computed once for each index. */
export const statesOf = <State>(ghost: () => Ghost, { initial, apply, write }: PureStateMachine<State>): StateAfter => {
  const states: State[] = [initial];
  return (index) => {
    for (let next = states.length; next <= index; next++) {
      const entry = ghost().committed.get(next);
      const before = states[next - 1];
      if (!entry || before === undefined) return undefined;
      const command = 'command' in entry ? entry.command : undefined;
      states.push(command === undefined ? before : apply(before, next, command));
    }
    const state = states[index];
    return state === undefined ? undefined : write(state).data;
  };
};
