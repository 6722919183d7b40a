import { describe, expect, test } from 'vitest';
import {
  differenceAtRestart,
  differenceFromReference,
  differenceOfServer,
  referenceOf,
} from '../../../model/oracle/difference.ts';
import { runScript } from '../../../model/runs/scenario/runner.ts';
import { parseScript } from '../../../model/runs/scenario/script.ts';
import { runTorture } from '../../../model/runs/torture/index.ts';
import type { ClauseId } from '../../../src/core/clauses.ts';
import { protocolWith } from '../../../src/core/extensions/index.ts';
import { append } from '../../../src/core/log.ts';
import { shippedProtocol } from '../../../src/core/protocol.ts';
import { durable, restart } from '../../../src/core/server.ts';
import { step } from '../../../src/core/step.ts';
import type { Event, Server } from '../../../src/core/types.ts';
import {
  appendEntries,
  appendReply,
  candidate,
  compacted,
  entriesOf,
  follower,
  leader,
  logOf,
  requestVote,
  voteReply,
} from '../../core/arrange.ts';
import { scenarios } from '../../scenarios/golden.ts';
import { type Judge, judged, observationOf } from '../observed.ts';
import { type Alteration, adds, effects, ignores, lacks, message, server } from './contracts/arrange.ts';

/** Fails for the first thing in which the protocol differs from the reference. */
const strictly = (shipped = shippedProtocol) => {
  const seen = { steps: 0, restarts: 0 };
  const judge: Judge = {
    step: (observation) => {
      seen.steps++;
      expect(differenceFromReference(observation)).toBe(undefined);
    },
    restart: (disk, server) => {
      seen.restarts++;
      expect(differenceAtRestart(disk, server)).toBe(undefined);
    },
  };
  return { seen, protocol: judged(judge, shipped) };
};

describe('the core does what the reference does', () => {
  const first = Math.floor(Date.now() / 1000) % 1_000_000;

  test(`in torture, seeds ${first} to ${first + 9}`, () => {
    const { seen, protocol } = strictly();
    for (let seed = first; seed < first + 10; seed++) {
      const { violation } = runTorture({ seed, protocol });
      expect(violation?.because).toBe(undefined);
    }
    expect(seen.steps).toBeGreaterThan(5000);
    expect(seen.restarts).toBeGreaterThan(10);
  });

  test.each(scenarios().map(({ name, file, text }) => [name, file, text] as const))(
    'in the scenario %s',
    (_name, file, text) => {
      const script = parseScript(file, text);
      const { seen, protocol } = strictly(protocolWith(script.extensions));
      runScript(script, { protocol });
      expect(seen.steps).toBeGreaterThan(0);
    },
  );
});

/** How a step of the shipped core that was altered differs. */
const difference = (before: Server, event: Event, alter: Alteration) =>
  differenceFromReference(observationOf(before, event, alter(step(before, event))));

const timeout: Event = { type: 'timeout', timer: 'election' };
const command: Event = { type: 'clientCommand', command: 'x' };
const compact: Event = { type: 'compact', index: 2, data: 'state' };
const applied = { log: logOf(1, 1, 1), commitIndex: 3, lastApplied: 3 };

