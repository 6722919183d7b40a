import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brokenClause } from '../../../../model/oracle/contracts/index.ts';
import { brokenByRestart } from '../../../../model/oracle/contracts/restart.ts';
import { differenceAtRestart, differenceFromReference } from '../../../../model/oracle/difference.ts';
import { clausesChanged } from '../../../../model/oracle/extensions/index.ts';
import { runRandom } from '../../../../model/runs/lockstep/index.ts';
import type { ClauseId } from '../../../../src/core/clauses.ts';
import { type CheckQuorumState, checkQuorum, withContact } from '../../../../src/core/extensions/checkQuorum.ts';
import { weave } from '../../../../src/core/extensions/weave.ts';
import { durable } from '../../../../src/core/server.ts';
import { armTimer, stopTimer } from '../../../../src/core/timers.ts';
import type { Event, Server, TimerName } from '../../../../src/core/types.ts';
import * as arrange from '../../../core/arrange.ts';
import { visitsOf, walks } from '../../../core/walk.ts';
import { type Alteration, adds, ignores, lacks, observed, server } from '../contracts/arrange.ts';

const protocol = weave([checkQuorum]);

const timeout = (timer: TimerName): Event => ({ type: 'timeout', timer });
const leader = (heardFrom: readonly string[] = ['S1'], changes = {}): Server =>
  withContact(arrange.leader(changes), { heardFrom, leaseRuns: false });
const hearing = (): Server => withContact(arrange.follower({ leaderId: 'S2' }), { heardFrom: [], leaseRuns: true });
const contact = (state: Partial<CheckQuorumState>): Alteration => server((now) => withContact(now, state));
const candidate = withContact(arrange.candidate(), {});

/** A defect of a step, and the clause that it breaks. */
const defects: readonly (readonly [ClauseId, string, Server, Event, Alteration])[] = [
  ['CQ-1', 'a follower hears someone', hearing(), arrange.requestVote(), contact({ heardFrom: ['S2'] })],
  ['CQ-2', 'an election timeout ends the lease', hearing(), timeout('election'), contact({ leaseRuns: false })],
  ['CQ-3', 'it does not count itself', candidate, arrange.voteReply(), contact({ heardFrom: [] })],
  ['CQ-3', 'its timer does not run', candidate, arrange.voteReply(), lacks('armTimer quorum')],
  ['CQ-4', 'an answer is not counted', leader(), arrange.appendReply(), contact({ heardFrom: ['S1'] })],
  ['CQ-5', 'the count goes on', leader(['S1', 'S2']), timeout('quorum'), contact({ heardFrom: ['S1', 'S2'] })],
  ['CQ-5', 'the timer is not started again', leader(['S1', 'S2']), timeout('quorum'), lacks('armTimer quorum')],
  ['CQ-6', 'it leads on', leader(), timeout('quorum'), ignores(leader())],
  ['CQ-6', 'it names a leader', leader(), timeout('quorum'), server({ leaderId: 'S1' })],
  ['CQ-6', 'its heartbeats go on', leader(), timeout('quorum'), lacks('stopTimer heartbeat')],
  ['CQ-6', 'it waits for nothing', leader(), timeout('quorum'), lacks('armTimer election')],
  ['CQ-7', 'it keeps its answers', leader(), arrange.appendEntries({ term: 2 }), contact({ heardFrom: ['S1'] })],
  ['CQ-7', 'its timer runs on', leader(), arrange.appendEntries({ term: 2 }), lacks('stopTimer quorum')],
  ['CQ-8', 'there is no lease', hearing(), arrange.appendEntries(), lacks('armTimer lease')],
  ['CQ-8', 'a vote starts a lease', candidate, arrange.requestVote({ term: 2 }), adds(armTimer('lease'))],
  ['CQ-9', 'the lease runs on', hearing(), timeout('lease'), contact({ leaseRuns: true })],
  ['CQ-10', 'a candidate is answered', hearing(), arrange.requestVote({ term: 2 }), adds(armTimer('election'))],
  ['CQ-10', 'its term is adopted', hearing(), arrange.requestVote({ term: 2 }), server({ currentTerm: 2 })],
  ['CQ-11', 'a rejection is ignored', leader(), arrange.appendReply({ term: 2, success: false }), ignores(leader())],
  ['CQ-5', 'it is stopped without a reason', leader(), arrange.requestVote(), adds(stopTimer('quorum'))],
];

describe('the contract of check quorum', () => {
  test.each(defects)('%s: is broken when %s', (clause, _, before, event, alter) => {
    const step = protocol.step(before, event);
    expect(brokenClause(observed(before, event, step))).toBeUndefined();
    expect(brokenClause(observed(before, event, alter(step)))?.clause).toBe(clause);
  });

  test('CQ-1, CQ-2: is broken by a start with old answers or an old lease', () => {
    const back = protocol.restart(durable(leader()));
    const disk = durable(leader());
    expect(brokenByRestart(disk, back, protocol.extensions)).toBeUndefined();
    for (const state of [{ heardFrom: ['S1'] }, { leaseRuns: true }]) {
      expect(brokenByRestart(disk, withContact(back, state), protocol.extensions)?.clause).toBe('CQ-1');
      expect(differenceAtRestart(disk, withContact(back, state), protocol.extensions)?.clause).toBe('CQ-1');
    }
  });

  test('CQ-1, CQ-2: each fact is counted by its own clause when it changes', () => {
    expect(clausesChanged('check-quorum', leader(['S1']), leader(['S1', 'S2']))).toEqual(['CQ-1']);
    const ended = withContact(hearing(), { leaseRuns: false, heardFrom: [] });
    expect(clausesChanged('check-quorum', hearing(), ended)).toContain('CQ-2');
    const same = hearing();
    expect(clausesChanged('check-quorum', same, same)).toEqual([]);
  });
});

describe('the reference with check quorum', () => {
  test('CQ-3, CQ-4, CQ-8, CQ-10: does in any run what the protocol does, as its contract says', () => {
    fc.assert(
      fc.property(walks, (walk) => {
        for (const { before, event, after } of visitsOf(walk, protocol)) {
          const observation = observed(before, event, after);
          expect(brokenClause(observation)).toBeUndefined();
          expect(differenceFromReference(observation)).toBeUndefined();
        }
      }),
      { numRuns: 40 },
    );
  });

  test.each(defects)('%s: differs when %s', (_clause, _, before, event, alter) => {
    const step = protocol.step(before, event);
    expect(differenceFromReference(observed(before, event, step))).toBeUndefined();
    expect(differenceFromReference(observed(before, event, alter(step)))).toBeDefined();
  });

  test('CQ-10: goes along with it in lockstep, and falls out of step with the figure alone', () => {
    const { ok, clauses } = runRandom({ seed: 1, runs: 30, protocol });
    expect([ok, (clauses['CQ-6'] ?? 0) > 0, (clauses['CQ-9'] ?? 0) > 0, (clauses['CQ-10'] ?? 0) > 0]).toEqual([
      ...[true, true, true, true],
    ]);
    const { extensions: _, ...unnamed } = protocol;
    expect(runRandom({ seed: 1, runs: 5, protocol: unnamed })).toMatchObject({ ok: false });
  });
});
