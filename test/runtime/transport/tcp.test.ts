import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { append, TestServers, until, vote } from './servers.ts';

let servers = new TestServers();

afterEach(async () => {
  await servers.close();
  servers = new TestServers();
});

describe('two servers', () => {
  test('get what the other sends, in its order, from whom it is', async () => {
    const [s1, s2] = await servers.pair();
    for (let term = 0; term < 1000; term++) s1.transport.send(vote(term));
    s2.transport.send(vote(7, 'S2', 'S1'));
    await until('all messages', () => s2.arrived.length === 1000 && s1.arrived.length === 1);
    expect(s2.arrived).toEqual(Array.from({ length: 1000 }, (_, term) => vote(term)));
    expect(s1.arrived).toEqual([vote(7, 'S2', 'S1')]);
  });

  test('find each other again when one was closed', async () => {
    const [s1, s2] = await servers.pair();
    await s2.transport.close();
    await until('the stream is lost', () => s1.transport.status()[0]?.isConnected === false);
    s1.transport.send(vote(1));
    expect(s1.transport.status()[0]?.lost).toBe(1);
    const again = await servers.open('S2', ['S1']);
    await servers.connected(s1, again);
    s1.transport.send(vote(2));
    await until('a message', () => again.arrived.length > 0);
    expect(again.arrived).toEqual([vote(2)]);
  });

  test('leave no socket and no timer behind, so that a process can end', async () => {
    const ours = (): readonly string[] =>
      process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP') || name === 'Timeout');
    const before = ours();
    const [s1] = await servers.pair();
    const stranger = connect(s1.transport.address());
    await new Promise((resolve) => stranger.once('connect', resolve));
    expect(ours().length).toBeGreaterThan(before.length);
    s1.transport.send(append(1, 10_000_000));
    await servers.close();
    stranger.destroy();
    await until('all is gone', () => ours().length <= before.length);
  });

  test('send and take no more when they are closed', async () => {
    const [s1, s2] = await servers.pair();
    await s2.transport.close();
    await s2.transport.close();
    s2.transport.send(vote(1, 'S2', 'S1'));
    s1.transport.send({ ...vote(1), to: 'S9' });
    await until('the stream is lost', () => s1.transport.status()[0]?.isConnected === false);
    expect(s1.arrived).toEqual([]);
  });

  test('send what was given to them before they were closed', async () => {
    const [s1, s2] = await servers.pair();
    for (let term = 0; term < 100; term++) s1.transport.send(vote(term));
    await s1.transport.close();
    await until('all messages', () => s2.arrived.length === 100);
  });
});
