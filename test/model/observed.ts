/** Protocols under observation: each step is also given to whoever wants to judge it. */

import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import { durable } from '../../src/core/server.ts';
import type { Durable, Event, Server, Step } from '../../src/core/types.ts';
import type { Observation } from '../../src/trace/observation.ts';

/** A whole step as a cluster would report it. */
export const observationOf = (before: Server, event: Event, { server, effects, fired }: Step): Observation => ({
  id: before.id,
  event,
  before,
  after: server,
  effects,
  fired,
  diskBefore: durable(before),
  disk: durable(server),
  executed: effects.length,
  crashed: false,
});

export interface Judge {
  readonly step: (observation: Observation) => void;
  readonly restart: (disk: Durable, server: Server) => void;
}

/** The shipped protocol, with a judge beside it. */
export const judged = (judge: Judge, { step, restart }: Protocol = shippedProtocol): Protocol => ({
  step: (server, event) => {
    const given = step(server, event);
    judge.step(observationOf(server, event, given));
    return given;
  },
  restart: (disk) => {
    const server = restart(disk);
    judge.restart(disk, server);
    return server;
  },
});
