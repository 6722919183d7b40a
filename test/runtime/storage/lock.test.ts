/** The lock of a directory: one process at a time, and none that is gone. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDirectory, processUsing } from '../../../src/runtime/storage/lock.ts';
import { StorageFault } from '../../../src/runtime/storage/storage.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'figure2-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const program = `
  import { lockDirectory } from ${JSON.stringify(resolve('src/runtime/storage/lock.ts'))};
  await lockDirectory(process.argv[1]);
  console.log('locked');
  setInterval(() => undefined, 1000);
`;

/** A process that has the directory, and its end by a signal that it can't catch. */
const otherProcess = async (): Promise<{ pid: number; kill: () => Promise<void> }> => {
  const loader = resolve('.config/ts-node.mjs');
  const args = ['--import', loader, '--input-type=module', '--eval', program, directory];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((done) => child.stdout.once('data', done));
  return {
    pid: child.pid ?? 0,
    kill: async () => {
      child.kill('SIGKILL');
      await new Promise((done) => child.once('exit', done));
    },
  };
};

/** Makes the last lock that of another. */
const editHolder = (change: Record<string, unknown>): void => {
  const [name = ''] = readdirSync(directory).filter((each) => each.startsWith('lock-'));
  const { holder } = JSON.parse(readFileSync(join(directory, name), 'utf8')) as { holder: object };
  writeFileSync(join(directory, name), JSON.stringify({ holder: { ...holder, ...change } }));
};

describe('the lock of a directory', () => {
  it('is refused to a second process, which is told the first, and taken over when that is killed', async () => {
    const other = await otherProcess();
    await expect(lockDirectory(directory)).rejects.toThrow(`${directory} is in use by process ${other.pid}; end it`);
    expect(await processUsing(directory)).toBe(other.pid);
    await other.kill();
    expect(await processUsing(directory)).toBeUndefined();
    await (await lockDirectory(directory)).release();
  });

  it('can be taken again when it was given back', async () => {
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toThrow(StorageFault);
    await lock.release();
    await (await lockDirectory(directory)).release();
    expect(readdirSync(directory)).toHaveLength(1);
  });

  it('is not that of a process that has got the number of one that is gone', async () => {
    await lockDirectory(directory);
    editHolder({ start: '1' });
    await (await lockDirectory(directory)).release();
  });

  it('is not that of a process from before the system was started', async () => {
    await lockDirectory(directory);
    editHolder({ boot: 'another' });
    await (await lockDirectory(directory)).release();
  });

  it('is left alone when its holder can not be seen from here', async () => {
    await lockDirectory(directory);
    editHolder({ host: 'elsewhere' });
    await expect(lockDirectory(directory)).rejects.toThrow(/of host elsewhere, which can't be seen .* remove .*lock-/);
  });

  it('goes to one of many that see the same holder gone', async () => {
    for (let round = 0; round < 20; round++) {
      const first = await lockDirectory(directory);
      editHolder({ start: '1' });
      const taken = await Promise.allSettled(Array.from({ length: 10 }, () => lockDirectory(directory)));
      const winners = taken.filter((each) => each.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      for (const each of taken) if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(StorageFault);
      await winners[0]?.value.release();
      expect(first).toBeDefined();
    }
  });
});
