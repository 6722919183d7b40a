/** A cluster of nodes whose peers know each other by their certificates. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServerId } from '../../../src/core/types.ts';
import { type Logger, memoryStorage, RaftNode, type TcpTransport, tcpTransport } from '../../../src/runtime/index.ts';
import { CommandList } from '../openNodes.ts';
import { Certificates } from './certificates.ts';
import { quick, until } from './servers.ts';

const servers = ['S1', 'S2', 'S3'];
let certificates: Certificates;

beforeAll(() => {
  certificates = new Certificates();
});

afterAll(() => certificates.remove());

test('elects, applies, and brings one that comes late up to date with a snapshot of many chunks', async () => {
  const transports = new Map<ServerId, TcpTransport>();
  const told: string[] = [];
  const logger: Logger = { info: () => {}, warn: () => {}, error: (_, message) => void told.push(message) };
  const open = async (id: ServerId) => {
    const transport = tcpTransport({
      ...quick,
      address: { host: '127.0.0.1', port: 0 },
      peers: (peer) => transports.get(peer)?.address(),
      tls: certificates.of(id),
      logger,
    });
    const list = new CommandList();
    const node = await RaftNode.open<string>({
      id,
      servers,
      cluster: 'example',
      storage: memoryStorage(),
      transport,
      stateMachine: list,
      electionTimeoutMs: 300,
      heartbeatMs: 30,
    });
    transports.set(id, transport);
    return { id, node, list };
  };
  const nodes = [await open('S1'), await open('S2')];
  /** Whoever leads by then; what was lost with a leader is proposed again. */
  const propose = async (command: string): Promise<void> => {
    while (!nodes.some(({ list }) => list.commands.includes(command))) {
      const leader = nodes.find(({ node }) => node.status().role === 'leader');
      if (leader === undefined)
        await until('a leader', () => nodes.some(({ node }) => node.status().role === 'leader'));
      else await leader.node.propose(command).catch(() => undefined);
    }
  };
  const long = 'x'.repeat(400_000); // seven chunks
  for (const command of ['a', long, 'b']) await propose(command);
  await Promise.all(nodes.map(({ node }) => node.snapshot()));
  const third = await open('S3');
  nodes.push(third);
  await propose('c');
  await until('the last command at the third', () => third.list.commands.at(-1) === 'c');
  expect(new Set(third.list.commands)).toEqual(new Set(['a', long, 'b', 'c']));
  expect(told).toEqual([]);
  await Promise.all(nodes.map(({ node }) => node.close()));
});
