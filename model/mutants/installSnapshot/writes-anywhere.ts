/** A chunk is written behind what has arrived, whatever its offset. */

import { mutant } from '../mutant.ts';

/** A repeated chunk is in the snapshot twice, the checksum does not fit, and the transfer begins anew for ever. */
export const writesAnywhere = mutant(
  {
    id: 'writes-anywhere',
    title: 'A chunk is written behind what has arrived, whatever its offset',
    clause: 'IS-3',
    suite: 'own',
  },
  {
    step: (step) => (server, event) =>
      event.type === 'InstallSnapshot' && server.incomingSnapshot?.checksum === event.checksum
        ? step(server, { ...event, offset: server.incomingSnapshot.data.length })
        : step(server, event),
  },
);
