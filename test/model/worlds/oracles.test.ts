import { describe, expect, test } from 'vitest';
import { elect, replicate } from '../../../model/worlds/configs/config.ts';
import { stepProperties, worldProperties } from '../../../model/worlds/oracles.ts';
import type { WorldOptions } from '../../../model/worlds/world.ts';
import { exploreSpace } from '../../../src/check/explore/explore.ts';
import { clauses } from '../../../src/core/clauses.ts';
import { emptyLog } from '../../../src/core/log.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import { protocolOf } from '../counterexample/arrange.ts';
import { smallWorld } from './arrange.ts';

type Given = Parameters<typeof smallWorld>[0] & Pick<WorldOptions, 'only'>;

/** The actions that lead to the first violation of the one property that is looked for. */
const pathTo = (given: Given): readonly string[] | undefined => {
  const { properties } = exploreSpace(smallWorld(given), {});
  const [property] = properties;
  return property?.path?.flatMap(({ action }) => action ?? []);
};

const leads = [...elect('S1', 'S2'), ...replicate('S1', 'S2'), 'lose everything'];

/** Gives nothing to the state machine. */
const appliesNothing: Protocol = {
  ...shippedProtocol,
  step: (server, event) => {
    const step = shippedProtocol.step(server, event);
    return { ...step, effects: step.effects.filter(({ type }) => type !== 'apply') };
  },
};

/** Lets the disk forget the vote whenever a message comes, and says so only to the disk. */
const forgetsOnDisk: Protocol = {
  ...shippedProtocol,
  step: (server, event) => {
    const step = shippedProtocol.step(server, event);
    if (event.type !== 'AppendEntries' || server.votedFor === null) return step;
    return {
      ...step,
      effects: [{ type: 'persist', currentTerm: server.currentTerm, votedFor: null }, ...step.effects],
    };
  },
};

/** A leader that puts each command in the place of the one before. */
const writesOver: Protocol = {
  ...shippedProtocol,
  step: (server, event) =>
    shippedProtocol.step(event.type === 'clientCommand' ? { ...server, log: emptyLog() } : server, event),
};

test('every safety property of the spec is asked of the bounded worlds', () => {
  const asked = [...stepProperties('all'), ...worldProperties('all')].filter((name) => name !== 'reference');
  const safety = Object.keys(clauses).filter((id) => id.startsWith('SP-'));
  expect([...asked].sort()).toEqual(safety.sort());
});

describe('what happened before a step is not forgotten', () => {
  test('SP-6: a term, over a restart', () => {
    const path = pathTo({ budget: { electionTimeouts: 1, crashes: 1 }, protocol: protocolOf('C02'), only: 'SP-6' });
    expect(path?.at(-1)).toMatch(/restart$/);
  });

  test('SP-7: a vote, over a restart', () => {
    const path = pathTo({
      budget: { electionTimeouts: 2, crashes: 1 },
      protocol: protocolOf('C01'),
      only: 'SP-7',
    });
    expect(path?.some((line) => line.endsWith(' restart'))).toBe(true);
  });

  test('SP-7: a vote that the disk loses', () => {
    expect(pathTo({ start: elect('S1', 'S2'), protocol: forgetsOnDisk, only: 'SP-7' })).toHaveLength(1);
  });

  test('SP-17: what was applied', () => {
    const path = pathTo({ budget: { clientCommands: 1 }, start: leads, protocol: appliesNothing, only: 'SP-17' });
    expect(path?.at(-1)).toMatch(/^S\d → S1 AppendEntriesReply/);
  });

  test('SP-3: an entry of which nobody has a copy', () => {
    const budget = { clientCommands: 2 };
    expect(pathTo({ budget, start: leads, protocol: writesOver, only: 'SP-3' })).toEqual([
      'S1 clientCommand "c1"',
      'S1 clientCommand "c2"',
    ]);
  });
});

describe('what a client was told', () => {
  test('SP-19: before it is committed', () => {
    const protocol = protocolOf('answers-at-append');
    expect(pathTo({ budget: { clientCommands: 1 }, start: leads, protocol, only: 'SP-19' })).toEqual([
      'S1 clientCommand "c1"',
    ]);
  });

  test.each(['SP-14', 'SP-4'] as const)('%s: is committed, also if the server crashes right after it', (only) => {
    // The leader applies and answers before it sends, and takes what it appends for committed.
    const protocol: Protocol = {
      ...shippedProtocol,
      step: (server, event) => {
        const step = shippedProtocol.step(server, event);
        if (event.type !== 'clientCommand' || server.role !== 'leader') return step;
        const { lastIndex: index } = step.server.log;
        const { currentTerm: term } = server;
        const [write, ...sends] = step.effects;
        const told = [
          { type: 'apply', index, term, command: event.command } as const,
          { type: 'reply', index, term } as const,
        ];
        return {
          ...step,
          server: { ...step.server, commitIndex: index, lastApplied: index },
          effects: [...(write ? [write] : []), ...told, ...sends],
        };
      },
    };
    const budget = { clientCommands: 1, crashes: 1, electionTimeouts: 1 };
    const path = pathTo({ budget, start: leads, protocol, crashPoints: 'everywhere', only });
    expect(path).toBeDefined();
    const crashed = pathTo({ budget, start: [...leads, 'S1 clientCommand "x" crash after 3'], protocol, only });
    expect(crashed).toBeDefined();
  });
});
