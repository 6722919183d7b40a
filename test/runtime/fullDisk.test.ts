import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { fileStorage, memoryNetwork, type NodeFault, ProposalFailure, RaftNode } from '../../src/runtime/index.ts';
import { CommandList, quick } from './openNodes.ts';

const MIB = 2 ** 20;

const folder = mkdtempSync(join(tmpdir(), 'figure2-full-'));

/** A disk of its own in memory, or the same with another size; false: this user may mount nothing. */
const mount = (...options: readonly string[]): boolean =>
  process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', ...options, 'tmpfs', folder]).status === 0;

const isMounted = mount('-o', 'size=8m');
afterEach(() => {
  if (isMounted) spawnSync('umount', ['--lazy', folder]);
  rmSync(folder, { recursive: true, force: true });
});

const open = async (list: CommandList): Promise<RaftNode<string>> => {
  list.apply = (command: string) => String(list.commands.push(command));
  const node = await RaftNode.open<string>({
    id: 'S1',
    servers: ['S1'],
    storage: fileStorage({ directory: join(folder, 'S1'), segmentBytes: MIB }),
    transport: memoryNetwork().transport(),
    stateMachine: list,
    ...quick,
  });
  await node.leader();
  return node;
};

/** Proposes one command after the other, until one is not acknowledged: those that were, and what was said at the end. */
const fill = async (node: RaftNode<string>): Promise<{ acknowledged: string[]; failure: unknown }> => {
  const acknowledged: string[] = [];
  for (;;) {
    const command = `${acknowledged.length} ${'x'.repeat(50_000)}`;
    try {
      await node.propose(command);
    } catch (failure) {
      return { acknowledged, failure };
    }
    acknowledged.push(command);
  }
};

const title =
  'a real disk that is full ends the node, which comes back with all that was acknowledged when there is room';
test.skipIf(!isMounted)(`${title} (needs the right to mount a tmpfs)`, { timeout: 60_000 }, async () => {
  mkdirSync(folder, { recursive: true });
  const node = await open(new CommandList());
  const { acknowledged, failure } = await fill(node);
  expect(failure).toBeInstanceOf(ProposalFailure);
  expect(failure).toMatchObject({ reason: 'ended', fate: 'unknown' });
  const fault = (await node.ended) as NodeFault;
  expect(fault.message).toMatch(
    /^S1 has ended: can't make \S+: no space left on device \(ENOSPC\); make room and start/,
  );
  expect(acknowledged.length).toBeGreaterThan(20);
  await expect(open(new CommandList())).rejects.toThrow('ENOSPC'); // still full: it says so, and changes nothing

  expect(mount('-o', 'remount,size=64m')).toBe(true);
  const list = new CommandList();
  const again = await open(list);
  await again.propose('last');
  expect(list.commands.slice(0, acknowledged.length)).toEqual(acknowledged);
  expect(list.commands.length).toBeLessThanOrEqual(acknowledged.length + 2); // the one that was not acknowledged may be there
  expect(list.commands.at(-1)).toBe('last');
  await again.close();
});
