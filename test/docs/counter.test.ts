/** docs/guides/counter.mjs: three servers, each a process, as docs/guides/run-raft.md shows them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';

const program = resolve('docs/guides/counter.mjs');
const running: ChildProcess[] = [];
const folder = mkdtempSync(join(tmpdir(), 'figure2-counter-'));

afterEach(async () => {
  await Promise.all(running.map((child) => end(child)));
  rmSync(folder, { recursive: true, force: true });
});

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
};

/** Ports that were free a moment ago: the programs have to know each other's before they run. */
const freePorts = async (): Promise<readonly number[]> => {
  const servers = [createServer(), createServer(), createServer()];
  const ports = [];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ports.push((server.address() as { port: number }).port);
  }
  for (const server of servers) server.close();
  return ports;
};

interface Counter {
  readonly child: ChildProcess;
  /** Types a line, and gives the next that is printed. */
  readonly type: (line: string) => Promise<string>;
}

const start = (id: string, ports: readonly number[]): Counter => {
  const child = spawn(process.execPath, [program, id, ports.join(',')], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  running.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const type = async (line: string): Promise<string> => {
    child.stdin.write(`${line}\n`);
    return (await lines.next()).value as string;
  };
  return { child, type };
};

/** Types a number at one after the other until somebody adds it. */
const added = async (counters: readonly Counter[], number: string): Promise<{ told: string; leader: Counter }> => {
  for (;;) {
    for (const leader of counters) {
      const told = await leader.type(number);
      if (told.startsWith('the total')) return { told, leader };
      expect(told).toMatch(/does not lead/);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

test('adds what is typed, wherever the leader is, and over its death', async () => {
  const ports = await freePorts();
  const counters = ['S1', 'S2', 'S3'].map((id) => start(id, ports));
  const { told, leader } = await added(counters, '2');
  expect(told).toBe('the total is 2');
  await end(leader.child);
  const left = counters.filter((counter) => counter !== leader);
  expect((await added(left, '3')).told).toBe('the total is 5');
});
