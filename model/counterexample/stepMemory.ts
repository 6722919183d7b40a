/** Steps that were taken before, for replays that have most of them in common: what a pure protocol does once it does again. */
import type { Protocol } from '../../src/core/protocol.ts';
import type { Event, Server, Step } from '../../src/core/types.ts';
import { formatEvent } from '../../src/trace/grammar.ts';
import type { Observation } from '../../src/trace/observation.ts';
import { brokenClause, type ContractProblem } from '../oracle/contracts/index.ts';
import { lineOf } from './sent.ts';

/** More are forgotten, all at once. */
const MAX_STEPS = 200_000;

/** A step that was taken, and what the contracts say of it. */
interface Taken {
  /** As the protocol gave it, whatever that is. */
  readonly step: Step;
  /** null: nothing; undefined: they were not asked. */
  problem: ContractProblem | null | undefined;
}

/**
 * The steps of a protocol. A server is known again by its identity and an event by what it says: replays that begin alike share
 * the servers up to where they differ, and beyond that those which the difference does not reach.
 */
export class StepMemory {
  /** The protocol, with a memory. */
  readonly protocol: Protocol;
  #steps = new WeakMap<Server, Map<string, Taken>>();
  #restarts = new Map<string, Server>();
  #size = 0;

  constructor(protocol: Protocol) {
    this.protocol = {
      ...protocol,
      step: (server, event) => (this.#taken(server, nameOf(event)) ?? this.#remember(server, event, protocol)).step,
      restart: (disk) => {
        const text = JSON.stringify(disk);
        const server = this.#restarts.get(text) ?? protocol.restart(disk);
        this.#restarts.set(text, server);
        return server;
      },
    };
  }

  /** What the contracts say of a step. */
  readonly contract = (observation: Observation): ContractProblem | undefined => {
    const taken = this.#taken(observation.before, nameOf(observation.event));
    if (!taken || observation.crashed) return brokenClause(observation);
    if (taken.problem === undefined) taken.problem = brokenClause(observation) ?? null;
    return taken.problem ?? undefined;
  };

  #taken(server: Server, name: string): Taken | undefined {
    return this.#steps.get(server)?.get(name);
  }

  #remember(server: Server, event: Event, protocol: Protocol): Taken {
    if (++this.#size > MAX_STEPS) {
      this.#steps = new WeakMap();
      this.#restarts = new Map();
      this.#size = 0;
    }
    const taken: Taken = { step: protocol.step(server, event), problem: undefined };
    const known = this.#steps.get(server);
    if (known) known.set(nameOf(event), taken);
    else this.#steps.set(server, new Map([[nameOf(event), taken]]));
    return taken;
  }
}

const nameOf = (event: Event): string => ('from' in event ? lineOf(event) : formatEvent(event));
