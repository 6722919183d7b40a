import { describe, expect, test } from 'vitest';
import { completeConfiguration, type NodeConfiguration } from '../../src/runtime/options.ts';
import { tcpTransport } from '../../src/runtime/transport/tcp.ts';

test('nothing at all is named too', () => {
  for (const given of [undefined, null, 'S1'])
    expect(() => completeConfiguration(given as never)).toThrow('RaftNode.open: it has to be told { id, servers,');
});

const none = (): Promise<never> => Promise.reject(new Error('not called'));

const setting: NodeConfiguration = {
  id: 'S1',
  servers: ['S1', 'S2', 'S3'],
  storage: { open: none, write: none, prepare: none, close: none },
  transport: { open: none, send: () => undefined, close: none },
  stateMachine: { apply: () => undefined, snapshot: () => '', restore: () => undefined },
};

test('what is left out is as by default', () => {
  const { electionTimeoutMs, heartbeatMs } = completeConfiguration({ ...setting, heartbeatMs: 200 });
  expect([electionTimeoutMs, heartbeatMs]).toEqual([1000, 200]);
});

describe('a wrong option is named in one line, with what it has to be', () => {
  const cases: readonly [string, object, string][] = [
    ['id', { id: 'S9' }, 'id has to be one of servers (S1 S2 S3), not "S9"'],
    ['servers', { servers: ['S1', 'S1'] }, 'servers names a server twice: S1 S1'],
    ['servers', { servers: [] }, 'servers has to be a list of 1 to 31 names'],
    ['servers', { servers: ['S1', '2'] }, '"2" is no name of a server'],
    ['servers', { servers: 'S1' }, 'servers has to be a list'],
    ['storage', { storage: {} }, 'storage has to have the functions open, write, prepare, close; open is missing'],
    ['transport', { transport: null }, 'transport has to have the functions'],
    ['stateMachine', { stateMachine: { apply: () => 1 } }, 'snapshot is missing'],
    ['cluster', { cluster: '' }, 'cluster has to be a name'],
    [
      'electionTimeoutMs',
      { electionTimeoutMs: 9 },
      'electionTimeoutMs has to be a whole number from 10 to 60000, not 9',
    ],
    ['electionTimeoutMs', { electionTimeoutMs: Number.NaN }, 'not NaN'],
    ['electionTimeoutMs', { electionTimeoutMs: '1000' }, 'electionTimeoutMs has to be a whole number'],
    ['heartbeatMs', { heartbeatMs: 501 }, 'heartbeatMs (501) has to be at most half of electionTimeoutMs (1000)'],
    ['maxWaitingCommands', { maxWaitingCommands: 0.5 }, 'maxWaitingCommands has to be'],
    ['extensions', { extensions: ['prevote'] }, 'extensions: there is no page "prevote"; there are '],
    ['extensions', { extensions: ['membership'] }, 'extensions: a node does not run the page membership, '],
    ['extensions', { extensions: ['pre-vote', 'pre-vote'] }, 'extensions names a page twice: pre-vote pre-vote'],
    [
      'bounds',
      { bounds: { maxEntriesPerAppend: 0 } },
      'bounds: maxEntriesPerAppend must be a whole number from 1 on, not 0',
    ],
    ['bounds', { bounds: { maxEntries: 1 } }, 'bounds: there is no bound "maxEntries"'],
    ['random', { random: 4 }, 'random has to be a function'],
    ['cluster', { cluster: 'a\nb' }, 'that can be seen'],
    [
      'maxWaitingLength',
      { maxWaitingLength: 10 },
      'maxCommandLength (1048576) has to be at most maxWaitingLength (10)',
    ],
    [
      'maxCommandLength',
      { maxCommandLength: 2 ** 26, transport: tcpTransport({ address: { host: '127.0.0.1', port: 0 }, peers: {} }) },
      'messages of at most 67108864 (maxFrameBytes of tcpTransport)',
    ],
    ['a name that is none', { electionTimeout: 100 }, 'there is no option "electionTimeout"; there are '],
  ];
  test.each(cases)('%s', (_, wrong, told) => {
    const complete = () => completeConfiguration({ ...setting, ...wrong });
    expect(complete).toThrow(RangeError);
    expect(complete).toThrow(told);
    expect(complete).toThrow(/^RaftNode\.open: [^\n]*$/);
  });
});
