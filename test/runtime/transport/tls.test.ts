/** Who is believed over TLS, and who is not. */
import { connect as connectPlain, type Socket } from 'node:net';
import { type ConnectionOptions, connect, createServer, type Server, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { messages } from '../../../src/core/extensions/messages.ts';
import { PREAMBLE } from '../../../src/runtime/transport/frames.ts';
import { helloFrame, tableDigest } from '../../../src/runtime/transport/hello.ts';
import { identityUri, isFor, urisOf } from '../../../src/runtime/transport/identity.ts';
import { Certificates } from './certificates.ts';
import { append, type TestServer, TestServers, until, vote } from './servers.ts';

let certificates: Certificates;
let servers = new TestServers();
let sockets: Socket[] = [];
let listeners: Server[] = [];

beforeAll(() => {
  certificates = new Certificates();
  certificates.authority('other');
  certificates.make('foreign', 'subjectAltName = URI:figure2://example/S1', { ca: 'other' });
  certificates.make('expired', 'subjectAltName = URI:figure2://example/S1', { days: -1 });
  certificates.make('expiredS2', 'subjectAltName = URI:figure2://example/S2', { days: -1 });
  certificates.make('nobody', 'subjectAltName = DNS:S1');
  certificates.make('neighbour', 'subjectAltName = URI:figure2://neighbours/S1');
  certificates.make(
    'forged',
    'subjectAltName = @names\n[names]\nDNS.1 = "a, URI:figure2://example/S1, b"\nURI.1 = figure2://example/S3\n',
  );
});

afterAll(() => certificates.remove());

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await servers.close();
  for (const listener of listeners) listener.close();
  [servers, sockets, listeners] = [new TestServers(), [], []];
});

const openWithTls = (id: string, peers: readonly string[]): Promise<TestServer> =>
  servers.open(id, peers, { tls: certificates.of(id) }, 'example');

const warnings = ({ told }: TestServer, words: string): number =>
  told.filter(({ level, message }) => level === 'warn' && message.includes(words)).length;

const hello = (from: string, cluster = 'example'): Buffer =>
  helloFrame({ messages: tableDigest(messages), cluster, from, to: 'S2' });

describe('servers with certificates of one authority', () => {
  test('reach each other', async () => {
    const s1 = await openWithTls('S1', ['S2']);
    const s2 = await openWithTls('S2', ['S1']);
    await servers.connected(s1, s2);
    s1.transport.send(append(1, 100_000));
    for (let term = 2; term <= 100; term++) s1.transport.send(vote(term));
    s2.transport.send(vote(7, 'S2', 'S1'));
    await until('all messages', () => s2.arrived.length === 100 && s1.arrived.length === 1);
    expect(s2.arrived.map(({ term }) => term)).toEqual(Array.from({ length: 100 }, (_, place) => place + 1));
    expect([...s1.told, ...s2.told].filter(({ level }) => level === 'error')).toEqual([]);
  });
});

/** Somebody who dials a server and says that it is S1. */
const dial = (server: TestServer, options: ConnectionOptions, first: Buffer = hello('S1')) => {
  const socket = connect({ ...server.transport.address(), rejectUnauthorized: false, ...options });
  sockets.push(socket);
  const state: { isClosed: boolean; heard: string; session: Buffer | undefined } = {
    isClosed: false,
    heard: '',
    session: undefined,
  };
  socket.on('data', (data: Buffer) => {
    state.heard += data.toString('latin1');
  });
  socket.on('session', (session: Buffer) => {
    state.session = session;
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    state.isClosed = true;
  });
  socket.write(PREAMBLE);
  socket.write(first);
  return state;
};

