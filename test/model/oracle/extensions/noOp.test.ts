import { describe, expect, test } from 'vitest';
import { brokenClause } from '../../../../model/oracle/contracts/index.ts';
import { differenceFromReference } from '../../../../model/oracle/difference.ts';
import { runRandom } from '../../../../model/runs/lockstep/index.ts';
import { type ClauseId, clauseIds } from '../../../../src/core/clauses.ts';
import { noOp } from '../../../../src/core/extensions/noOp.ts';
import { weave } from '../../../../src/core/extensions/weave.ts';
import { append, emptyLog, type Log } from '../../../../src/core/log.ts';
import { applyPersist, durable } from '../../../../src/core/server.ts';
import type { Effect, Entry, Event, Server, Step, Term } from '../../../../src/core/types.ts';
import type { Observation } from '../../../../src/trace/observation.ts';
import * as arrange from '../../../core/arrange.ts';
import { type Alteration, adds, effects, lacks, server } from '../contracts/arrange.ts';

const protocol = weave([noOp]);

const observed = (before: Server, event: Event, { server: after, effects: done, fired }: Step): Observation => ({
  id: before.id,
  event,
  before,
  after,
  effects: done,
  fired,
  diskBefore: durable(before),
  disk: done.reduce((disk, effect) => (effect.type === 'persist' ? applyPersist(disk, effect) : disk), durable(before)),
  executed: done.length,
  crashed: false,
});

const own = (term: Term): Entry => ({ term, noOp: true });
const logOf = (...entries: readonly Entry[]): Log => append(emptyLog(), entries);
const withPage = (given: Server): Server => ({ ...given, extensions: { 'no-op': {} } });
const candidate = (changes: Partial<Server> = {}): Server => withPage(arrange.candidate(changes));
const follower = (changes: Partial<Server> = {}): Server => withPage(arrange.follower(changes));
const leader = (changes: Parameters<typeof arrange.leader>[0] = {}): Server => withPage(arrange.leader(changes));
const vote = arrange.voteReply();
const heartbeat: Event = { type: 'timeout', timer: 'heartbeat' };
const entries = arrange.appendEntries({ entries: [own(1)] });
const commit = arrange.appendEntries({ prevLogIndex: 1, prevLogTerm: 1, leaderCommit: 1 });
const behind = { nextIndex: 2, matchIndex: 0, pipelining: true };
const waiting = leader({ log: logOf(own(1)), followers: { S2: behind, S3: behind } });
const acknowledged = arrange.appendReply({ prevLogIndex: 0, matchIndex: 1 });
const applied: Effect = { type: 'apply', index: 1, term: 1, command: '' };
const answered: Effect = { type: 'reply', index: 1, term: 1 };
const longer = (...more: readonly Entry[]): Alteration => server((now) => ({ ...now, log: append(now.log, more) }));

/** A defect of a step, and the clause that it breaks. */
const defects: readonly (readonly [ClauseId, string, Server, Event, Alteration])[] = [
  ['NO-1', 'nothing is appended', candidate(), vote, server({ log: emptyLog() })],
  ['NO-1', 'what is appended is of another term', candidate(), vote, server({ log: logOf(own(0)) })],
  ['NO-1', 'what is appended is a command', candidate(), vote, server({ log: logOf({ term: 1, command: '' }) })],
  ['NO-1', 'two are appended', candidate(), vote, longer(own(1))],
  [
    'NO-1',
    'it is not told',
    candidate(),
    vote,
    (done) => ({ ...done, fired: done.fired.filter((id) => id !== 'NO-1') }),
  ],
  ['NO-2', 'it is not written', candidate(), vote, lacks('persist')],
  ['NO-3', 'an old one is enough', candidate({ log: logOf(own(1)) }), vote, server({ log: logOf(own(1)) })],
  ['NO-3', 'a heartbeat appends one', waiting, heartbeat, longer(own(1))],
  ['NO-4', 'a follower keeps none', follower(), entries, server({ log: emptyLog() })],
  ['NO-4', 'a leader knows what is committed', candidate({ log: arrange.logOf(1) }), vote, server({ commitIndex: 1 })],
  ['NO-5', 'it is given to a state machine', follower({ log: logOf(own(1)) }), commit, adds(applied)],
  ['NO-5', 'it is not passed', follower({ log: logOf(own(1)) }), commit, server({ lastApplied: 0 })],
  ['NO-6', 'it is answered', waiting, acknowledged, adds(answered)],
  ['NO-6', 'it is told of a command', waiting, acknowledged, effects((all) => [...all, answered])],
];

describe('the contract of no-op', () => {
  test.each(defects)('%s: %s', (clause, _, before, event, alter) => {
    const right = protocol.step(before, event);
    expect(brokenClause(observed(before, event, right))).toBeUndefined();
    expect(brokenClause(observed(before, event, alter(right)))?.clause).toBe(clause);
  });
});

describe('the reference of no-op', () => {
  test.each(defects.filter(([, what]) => what !== 'it is not told'))(
    '%s: differs where %s',
    (_clause, _, before, event, alter) => {
      const right = protocol.step(before, event);
      expect(differenceFromReference(observed(before, event, right))).toBeUndefined();
      expect(differenceFromReference(observed(before, event, alter(right)))).toBeDefined();
    },
  );

  test('NO-1 to NO-6: code and reference agree in random runs, in which all of them act', () => {
    const { ok, clauses: fired } = runRandom({ seed: 1, runs: 40, protocol });
    expect(ok).toBe(true);
    const own = clauseIds.filter((id) => id.startsWith('NO-') && id !== 'NO-7');
    expect(own.filter((id) => !fired[id])).toEqual([]);
    const { extensions: _, ...unnamed } = protocol;
    expect(runRandom({ seed: 1, runs: 5, protocol: unnamed })).toMatchObject({ ok: false });
  });
});
