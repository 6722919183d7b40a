import { describe, expect, test } from 'vitest';
import {
  electionSafety,
  oldMessagesChangeNothing,
  oneVote,
  termMonotonic,
} from '../../../model/properties/elections.ts';
import { durable, restart } from '../../../src/core/server.ts';
import {
  appendEntries,
  appendReply,
  armElectionTimer,
  candidate,
  chunkOf,
  follower,
  leader,
  requestVote,
  send,
  snapshotOf,
  snapshotReply,
  voteReply,
} from '../../core/arrange.ts';
import { ghostOf, type Moment, sceneAt } from './scene.ts';

const as = (id: string) => ({ id, peers: ['S1', 'S2', 'S3'].filter((other) => other !== id) });

describe('SP-1', () => {
  const elected = (id: string, currentTerm: number, more: Partial<Moment> = {}) =>
    sceneAt({ before: candidate({ ...as(id), currentTerm }), after: leader({ ...as(id), currentTerm }), ...more });

  test('SP-1: two leaders of one term are one too many, even if the first has long stepped down', () => {
    const { id, check } = electionSafety();
    expect(id).toBe('SP-1');
    expect(check(elected('S1', 2))).toBe('holds');
    const deposed = sceneAt({ before: leader({ currentTerm: 2 }), after: follower({ currentTerm: 5 }) });
    expect(check(deposed)).toBe('not concerned');
    expect(check(elected('S2', 2))).toEqual({ because: 'S2 leads term 2, which S1 has led' });
  });

  test('SP-1: who led a term that all servers have left is forgotten, and no other', () => {
    const { check, forget } = electionSafety();
    for (const term of [2, 3]) check(elected('S1', term));
    forget?.({ index: 0, term: 3, sent: new Set() });
    expect(check(elected('S2', 2))).toBe('holds');
    expect(check(elected('S2', 3))).toMatchObject({ because: 'S2 leads term 3, which S1 has led' });
  });

  test('SP-1: two leaders of two terms are no harm', () => {
    const { check } = electionSafety();
    expect(check(elected('S1', 2))).toBe('holds');
    expect(check(elected('S2', 3))).toBe('holds');
    expect(check(elected('S1', 4))).toBe('holds');
  });

  test('SP-1: to write like a leader is to lead', () => {
    for (const message of [
      appendEntries({ from: 'S3', to: 'S1', term: 2 }),
      chunkOf(snapshotOf(1, 1, 'x'), 0, 1, { from: 'S3', to: 'S1', term: 2 }),
    ]) {
      const { check } = electionSafety();
      check(elected('S1', 2));
      expect(check(sceneAt({ before: follower({ ...as('S3'), currentTerm: 2 }), effects: [send(message)] }))).toEqual({
        because: 'S3 leads term 2, which S1 has led',
      });
    }
  });

  test('SP-1: who crashes in the step that would have made it a leader does not lead, unless it has said so', () => {
    const { check } = electionSafety();
    const effects = [send(appendEntries({ from: 'S1', to: 'S2', term: 2 }))];
    expect(check(elected('S1', 2, { effects, executed: 0, crashed: true }))).toBe('not concerned');
    expect(check(elected('S2', 2))).toBe('holds');
    expect(check(elected('S1', 2, { effects, executed: 1, crashed: true }))).toEqual({
      because: 'S1 leads term 2, which S2 has led',
    });
  });
});

