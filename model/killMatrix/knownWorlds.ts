/**
 * What is the same for all defects: the worlds in which one of them makes no difference are those of the shipped protocol, and
 * are explored once.
 */

import type { Protocol } from '../../src/core/protocol.ts';
import type { Durable, Event, Server } from '../../src/core/types.ts';
import { soundProtocolOf } from '../mutants/activation.ts';
import { isSame } from '../oracle/same.ts';

type StepResult = ReturnType<Protocol['step']>;

/** What a protocol was asked, and what it gave. */
type Call =
  | { readonly server: Server; readonly event: Event; readonly result: StepResult }
  | { readonly storage: Durable; readonly result: Server };

/** A protocol that writes down what it is asked. */
export interface ProtocolCalls {
  readonly protocol: Protocol;
  readonly calls: readonly Call[];
}

/** The one that comes back behaves as the one that is given. A search asks it once for each local step: a few thousand times. */
export const recordedProtocol = (protocol: Protocol): ProtocolCalls => {
  const calls: Call[] = [];
  return {
    protocol: {
      ...protocol,
      step: (server, event) => {
        const result = protocol.step(server, event);
        calls.push({ server, event, result });
        return result;
      },
      restart: (storage) => {
        const result = protocol.restart(storage);
        calls.push({ storage, result });
        return result;
      },
    },
    calls,
  };
};

interface Exploration {
  readonly calls: readonly Call[];
  readonly distinct: number;
}

/** Bounded worlds as the shipped protocol has them, with or without optional pages, as far as they are known by now. */
export class KnownWorlds {
  readonly #explorations = new Map<string, Exploration>();
  readonly #essence: (result: StepResult) => unknown;

  /** @param essence what a search looks at of a step; left out: all of it. */
  constructor(essence: (result: StepResult) => unknown = (result) => result) {
    this.#essence = essence;
  }

  /**
   * How many distinct worlds a search would see; undefined: it has to be made. A search goes on by nothing but what the
   * protocol gives it. Who gives the same at every step of the known one, all that the search looks at included, is explored step by
   * step as that was, and breaks nothing. The first step that differs is one that its own search would come to.
   *
   * @param search which search: the configuration and its limit.
   */
  distinctIn(search: string, { step, restart }: Protocol): number | undefined {
    const known = this.#explorations.get(search);
    const isTheSame = known?.calls.every((call) =>
      'storage' in call
        ? isSame(restart(call.storage), call.result)
        : isSame(this.#essence(step(call.server, call.event)), this.#essence(call.result)),
    );
    return isTheSame ? known?.distinct : undefined;
  }

  /** Keeps a search in which nothing was broken, if the protocol gave nothing else than the sound one would have given. */
  learn(search: string, { calls, protocol }: ProtocolCalls, distinct: number): void {
    if (this.#explorations.has(search)) return;
    this.#explorations.set(search, { calls, distinct });
    if (this.distinctIn(search, soundProtocolOf(protocol)) === undefined) this.#explorations.delete(search);
  }
}
