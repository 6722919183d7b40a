/** What a network does to streams, and how they come out of it. */
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { messages } from '../../../src/core/extensions/messages.ts';
import { TcpProxy } from '../../../src/processes/tcpProxy.ts';
import { BodyType, frameOf, HEAD_BYTES, PREAMBLE, sealFrame } from '../../../src/runtime/transport/frames.ts';
import { helloFrame, tableDigest } from '../../../src/runtime/transport/hello.ts';
import type { SocketAddress, TcpOptions } from '../../../src/runtime/transport/settings.ts';
import { append, chunk, type TestServer, TestServers, until, vote } from './servers.ts';

let servers = new TestServers();
let proxies: TcpProxy[] = [];
let strangers: Socket[] = [];

afterEach(async () => {
  for (const stranger of strangers) stranger.destroy();
  await servers.close();
  await Promise.all(proxies.map((proxy) => proxy.close()));
  [servers, proxies, strangers] = [new TestServers(), [], []];
});

/** Two servers; what S1 sends to S2 goes through a proxy. */
const pairWithProxy = async (options: Partial<TcpOptions> = {}) => {
  const s2 = await servers.open('S2', ['S1'], options);
  const proxy = await TcpProxy.open(() => s2.transport.address());
  proxies.push(proxy);
  servers.ways.set('S1 S2', proxy.address);
  const s1 = await servers.open('S1', ['S2'], options);
  await servers.connected(s1, s2);
  return { s1, s2, proxy };
};

const toldBy = (server: TestServer, words: string): boolean =>
  server.told.some(({ message }) => message.includes(words));

const isConnected = ({ transport }: TestServer): boolean => transport.status().every((peer) => peer.isConnected);

describe('a half-open link', () => {
  test.each(['forth', 'back', 'both'] as const)(
    'is found when nothing goes %s any more, and made anew',
    async (ways) => {
      const { s1, s2, proxy } = await pairWithProxy();
      proxy.cut(ways);
      await until('the stream is given up', () => !isConnected(s1));
      expect(toldBy(s1, 'no sign') || toldBy(s2, 'no sign')).toBe(true);
      proxy.heal();
      await servers.connected(s1);
      s1.transport.send(vote(3));
      await until('a message', () => s2.arrived.length > 0);
      expect(s2.arrived).toEqual([vote(3)]);
    },
  );

  test('is not taken for one while the other end reads, though slowly', async () => {
    const { s1, s2, proxy } = await pairWithProxy();
    proxy.throttle(2_000_000, 'forth');
    for (let term = 0; term < 20; term++) s1.transport.send(append(term, 50_000));
    await until('all', () => s2.arrived.length === 20);
    expect([isConnected(s1), proxy.accepted]).toEqual([true, 1]);
  });

  test('is not taken for one by a process that stood still', async () => {
    const { s1, proxy } = await pairWithProxy();
    const start = performance.now();
    while (performance.now() - start < 400); // 16 beats
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 5));
    expect([isConnected(s1), proxy.accepted]).toEqual([true, 1]);
  });

  test('is not found without beats', async () => {
    const { s1, proxy } = await pairWithProxy({ heartbeatMs: 60_000 });
    proxy.cut();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(isConnected(s1)).toBe(true);
  });
});

describe('a stream that was cut off', () => {
  test('is made anew, and what is sent then arrives', async () => {
    const { s1, s2, proxy } = await pairWithProxy();
    for (let round = 1; round <= 3; round++) {
      proxy.reset();
      await until('another stream', () => proxy.accepted > round && isConnected(s1));
      s1.transport.send(vote(round));
      await until('a message', () => s2.arrived.length === round);
    }
    expect(s2.arrived.map(({ term }) => term)).toEqual([1, 2, 3]);
  });

  test('is told once a minute for each reason', async () => {
    const { s1, proxy } = await pairWithProxy();
    for (let round = 1; round <= 5; round++) {
      proxy.reset();
      await until('another stream', () => proxy.accepted > round && isConnected(s1));
    }
    const messagesOf = s1.told.filter(({ level }) => level === 'warn').map(({ message }) => message);
    expect(new Set(messagesOf).size).toBe(messagesOf.length);
  });
});

