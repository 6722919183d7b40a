/** Does a defect show at all? A protocol whose steps are compared with those of the shipped one, with the same optional pages. */

import { protocolWith } from '../../src/core/extensions/index.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import type { Event, ServerId } from '../../src/core/types.ts';
import { isSame } from '../oracle/same.ts';

/** Where a protocol first did something else than the shipped one. */
export interface Activation {
  readonly id: ServerId;
  /** The event of the step; `restart`: the server came back from its disk as another. */
  readonly event: Event['type'] | 'restart';
  /** Steps and restarts up to this one, counted from 1. */
  readonly step: number;
}

/** The shipped protocol with the optional pages that a protocol has: what its defect is a defect of. */
export const soundProtocolOf = ({ extensions = [] }: Protocol): Protocol =>
  extensions.length === 0 ? shippedProtocol : protocolWith(extensions);

/** A protocol and what was seen of it so far. */
export interface WatchedProtocol {
  readonly protocol: Protocol;
  /** Has a step or a restart given another server or other effects than the shipped protocol gives for the same? */
  readonly isActivated: boolean;
  /** The first that has; undefined: none yet. */
  readonly firstAt: Activation | undefined;
}

/**
 * Watches a protocol until it differs for the first time. The one that comes back behaves as it does; up to there it takes
 * about twice the time.
 */
export const watchedProtocol = (protocol: Protocol): WatchedProtocol => {
  const sound = soundProtocolOf(protocol);
  let steps = 0;
  let firstAt: Activation | undefined;
  return {
    protocol: {
      ...protocol,
      step: (server, event) => {
        const result = protocol.step(server, event);
        if (firstAt) return result;
        steps++;
        const expected = sound.step(server, event);
        const isEqual = isSame(result.server, expected.server) && isSame(result.effects, expected.effects);
        if (!isEqual) firstAt = { id: server.id, event: event.type, step: steps };
        return result;
      },
      restart: (storage) => {
        const server = protocol.restart(storage);
        if (firstAt) return server;
        steps++;
        if (!isSame(server, sound.restart(storage))) firstAt = { id: storage.id, event: 'restart', step: steps };
        return server;
      },
    },
    get isActivated() {
      return firstAt !== undefined;
    },
    get firstAt() {
      return firstAt;
    },
  };
};
