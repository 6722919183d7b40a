import { describe, expect, test } from 'vitest';
import {
  AppliedGap,
  memoryNetwork,
  memoryStorage,
  ProposalFailure,
  RaftNode,
  type StateMachine,
  type Storage,
  StorageFault,
  TransportFault,
} from '../../src/runtime/index.ts';
import { CommandList, OpenNodes, quick, until } from './openNodes.ts';

const failureOf = async (proposal: Promise<unknown>): Promise<ProposalFailure> => {
  const failure: unknown = await proposal.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof ProposalFailure) return failure;
  throw new Error(`not a failure of a proposal: ${String(failure)}`);
};

/** The storage in memory, but for what the test says of it. */
const storageWith = (changes: Partial<Storage>): Storage => ({ ...memoryStorage(), ...changes });

const alone = (changes: object = {}) =>
  RaftNode.open({
    id: 'S1',
    servers: ['S1'],
    storage: memoryStorage(),
    transport: memoryNetwork().transport(),
    stateMachine: new CommandList(),
    ...quick,
    ...changes,
  });

describe('a cluster', () => {
  test('elects a leader, and applies what is proposed to it everywhere, in one order', async () => {
    await using nodes = await OpenNodes.of(3);
    const { node } = await nodes.leader();
    expect(await node.propose('a')).toBe('a');
    await Promise.all(['b', 'c', 'd'].map((command) => node.propose(command)));
    expect(await node.propose('e')).toBe('a b c d e');
    await until(() => nodes.servers.every((id) => nodes.at(id).list.commands.join('') === 'abcde'));
  });

  test('goes on when its leader is gone, and brings it up to date when it comes back', async () => {
    await using nodes = await OpenNodes.of(3);
    const { id, node } = await nodes.leader();
    await node.propose('a');
    await node.close();
    const { node: next } = await nodes.leader(nodes.but(id));
    expect(await next.propose('b')).toBe('a b');
    const { list } = await nodes.open(id);
    await until(() => list.commands.join('') === 'ab');
  });

  test('keeps over a restart of all servers what was acknowledged', async () => {
    await using nodes = await OpenNodes.of(3);
    const { node } = await nodes.leader();
    for (const command of 'abc') await node.propose(command);
    await Promise.all(nodes.servers.map((id) => nodes.at(id).node.close()));
    for (const id of nodes.servers) await nodes.open(id);
    expect(await (await nodes.leader()).node.propose('d')).toBe('a b c d');
  });

  test('sends a snapshot to who lacks what was compacted', async () => {
    await using nodes = await OpenNodes.of(3, { snapshotAfterEntries: 10, bounds: { snapshotChunkLength: 7 } });
    const { id, node } = await nodes.leader();
    const [late = ''] = nodes.but(id);
    nodes.cutOff(late);
    for (let count = 0; count < 30; count++) await node.propose(`c${count}`);
    await until(() => node.status().snapshotIndex >= 10);
    nodes.network.heal();
    await until(() => nodes.at(late).node.status().lastApplied >= 30);
    expect(nodes.at(late).list.commands).toEqual(nodes.at(id).list.commands);
    expect(nodes.at(late).node.status().snapshotIndex).toBeGreaterThanOrEqual(10);
  });
});

