/** Our Raft with an idea that seemed good: a vote costs no write (ST-8), since it is sent at once anyway. */
import { restart, step } from 'figure2';
import type { Protocol } from 'figure2/model';

export const protocol: Protocol = {
  step: (server, event) => {
    const { effects, ...done } = step(server, event);
    return {
      ...done,
      effects: event.type === 'RequestVote' ? effects.filter(({ type }) => type !== 'persist') : effects,
    };
  },
  restart,
};
