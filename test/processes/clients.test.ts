import { describe, expect, test } from 'vitest';
import { ProcessClients, type ServersToAsk } from '../../src/processes/clients.ts';
import type { ToldOutcome } from '../../src/processes/serverProcess.ts';
import { randomOf } from '../../src/sim/random.ts';

const applied = (position: number): ToldOutcome => ({
  outcome: { kind: 'applied', answer: { position, counter: 0, register: '' } },
  leaderId: null,
});
const refused: ToldOutcome = { outcome: { kind: 'notApplied' }, leaderId: 'S1' };

/** Servers that answer as the test says; the one that is left out is down. */
const serversThat = (answers: Readonly<Record<string, () => Promise<ToldOutcome>>>): ServersToAsk => ({
  servers: ['S1', 'S2', 'S3', 'S4'],
  running: (id) => {
    const propose = answers[id];
    return propose && { propose };
  },
});

describe('progress', () => {
  test('is seen at whoever acknowledges first, though the one that is taken for the leader says nothing', async () => {
    let asked = 0;
    const clients = new ProcessClients(
      serversThat({
        S1: () => new Promise(() => {}),
        S2: () => Promise.resolve(refused),
        S3: () => Promise.resolve(++asked < 3 ? refused : applied(1)),
      }),
    );
    await clients.progress(randomOf(1));
    expect(asked).toBe(3);
    const kinds = clients.history.map(({ outcome }) => outcome.kind);
    expect(kinds.filter((kind) => kind === 'applied')).toHaveLength(1);
    expect(new Set(clients.history.map(({ command }) => command)).size).toBe(kinds.length);
  });
});
