/**
 * A server that runs: one queue of events, `step()`, and the effects from left to right. What waits while the disk writes is stepped together,
 * and all its writes are one. Every rule is the core's; here is only what waits for what.
 */
import { type Executor, execute } from '../cluster/executor.ts';
import type { StepFunction } from '../core/step.ts';
import type { Effect, Event, Persist, Server } from '../core/types.ts';
import type { Inbox } from './inbox.ts';
import type { Proposal } from './proposals.ts';
import type { Storage } from './storage/storage.ts';

/** What a node is made of. */
export interface NodeParts<Answer> {
  readonly step: StepFunction;
  readonly inbox: Inbox<Proposal<Answer>>;
  readonly storage: Pick<Storage, 'write'>;
  /** What is done for each effect but a write. */
  readonly executor: Omit<Executor<undefined>, 'persist'>;
  /** A command has been stepped: the server before and after it. */
  readonly taken: (proposal: Proposal<Answer>, before: Server, after: Server) => void;
  /** All effects have been executed: the state machine has all that the server has applied, and the disk all that it has written. */
  readonly rested: () => void;
}

export class NodeLoop<Answer> {
  /** As the last step left it. Its effects may still be on their way. */
  server: Server;
  readonly #parts: NodeParts<Answer>;
  #isStopped = false;

  constructor(server: Server, parts: NodeParts<Answer>) {
    this.server = server;
    this.#parts = parts;
  }

  /** Handles what comes until it is stopped. @throws what the disk and the executor throw; nothing was said of what was not written. */
  async run(): Promise<void> {
    const { inbox, rested } = this.#parts;
    for (;;) {
      await inbox.filled();
      if (this.#isStopped) return;
      await this.#execute(this.#stepAll());
      rested();
    }
  }

  /** Lets the effects that are on their way be executed, and handles no more. */
  stop(): void {
    this.#isStopped = true;
    this.#parts.inbox.interrupt();
  }

  #stepAll(): readonly Effect[] {
    const { events, commands } = this.#parts.inbox.take();
    const effects: Effect[] = [];
    for (const event of events) this.#step(event, effects);
    for (const proposal of commands) {
      const before = this.server;
      this.#step({ type: 'clientCommand', command: proposal.command }, effects);
      this.#parts.taken(proposal, before, this.server);
    }
    return effects;
  }

  #step(event: Event, effects: Effect[]): void {
    const stepped = this.#parts.step(this.server, event);
    this.server = stepped.server;
    for (const effect of stepped.effects) effects.push(effect);
  }

  /** All writes come where the first of them stands: forward in time, before whatever may depend on them (ST-8). */
  async #execute(effects: readonly Effect[]): Promise<void> {
    const { storage, executor } = this.#parts;
    const writes = effects.filter((effect): effect is Persist => effect.type === 'persist');
    for (const effect of effects) {
      if (effect.type !== 'persist') execute(undefined, effect, executor as Partial<Executor<undefined>>);
      else if (effect === writes[0]) await storage.write(writes);
    }
  }
}
