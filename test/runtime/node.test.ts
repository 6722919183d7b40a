import { describe, expect, test } from 'vitest';
import { commandOf } from '../../src/core/entries.ts';
import { protocolWith } from '../../src/core/extensions/index.ts';
import type { Effect, ExtensionId, Persist, Server } from '../../src/core/types.ts';
import { Inbox } from '../../src/runtime/inbox.ts';
import { NodeLoop } from '../../src/runtime/node.ts';
import type { Proposal } from '../../src/runtime/proposals.ts';
import { appendEntries, follower, leader, requestVote } from '../core/arrange.ts';

const proposal = (command: string): Proposal<unknown> => ({
  command,
  deadline: Number.POSITIVE_INFINITY,
  resolve: () => undefined,
  reject: () => undefined,
});

/** A node whose disk writes when it is let, and which tells in which order things are done. */
const nodeFrom = (server: Server, extensions: readonly ExtensionId[] = []) => {
  const done: string[] = [];
  const inbox = new Inbox<Proposal<unknown>>({ maxWaitingCommands: 99, maxWaitingLength: 99, maxWaitingMessages: 99 });
  const writing: { readonly settle: (error?: Error) => void }[] = [];
  const tell = (_: undefined, effect: Effect): void => {
    done.push(effect.type === 'send' ? `send ${effect.message.type}` : effect.type);
  };
  const node = new NodeLoop(server, {
    protocol: protocolWith(extensions),
    inbox,
    storage: {
      write: (writes: readonly Persist[]) =>
        new Promise((resolve, reject) => {
          const entries = writes.flatMap(({ append }) => append?.entries ?? []);
          done.push(`write ${writes.length}: ${entries.map(commandOf).join('')}`);
          writing.push({ settle: (error) => (error ? reject(error) : resolve()) });
        }),
    },
    executor: {
      send: tell,
      apply: tell,
      reply: tell,
      reject: tell,
      answerRead: tell,
      rejectRead: tell,
      armTimer: () => undefined,
      stopTimer: () => undefined,
      restoreSnapshot: tell,
    },
    taken: (proposals) => done.push(`taken ${proposals.map(({ command }) => command).join('')}`),
    record: () => undefined,
    rested: () => done.push('rested'),
  });
  return { node, inbox, done, writing };
};

/** It has heard from one follower, and sends to it without waiting (D-14). */
const leading = leader({ followers: { S2: { pipelining: true } } });

const turns = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('a node', () => {
  test('waits for the disk before it sends (ST-8)', async () => {
    const { node, inbox, done, writing } = nodeFrom(follower());
    void node.run();
    inbox.receive(requestVote({ from: 'S2', to: 'S1', term: 5 }));
    await turns();
    expect(done).toEqual(['write 1: ']);
    writing[0]?.settle();
    await turns();
    expect(done).toEqual(['write 1: ', 'send RequestVoteReply', 'rested']);
    node.stop();
  });

  test('steps together what came while the disk was busy, and writes it once, before all of its sends', async () => {
    const { node, inbox, done, writing } = nodeFrom(follower());
    void node.run();
    const entries = (prevLogIndex: number, command: string) =>
      appendEntries({
        from: 'S2',
        to: 'S1',
        term: 5,
        prevLogIndex,
        prevLogTerm: prevLogIndex && 5,
        entries: [{ term: 5, command }],
      });
    inbox.receive(entries(0, 'a'));
    await turns();
    inbox.receive(entries(1, 'b'));
    inbox.receive(entries(2, 'c'));
    await turns();
    expect(done.splice(0)).toEqual(['write 1: a']);
    writing[0]?.settle();
    await turns();
    expect(done.splice(0)).toEqual(['send AppendEntriesReply', 'rested', 'write 2: bc']);
    writing[1]?.settle();
    await turns();
    expect(done).toEqual(['send AppendEntriesReply', 'send AppendEntriesReply', 'rested']);
    node.stop();
  });

  test('says nothing of what the disk has refused, and ends', async () => {
    const { node, inbox, done, writing } = nodeFrom(follower());
    const running = node.run();
    inbox.receive(requestVote({ from: 'S2', to: 'S1', term: 5 }));
    await turns();
    writing[0]?.settle(new Error('no space left'));
    await expect(running).rejects.toThrow('no space left');
    expect(done).toEqual(['write 1: ']);
  });

  test('that is stopped while the disk is busy ends when it has written, although nothing more comes', async () => {
    const { node, inbox, writing } = nodeFrom(follower());
    let hasEnded = false;
    void node.run().then(() => {
      hasEnded = true;
    });
    inbox.receive(requestVote({ from: 'S2', to: 'S1', term: 5 }));
    await turns();
    node.stop();
    await turns();
    expect(hasEnded).toBe(false);
    writing[0]?.settle();
    await turns();
    expect(hasEnded).toBe(true);
  });

  test('that is stopped executes what is on its way and takes no more', async () => {
    const { node, inbox, done, writing } = nodeFrom(follower());
    const running = node.run();
    inbox.receive(requestVote({ from: 'S2', to: 'S1', term: 5 }));
    await turns();
    node.stop();
    inbox.propose(proposal('a'));
    writing[0]?.settle();
    await running;
    expect(done).toEqual(['write 1: ', 'send RequestVoteReply', 'rested']);
    expect(inbox.waitingCommands).toBe(1);
  });

  test('steps each command by itself, and all of them together with the page that says how (CB-1)', async () => {
    for (const [extensions, expected] of [
      [[], ['taken a', 'taken b', 'write 2: ab', 'send AppendEntries', 'send AppendEntries']],
      [['client-batches'], ['taken ab', 'write 1: ab', 'send AppendEntries']],
    ] as const) {
      const { node, inbox, done, writing } = nodeFrom(leading, extensions);
      void node.run();
      inbox.propose(proposal('a'));
      inbox.propose(proposal('b'));
      await turns();
      writing[0]?.settle();
      await turns();
      expect(done.filter((what) => what !== 'rested')).toEqual(expected);
      node.stop();
    }
  });

  test("sends a leader's entries while it writes them, and tells it when they are written (PW-2, PW-4)", async () => {
    const { node, inbox, done, writing } = nodeFrom(leading, ['parallel-write']);
    void node.run();
    inbox.propose(proposal('a'));
    await turns();
    expect(done).toEqual(['taken a', 'send AppendEntries', 'write 1: a']);
    expect(node.server.extensions?.['parallel-write']?.writtenIndex).toBe(0);
    writing[0]?.settle();
    await turns();
    expect(node.server.extensions?.['parallel-write']?.writtenIndex).toBe(null);
    node.stop();
  });

  test('that can not step ends, and leaves no command without a word', async () => {
    const { node, inbox } = nodeFrom({ ...leading, log: undefined as never });
    const running = node.run();
    const failed = new Promise<string>((resolve) => {
      inbox.propose({ ...proposal('a'), reject: ({ reason, fate }) => resolve(`${reason} ${fate}`) });
    });
    await expect(running).rejects.toThrow(TypeError);
    expect(await failed).toBe('ended unknown');
  });
});
