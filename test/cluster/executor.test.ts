import { describe, expect, test } from 'vitest';
import { type Executor, execute, takeStep } from '../../src/cluster/executor.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import { applyPersist, emptyDurable, restart } from '../../src/core/server.ts';
import type { Durable, Effect, Server } from '../../src/core/types.ts';
import { requestVote, send } from '../core/arrange.ts';

const disk = emptyDurable({ id: 'S1', servers: ['S1', 'S2', 'S3'] });
const server = restart(disk);

const effects: readonly Effect[] = [
  { type: 'persist', currentTerm: 2, votedFor: 'S1' },
  send(requestVote({ from: 'S1', to: 'S2' })),
  { type: 'reply', index: 1, term: 2 },
];

/** A node that only keeps its disk, as a value. */
interface OnlyDisk {
  readonly server: Server | null;
  readonly disk: Durable;
}

const keepsDisk: Partial<Executor<OnlyDisk, OnlyDisk>> = {
  persist: (node, effect) => ({ ...node, disk: applyPersist(node.disk, effect) }),
};

const executeOn = (node: OnlyDisk, effect: Effect): OnlyDisk => execute(node, effect, keepsDisk) ?? node;

const protocol: Protocol = { restart, step: (before) => ({ server: before, effects, fired: ['RS-F-2'] }) };

describe('an effect', () => {
  test('is given to the handler of its kind, with what the server belongs to', () => {
    const told: string[] = [];
    const handlers: Partial<Executor<string, number>> = {
      send: (node, { message }) => told.push(`${node} sends to ${message.to}`),
      reply: (node, { index }) => told.push(`${node} answers ${index}`),
    };
    expect(effects.map((effect) => execute('a node', effect, handlers))).toEqual([undefined, 1, 2]);
    expect(told).toEqual(['a node sends to S2', 'a node answers 1']);
  });

  test('may be something to wait for, where the handlers say so', async () => {
    const slow: Partial<Executor<string[], Promise<void>>> = {
      persist: async (done) => {
        await Promise.resolve();
        done.push('written');
      },
      send: (done) => {
        done.push('sent');
        return Promise.resolve();
      },
    };
    const done: string[] = [];
    for (const effect of effects) await execute(done, effect, slow);
    expect(done).toEqual(['written', 'sent']);
  });

  test('that is none is left out: the checks say what is wrong with it', () => {
    const nonsense = { type: 'think' } as unknown as Effect;
    expect(execute({ server, disk }, nonsense, keepsDisk)).toBeUndefined();
  });
});

describe('a step', () => {
  test('leaves the node as the last effect made it, and says what was seen', () => {
    const { node, observation } = takeStep({ server, disk }, { event: { type: 'start' }, protocol }, executeOn);
    expect(node.disk).toMatchObject({ currentTerm: 2, votedFor: 'S1' });
    expect(observation).toMatchObject({ id: 'S1', before: server, effects, executed: 3, crashed: false });
    expect([observation.diskBefore, observation.disk]).toEqual([disk, node.disk]);
  });

  test('ST-8: that is cut has executed so many of its effects', () => {
    const cut = (crashAfter: number) =>
      takeStep({ server, disk }, { event: { type: 'start' }, protocol, crashAfter }, executeOn);
    expect(cut(0).node.disk).toBe(disk);
    expect(cut(0).observation).toMatchObject({ executed: 0, crashed: true, disk });
    expect(cut(1).node.disk.currentTerm).toBe(2);
    expect(cut(9).observation).toMatchObject({ executed: 3, crashed: true });
  });

  test('is taken by no server that is down', () => {
    const turn = { event: { type: 'start' }, protocol } as const;
    expect(() => takeStep({ server: null, disk }, turn, executeOn)).toThrow("S1 is down and can't handle start");
  });
});