describe('who dials', () => {
  test('and is S1 is welcome', async () => {
    const s2 = await openWithTls('S2', ['S1', 'S3']);
    const end = dial(s2, certificates.of('S1'));
    await until('a welcome', () => end.heard.length > PREAMBLE.length);
    expect([end.isClosed, warnings(s2, 'refused')]).toEqual([false, 0]);
  });

  test.each([
    ['has the certificate of another server', 'S3', 'its certificate is for URI:figure2://example/S3'],
    ['has a certificate of another authority', 'foreign', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['has a certificate of a time gone by', 'expired', 'CERT_HAS_EXPIRED'],
    ['has a certificate with a host name', 'nobody', 'its certificate is for DNS:S1'],
    ['has a certificate of another cluster', 'neighbour', 'its certificate is for URI:figure2://neighbours/S1'],
    ['has a certificate with a name within a name', 'forged', 'and its certificate is for DNS:"a'],
  ])('and %s is refused', async (_, name, words) => {
    const s2 = await openWithTls('S2', ['S1', 'S3']);
    const end = dial(s2, certificates.of(name));
    await until('the end', () => end.isClosed);
    await until('a warning', () => warnings(s2, words) === 1);
    expect(s2.arrived).toEqual([]);
  });

  test('and has no certificate is refused', async () => {
    const s2 = await openWithTls('S2', ['S1', 'S3']);
    const end = dial(s2, { ca: certificates.of('S1').ca });
    await until('the end', () => end.isClosed);
    await until('a warning', () => warnings(s2, 'peer did not return a certificate') === 1);
  });

  test('and speaks an old TLS is refused', async () => {
    const s2 = await openWithTls('S2', ['S1', 'S3']);
    const end = dial(s2, { ...certificates.of('S1'), maxVersion: 'TLSv1.2' });
    await until('the end', () => end.isClosed);
    await until('a warning', () => warnings(s2, 'unsupported protocol') === 1);
  });

  test('and speaks no TLS is refused', async () => {
    const s2 = await openWithTls('S2', ['S1', 'S3']);
    const socket = connectPlain(s2.transport.address());
    sockets.push(socket);
    socket.on('error', () => {});
    socket.write(Buffer.concat([PREAMBLE, hello('S1')]));
    await until('a warning', () => warnings(s2, 'is refused: ') === 1);
    expect(s2.arrived).toEqual([]);
  });

  test('and speaks for another cluster is refused, though its certificate is for that', async () => {
    const s2 = await openWithTls('S2', ['S1', 'S3']);
    const end = dial(s2, certificates.of('neighbour'), hello('S1', 'neighbours'));
    await until('the end', () => end.isClosed);
    await until('a warning', () => warnings(s2, 'speaks for the cluster "neighbours"') === 1);
    expect(end.heard).toContain('speaks for the cluster');
  });

  test('again with what is left of a session shows its certificate again', async () => {
    const s2 = await servers.open(
      'S2',
      ['S1', 'S3'],
      { tls: { ...certificates.of('S2'), minVersion: 'TLSv1.2' } },
      'example',
    );
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const first = dial(s2, { ...certificates.of('S1'), maxVersion });
      await until('a welcome', () => first.heard.length > PREAMBLE.length);
      const session = first.session === undefined ? {} : { session: first.session };
      const second = dial(s2, { ...certificates.of('S1'), maxVersion, ...session });
      await until('a welcome', () => second.heard.length > PREAMBLE.length);
      expect((sockets.at(-1) as TLSSocket).isSessionReused()).toBe(false);
    }
  });
});

describe('who is dialed', () => {
  /** Something that listens with a certificate, at the address of S2. */
  const listenAsS2 = async (name: string): Promise<void> => {
    const listener = createServer(
      { ...certificates.of(name), requestCert: true, rejectUnauthorized: false },
      (socket) => {
        sockets.push(socket);
        socket.on('error', () => {});
      },
    );
    listeners.push(listener);
    await new Promise<void>((resolve) => void listener.listen(0, '127.0.0.1', resolve));
    servers.ways.set('S1 S2', { host: '127.0.0.1', port: (listener.address() as { readonly port: number }).port });
  };

  test.each([
    ['has the certificate of another server', 'S3', 'its certificate is for figure2://example/S3'],
    ['has a certificate of another authority', 'foreign', 'unable to verify the first certificate'],
    ['has a certificate of a time gone by', 'expiredS2', 'certificate has expired'],
    ['has a certificate with a host name', 'nobody', 'its certificate is for no server of a cluster'],
  ])('and %s is not spoken to', async (_, name, words) => {
    await listenAsS2(name);
    const s1 = await openWithTls('S1', ['S2']);
    await until('a warning', () => warnings(s1, words) === 1);
    expect(s1.transport.status()[0]?.isConnected).toBe(false);
  });

  test('and speaks no TLS is not spoken to', async () => {
    const s2 = await servers.open('S2', ['S1'], {}, 'example');
    servers.ways.set('S1 S2', s2.transport.address());
    const s1 = await openWithTls('S1', ['S2']);
    await until('a warning', () => warnings(s1, 'S2 at 127.0.0.1') > 0 && warnings(s1, 'wrong version number') > 0);
    await until('a warning', () => warnings(s2, 'but TLS') === 1);
  });
});

describe('a certificate of its own', () => {
  test.each([
    ['is for another server', 'S3', 'tls.cert is for URI:figure2://example/S3; make one for figure2://example/S1'],
    ['has expired', 'expired', 'tls.cert was valid until'],
  ])('that %s keeps a server from opening', async (_, name, words) => {
    await expect(servers.open('S1', ['S2'], { tls: certificates.of(name) }, 'example')).rejects.toThrow(words);
  });
});

describe('an identity', () => {
  test.each([
    ['c', 'S1', 'figure2://c/S1'],
    ['my cluster', 'S/1', 'figure2://my%20cluster/S%2F1'],
    ['a, URI:b', '"', 'figure2://a%2C%20URI%3Ab/%22'],
  ])('of %j %j is %s', (cluster, id, uri) => {
    expect(identityUri(cluster, id)).toBe(uri);
    expect(isFor(`DNS:x, URI:${uri}`, cluster, id)).toBe(true);
  });

  test.each([
    undefined,
    '',
    'DNS:figure2://c/S1',
    'DNS:"x, URI:figure2://c/S1, y"',
    'DNS:"x\\", URI:figure2://c/S1, y"',
    'URI:figure2://c/S12',
    'URI:"figure2://c/S1"',
  ])('is not in %j', (names) => {
    expect(isFor(names, 'c', 'S1')).toBe(false);
  });

  test('is found by its own name, not by pieces of others', () => {
    expect(urisOf('DNS:"x, URI:figure2://c/S1, y", URI:figure2://c/S3, IP Address:127.0.0.1')).toEqual([
      'figure2://c/S3',
    ]);
    expect('DNS:"x, URI:figure2://c/S1, y"'.split(', ')).toContain('URI:figure2://c/S1'); // what a simpler reading would take
  });
});
