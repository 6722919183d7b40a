/** Random runs of a small cluster: the servers that a faulty network, clients and crashes can bring about. */
import fc from 'fast-check';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import type { Message, ServerId } from '../../src/core/types.ts';
import { Cluster, type Visit } from '../support/cluster.ts';
import { smallOptions } from './arrange.ts';

/** A run as data that fast-check can make smaller: how many servers, and one number for each thing that happens. */
export interface Walk {
  readonly size: number;
  readonly choices: readonly number[];
}

export const walks: fc.Arbitrary<Walk> = fc.record({
  size: fc.constantFrom(1, 2, 3, 3, 3, 5),
  choices: fc.array(fc.nat(0xffff), { minLength: 60, maxLength: 200, size: 'max' }),
});

/** Every step of the run that the choices make. */
export const visitsOf = (walk: Walk, protocol?: Protocol): readonly Visit[] => clusterAfter(walk, protocol).visits;

export const clusterAfter = ({ size, choices }: Walk, protocol: Protocol = shippedProtocol): Cluster => {
  const servers = Array.from({ length: size }, (_, position) => `S${position + 1}`);
  const cluster = new Cluster({ protocol, servers, options: { ...smallOptions, snapshotChunkLength: 12 } });
  for (const choice of choices) choose(cluster, choice % 16, Math.floor(choice / 16));
  return cluster;
};

/** The choice of an action, weighted so that things get done, and of what it is about. */
const choose = (cluster: Cluster, action: number, what: number): void => {
  const { messages, ids } = cluster;
  const message = messages[what % Math.max(1, messages.length)];
  const id = ids[what % ids.length] as ServerId;
  const isRare = what % 4 === 0;
  if (action <= 5) deliver(cluster, message);
  else if (action === 6) deliver(cluster, message, isRare ? what % 16 : undefined);
  else if (action === 7) cluster.messages = messages.filter((other) => other !== message);
  else if (action === 8) cluster.messages = message ? [...messages, message] : messages;
  else if (action === 9) cluster.deliver((other) => other.to === id || other.from === id);
  else if (!cluster.isUp(id)) cluster.restart(id);
  else if (action === 10 && (isRare || leaderOf(cluster) === undefined)) cluster.timeout(id);
  else if (action <= 11) cluster.heartbeat(leaderOf(cluster) ?? id);
  else if (action <= 13) cluster.command(leaderOf(cluster) ?? id, `x${what}`);
  else if (action === 14) cluster.compact(isRare ? id : (leaderOf(cluster) ?? id));
  else if (isRare) cluster.crash(id);
  else cluster.heartbeat(leaderOf(cluster) ?? id);
};

const deliver = (cluster: Cluster, message: Message | undefined, effects?: number): void => {
  if (message === undefined) return;
  cluster.messages = cluster.messages.filter((other) => other !== message);
  if (cluster.isUp(message.to)) cluster.handle(message.to, message, effects);
};

const leaderOf = (cluster: Cluster): ServerId | undefined =>
  cluster.ids.find((id) => cluster.isUp(id) && cluster.server(id).role === 'leader');
