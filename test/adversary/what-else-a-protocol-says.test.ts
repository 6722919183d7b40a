/**
 * Tries: what a protocol may say beside its steps: that no timer runs out, so that a bounded world is one state and all holds in it; events
 * that follow a write, without an end, others each time, or of a kind that there is not.
 * Right: a timer of the figure runs out whatever is said of it; the other is told in one line that names the server, after bounded work.
 */
import { describe, expect, test } from 'vitest';
import { runTorture } from '../../model/runs/torture/index.ts';
import { Boundless } from '../../src/cluster/bounds.ts';
import { askTwice } from '../../src/cluster/purity.ts';
import { protocolWith } from '../../src/core/extensions/index.ts';
import { shippedProtocol, timersIn } from '../../src/core/protocol.ts';
import type { LocalEvent, Role } from '../../src/core/types.ts';
import { exploreConfig } from '../../src/verify/parts/exhaustive.ts';

describe('timers that are hidden run out all the same', () => {
  test('in a bounded world', () => {
    const { distinct, expected } = exploreConfig({ name: 'elections' }, { ...shippedProtocol, timersIn: () => [] });
    expect(distinct).toBe(expected.distinct);
  });

  test.each<Role>(['follower', 'candidate', 'leader'])('of a %s', (role) => {
    const ours = timersIn(shippedProtocol, role);
    expect(ours).not.toEqual([]);
    expect(timersIn({ ...shippedProtocol, timersIn: () => [] }, role)).toEqual(ours);
  });

  test('what a page names is in its order', () => {
    const protocol = protocolWith(['pre-vote']);
    const roles: readonly Role[] = ['follower', 'candidate', 'leader', 'pre-candidate' as Role];
    for (const role of roles) expect(timersIn(protocol, role)).toEqual(protocol.timersIn(role));
  });
});

describe('what follows a write', () => {
  const toldOf = (afterWrite: () => unknown): unknown => {
    const protocol = askTwice({ ...shippedProtocol, afterWrite: afterWrite as () => readonly LocalEvent[] });
    try {
      return runTorture({ seed: 1, protocol }).violation?.because;
    } catch (error) {
      return error;
    }
  };
  const election: LocalEvent = { type: 'timeout', timer: 'election' };

  test('has an end', () => {
    const error = toldOf((): unknown => new Array(2_000_000).fill(election));
    expect(error).toBeInstanceOf(Boundless);
    expect((error as Error).message).toMatch(/^asked for what follows a write of S\d in term \d+, what it gives/);
  });

  test('is the same each time', () => {
    let asked = 0;
    expect(toldOf(() => (asked++ % 2 === 0 ? [election] : []))).toMatch(
      /the protocol is not deterministic: asked for what follows a write of S\d/,
    );
  });

  test.each<[string, unknown]>([
    ['a number', 5],
    ['nothing', undefined],
    ['a list of texts', ['start']],
  ])('is a list of events, and not %s', (_, given) => {
    expect(toldOf(() => given)).toMatch(/asked for what follows a write of S\d in term \d+: .* give a list of events/);
  });
});