describe('a proposal', () => {
  test('at who does not lead is refused, and says who does', async () => {
    await using nodes = await OpenNodes.of(3);
    const { id } = await nodes.leader();
    const [other = ''] = nodes.but(id);
    await nodes.at(other).node.leader();
    const { reason, fate, leaderId, message } = await failureOf(nodes.at(other).node.propose('a'));
    expect({ reason, fate, leaderId }).toEqual({ reason: 'notLeader', fate: 'notApplied', leaderId: id });
    expect(message).toBe(`${other} does not lead; ask ${id}`);
  });

  test('at a leader that is cut off is unknown when its time is over, and replaced when another was committed in its place', async () => {
    await using nodes = await OpenNodes.of(3);
    const { id, node } = await nodes.leader();
    await node.propose('a');
    nodes.cutOff(id);
    const given = new AbortController();
    const [late, old] = [failureOf(node.propose('late', { signal: given.signal })), failureOf(node.propose('old'))];
    await until(() => node.status().undecidedCommands === 2);
    given.abort();
    expect(await late).toMatchObject({ reason: 'outOfTime', fate: 'unknown' });
    const { node: next } = await nodes.leader(nodes.but(id));
    expect(await next.propose('b')).toBe('a b');
    expect(await next.propose('c')).toBe('a b c');
    nodes.network.heal();
    expect(await old).toMatchObject({ reason: 'replaced', fate: 'notApplied' });
  });

  test('that is applied after its leader was deposed has its answer all the same', async () => {
    await using nodes = await OpenNodes.of(3);
    const { id, node } = await nodes.leader();
    const [first = '', second = ''] = nodes.but(id);
    await node.propose('a');
    nodes.network.decide(({ to }) => (to === id ? 'lost' : 'arrives')); // it reaches the others and hears nobody
    const answer = node.propose('b');
    await until(() => [first, second].every((other) => nodes.at(other).node.status().lastIndex === 2));
    nodes.cutOff(id);
    const { node: next } = await nodes.leader([first, second]);
    await next.propose('c');
    nodes.network.decide(() => 'arrives');
    nodes.network.heal();
    expect(await answer).toBe('a b');
  });

  test('is out of time after proposalTimeoutMs', async () => {
    await using nodes = await OpenNodes.of(3, { proposalTimeoutMs: 100 });
    const { id, node } = await nodes.leader();
    nodes.cutOff(id);
    expect(await failureOf(node.propose('a'))).toMatchObject({ reason: 'outOfTime', fate: 'unknown' });
  });

  test('that waits longer than that for a slow disk is not applied', async () => {
    let write = (): void => undefined;
    const storage = memoryStorage();
    const slow: Storage['write'] = async (writes) => {
      await new Promise<void>((resolve) => {
        write = resolve;
      });
      await storage.write(writes);
    };
    const node = await alone({ storage: { ...storage, write: slow }, proposalTimeoutMs: 50 });
    await until(() => node.status().currentTerm === 1);
    expect(await failureOf(node.propose('a'))).toMatchObject({ reason: 'outOfTime', fate: 'notApplied' });
    const closed = node.close();
    write();
    await closed;
  });

  test('is refused when it is too long, when too many wait, when its signal came before, and after the end', async () => {
    let write = (): void => undefined;
    const storage = memoryStorage();
    const slow: Storage = {
      ...storage,
      write: async (writes) => {
        await new Promise<void>((resolve) => {
          write = resolve;
        });
        await storage.write(writes);
      },
    };
    const node = await alone({ storage: slow, maxCommandLength: 3, maxWaitingCommands: 1 });
    await until(() => node.status().currentTerm === 1);
    expect(await failureOf(node.propose('abcd'))).toMatchObject({ reason: 'tooLong', fate: 'notApplied' });
    expect(await failureOf(node.propose('a', { signal: AbortSignal.abort() }))).toMatchObject({ reason: 'withdrawn' });
    const given = new AbortController();
    const waiting = failureOf(node.propose('b', { signal: given.signal }));
    expect(await failureOf(node.propose('c'))).toMatchObject({ reason: 'busy', fate: 'notApplied' });
    given.abort();
    expect(await waiting).toMatchObject({ reason: 'withdrawn', fate: 'notApplied' });
    const last = failureOf(node.propose('d'));
    const closed = node.close();
    write();
    await closed;
    expect(await last).toMatchObject({ reason: 'ended', fate: 'notApplied' });
    expect(await failureOf(node.propose('e'))).toMatchObject({ reason: 'ended', fate: 'notApplied' });
    expect(() => node.propose(1 as never)).toThrow('S1: a command is a string, not number');
  });
});

describe('a snapshot', () => {
  test('is made when it is asked for, and begins the next start', async () => {
    const storage = memoryStorage();
    const node = await alone({ storage });
    await node.leader();
    await node.propose('a');
    await node.propose('b');
    expect(await node.snapshot()).toBe(2);
    expect(await node.snapshot()).toBe(2);
    await node.close();
    const list = new CommandList();
    const again = await alone({ storage, stateMachine: list });
    await again.leader();
    expect(list.commands).toEqual(['a', 'b']);
    expect(again.status()).toMatchObject({ snapshotIndex: 2, lastApplied: 2 });
    await again.close();
  });

  test('of nothing is none', async () => {
    const node = await alone();
    expect(await node.snapshot()).toBe(0);
    await node.close();
  });

  test('that can not be written ends the node', async () => {
    const prepare = () => Promise.reject(new StorageFault('no space left'));
    const node = await alone({ storage: storageWith({ prepare }) });
    await node.leader();
    await node.propose('a');
    expect(await failureOf(node.snapshot() as Promise<never>)).toMatchObject({ reason: 'ended' });
    expect((await node.ended)?.message).toBe("S1 can't write a snapshot: no space left");
  });
});

