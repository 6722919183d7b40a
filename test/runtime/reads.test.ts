import { describe, expect, test } from 'vitest';
import type { ExtensionId } from '../../src/core/types.ts';
import { ProposalFailure } from '../../src/runtime/index.ts';
import { OpenNodes, until } from './openNodes.ts';

const extensions: readonly ExtensionId[] = ['client-batches', 'parallel-write', 'pre-vote', 'no-op', 'read-index'];
const failureOf = (read: Promise<unknown>): Promise<unknown> =>
  read.then(
    (seen) => `seen: ${JSON.stringify(seen)}`,
    (error: unknown) => error,
  );

describe('a read', () => {
  test('RI-7, RI-11, RI-14: at any server shows what was answered before, and is no command', async () => {
    await using nodes = await OpenNodes.of(3, { extensions });
    const { node } = await nodes.leader();
    for (const command of ['a', 'b', 'c', 'd']) {
      const answer = await node.propose(command);
      for (const id of nodes.servers) {
        await nodes.at(id).node.leader();
        const { list, node: asked } = nodes.at(id);
        expect(await asked.read(() => list.commands.join(' '))).toBe(answer);
      }
    }
    expect(node.status().commitIndex).toBe(5); // with the entry that begins the term
  });

  test('RI-13, RI-14: at a leader that is cut off waits, is rejected when another one is heard of, and then shows what that one did', async () => {
    await using nodes = await OpenNodes.of(3, { extensions });
    const { id, node, list } = await nodes.leader();
    await node.propose('a');
    nodes.cutOff(id);
    const { node: next } = await nodes.leader(nodes.but(id));
    await next.propose('b');
    const late = failureOf(node.read(() => list.commands.join(' ')));
    nodes.network.heal();
    expect(await late).toMatchObject({ reason: 'notLeader', fate: 'notApplied' });
    await node.leader();
    expect(await node.read(() => list.commands.join(' '))).toBe('a b');
  });

  test('RI-12: where no leader is known is rejected at once', async () => {
    await using nodes = new OpenNodes(3, { extensions });
    const { node } = await nodes.open('S1');
    expect(await failureOf(node.read(() => 'nothing'))).toMatchObject({ reason: 'notLeader', leaderId: null });
  });

  test('is given up by its signal, by its time, and when the node ends', async () => {
    await using nodes = await OpenNodes.of(3, { extensions, proposalTimeoutMs: 300 });
    const { id, node } = await nodes.leader();
    nodes.cutOff(id);
    const given = new AbortController();
    const withdrawn = failureOf(node.read(() => 'nothing', { signal: given.signal }));
    given.abort();
    expect(await withdrawn).toMatchObject({ reason: 'withdrawn' });
    expect(await failureOf(node.read(() => 'nothing'))).toMatchObject({ reason: 'outOfTime', fate: 'notApplied' });
    const ended = failureOf(node.read(() => 'nothing'));
    await node.close();
    expect(await ended).toMatchObject({ reason: 'ended' });
    expect(await failureOf(node.read(() => 'nothing'))).toMatchObject({ reason: 'ended' });
  });

  test('gives on what its function throws, and the node goes on', async () => {
    await using nodes = await OpenNodes.of(1, { extensions });
    const { node } = await nodes.leader();
    const thrown = new Error('no such key');
    expect(
      await failureOf(
        node.read(() => {
          throw thrown;
        }),
      ),
    ).toBe(thrown);
    await until(() => node.status().role === 'leader');
    expect(await node.propose('a')).toBe('a');
  });

  test('is refused without the page, without a function and without a signal that is one', async () => {
    await using nodes = await OpenNodes.of(1);
    const { node } = await nodes.leader();
    expect(await failureOf(node.read(() => 1))).toEqual(
      new RangeError('S1: read needs the page read-index among the extensions of all servers'),
    );
    expect(await failureOf(node.read('k' as never))).toBeInstanceOf(TypeError);
    await using others = await OpenNodes.of(1, { extensions });
    const { node: other } = await others.leader();
    expect(await failureOf(other.read(() => 1, { signal: 1 as never }))).toBeInstanceOf(TypeError);
    expect(await failureOf(other.read(() => 1, { signal: AbortSignal.abort() }))).toBeInstanceOf(ProposalFailure);
  });
});