describe('SP-6', () => {
  const at = (currentTerm: number) => follower({ currentTerm });

  test('SP-6: a term that goes back is noticed', () => {
    const { id, check } = termMonotonic();
    expect(id).toBe('SP-6');
    expect(check(sceneAt({ before: at(1), after: at(3) }))).toBe('holds');
    expect(check(sceneAt({ before: at(3), after: at(2) }))).toEqual({
      because: 'S1 is in term 2, after it has been in term 3',
      clause: 'ST-1',
    });
  });

  test('SP-6: over a restart, behind a term that was written', () => {
    const { check, restarted } = termMonotonic();
    check(sceneAt({ before: at(1), after: at(3), crashed: true, disk: durable(at(3)) }));
    expect(restarted?.(restart(durable(at(3))), ghostOf())).toBe('holds');
    expect(restarted?.(restart(durable(at(2))), ghostOf())).toEqual({
      because: 'S1 is in term 2, after it has been in term 3',
      clause: 'ST-1',
    });
  });

  test('SP-6: over a restart, behind a term that was only sent', () => {
    const { check, restarted } = termMonotonic();
    const effects = [send(requestVote({ from: 'S1', to: 'S2', term: 3 }))];
    expect(check(sceneAt({ before: at(1), after: at(3), effects, crashed: true }))).toBe('holds');
    expect(restarted?.(at(1), ghostOf())).toEqual({
      because: 'S1 is in term 1, after it has been in term 3',
      clause: 'ST-1',
    });
  });

  test('SP-6: but not behind a term that nobody can know of', () => {
    const { check, restarted } = termMonotonic();
    const effects = [send(requestVote({ from: 'S1', to: 'S2', term: 3 }))];
    check(sceneAt({ before: at(1), after: at(3), effects, executed: 0, crashed: true }));
    expect(restarted?.(at(1), ghostOf())).toBe('holds');
  });

  test('SP-6: nor behind a term that was adopted in memory, neither written nor sent, and lost between two steps', () => {
    const { check, restarted } = termMonotonic();
    check(sceneAt({ before: at(1), after: at(3), disk: durable(at(1)) }));
    expect(restarted?.(at(1), ghostOf())).toBe('holds');
  });

  test('SP-6: each server has terms of its own', () => {
    const { check } = termMonotonic();
    check(sceneAt({ before: at(1), after: at(9) }));
    const other = (currentTerm: number) => follower({ ...as('S2'), currentTerm });
    expect(check(sceneAt({ before: other(1), after: other(2) }))).toBe('holds');
  });
});

describe('SP-7', () => {
  const voting = (votedFor: string | null, currentTerm = 2) => follower({ currentTerm, votedFor });
  const twice = { because: 'S1 votes for S3 in term 2, in which it has voted for S2', clause: 'ST-2' };

  test('SP-7: a second vote in a term is noticed, a repeated one is allowed', () => {
    const { id, check } = oneVote();
    expect(id).toBe('SP-7');
    expect(check(sceneAt({ before: voting(null), after: voting('S2') }))).toBe('holds');
    const again = [send(voteReply({ from: 'S1', to: 'S2', term: 2 }))];
    expect(check(sceneAt({ before: voting('S2'), effects: again }))).toBe('holds');
    expect(check(sceneAt({ before: voting('S2'), after: voting('S3') }))).toEqual(twice);
  });

  test('SP-7: a vote in a term that all servers have left is forgotten, and no other', () => {
    const { check, forget } = oneVote();
    for (const term of [2, 3]) check(sceneAt({ before: voting(null, term), after: voting('S2', term) }));
    forget?.({ index: 0, term: 3, sent: new Set() });
    expect(check(sceneAt({ before: voting(null), after: voting('S3') }))).toBe('holds');
    expect(check(sceneAt({ before: voting(null, 3), after: voting('S3', 3) }))).toMatchObject({ clause: 'ST-2' });
  });

  test('SP-7: a vote that was only sent counts', () => {
    const { check } = oneVote();
    check(sceneAt({ before: voting('S2'), effects: [send(voteReply({ from: 'S1', to: 'S2', term: 2 }))] }));
    const other = [send(voteReply({ from: 'S1', to: 'S3', term: 2 }))];
    expect(check(sceneAt({ before: voting('S2'), effects: other }))).toEqual(twice);
  });

  test('SP-7: a refusal is no vote', () => {
    const { check } = oneVote();
    const refusal = [send(voteReply({ from: 'S1', to: 'S3', term: 2, voteGranted: false }))];
    expect(check(sceneAt({ before: voting('S2'), effects: refusal }))).toBe('holds');
    expect(check(sceneAt({ before: voting(null), effects: refusal }))).toBe('not concerned');
  });

  test('SP-7: over a restart, after a vote that was written', () => {
    const { check } = oneVote();
    check(sceneAt({ before: voting(null), after: voting('S2'), crashed: true, disk: durable(voting('S2')) }));
    expect(check(sceneAt({ before: voting(null), after: voting('S3') }))).toEqual(twice);
  });

  test('SP-7: over a restart, after a vote for the candidate of the term before that was written and not sent', () => {
    const { check } = oneVote();
    const before = voting('S2', 1);
    check(sceneAt({ before, after: voting('S2'), crashed: true, disk: durable(voting('S2')) }));
    expect(check(sceneAt({ before: voting(null), after: voting('S3') }))).toEqual(twice);
  });

  test('SP-7: over a restart, but not after a vote that was lost in the crash', () => {
    const { check } = oneVote();
    const effects = [send(voteReply({ from: 'S1', to: 'S2', term: 2 }))];
    check(sceneAt({ before: voting(null), after: voting('S2'), effects, executed: 0, crashed: true }));
    expect(check(sceneAt({ before: voting(null), after: voting('S3') }))).toBe('holds');
  });

  test('SP-7: a candidacy is a vote for oneself', () => {
    const { check } = oneVote();
    check(sceneAt({ before: voting(null), effects: [send(requestVote({ from: 'S1', to: 'S2', term: 2 }))] }));
    expect(check(sceneAt({ before: voting(null), after: voting('S3') }))).toEqual({
      because: 'S1 votes for S3 in term 2, in which it has voted for S1',
      clause: 'ST-2',
    });
  });

  test('SP-7: D-4: a vote that is forgotten within its term is noticed; a newer term begins without one', () => {
    const { check } = oneVote();
    expect(check(sceneAt({ before: voting('S2'), after: voting(null) }))).toEqual({
      because: 'S1 has forgotten that it voted for S2 in term 2',
      clause: 'D-4',
    });
    expect(check(sceneAt({ before: voting('S2'), after: voting(null, 3) }))).toBe('not concerned');
  });

  test('SP-7: ST-2: a disk that forgets a vote within its term is noticed, also when the server crashes', () => {
    const [diskBefore, disk] = [durable(voting('S2')), durable(voting(null))];
    expect(oneVote().check(sceneAt({ before: voting('S2'), diskBefore, disk, crashed: true }))).toEqual({
      because: 'the disk of S1 has forgotten that it voted for S2 in term 2',
      clause: 'ST-2',
    });
    const next = durable(voting(null, 3));
    expect(oneVote().check(sceneAt({ before: voting('S2'), diskBefore, disk: next, crashed: true }))).toBe(
      'not concerned',
    );
  });

  test('SP-7: recalls a vote from the disk', () => {
    const { check, recall } = oneVote();
    recall?.(voting(null), durable(voting('S2')));
    expect(check(sceneAt({ before: voting(null), after: voting('S3') }))).toEqual(twice);
  });
});

