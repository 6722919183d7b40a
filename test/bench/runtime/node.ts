/** A server of the benchmark, in a process of its own: it proposes to itself with so many clients, and tells what that cost. */
import { fileStorage, RaftNode, silentLogger, type StateMachine, tcpTransport } from '../../../src/runtime/index.ts';
import { disk } from '../../../src/runtime/storage/disk.ts';
import type { FileSystem, OpenMode } from '../../../src/runtime/storage/fileSystem.ts';
import { lockDirectory } from '../../../src/runtime/storage/lock.ts';
import type { BenchSetting, FromBenchNode, NodeCost, ToBenchNode } from './messages.ts';

const counts = { syncs: 0, bytes: 0 };

/** The disk, counted. A file that is written through is synced by each write. */
const counted: FileSystem = {
  ...disk,
  open: async (path: string, mode: OpenMode) => {
    const file = await disk.open(path, mode);
    return {
      ...file,
      write: (bytes, position) => {
        counts.bytes += bytes.length;
        if (mode === 'writeThrough') counts.syncs++;
        return file.write(bytes, position);
      },
      sync: () => {
        counts.syncs++;
        return file.sync();
      },
    };
  },
};

const tell = (message: FromBenchNode): void => void process.send?.(message);

const cost = (): NodeCost => {
  const { user, system } = process.cpuUsage();
  return { ...counts, cpuMs: (user + system) / 1000, residentBytes: process.memoryUsage.rss() };
};

const COMMAND = 'x'.repeat(100);

/** Proposes with so many clients, each one command after the other, for a while. */
const load = async (node: RaftNode, clients: number, seconds: number): Promise<readonly number[]> => {
  const end = performance.now() + seconds * 1000;
  const latencies: number[] = [];
  const client = async (): Promise<void> => {
    for (let begin = performance.now(); begin < end; ) {
      await node.propose(COMMAND);
      const now = performance.now();
      latencies.push(now - begin);
      begin = now;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return latencies;
};

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

process.once('message', async ({ id, servers, directory, ports }: BenchSetting) => {
  let applied = 0;
  const stateMachine: StateMachine = { apply: () => ++applied, snapshot: () => String(applied), restore: (data) => void (applied = Number(data)) };
  const transport = tcpTransport({
    address: { host: '127.0.0.1', port: ports[id] ?? 0 },
    peers: (peer) => ({ host: '127.0.0.1', port: ports[peer] ?? 0 }),
    backOff: { minMs: 10, maxMs: 100 },
    logger: silentLogger,
  });
  const begin = performance.now();
  const node = await RaftNode.open({
    id,
    servers,
    storage: fileStorage({ directory }, { files: counted, lock: lockDirectory }),
    transport,
    stateMachine,
  });
  tell({ type: 'open', milliseconds: performance.now() - begin });
  process.on('message', async (message: ToBenchNode) => {
    if (message.type === 'close') return node.close().then(() => process.disconnect());
    if (message.type === 'status') return tell({ type: 'status', role: node.status().role });
    if (message.type === 'cost') return tell({ type: 'cost', cost: cost() });
    const latencies = [...(await load(node, message.clients, message.seconds))].sort((a, b) => a - b);
    tell({ type: 'done', proposals: latencies.length, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) });
  });
});