describe('what is different is found', () => {
  const cases: readonly (readonly [string, Server, Event, Alteration, ClauseId])[] = [
    ['role', follower(), timeout, server({ role: 'follower' }), 'RS-F-2'],
    ['currentTerm', follower(), timeout, server(({ currentTerm }) => ({ currentTerm: currentTerm + 1 })), 'RS-C-1'],
    ['votedFor', follower(), requestVote(), server({ votedFor: null }), 'RV-2'],
    ['votesGranted', follower(), timeout, server({ votesGranted: [] }), 'RS-C-1'],
    ['leaderId', follower(), appendEntries(), server({ leaderId: 'S3' }), 'CL-1'],
    ['commitIndex', follower(applied), appendEntries(), server({ commitIndex: 2 }), 'D-6'],
    ['lastApplied', follower(applied), appendEntries(), server({ lastApplied: 2 }), 'RS-A-1'],
    ['entry 1', follower(), appendEntries({ entries: entriesOf([1]) }), server({ log: logOf(7) }), 'AE-4'],
    ['ends of the log', follower(applied), compact, server({ log: compacted(logOf(1, 1, 1), 2, 7).log }), 'IS-14'],
    ['snapshot', follower(applied), compact, server({ snapshot: null }), 'IS-13'],
    [
      'nextIndex',
      leader({ log: logOf(2) }),
      appendReply({ matchIndex: 1 }),
      server({ nextIndex: { S2: 9, S3: 9 } }),
      'RS-L-5',
    ],
    [
      'matchIndex',
      leader({ log: logOf(2) }),
      appendReply({ matchIndex: 1 }),
      server({ matchIndex: { S2: 0, S3: 0 } }),
      'RS-L-5',
    ],
    ['pipelining', leader(), appendReply(), server({ pipelining: { S2: false, S3: false } }), 'D-14'],
    ['snapshotOffset', leader(), command, server({ snapshotOffset: { S2: 7, S3: 0 } }), 'IS-10'],
    ['outgoingSnapshot', leader(), command, server({ outgoingSnapshot: {} }), 'IS-10'],
    [
      'incomingSnapshot',
      follower(),
      appendEntries(),
      server({ incomingSnapshot: { lastIncludedIndex: 9, lastIncludedTerm: 1, checksum: 1, data: '' } }),
      'IS-3',
    ],
    ['peers', follower(), appendEntries(), server({ peers: ['S2'] }), 'D-17'],
    ['message 1', follower(), timeout, message({ lastLogIndex: 9 }, 'S2'), 'RV-3'],
    ['message 1', follower(), timeout, lacks('send'), 'RV-3'],
    ['message 2', follower(), requestVote(), adds({ type: 'send', message: voteReply() }), 'RS-F-1'],
    ['answer 1', follower(), command, lacks('reject'), 'CL-1'],
    ['electionTimer', follower(), requestVote(), lacks('armTimer election'), 'RS-F-3'],
    ['heartbeatTimer', candidate(), voteReply(), lacks('armTimer heartbeat'), 'RS-L-1'],
    [
      'number of writes',
      follower({ votedFor: 'S2' }),
      requestVote(),
      effects((all) => [{ type: 'persist', currentTerm: 1 }, ...all]),
      'ST-8',
    ],
    ['effect before the write', follower(), requestVote(), effects((all) => [...all].reverse()), 'ST-8'],
  ];

  test.each(cases)('%s', (what, before, event, alter, clause) => {
    const found = difference(before, event, alter);
    expect(found?.what).toBe(what);
    expect(found?.clause).toBe(clause);
    expect(found?.because).toContain(`by ${clause} it should be`);
    expect(difference(before, event, (same) => same)).toBe(undefined);
  });

  test('a write that is left out, on disk', () => {
    const given = observationOf(follower(), requestVote(), step(follower(), requestVote()));
    expect(differenceFromReference({ ...given, disk: given.diskBefore })).toMatchObject({
      what: 'votedFor on disk',
      clause: 'ST-8',
    });
  });

  test('a step that a crash cut short: what was sent is a beginning, and what it promises is on the disk', () => {
    const given = observationOf(follower(), timeout, step(follower(), timeout));
    const cut = (executed: number, disk = given.disk) =>
      differenceFromReference({ ...given, executed, disk, crashed: true });
    expect(given.effects[0]?.type).toBe('persist');
    expect(cut(0, given.diskBefore)).toBe(undefined);
    for (let executed = 1; executed <= given.effects.length; executed++) expect(cut(executed)).toBe(undefined);
    expect(cut(1, given.diskBefore)?.clause).toBe('ST-8');
    const swapped = { ...given, effects: given.effects.toReversed(), executed: 1, crashed: true };
    expect(differenceFromReference({ ...swapped, disk: given.diskBefore })).not.toBe(undefined);
  });

  test('a restart that remembers too much', () => {
    const disk = durable(follower({ log: logOf(1, 1) }));
    expect(differenceAtRestart(disk, { ...restart(disk), commitIndex: 2 })).toMatchObject({
      what: 'commitIndex',
      actual: 2,
      expected: 0,
      clause: 'ST-9',
    });
  });

  test('a server that has changed on its own', () => {
    const before = referenceOf(follower());
    expect(differenceOfServer(before, follower({ leaderId: 'S3' }))).toMatchObject({
      what: 'leaderId',
      clause: 'CL-1',
    });
  });

  test('a message that nobody in the cluster can have sent (D-23)', () => {
    const stranger = requestVote({ from: 'S9', candidateId: 'S9' });
    expect(difference(follower(), stranger, (same) => same)).toBe(undefined);
    expect(difference(follower(), stranger, server({ votedFor: 'S9' }))?.clause).toBe('D-23');
  });
});

describe('whatever a protocol gives back, the comparison says so and does not throw', () => {
  const self: Record<string, unknown> = {};
  self['self'] = self;
  const garbage: readonly (readonly [string, Partial<Record<keyof Server, unknown>>])[] = [
    ['no log', { log: undefined }],
    ['an empty log that is none', { log: {} }],
    ['a term that is no number', { currentTerm: Number.NaN }],
    ['an index without end', { commitIndex: Infinity }],
    ['a big integer', { matchIndex: 1n }],
    ['a circle', { snapshot: self }],
    ['null for a record', { nextIndex: null }],
  ];

  test.each(garbage)('%s', (_what, changes) => {
    const altered = server(changes as Partial<Server>);
    expect(difference(follower(), timeout, altered)?.because).toMatch(/it should be/);
    const broken = { ...follower(), ...changes } as Server;
    expect(() =>
      differenceFromReference(observationOf(broken, timeout, ignores(broken)(step(follower(), timeout)))),
    ).not.toThrow();
    expect(differenceAtRestart(durable(follower()), broken)).not.toBe(undefined);
  });

  test('effects that are none', () => {
    const given = observationOf(follower(), timeout, step(follower(), timeout));
    for (const effects of [null, 3, [null], [{ type: 'send' }]]) {
      expect(differenceFromReference({ ...given, effects: effects as never })).not.toBe(undefined);
    }
  });

  test('a long log is compared to its end', () => {
    const log = append(
      logOf(1),
      entriesOf(
        Array.from({ length: 100 }, () => 1),
        2,
      ),
    );
    const request = appendEntries({ prevLogIndex: 101, prevLogTerm: 1, entries: entriesOf([1], 102) });
    const altered = server({ log: append(log, [{ term: 1, command: 'other' }]) });
    expect(difference(follower({ log, commitIndex: 0 }), request, altered)).toMatchObject({ what: 'entry 102' });
  });
});