describe('a node ends by itself', () => {
  const throwing = (name: keyof StateMachine): StateMachine => ({
    apply: () => 1,
    snapshot: () => '',
    restore: () => undefined,
    [name]: () => {
      throw new Error('out of order');
    },
  });

  test('when the state machine throws; nothing is lost', async () => {
    const storage = memoryStorage();
    const node = await alone({ storage, stateMachine: throwing('apply') });
    await node.leader();
    expect(await failureOf(node.propose('a'))).toMatchObject({ reason: 'ended', fate: 'unknown' });
    expect((await node.ended)?.message).toBe('stateMachine.apply of entry 1: out of order');
    expect(node.status().role).toBe('ended');
    const list = new CommandList();
    const again = await alone({ storage, stateMachine: list });
    await again.leader();
    expect(await again.propose('b')).toBe('a b');
    await again.close();
  });

  test('when a snapshot can not be restored, at its start', async () => {
    const storage = memoryStorage();
    const node = await alone({ storage });
    await node.leader();
    await node.propose('a');
    await node.snapshot();
    await node.close();
    const again = await alone({ storage, stateMachine: throwing('restore') });
    expect((await again.ended)?.message).toBe('stateMachine.restore of a snapshot up to 1: out of order');
  });

  test('when the disk fails, and nothing is said of what was not written', async () => {
    const storage = memoryStorage();
    let isBroken = false;
    const write: Storage['write'] = (writes) =>
      isBroken ? Promise.reject(new StorageFault('the disk has failed')) : storage.write(writes);
    const node = await alone({ storage: { ...storage, write } });
    await node.leader();
    await node.propose('a');
    isBroken = true;
    expect(await failureOf(node.propose('b'))).toMatchObject({ reason: 'ended', fate: 'unknown' });
    expect((await node.ended)?.message).toBe('S1 has ended: the disk has failed');
  });
});

describe('a node that can not be opened leaves nothing open', () => {
  test('its storage is let go when the network can not be had', async () => {
    const storage = memoryStorage();
    const transport = {
      ...memoryNetwork().transport(),
      open: () => Promise.reject(new TransportFault('no such port')),
    };
    await expect(alone({ storage, transport })).rejects.toThrow('no such port');
    const node = await alone({ storage });
    await node.close();
  });

  test('a storage that is in use is refused', async () => {
    const storage = memoryStorage();
    const node = await alone({ storage });
    await expect(alone({ storage })).rejects.toThrow(StorageFault);
    await node.close();
  });
});

describe('what is applied', () => {
  test('is told in its order, from the moment on at which it is asked for, until the end', async () => {
    const node = await alone();
    await node.leader();
    await node.propose('a');
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { index, command } of node.applied) seen.push(`${index} ${command}`);
    })();
    await node.propose('b');
    await node.propose('c');
    await node.close();
    await reading;
    expect(seen).toEqual(['2 b', '3 c']);
  });

  test('is a gap to a reader that was slower than a snapshot', async () => {
    const node = await alone();
    await node.leader();
    const reader = node.applied[Symbol.asyncIterator]();
    const first = reader.next();
    for (const command of 'abc') await node.propose(command);
    expect((await first).value).toEqual({ index: 1, term: 1, command: 'a' });
    await node.snapshot();
    await expect(reader.next()).rejects.toThrow(AppliedGap);
    await node.close();
  });
});

test('a leader is not deposed by a server that stood still and has its heartbeats in its inbox', async () => {
  await using nodes = await OpenNodes.of(3);
  const { node } = await nodes.leader();
  await node.propose('a');
  await until(() => nodes.servers.every((other) => nodes.at(other).node.status().lastApplied === 1));
  const { currentTerm } = node.status();
  for (let stall = 0; stall < 3; stall++) {
    await new Promise<void>((resolve) =>
      setImmediate(() => {
        const end = performance.now() + 3 * quick.electionTimeoutMs; // the whole process stands still
        while (performance.now() < end);
        resolve();
      }),
    );
    await node.propose('b');
  }
  expect(node.status()).toMatchObject({ role: 'leader', currentTerm });
  expect(nodes.network.lost()).toBe(0);
});
