/** A follower that is up to date gets no heartbeat. */

import { heartbeat } from '../../../src/core/rules/leaders.ts';
import type { Server, Timeout } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** Followers that have everything hear nothing more, and depose a healthy leader. */
export const noIdleHeartbeats = mutant(
  { id: 'D06', title: 'A follower that is up to date gets no heartbeat', clause: 'RS-L-1', suite: 'own' },
  {
    actions: {
      heartbeat: (server: Server, event: Timeout) => {
        const beat = heartbeat(server, event);
        return { ...beat, effects: beat.effects.filter((effect) => effect.type !== 'send' || isNews(effect)) };
      },
    },
  },
);

const isNews = ({ message }: { readonly message: { readonly type: string; readonly entries?: readonly unknown[] } }) =>
  message.type !== 'AppendEntries' || (message.entries ?? []).length > 0;
