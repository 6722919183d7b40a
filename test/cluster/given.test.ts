import { describe, expect, test } from 'vitest';
import { runTorture } from '../../model/runs/torture/index.ts';
import { handle, type Node, newNode, restartNode } from '../../src/cluster/node.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import { durable, emptyDurable } from '../../src/core/server.ts';
import { follower } from '../core/arrange.ts';

const server = follower();
const node: Node = { server, disk: durable(server), state: '' };
const giving = (given: unknown): Protocol => ({ ...shippedProtocol, step: () => given as never });
const asking = (effect: unknown): Protocol => giving({ server, effects: [effect], fired: [] });

describe('what is no step is named, with server and event', () => {
  test.each([
    ['nothing', giving(undefined), 'it gave undefined; a step gives { server, effects, fired }'],
    ['a promise', giving(Promise.resolve()), 'a step gives its result at once, so it is no async function'],
    ['a list', giving([]), 'it gave []; a step gives'],
    ['no effects', giving({ server, fired: [] }), 'effects is undefined, and has to be a list'],
    ['effects that are no list', giving({ server, effects: {}, fired: [] }), 'effects is {}, and has to be a list'],
    ['no clauses', giving({ server, effects: [] }), 'fired is undefined, and has to be a list of ids of clauses'],
    ['clauses in a text', giving({ server, effects: [], fired: 'AE-4' }), 'fired is AE-4, and has to be a list'],
    ['no server', giving({ server: 7, effects: [], fired: [] }), 'server is 7, which is no server'],
    ['a server of nothing', giving({ server: {}, effects: [], fired: [] }), 'server.id is undefined'],
    ['no log', giving({ server: { ...server, log: [] }, effects: [], fired: [] }), 'server.log is []'],
    [
      'an effect of unknown type',
      asking({ type: 'telephone' }),
      'effect 1 is {"type":"telephone"}, which is no effect',
    ],
    ['an effect that is null', asking(null), 'effect 1 is null, which is no effect; known are persist, send, armTimer'],
    [
      'a timer that nobody has',
      asking({ type: 'armTimer', timer: 'tea' }),
      'which is no armTimer that can be executed',
    ],
    ['a send of nothing', asking({ type: 'send' }), 'effect 1 is {"type":"send"}, which is no send'],
    ['an unknown message', asking({ type: 'send', message: { type: 'Hello' } }), 'which is no send'],
  ])('%s', (_, protocol, words) => {
    const { because } = handle(node, { type: 'timeout', timer: 'election' }, protocol);
    expect(because).toContain('the protocol itself failed: the step of S1 at election timeout: ');
    expect(because).toContain(words);
    const { violation } = runTorture({ seed: 1, protocol });
    expect(violation).toMatchObject({ property: 'SP-18' });
    expect(violation?.because).toMatch(/the (step|restart) of S\d/);
  });

  test('nor is a restart that gives nothing', () => {
    const absent: Protocol = { ...shippedProtocol, restart: () => undefined as never };
    const disk = emptyDurable({ id: 'S1', servers: ['S1'] });
    expect(restartNode(newNode(disk), absent).because).toBe(
      'the protocol itself failed: the restart of S1: server is undefined, which is no server',
    );
  });
});
