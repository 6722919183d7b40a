/** An action of the one trace grammar, made to happen to a cluster. */

import type { Message } from '../core/types.ts';
import type { Action, StepAction } from '../trace/grammar.ts';
import type { Observation } from '../trace/observation.ts';
import type { Cluster } from './cluster.ts';
import { corrupt } from './corrupt.ts';
import type { CrashPoint } from './executor.ts';

/** The message as it gets there. */
export const arrivingIn = ({ message, corrupted }: StepAction & { readonly type: 'deliver' }): Message =>
  corrupted ? corrupt(message) : message;

/**
 * Makes an action happen. A message is taken out of the network by whoever has one; to servers a lost message means nothing.
 *
 * @param crashAfter where a step is to be cut, in place of what the action says.
 * @returns What was seen, if the action is a step that was asked for; a start is told to the surroundings only.
 * @throws Error when the server is down that would have to take a step, and whatever the protocol throws.
 */
export const perform = (action: Action, cluster: Cluster, crashAfter?: CrashPoint): Observation | undefined => {
  switch (action.type) {
    case 'restart':
      cluster.restart(action.id);
      return undefined;
    case 'crash':
      cluster.crash(action.id);
      return undefined;
    case 'event':
      return cluster.handle(action.id, action.event, crashAfter ?? action.crashAfter);
    case 'deliver':
      return cluster.handle(action.message.to, arrivingIn(action), crashAfter ?? action.crashAfter);
    case 'foreign':
      return cluster.handle(action.id, action.message, crashAfter);
    case 'lose':
      return undefined;
  }
};