describe('SP-16', () => {
  const { id, check } = oldMessagesChangeNothing();
  const before = leader({ currentTerm: 3 });
  const snapshot = snapshotOf(1, 1, 'x');

  test.each([
    ['RV-1', requestVote({ term: 2 })],
    ['AE-1', appendEntries({ term: 2 })],
    ['IS-1', chunkOf(snapshot, 0, 1, { term: 2 })],
    ['D-6', appendReply({ term: 2 })],
    ['D-6', voteReply({ term: 2 })],
    ['D-6', snapshotReply(snapshot, { term: 2 })],
  ] as const)('SP-16: %s: an old %o', (clause, event) => {
    expect(id).toBe('SP-16');
    const refusal = [send(voteReply({ from: 'S1', to: 'S2', term: 3, voteGranted: false }))];
    const answer = event.type.endsWith('Reply') ? [] : refusal; // what asks is refused, what answers is not answered
    expect(check(sceneAt({ before, event, effects: answer }))).toBe('holds');
    expect(check(sceneAt({ before, after: { ...before }, event }))).toBe('holds');
    const broken = { because: `${event.type} of term 2 has changed S1, which is in term 3`, clause };
    expect(check(sceneAt({ before, event, after: { ...before, commitIndex: 1 } }))).toEqual(broken);
    expect(check(sceneAt({ before, event, effects: [armElectionTimer] }))).toEqual(broken);
    const promise = [send(voteReply({ from: 'S1', to: 'S2', term: 3 }))];
    expect(check(sceneAt({ before, event, effects: promise }))).toEqual(broken);
  });

  test('SP-16: says nothing of a message of this term, or of none', () => {
    const after = { ...before, commitIndex: 1 };
    expect(check(sceneAt({ before, after, event: appendReply({ term: 3 }) }))).toBe('not concerned');
    expect(check(sceneAt({ before, after, event: { type: 'timeout', timer: 'heartbeat' } }))).toBe('not concerned');
  });

  test('SP-16: an old reply is not answered', () => {
    const effects = [send(appendEntries({ from: 'S1', to: 'S2', term: 3 }))];
    expect(check(sceneAt({ before, event: appendReply({ term: 2 }), effects }))).toMatchObject({ clause: 'D-6' });
  });
});
