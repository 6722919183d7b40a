/** Committed proposals of three nodes on disks and sockets, beside what the machine gives to anybody in the same seconds. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServerId } from '../../../src/core/types.ts';
import { median, type Result, short } from '../measure.ts';
import { roundTripTimes, syncTimes } from './floor.ts';
import type { FromBenchNode, NodeCost, ToBenchNode } from './messages.ts';

const SERVERS: readonly ServerId[] = ['S1', 'S2', 'S3'];
const CLIENTS = [1, 16, 64, 256];
const ROUNDS = 3;
const SECONDS = 2;
const IDLE_SECONDS = 10;
const FLOOR_SECONDS = 0.5;

/** What the machine gives to anybody, in milliseconds. */
interface Floor {
  readonly syncMs: number;
  readonly tripMs: number;
}

const started = (path: string): ChildProcess =>
  fork(fileURLToPath(new URL(path, import.meta.url)), { serialization: 'advanced' });

type Told<Type extends FromBenchNode['type']> = Extract<FromBenchNode, { readonly type: Type }>;

const told = async <Type extends FromBenchNode['type']>(child: ChildProcess, type: Type): Promise<Told<Type>> => {
  for (;;) {
    const [message] = (await once(child, 'message')) as [FromBenchNode];
    if (message.type === type) return message as Told<Type>;
  }
};

const ask = <Type extends FromBenchNode['type']>(child: ChildProcess, question: ToBenchNode, type: Type) => {
  const answer = told(child, type);
  child.send(question);
  return answer;
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
};

const leaderAmong = async (nodes: readonly ChildProcess[]): Promise<ChildProcess> => {
  for (;;) {
    for (const node of nodes) if ((await ask(node, { type: 'status' }, 'status')).role === 'leader') return node;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

const costs = async (nodes: readonly ChildProcess[]): Promise<readonly NodeCost[]> =>
  Promise.all(nodes.map(async (node) => (await ask(node, { type: 'cost' }, 'cost')).cost));

const sum = (costs: readonly NodeCost[], of: (cost: NodeCost) => number): number =>
  costs.reduce((total, cost) => total + of(cost), 0);

const idleCosts = async (nodes: readonly ChildProcess[]): Promise<Idle> => {
  const before = await costs(nodes);
  await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000));
  const after = await costs(nodes);
  const cpuMs = (sum(after, (cost) => cost.cpuMs) - sum(before, (cost) => cost.cpuMs)) / nodes.length;
  return {
    percent: cpuMs / IDLE_SECONDS / 10,
    residentMb: Math.max(...after.map(({ residentBytes }) => residentBytes)) / 2 ** 20,
  };
};

/** What nodes cost that nobody asks for anything. */
interface Idle {
  /** Of a core, for each of them. */
  readonly percent: number;
  /** The most that one has in memory. */
  readonly residentMb: number;
}

interface Measured {
  readonly clients: number;
  readonly proposalsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly syncsPerProposalAndNode: number;
  readonly cpuMsPerProposal: number;
  readonly bytesPerProposalAndNode: number;
}

const measure = async (nodes: readonly ChildProcess[], leader: ChildProcess, clients: number): Promise<Measured> => {
  const before = await costs(nodes);
  const { proposals, p50, p99 } = await ask(leader, { type: 'load', clients, seconds: SECONDS }, 'done');
  const after = await costs(nodes);
  const used = (of: (cost: NodeCost) => number): number => (sum(after, of) - sum(before, of)) / proposals;
  return {
    clients,
    proposalsPerSecond: proposals / SECONDS,
    p50Ms: p50,
    p99Ms: p99,
    syncsPerProposalAndNode: used(({ syncs }) => syncs) / nodes.length,
    cpuMsPerProposal: used(({ cpuMs }) => cpuMs),
    bytesPerProposalAndNode: used(({ bytes }) => bytes) / nodes.length,
  };
};

const medians = (rows: readonly Measured[]): Measured =>
  Object.fromEntries(
    (Object.keys(rows[0] ?? {}) as (keyof Measured)[]).map((name) => [name, median(rows.map((row) => row[name]))]),
  ) as unknown as Measured;

export const benchRuntime = async (): Promise<Result> => {
  const folder = mkdtempSync(join(tmpdir(), 'figure2-bench-'));
  const ports = Object.fromEntries(await Promise.all(SERVERS.map(async (id) => [id, await freePort()] as const)));
  const nodes = SERVERS.map(() => started('./node.ts'));
  const mirror = started('./echo.ts');
  const [echoPort] = (await once(mirror, 'message')) as [number];
  try {
    const opened = nodes.map((node) => told(node, 'open'));
    nodes.forEach((node, place) => {
      const id = SERVERS[place] ?? '';
      node.send({ id, servers: SERVERS, directory: join(folder, id), ports });
    });
    await Promise.all(opened);
    const leader = await leaderAmong(nodes);
    const young = await idleCosts(nodes);
    await ask(leader, { type: 'load', clients: 64, seconds: 1 }, 'done'); // until the compiler has seen it
    const floors: Floor[] = [];
    const rows: Measured[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const clients of CLIENTS) {
        floors.push({
          syncMs: median(await syncTimes(folder, FLOOR_SECONDS)),
          tripMs: median(await roundTripTimes(echoPort, FLOOR_SECONDS)),
        });
        rows.push(await measure(nodes, leader, clients));
      }
    }
    await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000)); // until what the load has left is collected
    return report({ floors, rows, young, old: await idleCosts(nodes) });
  } finally {
    mirror.disconnect();
    await Promise.all(
      nodes.map(async (node) => {
        const exit = once(node, 'exit');
        node.send({ type: 'close' });
        await exit;
      }),
    );
    rmSync(folder, { recursive: true, force: true });
  }
};

interface Numbers {
  readonly floors: readonly Floor[];
  readonly rows: readonly Measured[];
  /** Idle before the load, and after it: by then the compiler has seen the code. */
  readonly young: Idle;
  readonly old: Idle;
}

const report = ({ floors, rows, young, old }: Numbers): Result => {
  const syncMs = median(floors.map((floor) => floor.syncMs));
  const tripMs = median(floors.map((floor) => floor.tripMs));
  const floorMs = syncMs + tripMs;
  const [load = 0] = loadavg();
  const byClients = CLIENTS.map((clients) => medians(rows.filter((row) => row.clients === clients)));
  const alone = byClients[0]?.p50Ms ?? 0;
  return {
    numbers: {
      load,
      floor: { syncMs, tripMs },
      byClients,
      ratio: alone / floorMs,
      idle: { beforeLoad: young, afterLoad: old },
    },
    lines: [
      `load ${short(load)}; the machine alone: ${short(syncMs)} ms for a sync of an overwritten file, ${short(tripMs)} ms for a round trip of a bare frame (medians)`,
      ...byClients.map(
        (row) =>
          `${row.clients} clients: ${short(row.proposalsPerSecond)} proposals/s, p50 ${short(row.p50Ms)} ms, p99 ${short(row.p99Ms)} ms; for each ${short(row.syncsPerProposalAndNode)} syncs and ${short(row.bytesPerProposalAndNode)} bytes a node, ${short(row.cpuMsPerProposal)} ms of CPU in all`,
      ),
      `1 client takes ${short(alone / floorMs)} times one round trip and one sync (the disks write at the same time)`,
      ...[young, old].map(
        ({ percent, residentMb }, place) =>
          `idle, ${place === 0 ? 'in the first seconds' : 'after the load'}: ${short(percent)} % of a core a node, at most ${short(residentMb)} MB resident (the loader of TypeScript included)`,
      ),
    ],
  };
};
