import { describe, expect, test, vi } from 'vitest';
import { detect, directedWorldsFor, fullEffort, generalWorlds, KnownWorlds } from '../../../model/killMatrix/index.ts';
import { recordedProtocol } from '../../../model/killMatrix/knownWorlds.ts';
import { type Mutant, mutantOf } from '../../../model/mutants/index.ts';
import { mutant } from '../../../model/mutants/mutant.ts';
import type { Protocol } from '../../../src/core/protocol.ts';
import { shippedProtocol } from '../../../src/core/protocol.ts';
import { createServer, durable } from '../../../src/core/server.ts';

const about = { id: 'X', title: 'A defect for this test', clause: 'RS-F-3', suite: 'own' } as const;
const none = mutant(about, {});
const effort = { ...fullEffort, maxWorlds: 2000, tortureRuns: 1, cuts: false };

/** The shipped protocol, asked two steps and a restart. */
const asked = (protocol: Protocol) => {
  const recorded = recordedProtocol(protocol);
  const { step, restart } = recorded.protocol;
  const S1 = createServer({ id: 'S1', servers: ['S1', 'S2', 'S3'] });
  const { server } = step(S1, { type: 'start' });
  const stood = step(server, { type: 'timeout', timer: 'election' });
  restart(durable(stood.server));
  return recorded;
};

const known = (protocol: Protocol = shippedProtocol): KnownWorlds => {
  const worlds = new KnownWorlds();
  worlds.learn('here', asked(protocol), 17);
  return worlds;
};

/** One that differs in nothing but what it says has fired, in the step of an election. */
const misnamed: Protocol = {
  ...shippedProtocol,
  step: (server, event) => {
    const result = shippedProtocol.step(server, event);
    return event.type === 'timeout' ? { ...result, fired: [] } : result;
  },
};

describe('a search that is known', () => {
  test('need not be made for who gives the same at each of its steps', () => {
    expect(known().distinctIn('here', none.protocol)).toBe(17);
  });

  test.each<readonly [string, Protocol]>([
    ['in what has fired', misnamed],
    ['in a restart', { ...shippedProtocol, restart: (disk) => ({ ...shippedProtocol.restart(disk), lastApplied: 1 }) }],
    ['in an effect', mutantOf('A09')?.protocol ?? shippedProtocol],
  ])('is made for who differs %s', (_what, protocol) => {
    expect(known().distinctIn('here', protocol)).toBeUndefined();
  });

  test('is another one with another limit or in another world', () => {
    expect(known().distinctIn('there', none.protocol)).toBeUndefined();
  });

  test('is not learnt from a protocol that differs', () => {
    expect(known(misnamed).distinctIn('here', misnamed)).toBeUndefined();
  });
});

describe('a detection', () => {
  const ids = ['A16', 'A33', 'B04', 'B17', 'D14', 'Z13', 'keeps-tree-too-high'];

  test.each(['general', 'directed', 'core'] as const)('%s is the same, whoever was looked for before', (detector) => {
    const shared = new KnownWorlds();
    for (const id of ids) {
      const subject = mutantOf(id) as Mutant;
      expect([id, detect(detector, subject, effort, { known: shared })]).toEqual([
        id,
        detect(detector, subject, effort),
      ]);
    }
  });

  test('explores what makes no difference once for all', () => {
    const shared = new KnownWorlds();
    const calls = (): number => {
      const step = vi.fn(shippedProtocol.step);
      detect('general', { ...none, protocol: { ...shippedProtocol, step } }, effort, { known: shared });
      return step.mock.calls.length;
    };
    const first = calls();
    const second = calls();
    expect(first).toBeGreaterThan(1000);
    expect(second).toBeLessThanOrEqual(first);
    const learn = vi.spyOn(shared, 'learn');
    calls();
    expect(learn).not.toHaveBeenCalled();
  });
});

describe('the general worlds', () => {
  test('are the same for all, and none of them is directed', () => {
    const general = generalWorlds().map(({ name }) => name);
    expect(general).toHaveLength(new Set(general).size);
    for (const id of ['A16', 'A46', 'B04'])
      expect(directedWorldsFor({ id }).filter(({ name }) => general.includes(name))).toEqual([]);
  });
});
