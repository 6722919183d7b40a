/** A run with more entries than a leaf of leaves of the log's tree holds, at the end of which one of them is lost. */
import { Cluster } from '../../../src/cluster/cluster.ts';
import { perform } from '../../../src/cluster/perform.ts';
import { truncateFrom } from '../../../src/core/log.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import type { Message } from '../../../src/core/types.ts';
import { randomOf } from '../../../src/sim/random.ts';
import type { Action } from '../../../src/trace/grammar.ts';
import type { Setting } from '../../../src/trace/recording.ts';

const ENTRIES = 1024;

/** A follower whose log comes to 1,024 entries keeps one less. */
export const losesAtTreeHeight: Protocol = {
  ...shippedProtocol,
  step: (server, event) => {
    const given = shippedProtocol.step(server, event);
    const { log } = given.server;
    const hasGrown = event.type === 'AppendEntries' && server.log.lastIndex < ENTRIES && log.lastIndex >= ENTRIES;
    return hasGrown ? { ...given, server: { ...given.server, log: truncateFrom(log, log.lastIndex) } } : given;
  },
};

export const longSetting: Setting = {
  servers: ['S1', 'S2', 'S3'],
  options: { maxEntriesPerAppend: 64, maxInFlightEntries: 256, snapshotChunkLength: 4096 },
};

/** Messages are lost and reordered on the way. */
export const longRun = (): readonly Action[] => {
  const { between } = randomOf(1);
  const actions: Action[] = [];
  const inFlight: Message[] = [];
  const send = (message: Message): void => void inFlight.push(message);
  const cluster = new Cluster({ ids: longSetting.servers, options: longSetting.options }, { send });
  const make = (action: Action): void => {
    actions.push(action);
    perform(action, cluster);
  };
  const deliver = (place: number): void => {
    const [message] = inFlight.splice(place, 1);
    if (message) make({ type: 'deliver', message });
  };
  for (const id of longSetting.servers) make({ type: 'restart', id });
  make({ type: 'event', id: 'S1', event: { type: 'timeout', timer: 'election' } });
  while (inFlight.length > 0) deliver(0);
  for (let count = 1; count <= ENTRIES; count++) {
    make({ type: 'event', id: 'S1', event: { type: 'clientCommand', command: `c${count}` } });
    const luck = between(0, 9);
    if (luck < 6) deliver(between(0, Math.min(2, Math.max(0, inFlight.length - 1))));
    if (luck === 9) make({ type: 'event', id: 'S1', event: { type: 'timeout', timer: 'heartbeat' } });
    while (inFlight.length > 6) inFlight.splice(between(0, 5), 1);
  }
  make({ type: 'event', id: 'S1', event: { type: 'timeout', timer: 'heartbeat' } });
  while (inFlight.length > 0 && actions.length < 1805) deliver(0);
  return actions;
};
