import { describe, expect, test } from 'vitest';
import { crash, crashNode, handle, type Node, newNode, restartNode, sureDisk } from '../../src/cluster/node.ts';
import { commandOf } from '../../src/core/entries.ts';
import { protocolWith } from '../../src/core/extensions/index.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import { durable, emptyDurable } from '../../src/core/server.ts';
import type { Effect, Server } from '../../src/core/types.ts';
import { entriesOf, follower, logOf, snapshotOf } from '../core/arrange.ts';

const empty = emptyDurable({ id: 'S1', servers: ['S1', 'S2', 'S3'] });
const nodeOf = (server: Server): Node => ({ server, disk: durable(server), state: '' });

const giving = (...effects: readonly Effect[]): Protocol => ({
  ...shippedProtocol,
  step: (server) => ({ server, effects, fired: ['RS-A-1'] }),
});

const failing: Protocol = {
  step: () => {
    throw new Error('out of cheese');
  },
  restart: () => {
    throw new Error('no disk');
  },
};

const [x] = entriesOf([1]);
const applied: Effect = { type: 'apply', index: 1, term: 1, command: (x && commandOf(x)) ?? '' };

describe('a node', () => {
  test('that has never run comes up as a follower, and begins', () => {
    const { node, fired, restarted: server } = restartNode(newNode(empty), shippedProtocol);
    expect(node).toMatchObject({ server: { role: 'follower', currentTerm: 0 }, state: '' });
    expect(server).toMatchObject({ id: 'S1' });
    expect(fired).toContain('ST-9');
  });

  test('is a value: a step gives another one', () => {
    const before = restartNode(newNode(empty), shippedProtocol).node;
    const text = JSON.stringify(before);
    const { node, sent } = handle(before, { type: 'timeout', timer: 'election' }, shippedProtocol);
    expect(node).toMatchObject({ server: { role: 'candidate' }, disk: { currentTerm: 1, votedFor: 'S1' } });
    expect(sent.map(({ to }) => to)).toEqual(['S2', 'S3']);
    expect(JSON.stringify(before)).toBe(text);
  });

  test('ST-8: that crashes in a step keeps what was written, and has sent what was sent', () => {
    const before = restartNode(newNode(empty), shippedProtocol).node;
    const { node, sent, fired } = handle(before, { type: 'timeout', timer: 'election' }, shippedProtocol, 2);
    expect(node).toMatchObject({ server: null, disk: { currentTerm: 1 }, state: '' });
    expect(sent.length).toBeLessThan(2);
    expect(fired).toEqual([]);
  });

  test('has a state machine that holds all commands, or what a snapshot says', () => {
    const node = nodeOf(follower({}));
    const twice = handle(node, { type: 'start' }, giving(applied, { ...applied, command: 'y' }));
    expect(twice.node.state).toBe(`${x && commandOf(x)} y`);
    const snapshot = snapshotOf(2, 1, 'a b');
    expect(handle(node, { type: 'start' }, giving({ type: 'restoreSnapshot', snapshot })).node.state).toBe('a b');
    expect(crash(twice.node).node).toEqual({ server: null, disk: node.disk, state: '' });
  });

  test('whose protocol fails by itself is down, and says why', () => {
    const before = nodeOf(follower({ log: logOf(1) }));
    expect(handle(before, { type: 'start' }, failing)).toEqual({
      node: { server: null, disk: before.disk, state: '' },
      sent: [],
      fired: [],
      because: 'the protocol itself failed: out of cheese',
    });
    expect(restartNode(newNode(empty), failing).because).toBe('the protocol itself failed: no disk');
  });

  test('that is down takes no event', () => {
    expect(() => handle(newNode(empty), { type: 'start' }, shippedProtocol)).toThrow(
      "S1 is down and can't handle start",
    );
  });
});

describe('what a node is owed after a write', () => {
  const protocol = protocolWith(['parallel-write']);
  const command = { type: 'clientCommand', command: 'x' } as const;
  const restarted = restartNode(newNode(emptyDurable({ id: 'S1', servers: ['S1'] })), protocol).node;
  const leader = handle(restarted, { type: 'timeout', timer: 'election' }, protocol).node;
  const asked = handle(leader, command, protocol).node;

  test('PW-2: stays with it until it is told, and its disk has what was written', () => {
    expect(leader).not.toHaveProperty('owed');
    expect(asked.owed).toEqual([{ event: { type: 'written', index: 1, term: 1 }, without: leader.disk }]);
    expect([sureDisk(asked), sureDisk(leader)]).toEqual([leader.disk, leader.disk]);
    expect(asked.disk.log.lastIndex).toBe(1);
    expect(handle(asked, { type: 'timeout', timer: 'heartbeat' }, protocol).node.owed).toEqual(asked.owed);
    const told = handle(asked, { type: 'written', index: 1, term: 1 }, protocol).node;
    expect(told).not.toHaveProperty('owed');
    expect([told.server?.commitIndex, told.state]).toEqual([1, 'x']);
  });

  test('PW-1: is gone with a crash, also with one in the step that writes', () => {
    expect(crashNode(asked)).not.toHaveProperty('owed');
    expect(handle(leader, command, protocol, 1).node).not.toHaveProperty('owed');
  });
});
