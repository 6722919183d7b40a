/** A server of the benchmark, in a process of its own: it proposes to itself with so many clients, and tells what that cost. */
import { fileStorage, RaftNode, type StateMachine, silentLogger, tcpTransport } from '../../../src/runtime/index.ts';
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

const answer = async (node: RaftNode, message: ToBenchNode): Promise<void> => {
  if (message.type === 'close') await node.close().then(() => process.disconnect());
  else if (message.type === 'status') tell({ type: 'status', role: node.status().role });
  else if (message.type === 'cost') tell({ type: 'cost', cost: cost() });
  else {
    const latencies = [...(await load(node, message.clients, message.seconds))].sort((a, b) => a - b);
    const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
    tell({ type: 'done', proposals: latencies.length, p50, p99 });
  }
};

const run = async ({ id, servers, directory, ports }: BenchSetting): Promise<void> => {
  let applied = 0;
  const stateMachine: StateMachine = {
    apply: () => ++applied,
    snapshot: () => String(applied),
    restore: (data) => {
      applied = Number(data);
    },
  };
  const transport = tcpTransport({
    address: { host: '127.0.0.1', port: ports[id] ?? 0 },
    peers: (peer) => ({ host: '127.0.0.1', port: ports[peer] ?? 0 }),
    backOff: { minMs: 10, maxMs: 100 },
    logger: silentLogger,
  });
  const storage = fileStorage({ directory }, { files: counted, lock: lockDirectory });
  const begin = performance.now();
  const node = await RaftNode.open({ id, servers, storage, transport, stateMachine });
  process.on('message', (message: ToBenchNode) => void answer(node, message));
  tell({ type: 'open', milliseconds: performance.now() - begin });
};

process.once('message', (setting: BenchSetting) => void run(setting));
