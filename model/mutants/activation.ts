/** Does a defect show at all? A protocol whose steps are compared with those of the shipped one. */

import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import type { Event, Server, ServerId } from '../../src/core/types.ts';

/** Where a protocol first did something else than the shipped one. */
export interface Activation {
  readonly id: ServerId;
  /** The event of the step; `restart`: the server came back from its disk as another. */
  readonly event: Event['type'] | 'restart';
  /** Steps and restarts up to this one, counted from 1. */
  readonly step: number;
}

/** A protocol and what was seen of it so far. The counts go on as long as it is used. */
export interface WatchedProtocol {
  readonly protocol: Protocol;
  /** How many steps and restarts gave another server or other effects than the shipped protocol gives for the same. */
  readonly activations: number;
  /** The first of them; undefined: none yet. */
  readonly firstAt: Activation | undefined;
}

/** Watches a protocol. The one that comes back behaves as it does, and takes about twice the time. */
export const watchedProtocol = (protocol: Protocol): WatchedProtocol => {
  let steps = 0;
  let activations = 0;
  let firstAt: Activation | undefined;
  const differs = (id: ServerId, event: Activation['event']): void => {
    activations++;
    firstAt ??= { id, event, step: steps };
  };
  return {
    protocol: {
      step: (server, event) => {
        steps++;
        const result = protocol.step(server, event);
        const shipped = shippedProtocol.step(server, event);
        const isSame = sameServer(result.server, shipped.server) && sameJson(result.effects, shipped.effects);
        if (!isSame) differs(server.id, event.type);
        return result;
      },
      restart: (storage) => {
        steps++;
        const server = protocol.restart(storage);
        if (!sameServer(server, shippedProtocol.restart(storage))) differs(storage.id, 'restart');
        return server;
      },
    },
    get activations() {
      return activations;
    },
    get firstAt() {
      return firstAt;
    },
  };
};

/** Field by field, since most fields of a server are the very same objects after a step. */
const sameServer = (a: Server, b: Server): boolean =>
  a === b || (Object.keys(a) as (keyof Server)[]).every((field) => sameJson(a[field], b[field]));

const sameJson = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
