import { describe, expect, test, vi } from 'vitest';
import { watchedProtocol } from '../../../model/mutants/activation.ts';
import { mutant } from '../../../model/mutants/mutant.ts';
import { runTorture } from '../../../model/runs/torture/index.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import { createServer, durable, restart } from '../../../src/core/server.ts';

const S1 = createServer({ id: 'S1', servers: ['S1', 'S2', 'S3'] });
const about = { id: 'X', title: 'x', clause: 'RV-2', suite: 'own' } as const;
const deaf = mutant(about, { guards: { canGrantVote: () => false } }).protocol;
const request = { type: 'RequestVote', from: 'S2', to: 'S1', candidateId: 'S2', term: 1 } as const;
const vote = { ...request, lastLogIndex: 0, lastLogTerm: 0 };

describe('a watched protocol', () => {
  test('does what it does unwatched', () => {
    for (const protocol of [shippedProtocol, deaf]) {
      const watched = watchedProtocol(protocol).protocol;
      expect(watched.step(S1, vote)).toEqual(protocol.step(S1, vote));
      expect(watched.restart(durable(S1))).toEqual(protocol.restart(durable(S1)));
      expect(runTorture({ seed: 2, protocol: watched })).toEqual(runTorture({ seed: 2, protocol }));
    }
  });

  test('that is the shipped one never differs', () => {
    const watched = watchedProtocol({ ...shippedProtocol });
    runTorture({ seed: 2, protocol: watched.protocol });
    expect([watched.isActivated, watched.firstAt]).toEqual([false, undefined]);
  });

  test('remembers the first step that differs, and compares no more', () => {
    const asked = vi.spyOn(shippedProtocol, 'step');
    const watched = watchedProtocol(deaf);
    const { step } = watched.protocol;
    step(S1, { type: 'start' });
    step(S1, vote);
    step(S1, { type: 'timeout', timer: 'heartbeat' });
    step(S1, vote);
    expect(watched.isActivated).toBe(true);
    expect(watched.firstAt).toEqual({ id: 'S1', event: 'RequestVote', step: 2 });
    expect(asked).toHaveBeenCalledTimes(2);
    asked.mockRestore();
  });

  test.each([
    ['the server', (protocol: Protocol) => ({ ...protocol.step(S1, vote), server: S1 })],
    ['the effects', (protocol: Protocol) => ({ ...protocol.step(S1, vote), effects: [] })],
    [
      'the order of the effects',
      (protocol: Protocol) => {
        const step = protocol.step(S1, vote);
        return { ...step, effects: step.effects.toReversed() };
      },
    ],
  ])('sees a difference in %s', (_what, changed) => {
    const watched = watchedProtocol({ ...shippedProtocol, step: () => changed(shippedProtocol) });
    watched.protocol.step(S1, vote);
    expect(watched.isActivated).toBe(true);
  });

  test('takes no notice of the clauses that a step names', () => {
    const unnamed: Protocol = {
      ...shippedProtocol,
      step: (...args) => ({ ...shippedProtocol.step(...args), fired: [] }),
    };
    const watched = watchedProtocol(unnamed);
    watched.protocol.step(S1, vote);
    expect(watched.isActivated).toBe(false);
  });

  test('counts a server that comes back as another', () => {
    const watched = watchedProtocol({ ...shippedProtocol, restart: (disk) => ({ ...restart(disk), lastApplied: 1 }) });
    watched.protocol.restart(durable(S1));
    expect(watched.isActivated).toBe(true);
    expect(watched.firstAt).toEqual({ id: 'S1', event: 'restart', step: 1 });
  });
});
