/**
 * A server that runs: one queue of events, `step()`, and the effects from left to right. What waits while the disk writes is stepped together,
 * and all its writes are one. Every rule is the core's; here is only what waits for what.
 */
import { type Executor, execute } from '../cluster/executor.ts';
import type { Woven } from '../core/extensions/weave.ts';
import type { Event, LocalEvent, Persist, Server } from '../core/types.ts';
import type { Inbox } from './inbox.ts';
import type { TakenStep } from './journal.ts';
import { endedFailure, type Proposal } from './proposals.ts';
import type { Storage } from './storage/storage.ts';

/** What a node is made of. */
export interface NodeParts<Answer> {
  readonly protocol: Pick<Woven, 'step' | 'afterWrite' | 'extensions'>;
  readonly inbox: Inbox<Proposal<Answer>>;
  readonly storage: Pick<Storage, 'write'>;
  /** What is done for each effect but a write. */
  readonly executor: Omit<Executor<undefined>, 'persist'>;
  /** Commands have been stepped: the server before and after them. */
  readonly taken: (proposals: readonly Proposal<Answer>[], before: Server, after: Server) => void;
  /** A batch has been stepped, and none of its effects executed: the server before it, and what became of it. */
  readonly record: (before: Server, steps: readonly TakenStep[]) => void;
  /** All effects have been executed: the state machine has all that the server has applied, and the disk all that it has written. */
  readonly rested: () => void;
}

/** What has come of events. */
interface Work {
  readonly steps: TakenStep[];
  /** What the server is to be told when all is written. */
  readonly afterWrites: LocalEvent[];
}

/** An event by which commands are proposed. */
interface Proposed<Answer> {
  readonly event: LocalEvent;
  readonly proposals: readonly Proposal<Answer>[];
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
    const { record, rested } = this.#parts;
    while (await this.#hasMore()) {
      const before = this.server;
      const work = this.#stepAll();
      record(before, work.steps);
      await this.#execute(work);
      rested();
    }
  }

  /** Something waits; false: it was stopped, while it waited or while the disk was busy. */
  async #hasMore(): Promise<boolean> {
    if (!this.#isStopped) await this.#parts.inbox.filled();
    return !this.#isStopped;
  }

  /** Lets the effects that are on their way be executed, and handles no more. */
  stop(): void {
    this.#isStopped = true;
    this.#parts.inbox.interrupt();
  }

  /** What is to be done for all that waits. */
  #stepAll(): Work {
    const { inbox, taken } = this.#parts;
    const { events, commands } = inbox.take();
    const work: Work = { steps: [], afterWrites: [] };
    try {
      for (const event of events) this.#step(event, work);
      for (const { event, proposals } of this.#eventsOf(commands)) {
        const before = this.server;
        this.#step(event, work);
        taken(proposals, before, this.server);
      }
    } catch (error) {
      for (const proposal of commands) proposal.reject(endedFailure('unknown', error));
      throw error;
    }
    return work;
  }

  /** All commands in one event (CB-1), or each in its own where that page is not woven in. */
  #eventsOf(proposals: readonly Proposal<Answer>[]): readonly Proposed<Answer>[] {
    if (proposals.length === 0) return [];
    if (!this.#parts.protocol.extensions.includes('client-batches'))
      return proposals.map((proposal) => ({
        event: { type: 'clientCommand', command: proposal.command },
        proposals: [proposal],
      }));
    return [{ event: { type: 'clientCommands', commands: proposals.map(({ command }) => command) }, proposals }];
  }

  #step(event: Event, { steps, afterWrites }: Work): void {
    const { protocol } = this.#parts;
    const stepped = protocol.step(this.server, event);
    this.server = stepped.server;
    steps.push({ event, ...stepped });
    for (const effect of stepped.effects) {
      if (effect.type === 'persist') afterWrites.push(...protocol.afterWrite(this.server, effect));
    }
  }

  /** All writes come where the first of them stands: earlier, before whatever may depend on them (ST-8). */
  async #execute({ steps, afterWrites }: Work): Promise<void> {
    const { storage, executor, inbox } = this.#parts;
    const effects = steps.flatMap((step) => step.effects);
    const writes = effects.filter((effect): effect is Persist => effect.type === 'persist');
    for (const effect of effects) {
      if (effect.type !== 'persist') execute(undefined, effect, executor as Partial<Executor<undefined>>);
      else if (effect === writes[0]) await storage.write(writes);
    }
    for (const event of afterWrites) inbox.tell(event);
  }
}
