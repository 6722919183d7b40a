/** Held-out defects that few random runs harm: runs that were written to see whether they do harm at all. */
import { describe, expect, test } from 'vitest';
import { mutantOf } from '../../../model/mutants/index.ts';
import { runScript } from '../../../model/runs/scenario/runner.ts';
import { parseScript } from '../../../model/runs/scenario/script.ts';
import { runTorture } from '../../../model/runs/torture/index.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import { Simulator } from '../../../src/sim/simulator.ts';

const mutantNamed = (id: string): Protocol => {
  const found = mutantOf(id);
  if (!found) throw new Error(`there is no mutant ${id}`);
  return found.protocol;
};

describe('keeps-acks commits what one server has', () => {
  // S2 acknowledges two entries of S1, and loses the second to S3. When S1 leads again, it counts S2 as holding two.
  const script = parseScript(
    'keeps-acks.raft',
    `# Acknowledgements of a leadership that is over
cluster S1 S2 S3
S1 timeout election
settle quietly
cut S1 | S2 S3
S1 clientCommand "a"
S1 clientCommand "b"
S3 timeout election
settle quietly S2 S3
cut S1 | S2 | S3
S3 clientCommand "x"
heal
S2 timeout election
settle quietly
cut S1 S2 | S3
S1 timeout election
settle quietly S1 S2
heal
S3 timeout election
settle quietly
S3 timeout election
settle quietly
S1 timeout election
settle quietly
S1 timeout heartbeat
S1 → S2
S1 clientCommand "y"
S2 → S1
cut S1 | S2 S3
S1 crash
S3 timeout election
settle quietly S2 S3
S3 clientCommand "z"
settle quietly S2 S3
`,
  );

  test('and two servers apply two commands at one index (SP-5)', () => {
    expect(() => runScript(script, { protocol: mutantNamed('keeps-acks') })).toThrow(
      /at index 2, S1 has committed 6:"y" and S3 7:"z"/,
    );
    expect(() => runScript(script, { protocol: shippedProtocol })).not.toThrow();
  });

  test('and a cluster that is healed stands still (LP-2)', () => {
    const { violation } = runTorture({ seed: 145, protocol: mutantNamed('keeps-acks'), isCoreOnly: true });
    expect(violation).toMatchObject({ property: 'LP-2' });
  });
});

describe('keeps-corrupt starves a follower', () => {
  test('whose snapshot arrived with a changed part (LP-4)', () => {
    const { violation } = runTorture({ seed: 8, protocol: mutantNamed('keeps-corrupt'), isCoreOnly: true });
    expect(violation).toMatchObject({ property: 'LP-4', clause: 'IS-12' });
  });
});

describe('refusal-leaves-timer deposes a leader that is heard all the time', () => {
  const ids = ['S1', 'S2', 'S3'];
  const entries = (count: number, first: number) =>
    Array.from({ length: count }, (_, place) => ({ term: first + 2 * place, command: `c${place}` }));

  /** S3 differs in each entry, each of another term: the leader goes back one at a time, for longer than an election timeout. */
  const termAfter = (protocol: Protocol): number => {
    const simulator = new Simulator({
      ids,
      protocol,
      seed: 1,
      timing: { electionTimeoutMs: 150, electionTimeoutSpreadMs: 20, heartbeatIntervalMs: 50 },
      network: { route: () => [{ delayMs: 20 }], admits: () => true },
      disks: [
        { id: 'S1', term: 23, votedFor: null, entries: entries(12, 1) },
        { id: 'S2', term: 23, votedFor: null, entries: entries(12, 1) },
        { id: 'S3', term: 23, votedFor: null, entries: entries(11, 2) },
      ],
    });
    for (const id of ids) simulator.restart(id);
    simulator.handle('S1', { type: 'timeout', timer: 'election' });
    simulator.runUntil(1000);
    return Math.max(...simulator.cluster.running.map(({ currentTerm }) => currentTerm));
  };

  test('while it goes back through the log of a follower (LP-3)', () => {
    expect(termAfter(shippedProtocol)).toBe(24);
    expect(termAfter(mutantNamed('refusal-leaves-timer'))).toBeGreaterThan(24);
  });
});
