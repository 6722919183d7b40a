/** §5.4 Safety: who can be elected (§5.4.1). What is committed from earlier terms (§5.4.2) is in figure-8.test.ts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Term } from '../../src/core/types.ts';
import { commandsOf, logOf } from '../core/arrange.ts';
import { clusterAfter, walks } from '../core/walk.ts';
import { Cluster } from '../support/cluster.ts';

const withLogs = (...logs: readonly (readonly Term[])[]) => {
  const servers = logs.map((_, position) => `S${position + 1}`);
  const storages = Object.fromEntries(
    servers.map((id, position) => [id, { currentTerm: 3, log: logOf(...(logs[position] ?? [])) }]),
  );
  return new Cluster({ servers, storages });
};

describe('§5.4.1', () => {
  test.each([
    ['a later last term beats a longer log', [1, 3], [1, 1, 1], [1, 1, 1], 'leader'],
    ['a longer log does not beat a later last term', [1, 1, 1], [1, 3], [1, 3], 'candidate'],
    ['with equal last terms the longer log wins', [1, 3, 3], [1, 3], [1, 3], 'leader'],
    ['with equal last terms the shorter log loses', [1, 3], [1, 3, 3], [1, 3, 3], 'candidate'],
    ['equal logs are up to date', [1, 3], [1, 3], [1, 3], 'leader'],
    ['one more voter is enough', [1, 3], [1, 3], [1, 3, 3], 'leader'],
  ] as const)('D-3, RV-2, RV-4: %s', (_, own, second, third, role) => {
    const cluster = withLogs(own, second, third);
    cluster.timeout('S1');
    cluster.deliver((message) => message.type !== 'AppendEntries');
    expect(cluster.server('S1').role).toBe(role);
  });

  test('RV-2, SP-4: who lacks a committed entry cannot lead', () => {
    const cluster = new Cluster({ servers: ['S1', 'S2', 'S3'] });
    cluster.elect('S1');
    cluster.deliver();
    cluster.crash('S3');
    cluster.command('S1', 'x');
    cluster.deliver();
    cluster.crash('S1');
    cluster.restart('S3');
    cluster.timeout('S3');
    cluster.deliver();
    expect(cluster.server('S3').role).toBe('candidate');
    cluster.timeout('S2');
    cluster.deliver();
    expect(cluster.server('S2').role).toBe('leader');
    expect(commandsOf(cluster.server('S3').log)).toEqual(['x']);
  });
});

describe('§5.4.3', () => {
  test('SP-5, SP-1: in random runs no two servers apply different commands, and no two lead one term', () => {
    fc.assert(
      fc.property(walks, (walk) => {
        const { visits } = clusterAfter(walk);
        const applied = new Map<number, string>();
        const leaders = new Map<Term, string>();
        for (const { after } of visits) {
          for (const effect of after.effects) {
            if (effect.type !== 'apply') continue;
            expect(applied.get(effect.index) ?? effect.command).toBe(effect.command);
            applied.set(effect.index, effect.command);
          }
          const { role, currentTerm, id } = after.server;
          if (role !== 'leader') continue;
          expect(leaders.get(currentTerm) ?? id).toBe(id);
          leaders.set(currentTerm, id);
        }
      }),
      { numRuns: 100 },
    );
  });
});