describe('a slow reader', () => {
  const bound = 1_048_576;

  test('costs a bounded number of bytes, loses what is too much, and gets what is sent later', async () => {
    const { s1, s2, proxy } = await pairWithProxy({ maxWaitingBytes: bound, maxSilentHeartbeats: 100 });
    proxy.throttle(1_000_000, 'forth');
    for (let term = 1; term <= 2000; term++) {
      s1.transport.send(append(term, 20_000));
      if (term % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
      expect(s1.transport.status()[0]?.waitingBytes).toBeLessThanOrEqual(bound);
    }
    const lost = s1.transport.status()[0]?.lost ?? 0;
    expect(lost).toBeGreaterThan(0);
    expect(s1.told.filter(({ message }) => message.includes('are lost'))).toHaveLength(1);
    proxy.heal();
    await until('all that was not lost', () => s2.arrived.length === 2000 - lost);
    const terms = s2.arrived.map(({ term }) => term);
    expect(terms).toEqual([...terms].sort((a, b) => a - b));
    s1.transport.send(vote(7));
    await until('a later message', () => s2.arrived.at(-1)?.type === 'RequestVoteReply');
  });

  test('loses nothing when the bound is not reached', async () => {
    const { s1, s2, proxy } = await pairWithProxy({ maxSilentHeartbeats: 100 });
    proxy.throttle(1_000_000, 'forth');
    for (let term = 1; term <= 50; term++) s1.transport.send(append(term, 20_000));
    proxy.heal();
    await until('all', () => s2.arrived.length === 50);
    expect(s1.transport.status()[0]?.lost).toBe(0);
  });

  test('gets a message that is longer than the bound, when nothing waits', async () => {
    const { s1, s2 } = await pairWithProxy({ maxWaitingBytes: 65_536 });
    s1.transport.send(append(1, 3_000_000));
    await until('the message', () => s2.arrived.length === 1);
    expect(s2.arrived).toEqual([append(1, 3_000_000)]);
  });
});

describe('chunks of a snapshot', () => {
  test('do not hold up what is sent after them', async () => {
    const { s1, s2, proxy } = await pairWithProxy({ maxSilentHeartbeats: 100 });
    proxy.throttle(400_000, 'forth');
    s1.transport.send(chunk(0));
    await until('the first chunk is on its way', () => proxy.passedBytes('forth') > 1000);
    for (let offset = 1; offset < 100; offset++) s1.transport.send(chunk(offset));
    s1.transport.send(vote(7));
    await until('the later message', () => s2.arrived.some(({ term }) => term === 7));
    expect(s2.arrived.filter(({ type }) => type === 'InstallSnapshot').length).toBeLessThan(2);
    await until('the last chunk', () => s2.arrived.some((message) => 'offset' in message && message.offset === 99));
    expect(s1.transport.status()[0]?.lost).toBe(98);
  });

  test('all arrive, when each is answered before the next is sent', async () => {
    const { s1, s2 } = await pairWithProxy();
    for (let offset = 0; offset < 20; offset++) {
      s1.transport.send(chunk(offset));
      await until('the chunk', () => s2.arrived.length === offset + 1);
    }
    expect(s2.arrived).toEqual(Array.from({ length: 20 }, (_, offset) => chunk(offset)));
  });

  test('hold up what is sent after them, if it is entries that are as long', async () => {
    const { s1, s2, proxy } = await pairWithProxy({ maxSilentHeartbeats: 100 });
    proxy.throttle(4_000_000, 'forth');
    for (let term = 0; term < 20; term++) s1.transport.send(append(term, 65_536));
    s1.transport.send(vote(77));
    await until('the later message', () => s2.arrived.some(({ term }) => term === 77));
    expect(s2.arrived).toHaveLength(21);
  });
});

/** Somebody who connects to a server and says something. */
const stranger = (server: TestServer, ...bytes: readonly (Buffer | string)[]) => {
  const socket = connect(server.transport.address());
  strangers.push(socket);
  const heard: Buffer[] = [];
  const state = { isClosed: false, heard: () => Buffer.concat(heard).toString('latin1') };
  socket.on('data', (data: Buffer) => heard.push(data));
  socket.on('error', () => {});
  socket.on('close', () => {
    state.isClosed = true;
  });
  for (const part of bytes) socket.write(part);
  return state;
};

const digest = tableDigest(messages);
const hello = helloFrame({ messages: digest, cluster: 'c', from: 'S1', to: 'S2' });

const lengthHead = (length: number): Buffer => {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(length);
  return head;
};

/** The reply `vote(7)`. */
const vote7 = (): Buffer => {
  const frame = Buffer.concat([Buffer.alloc(HEAD_BYTES), Buffer.of(17, 7, 1)]);
  sealFrame(frame, 0, frame.length);
  return frame;
};

const wrongSum = (): Buffer => {
  const frame = frameOf(BodyType.beat);
  frame.writeUInt32LE(1, 4);
  return frame;
};

describe('a stranger', () => {
  test.each<readonly [string, readonly (Buffer | string)[], string]>([
    ['speaks HTTP', ['GET / HTTP/1.1\r\n\r\n'], 'but HTTP'],
    ['speaks TLS', [Buffer.from('16030100c8010000c4', 'hex')], 'but TLS'],
    ['speaks another version', [Buffer.from('figure2\x63')], 'speaks version 99'],
    ['says nothing', [], 'has not said who it is'],
    ['says nothing after the preamble', [PREAMBLE], 'has not said who it is'],
    ['announces 4 GiB', [PREAMBLE, lengthHead(0xffffffff)], 'a frame of 4294967295 bytes'],
    ['announces more than a hello', [PREAMBLE, lengthHead(8193)], 'a frame of 8193 bytes'],
    ['sends a frame of nothing', [PREAMBLE, lengthHead(0)], 'a frame of 0 bytes'],
    ['sends a wrong checksum', [PREAMBLE, wrongSum()], 'wrong checksum'],
    ['sends messages before it says who it is', [PREAMBLE, frameOf(16, 'x')], 'does not say who it is'],
    ['sends no hello in a hello', [PREAMBLE, frameOf(BodyType.hello, '{"from":7}')], 'does not say who it is'],
    [
      'is of another cluster',
      [PREAMBLE, helloFrame({ messages: digest, cluster: 'd', from: 'S1', to: 'S2' })],
      'cluster "d"',
    ],
    [
      'means another server',
      [PREAMBLE, helloFrame({ messages: digest, cluster: 'c', from: 'S1', to: 'S3' })],
      'calls "S3"',
    ],
    [
      'is no peer',
      [PREAMBLE, helloFrame({ messages: digest, cluster: 'c', from: 'S9', to: 'S2' })],
      'none of the peers',
    ],
    [
      'says that it is the server itself',
      [PREAMBLE, helloFrame({ messages: digest, cluster: 'c', from: 'S2', to: 'S2' })],
      'none of the peers',
    ],
    [
      'knows other messages',
      [PREAMBLE, helloFrame({ messages: 'abc', cluster: 'c', from: 'S1', to: 'S2' })],
      'same version',
    ],
    ['sends what is no message', [PREAMBLE, hello, frameOf(16, 'nonsense')], 'no message'],
    ['sends a message too long', [PREAMBLE, hello, lengthHead(65_537)], 'a frame of 65537 bytes'],
  ])('that %s is cut off, and told of', async (_, bytes, words) => {
    const s2 = await servers.open('S2', ['S1', 'S3'], { handshakeMs: 100, maxFrameBytes: 65_536 });
    const end = stranger(s2, ...bytes);
    await until('the end of the connection', () => end.isClosed);
    expect(s2.told.filter(({ level, message }) => level === 'warn' && message.includes(words))).toHaveLength(1);
    expect(s2.arrived).toEqual([]);
  });

  test('is welcome when all fits, and then its messages are taken', async () => {
    const s2 = await servers.open('S2', ['S1']);
    const end = stranger(s2, PREAMBLE, hello, vote7());
    await until('a message', () => s2.arrived.length > 0);
    expect(s2.arrived).toEqual([vote(7)]);
    expect(end.isClosed).toBe(false);
  });

  test('hears why it is refused', async () => {
    const s2 = await servers.open('S2', ['S1']);
    const end = stranger(
      s2,
      PREAMBLE,
      helloFrame({ messages: digest, cluster: 'd', from: 'S1', to: 'S2' }),
      'and more',
    );
    await until('the end of the connection', () => end.isClosed);
    expect(end.heard()).toContain('speaks for the cluster');
  });

  test('who comes often is told of once', async () => {
    const s2 = await servers.open('S2', ['S1']);
    const ends = Array.from({ length: 20 }, () => stranger(s2, 'GET / HTTP/1.1\r\n\r\n'));
    await until('the ends', () => ends.every(({ isClosed }) => isClosed));
    expect(s2.told.filter(({ message }) => message.includes('HTTP'))).toHaveLength(1);
  });

  test('is told of once for each peer that it says to be', async () => {
    const s2 = await servers.open('S2', ['S1', 'S3']);
    const names = ['S1', 'S3', 'S1', 'S3', 'S8', 'S9'];
    const ends = names.map((from) =>
      stranger(s2, PREAMBLE, helloFrame({ messages: digest, cluster: 'd', from, to: 'S2' })),
    );
    await until('the ends', () => ends.every(({ isClosed }) => isClosed));
    const refused = s2.told.filter(({ message }) => message.includes('is refused'));
    expect(refused.map(({ fields }) => fields['claims'])).toEqual(['S1', 'S3', undefined]);
  });

  test('is one of few at a time', async () => {
    const s2 = await servers.open('S2', ['S1'], { handshakeMs: 60_000 });
    const ends = Array.from({ length: 80 }, () => stranger(s2));
    await until('some are sent away', () => ends.filter(({ isClosed }) => isClosed).length >= 80 - 64);
    expect(ends.filter(({ isClosed }) => !isClosed)).toHaveLength(64);
    expect(ends.slice(0, 16).every(({ isClosed }) => isClosed)).toBe(true);
  });

  test('does not keep out a peer, however many there are', async () => {
    const s2 = await servers.open('S2', ['S1'], { handshakeMs: 60_000 });
    for (let count = 0; count < 200; count++) stranger(s2);
    stranger(s2, PREAMBLE, hello, vote7());
    await until('a message', () => s2.arrived.length > 0);
    for (let count = 0; count < 200; count++) stranger(s2);
    await until('it is told', () => toldBy(s2, 'have not said who they are'));
    expect(s2.arrived).toEqual([vote(7)]);
    expect(s2.told.filter(({ message }) => message.includes('have not said who they are'))).toHaveLength(1);
  });
});

describe('a wire that changes bytes', () => {
  test('costs the stream, and no message that was changed arrives', async () => {
    const { s1, s2, proxy } = await pairWithProxy();
    proxy.alter('forth', (bytes) => {
      const changed = Buffer.from(bytes);
      if (changed.length > 100) changed[changed.length - 5] = (changed[changed.length - 5] ?? 0) ^ 1;
      return changed;
    });
    s1.transport.send(append(1, 1000));
    await until('the stream is cut', () => toldBy(s2, 'wrong checksum'));
    proxy.heal();
    await until('another stream', () => proxy.accepted > 1 && isConnected(s1));
    s1.transport.send(append(2, 1000));
    await until('a message', () => s2.arrived.length > 0);
    expect(s2.arrived).toEqual([append(2, 1000)]);
  });
});

describe('who dials', () => {
  test.each([
    ['of another cluster', 'd', 'S2', 'speaks for the cluster'],
    ['at the address of another server', 'c', 'S3', 'correct its address'],
  ])('a server %s tells why it is refused', async (_, cluster, id, words) => {
    const s2 = await servers.open(id, ['S1'], {}, cluster);
    servers.ways.set('S1 S2', s2.transport.address());
    const s1 = await servers.open('S1', ['S2']);
    await until('a refusal', () => toldBy(s1, `refuses: "S1"`) && toldBy(s1, words));
    expect(isConnected(s1)).toBe(false);
    expect(toldBy(s2, words)).toBe(true);
  });

  test('something that is no server tells what it found', async () => {
    const s1 = await servers.open('S1', ['S2']);
    const proxy = await TcpProxy.open(() => s1.transport.address());
    proxies.push(proxy);
    proxy.alter('back', () => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
    servers.ways.set('S1 S2', proxy.address);
    await until('a warning', () => toldBy(s1, 'does not speak the protocol'));
  });

  test.each<readonly [string, () => SocketAddress, string]>([
    [
      'throws',
      () => {
        throw new Error('no directory');
      },
      'S2 has no address: no directory',
    ],
    ['gives no port', () => ({ host: '127.0.0.1', port: 70_000 }), "S2 has no address: peers('S2').port is 70000"],
    ['gives what is far', () => ({ host: '10.0.0.1', port: 1 }), 'in plain text over a network'],
  ])('by a function that %s tells what is wrong', async (_, peers, words) => {
    const s1 = await servers.open('S1', ['S2'], { peers });
    await until('a warning', () => toldBy(s1, words));
  });

  test('nobody tells that the connection is refused', async () => {
    const s2 = await servers.open('S2', ['S1']);
    servers.ways.set('S1 S2', s2.transport.address());
    await s2.transport.close();
    const s1 = await servers.open('S1', ['S2']);
    await until('a warning', () => toldBy(s1, 'connection refused (ECONNREFUSED)'));
    expect(s1.transport.status()).toMatchObject([{ peer: 'S2', isConnected: false, waitingBytes: 0 }]);
  });
});
