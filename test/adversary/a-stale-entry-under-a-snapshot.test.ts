/**
 * The trick: an install of a snapshot keeps the conflicting entry at its last index, with the entry's old term (hashicorp/raft#697 and
 * #704). Nothing unsafe comes of it; the follower refuses all that comes next, and the snapshot again and again does not help. It
 * shows late in long runs only, of which hardly anything can be left out: whoever finds it tells a thousand actions, or that a lab has
 * failed.
 *
 * The right answer: whoever finds it names the clause, shows a trace that fits a screen and falls again when it is replayed, and says
 * what was counted until then. A goal that is missed although no clause is broken says what stands in its way.
 */
import { describe, expect, test } from 'vitest';
import { explainLab } from '../../model/counterexample/explanation.ts';
import { replay } from '../../model/counterexample/replay.ts';
import { mutantOf } from '../../model/mutants/index.ts';
import { mutant } from '../../model/mutants/mutant.ts';
import { withMessages, withServer } from '../../model/mutants/outcomes.ts';
import { watchedLab } from '../../model/runs/watchedLab.ts';
import { compactTo, termAt, truncateFrom } from '../../src/core/log.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import { installSnapshot } from '../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../src/core/types.ts';
import { isNightly } from '../support/nightly.ts';

const about = { id: 'variant', title: 'A variant', clause: 'IS-7', suite: 'own' } as const;

/** The entry itself stays in the log; in B06 its term stays where the snapshot's should be. */
const keepsEntry: Protocol = mutant(about, {
  actions: {
    installSnapshot: (server: Server, request: InstallSnapshot) => {
      const installed = installSnapshot(server, request);
      const { log } = server;
      const { lastIncludedIndex: last, lastIncludedTerm } = request;
      const term = termAt(log, last);
      if (term === undefined || term === lastIncludedTerm) return installed;
      const kept = truncateFrom(compactTo(log, last - 1, termAt(log, last - 1) ?? 0), last + 1);
      return withServer(installed, { log: kept });
    },
  },
}).protocol;

const variants: readonly [string, Protocol, string][] = [
  ['its term stays', mutantOf('B06')?.protocol ?? shippedProtocol, 'IS-14'],
  ['the entry stays', keepsEntry, 'IS-7'],
];

describe.each(variants)('%s', (_, protocol, clause) => {
  test.each([['SnapshotInstall3D', 1], ...(isNightly ? [['SnapshotInstallUnreliable3D', 2] as const] : [])] as const)(
    'found by %s with seed %i, it is told by its clause, in a short trace that replays',
    (name, seed) => {
      const explanation = explainLab(name, seed, protocol);
      expect(explanation).toMatchObject({
        violation: { property: 'SP-18', clause },
        foundBy: { engine: 'lab', name, seed },
        cause: { clause },
      });
      expect(explanation?.uncut).toBeGreaterThan(1000);
      expect(explanation?.trace.length).toBeLessThan(40);
      expect(explanation && replay(explanation, protocol)).toMatchObject({
        ok: false,
        skipped: 0,
        violation: { clause },
      });
      expect(explanation && replay(explanation, shippedProtocol).ok).toBe(true);
    },
  );
});

describe('a goal that is missed although every step is as its clauses say', () => {
  // Entries may be sent later (RS-L-3, AE-6), where decisions may differ; this one never sends any.
  const silent: Protocol = {
    ...mutant(about, {
      guards: { hasEntriesToSend: () => false },
      step: (step) => (server, event) =>
        withMessages(step(server, event), (message) =>
          message.type === 'AppendEntries' ? { ...message, entries: [] } : message,
        ),
    }).protocol,
    decisions: 'differ',
  };

  test('names the clause that stands in its way, and is missed again when it is replayed', () => {
    expect(watchedLab({ name: 'BasicAgree3B', seed: 1, protocol: silent })).toMatchObject({ report: { ok: false } });
    const explanation = explainLab('BasicAgree3B', 1, silent);
    expect(explanation?.violation).toMatchObject({ property: 'LP-2', clause: 'RS-L-6' });
    expect(explanation?.violation.because).toContain('stuck at nextIndex');
    expect(explanation && replay(explanation, silent).violation).toMatchObject({ property: 'LP-2' });
    expect(explanation && replay(explanation, shippedProtocol).ok).toBe(true);
  });
});
