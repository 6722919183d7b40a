import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TcpProxy } from '../../src/processes/tcpProxy.ts';

/** Sends back what it gets. */
let echo: Server;
let proxy: TcpProxy;
let client: Socket;
let got = '';

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
};

/** Long enough for what passes without a hitch. */
const pause = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 60));
};

beforeEach(async () => {
  echo = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => void echo.listen(0, '127.0.0.1', resolve));
  const { port } = echo.address() as { readonly port: number };
  proxy = await TcpProxy.open(() => ({ host: '127.0.0.1', port }));
  got = '';
  client = connect({ ...proxy.address, allowHalfOpen: true });
  client.on('data', (chunk) => {
    got += chunk.toString();
  });
  client.on('error', () => {});
});

afterEach(async () => {
  client.destroy();
  await proxy.close();
  echo.close();
});

describe('a proxy', () => {
  test('passes on both ways, to the end', async () => {
    client.end('hello');
    await new Promise((resolve) => client.once('end', resolve));
    expect(got).toBe('hello');
    expect([proxy.passedBytes('forth'), proxy.passedBytes('back'), proxy.accepted]).toEqual([5, 5, 1]);
  });

  test.each(['forth', 'back', 'both'] as const)('holds back what goes %s while that is cut', async (ways) => {
    proxy.cut(ways);
    client.write('hello');
    if (ways === 'back') await until(() => proxy.passedBytes('forth') === 5);
    else await pause();
    expect([got, proxy.passedBytes('forth')]).toEqual(['', ways === 'back' ? 5 : 0]);
    proxy.heal();
    await until(() => got === 'hello');
  });

  test('delays', async () => {
    proxy.delay(100, 'back');
    const start = performance.now();
    client.write('hello');
    await until(() => got === 'hello');
    expect(performance.now() - start).toBeGreaterThanOrEqual(99); // a timer may fire a little early
  });

  test('throttles', async () => {
    proxy.throttle(10_000, 'forth');
    const start = performance.now();
    client.write('x'.repeat(2000));
    await until(() => got.length === 2000);
    expect(performance.now() - start).toBeGreaterThanOrEqual(180); // all but the last piece was waited for
  });

  test('alters', async () => {
    proxy.alter('forth', (chunk) => Buffer.from(chunk.toString().toUpperCase()));
    client.write('hello');
    await until(() => got === 'HELLO');
  });

  test('cuts off both ends', async () => {
    client.write('hello');
    await until(() => got === 'hello');
    const closed = new Promise((resolve) => client.once('close', resolve));
    proxy.reset();
    await closed;
    await until(() => proxy.connections === 0);
  });
});
