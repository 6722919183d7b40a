import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { ProcessCluster } from '../../src/processes/processCluster.ts';
import type { ServerProcess } from '../../src/processes/serverProcess.ts';
import { isNightly } from '../support/nightly.ts';

const KIB = 1024;
const MIB = KIB * KIB;

/** What a stream holds back for a peer at most (`maxWaitingBytes`). */
const BOUND = 16 * MIB;

/** How long a follower stands still under load. */
const PAUSED_MS = isNightly ? 60_000 : 4_000;

const directory = mkdtempSync(join(tmpdir(), 'figure2-paused-'));
const servers = ['S1', 'S2', 'S3'];
let cluster: ProcessCluster | undefined;
afterEach(async () => {
  await cluster?.close();
  rmSync(directory, { recursive: true, force: true });
});

const open = async (): Promise<ProcessCluster> => {
  const opened = await ProcessCluster.open({
    directory,
    servers,
    segmentBytes: 16 * MIB,
    options: {},
    program: fileURLToPath(new URL('../../dist/src/processes/nodeProcess.js', import.meta.url)),
  });
  await Promise.all(servers.map((id) => opened.start(id)));
  return opened;
};

const leaderOf = async ({ running }: Pick<ProcessCluster, 'running'>): Promise<ServerProcess> => {
  for (;;) {
    for (const id of servers) {
      const server = running(id);
      if ((await server?.status())?.role === 'leader' && server) return server;
    }
  }
};

test('a follower that stands still under load costs its leader bounded memory, and catches up', {
  timeout: 300_000,
}, async () => {
  cluster = await open();
  const { running } = { running: (id: string) => cluster?.running(id) };
  const leader = await leaderOf({ running });
  const followers = servers.flatMap((id) => running(id) ?? []).filter((server) => server !== leader);
  const [paused] = followers;
  paused?.signal('SIGSTOP');

  let [acknowledged, most, lost] = [0, 0, 0];
  const load = async (client: number, end: number): Promise<void> => {
    for (let count = 0; performance.now() < end || acknowledged < 400; count++) {
      const isLong = acknowledged < 600; // so much in all that no bound is needed for what is applied
      const command = `c${client}_${count} set ${'x'.repeat(isLong ? 100 * KIB : 100)}`;
      if ((await leader.propose(command)).outcome.kind === 'applied') acknowledged++;
      const streams = (await leader.streams()) ?? [];
      most = Math.max(most, ...streams.map(({ waitingBytes }) => waitingBytes));
      lost = Math.max(lost, ...streams.map((stream) => stream.lost));
    }
  };
  const end = performance.now() + PAUSED_MS;
  await Promise.all(Array.from({ length: 16 }, (_, client) => load(client, end)));
  expect(most).toBeGreaterThan(MIB); // it was held back at all
  expect(most).toBeLessThanOrEqual(BOUND);
  expect(lost).toBeGreaterThan(0); // and what came on top is lost

  paused?.signal('SIGCONT');
  const { lastIndex = 0 } = (await leader.status()) ?? {};
  expect(lastIndex).toBeGreaterThanOrEqual(acknowledged);
  for (let applied = 0; applied < lastIndex; ) applied = (await paused?.status())?.lastApplied ?? 0;
});
