/** Our Raft: the rules of figure2, and a count of the clauses that have acted, for the dashboard. */
import { restart, step } from 'figure2';
import type { Protocol } from 'figure2/model';

/** How often each clause has acted in this process. */
export const acted = new Map<string, number>();

export const protocol: Protocol = {
  step: (server, event) => {
    const done = step(server, event);
    for (const clause of done.fired) acted.set(clause, (acted.get(clause) ?? 0) + 1);
    return done;
  },
  restart,
};
