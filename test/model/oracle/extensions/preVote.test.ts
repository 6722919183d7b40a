import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brokenClause } from '../../../../model/oracle/contracts/index.ts';
import { brokenByRestart } from '../../../../model/oracle/contracts/restart.ts';
import { differenceAtRestart, differenceFromReference } from '../../../../model/oracle/difference.ts';
import { runRandom } from '../../../../model/runs/lockstep/index.ts';
import type { ClauseId } from '../../../../src/core/clauses.ts';
import { type PreVote, type PreVoteReply, preVote, withPreVotes } from '../../../../src/core/extensions/preVote.ts';
import { weave } from '../../../../src/core/extensions/weave.ts';
import { durable } from '../../../../src/core/server.ts';
import type { Event, Server } from '../../../../src/core/types.ts';
import * as arrange from '../../../core/arrange.ts';
import { visitsOf, walks } from '../../../core/walk.ts';
import { type Alteration, adds, ignores, lacks, message, observed, server } from '../contracts/arrange.ts';

const protocol = weave([preVote]);

const timeout: Event = { type: 'timeout', timer: 'election' };
const withPage = (given: Server, ...preVotesGranted: readonly string[]): Server =>
  withPreVotes(given, { preVotesGranted });
const five = { peers: ['S2', 'S3', 'S4', 'S5'] };
const follower = (changes: Partial<Server> = {}): Server => withPage(arrange.follower(changes));
const asking = (changes: Partial<Server> = {}): Server =>
  withPage(arrange.follower({ role: 'preCandidate', ...five, ...changes }), 'S1', 'S3');
const question = (changes: Partial<PreVote> = {}): PreVote => ({
  type: 'PreVote',
  from: 'S2',
  to: 'S1',
  term: 1,
  candidateId: 'S2',
  lastLogIndex: 0,
  lastLogTerm: 0,
  ...changes,
});
const preVoteReply = (changes: Partial<PreVoteReply> = {}): PreVoteReply => ({
  type: 'PreVoteReply',
  from: 'S2',
  to: 'S1',
  term: 1,
  preVoteGranted: true,
  ...changes,
});

/** A defect of a step, and the clause that it breaks. */
const defects: readonly (readonly [ClauseId, string, Server, Event, Alteration])[] = [
  ['PV-1', 'pre-votes are kept as a candidate', asking(), preVoteReply(), server((now) => withPage(now, 'S1', 'S3'))],
  ['PV-1', 'pre-votes come from nowhere', follower(), arrange.requestVote(), server((now) => withPage(now, 'S2'))],
  ['PV-2', 'a follower stays deaf', follower(), timeout, ignores(follower())],
  ['PV-2', 'the term is raised', follower(), timeout, server({ currentTerm: 2 })],
  ['PV-2', 'it votes for itself', follower(), timeout, server({ votedFor: 'S1' })],
  ['PV-2', 'the leader is remembered', follower({ leaderId: 'S2' }), timeout, server({ leaderId: 'S2' })],
  ['PV-2', 'the timer is not restarted', follower(), timeout, lacks('armTimer election')],
  ['PV-3', 'a better log is claimed', follower(), timeout, message({ lastLogIndex: 9 })],
  ['PV-3', 'the next term is asked in', follower(), timeout, message({ term: 2 })],
  ['PV-4', 'a pre-candidate stays deaf', asking(), timeout, ignores(asking())],
  ['PV-4', 'old pre-votes still count', asking(), timeout, server((now) => withPage(now, 'S1', 'S3'))],
  [
    'PV-5',
    'an old pre-candidate is granted',
    follower({ currentTerm: 2 }),
    question(),
    message({ preVoteGranted: true }),
  ],
  [
    'PV-6',
    'a vote for another is in the way',
    follower({ votedFor: 'S3' }),
    question(),
    message({ preVoteGranted: false }),
  ],
  ['PV-7', 'a leader is heard', follower({ leaderId: 'S3' }), question(), message({ preVoteGranted: true })],
  ['PV-7', 'the log is older', follower({ log: arrange.logOf(1) }), question(), message({ preVoteGranted: true })],
  ['PV-8', 'the grant is a vote', follower(), question(), server({ votedFor: 'S2' })],
  ['PV-8', 'the grant restarts the timer', follower(), question(), adds(arrange.armElectionTimer)],
  [
    'PV-9',
    'a pre-vote is not counted',
    asking({ peers: ['S2', 'S3', 'S4', 'S5', 'S6', 'S7'] }),
    preVoteReply(),
    server((now) => withPage(now, 'S1', 'S3')),
  ],
  [
    'PV-9',
    'a refusal is counted',
    asking(),
    preVoteReply({ preVoteGranted: false }),
    server((now) => withPage(now, 'S1', 'S2', 'S3')),
  ],
  ['PV-9', 'it goes on asking', asking(), preVoteReply(), ignores(asking())],
  ['PV-9', 'it leads at once', asking(), preVoteReply(), server({ role: 'leader' })],
  ['PV-10', 'it does not follow the leader', asking(), arrange.appendEntries(), server({ role: 'preCandidate' })],
  ['PV-10', 'it does not wait for whom it votes', asking(), arrange.requestVote(), server({ role: 'preCandidate' })],
  ['RS-A-2', 'pre-votes outlive their term', asking(), preVoteReply({ term: 2 }), server((now) => withPage(now, 'S3'))],
];

describe('the contract of pre-vote', () => {
  test.each(defects)('%s: is broken when %s', (clause, _, before, event, alter) => {
    const step = protocol.step(before, event);
    expect(brokenClause(observed(before, event, step))).toBeUndefined();
    expect(brokenClause(observed(before, event, alter(step)))?.clause).toBe(clause);
  });

  test('PV-1: is broken by a start without it, or with old pre-votes', () => {
    const disk = durable(follower());
    const back = protocol.restart(disk);
    const { extensions: _, ...without } = back;
    expect(brokenByRestart(disk, back, protocol.extensions)).toBeUndefined();
    for (const wrong of [without, withPage(back, 'S1')]) {
      expect(brokenByRestart(disk, wrong, protocol.extensions)?.clause).toBe('PV-1');
      expect(differenceAtRestart(disk, wrong, protocol.extensions)?.clause).toBe('PV-1');
    }
  });
});

describe('the reference with pre-vote', () => {
  test('PV-2, PV-9, PV-10: does in any run what the protocol does, as its contract says', () => {
    fc.assert(
      fc.property(walks, (walk) => {
        for (const { before, event, after } of visitsOf(walk, protocol)) {
          const observation = observed(before, event, after);
          expect(brokenClause(observation)).toBeUndefined();
          expect(differenceFromReference(observation)).toBeUndefined();
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each(defects)('%s: differs when %s', (_clause, _, before, event, alter) => {
    const step = protocol.step(before, event);
    expect(differenceFromReference(observed(before, event, step))).toBeUndefined();
    expect(differenceFromReference(observed(before, event, alter(step)))).toBeDefined();
  });

  test('PV-6: goes along with it in lockstep, and falls out of step with the figure alone', () => {
    expect(runRandom({ seed: 1, runs: 40, protocol })).toMatchObject({ ok: true });
    const { extensions: _, ...unnamed } = protocol;
    expect(runRandom({ seed: 1, runs: 5, protocol: unnamed })).toMatchObject({ ok: false });
  });
});
