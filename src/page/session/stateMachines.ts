/** The state machines behind the servers: what was applied, so that a snapshot has something in it. */

import { Application } from '../../../model/runs/torture/application.ts';
import type { Index, ServerId, Snapshot } from '../../core/types.ts';

/** What a driver needs of the state machines of all servers. */
export interface StateMachines {
  readonly apply: (id: ServerId, index: Index, command: string) => void;
  readonly restore: (id: ServerId, snapshot: Snapshot) => void;
  /** A crash loses everything that is not in a snapshot. */
  readonly forget: (id: ServerId) => void;
  readonly snapshot: (id: ServerId) => { readonly index: Index; readonly data: string };
}

/** State machines that keep the commands, one after another; or, for the traces of torture, its digests of that length. */
export const stateMachines = (snapshotLength: number | undefined): StateMachines =>
  snapshotLength === undefined ? new Commands() : digests(new Application(snapshotLength));

const digests = (application: Application): StateMachines => ({
  apply: (...applied) => application.apply(...applied),
  restore: (...restored) => application.restore(...restored),
  forget: (id) => application.forget(id),
  snapshot: (id) => application.snapshot(id),
});

class Commands implements StateMachines {
  readonly #states = new Map<ServerId, { readonly index: Index; readonly data: string }>();

  apply(id: ServerId, index: Index, command: string): void {
    const { data } = this.snapshot(id);
    this.#states.set(id, { index, data: data === '' ? command : `${data} ${command}` });
  }

  restore(id: ServerId, { lastIncludedIndex, data }: Snapshot): void {
    this.#states.set(id, { index: lastIncludedIndex, data });
  }

  forget(id: ServerId): void {
    this.#states.delete(id);
  }

  snapshot(id: ServerId): { readonly index: Index; readonly data: string } {
    return this.#states.get(id) ?? { index: 0, data: '' };
  }
}
