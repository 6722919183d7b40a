/**
 * Tries: a server that does nothing at all where it has to do something, so that the world around it stays as it is: it sleeps
 * through a timeout, forgets a command, does not come back from its disk, or asks for what is no effect.
 * Right: in a bounded world a step that leaves everything as it was is judged like any other, and what it owes is named.
 */
import { describe, expect, test } from 'vitest';
import { protocolWith } from '../../src/core/extensions/index.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import type { Event, Server } from '../../src/core/types.ts';
import { exploreConfig } from '../../src/verify/parts/exhaustive.ts';

/** The shipped rules, but for the steps in which nothing happens. */
const idleAt = (isIdle: (server: Server, event: Event) => boolean): Protocol => ({
  ...shippedProtocol,
  step: (server, event) =>
    isIdle(server, event) ? { server, effects: [], fired: [] } : shippedProtocol.step(server, event),
});

const brokenIn = (name: string, protocol: Protocol) => exploreConfig({ name }, protocol).broken;

describe('what does nothing is broken', () => {
  test.each<[string, string, Protocol, RegExp]>([
    [
      'a candidate that sleeps through its timeout',
      'elections',
      idleAt(({ role }, { type }) => role === 'candidate' && type === 'timeout'),
      /S\d broke RS-C-4: /,
    ],
    [
      'a leader that forgets a command',
      'replication',
      idleAt(({ role }, { type }) => role === 'leader' && type === 'clientCommand'),
      /S\d broke RS-L-2: /,
    ],
    [
      'a leader without heartbeats',
      'heartbeats',
      idleAt((_, event) => event.type === 'timeout' && event.timer === 'heartbeat'),
      /S\d broke RS-L-1: /,
    ],
    [
      'a server that does not come back once it has a term',
      'crash-recovery',
      {
        ...shippedProtocol,
        restart: (disk) => {
          if (disk.currentTerm > 0) throw new Error('no way back');
          return shippedProtocol.restart(disk);
        },
      },
      /the protocol itself failed: .*no way back/,
    ],
    [
      'servers whose first step asks for what is no effect',
      'elections',
      { ...shippedProtocol, step: (server) => ({ server, effects: [{ type: 'dance' } as never], fired: [] }) },
      /the step of S\d at start: effect 1 is \{"type":"dance"\}, which is no effect/,
    ],
  ])('%s', (_, world, protocol, because) => {
    const named = { name: 'SP-18', because: expect.stringMatching(because) as string };
    expect(brokenIn(world, protocol)).toEqual(expect.arrayContaining([expect.objectContaining(named)]));
  });
});

test('where nothing has to happen nothing is broken', () => {
  expect(brokenIn('client-batches-order', protocolWith(['client-batches']))).toBeNull();
});
