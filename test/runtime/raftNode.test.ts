import { describe, expect, test } from 'vitest';
import { commandOf } from '../../src/core/entries.ts';
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

  test('does not start with other members than its storage was written for, and starts with the same again', async () => {
    const storage = memoryStorage();
    await (await alone({ storage })).close();
    const other = alone({ storage, servers: ['S1', 'S2'] });
    await expect(other).rejects.toThrow(StorageFault);
    await expect(other).rejects.toThrow('was written for the servers S1, and is opened for S1 S2; open it with');
    await (await alone({ storage })).close();
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
  });

  test('with what is no command or no signal is refused, and not proposed', async () => {
    const list = new CommandList();
    const node = await alone({ stateMachine: list });
    await node.leader();
    const wrong: readonly (readonly [unknown, unknown])[] = [
      [1, {}],
      ['a', null],
      ['a', { signal: new AbortController() }],
      ['a', { signal: 100 }],
    ];
    for (const [command, options] of wrong)
      await expect(node.propose(command as never, options as never)).rejects.toThrow(
        /^S1: (a command is a string, not number|propose takes \{ signal \} with an AbortSignal.*)$/,
      );
    expect(await node.propose('b')).toBe('b');
    await node.close();
  });

  /** No follower's word arrives, though all hear the leader: nothing is committed. */
  const deafen = ({ network }: OpenNodes): void =>
    network.decide(({ type }) => (type === 'AppendEntriesReply' ? 'lost' : 'arrives'));

  test('is refused when too many are not committed, and taken again when they are', async () => {
    await using nodes = await OpenNodes.of(3, { maxWaitingCommands: 4, proposalTimeoutMs: 1000 });
    const { node } = await nodes.leader();
    expect(await node.propose('first')).toBe('first');
    deafen(nodes);
    const undecided = Array.from({ length: 4 }, (_, count) => node.propose(`c${count}`));
    await until(() => node.status().lastIndex === 5);
    for (let count = 0; count < 20; count++)
      expect(await failureOf(node.propose('more'))).toMatchObject({ reason: 'busy', fate: 'notApplied' });
    nodes.network.decide(() => 'arrives');
    await Promise.all(undecided);
    expect(await node.propose('last')).toBe('first c0 c1 c2 c3 last');
  });

  test('is taken by a leader whose log is full of what earlier leaders have not committed', async () => {
    await using nodes = await OpenNodes.of(3, { maxWaitingCommands: 2 });
    const { node } = await nodes.leader();
    for (const command of ['a', 'b', 'c', 'd']) await node.propose(command);
    await until(() => nodes.servers.every((id) => nodes.at(id).node.status().lastIndex === 4));
    await Promise.all(nodes.servers.map((id) => nodes.at(id).node.close()));
    for (const id of nodes.servers) await nodes.open(id);
    const leader = await nodes.leader();
    expect(leader.node.status()).toMatchObject({ lastIndex: 4, commitIndex: 0 });
    expect(await leader.node.propose('e')).toBe('a b c d e');
  });

  test('is refused when what is not committed is too long', async () => {
    await using nodes = await OpenNodes.of(3, { maxWaitingLength: 100, maxCommandLength: 100 });
    const { node } = await nodes.leader();
    expect(await node.propose('x'.repeat(100))).toBe('x'.repeat(100));
    deafen(nodes);
    const undecided = [node.propose('y'.repeat(60)), node.propose('y'.repeat(40))];
    await until(() => node.status().lastIndex === 3);
    expect(await failureOf(node.propose('z'))).toMatchObject({ reason: 'busy', fate: 'notApplied' });
    nodes.network.decide(() => 'arrives');
    await Promise.all(undecided);
    await node.propose('z'.repeat(100));
  });

  test('of many long commands gets through, in messages that are not', async () => {
    const lengths: number[] = [];
    await using nodes = await OpenNodes.of(3);
    nodes.network.decide((message) => {
      if (message.type === 'AppendEntries')
        lengths.push(message.entries.reduce((sum, entry) => sum + (commandOf(entry) ?? '').length, 0));
      return 'arrives';
    });
    const { node } = await nodes.leader();
    const command = 'x'.repeat(300_000);
    const { list } = await nodes.leader();
    list.apply = () => '';
    await Promise.all(Array.from({ length: 40 }, () => node.propose(command)));
    expect(Math.max(...lengths)).toBe(900_000);
  });
});

test('who waits for a leader leaves no ear at a signal', async () => {
  const ears = { added: 0, removed: 0 };
  const { signal } = new AbortController();
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...given: Parameters<typeof add>) => {
    ears.added++;
    add(...given);
  };
  signal.removeEventListener = (...given: Parameters<typeof remove>) => {
    ears.removed++;
    remove(...given);
  };
  const node = await alone();
  expect(await node.leader({ signal })).toBe('S1');
  expect(await node.propose('a', { signal })).toBe('a');
  expect(ears.added).toBeGreaterThan(0);
  expect(ears.removed).toBe(ears.added);
  await node.close();
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

  const late = () => Promise.reject(new Error('too late'));

  test.each<readonly [string, object, string]>([
    ['apply gives a promise', { apply: late }, 'stateMachine.apply of entry 1: it gave a promise, and has to be done'],
    ['snapshot gives a promise', { snapshot: late }, 'stateMachine.snapshot: it gave a promise'],
    ['snapshot gives no string', { snapshot: () => ({ a: 1 }) }, 'it has to give a string, and gave { a: 1 }'],
    [
      'random gives no number',
      { random: () => Number.NaN },
      'random: it has to give a number from 0 on, below 1, not NaN',
    ],
    ['random gives too much', { random: () => 1 }, 'random: it has to give a number from 0 on, below 1, not 1'],
    [
      'something has lines',
      {
        apply: () => {
          throw new Error('one\ntwo\u001b[31m');
        },
      },
      'stateMachine.apply of entry 1: one two\\u{1b}[31m',
    ],
    [
      'no error is thrown',
      {
        apply: () => {
          throw { code: 5 } as unknown as Error;
        },
      },
      'stateMachine.apply of entry 1: { code: 5 }',
    ],
  ])('when %s', async (_, { random, ...methods }: { readonly random?: () => number }, words) => {
    const stateMachine = { apply: () => 1, snapshot: () => '', restore: () => undefined, ...methods };
    const node = await alone({ stateMachine, ...(random && { random }) });
    const proposal = node.leader().then(() => node.propose('a'));
    const outcome = proposal.then(() => node.snapshot()).catch((error: unknown) => error);
    expect((await node.ended)?.message).toContain(words);
    expect(String(await outcome)).toContain(words);
  });

  test('when a snapshot is restored later', async () => {
    const storage = memoryStorage();
    const before = await alone({ storage });
    await before.leader();
    await before.propose('a');
    await before.snapshot();
    await before.close();
    const node = await alone({ storage, stateMachine: { ...throwing('apply'), restore: late } });
    expect((await node.ended)?.message).toContain('stateMachine.restore of a snapshot up to 1: it gave a promise');
  });

  test('when what it stands on can not be let go, and lets go of the rest', async () => {
    const closed: string[] = [];
    const part = (name: string) => ({
      close: () => {
        closed.push(name);
        return Promise.reject(new Error('stuck'));
      },
    });
    const transport = { ...memoryNetwork().transport(), ...part('network') };
    const node = await alone({ storage: storageWith(part('disk')), transport });
    await node.leader();
    await expect(node.close()).rejects.toThrow("S1 can't let go of its network: stuck");
    expect((await node.ended)?.message).toBe("S1 can't let go of its network: stuck");
    expect(closed).toEqual(['network', 'disk']);
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
