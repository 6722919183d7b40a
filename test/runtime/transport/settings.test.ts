import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../../src/runtime/logger.ts';
import { backOffOf } from '../../../src/runtime/transport/backOff.ts';
import { type TcpOptions, tcpSettings } from '../../../src/runtime/transport/settings.ts';
import { tcpTransport } from '../../../src/runtime/transport/tcp.ts';
import { TransportFault } from '../../../src/runtime/transport/transport.ts';

const local = (port: number) => ({ host: '127.0.0.1', port });
const good: TcpOptions = { address: local(0), peers: { S2: local(7002) }, logger: silentLogger };

describe('options', () => {
  test('that are good are filled up', () => {
    expect(tcpSettings(good)).toMatchObject({ maxWaitingBytes: 16 * 2 ** 20, backOff: { minMs: 50, maxMs: 2000 } });
  });

  test.each<readonly [string, object, string]>([
    ['no address', { address: undefined }, 'address.host is no host name'],
    ['a port that is none', { address: local(65_536) }, 'address.port is 65536; give a whole number from 0 to 65535'],
    ['no peers', { peers: undefined }, 'peers is missing'],
    ['a peer without a port', { peers: { S2: local(0) } }, 'peers.S2.port is 0'],
    ['a bound too small', { maxWaitingBytes: 1 }, 'maxWaitingBytes is 1'],
    ['a bound that is no number', { maxFrameBytes: '1 MB' }, 'maxFrameBytes is 1 MB'],
    ['a heart that beats too fast', { heartbeatMs: 1 }, 'heartbeatMs is 1'],
    [
      'a back-off that shrinks',
      { backOff: { minMs: 50, maxMs: 10 } },
      'backOff.maxMs is 10; give a whole number from 50',
    ],
    ['half a seed', { seed: 0.5 }, 'seed is 0.5'],
    ['plain text somewhere', { plainText: 'somewhere' }, 'plainText is somewhere; give loopback or anywhere'],
    ['plain text for all to hear', { address: { host: '0.0.0.0', port: 1 } }, '0.0.0.0 is not on this machine'],
    [
      'plain text to a far peer',
      { peers: { S2: { host: '10.0.0.2', port: 1 } } },
      "give tls, or plainText: 'anywhere'",
    ],
    ['plain text to a name', { peers: { S2: { host: '127.0.0.1.nip', port: 1 } } }, 'is not on this machine'],
    ['no key', { tls: { cert: 'x', ca: 'x' } }, 'tls.key is missing'],
    ['a key that is none', { tls: { key: 'x', cert: 'x', ca: 'x' } }, "tls can't be used"],
    ['a name that is none', { heartBeatMs: 100 }, 'there is no option "heartBeatMs"; there are address, backOff,'],
    [
      'a name of TLS that is none',
      { tls: { crls: 'x' } },
      'tls: there is no option "crls"; there are ca, cert, crl, key',
    ],
    ['tls that is none', { tls: true }, 'tls is { key, cert, ca }'],
    ['a back-off that is none', { backOff: 5 }, 'backOff is { minMs, maxMs }'],
    [
      'half a logger',
      { logger: { info: () => {} } },
      'logger has to have the functions info, warn, error; warn is missing',
    ],
    ['no logger', { logger: null }, 'logger has to have the functions'],
    ['TLS and plain text', { tls: { key: 'x', cert: 'x', ca: 'x' }, plainText: 'anywhere' }, 'both given'],
  ])('with %s are refused in one line', (_, wrong, words) => {
    const open = (): unknown => tcpTransport({ ...good, ...wrong });
    expect(open).toThrow(TransportFault);
    expect(open).toThrow(words);
    expect(open).toThrow(/^transport: [^\n]+$/);
  });

  test('that are none at all are refused in one line', () => {
    expect(() => tcpTransport(undefined as never)).toThrow(/^transport: it has to be told \{ address, peers \}$/);
  });

  test.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost', '::ffff:127.0.0.1'])('%s is on this machine', (host) => {
    expect(() => tcpTransport({ ...good, address: { host, port: 0 } })).not.toThrow();
  });

  test('may ask for plain text anywhere', () => {
    expect(() => tcpTransport({ ...good, address: { host: '0.0.0.0', port: 1 }, plainText: 'anywhere' })).not.toThrow();
  });
});

describe('a server', () => {
  const open = (cluster: string, id: string, peers: readonly string[]): Promise<void> =>
    tcpTransport(good).open({ cluster, id, peers }, () => {});

  test.each([
    ['without a name', 'c', '', ['S2'], '"" is no name'],
    ['of a cluster with half a character', '\ud800', 'S1', ['S2'], 'is no name'],
    ['with too long a name', 'c', 'S'.repeat(201), ['S2'], 'is no name'],
    ['that is its own peer', 'c', 'S2', ['S2'], 'S2 is among its own peers'],
    ['with a peer that has no address', 'c', 'S1', ['S2', 'S3'], 'there is no address of S3'],
  ])('%s can not be reached', async (_, cluster, id, peers, words) => {
    await expect(open(cluster, id, peers)).rejects.toThrow(words);
  });

  test('can not listen where another one does', async () => {
    const first = tcpTransport(good);
    await first.open({ cluster: 'c', id: 'S1', peers: [] }, () => {});
    const second = tcpTransport({ ...good, address: first.address() });
    await expect(second.open({ cluster: 'c', id: 'S1', peers: [] }, () => {})).rejects.toThrow(
      /^transport: can't listen at 127\.0\.0\.1:\d+: address already in use \(EADDRINUSE\); give another address$/,
    );
    await second.close();
    await first.close();
  });
});

test('a transport is opened once at a time, and again when it was closed', async () => {
  const transport = tcpTransport(good);
  const owner = { cluster: 'c', id: 'S1', peers: [] };
  await transport.open(owner, () => {});
  await expect(transport.open(owner, () => {})).rejects.toThrow('transport: it is open already');
  const { port } = transport.address();
  await transport.close();
  const again = tcpTransport({ ...good, address: local(port) });
  for (let round = 0; round < 2; round++) {
    await again.open(owner, () => {});
    await again.close();
  }
  await again.open(owner, () => {});
  await again.close();
});

describe('the wait before a peer is dialed again', () => {
  const waits = (seed: number, count = 12): readonly number[] => {
    const backOff = backOffOf({ minMs: 50, maxMs: 2000 }, seed);
    return Array.from({ length: count }, backOff.next);
  };

  test('doubles up to a bound, and is drawn between half of it and all', () => {
    for (const [place, waitMs] of waits(1).entries()) {
      const boundMs = Math.min(2000, 50 * 2 ** place);
      expect(waitMs).toBeGreaterThanOrEqual(boundMs / 2);
      expect(waitMs).toBeLessThanOrEqual(boundMs);
    }
  });

  test('follows from its seed', () => {
    expect(waits(1)).toEqual(waits(1));
    expect(waits(1)).not.toEqual(waits(2));
  });

  test('is short again when the peer was reached', () => {
    const backOff = backOffOf({ minMs: 50, maxMs: 2000 }, 1);
    for (let wait = 0; wait < 10; wait++) backOff.next();
    backOff.reset();
    expect(backOff.next()).toBeLessThanOrEqual(50);
  });
});
