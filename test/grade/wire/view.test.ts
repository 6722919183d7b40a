/** What is recognised of a message by its shape, whatever a submission calls its RPCs and fields; and what is left alone. */
import { describe, expect, test } from 'vitest';
import type { LabPacket } from '../../../model/index.ts';
import type { WirePacket } from '../../../src/grade/subjects/wirePacket.ts';
import { viewOf } from '../../../src/grade/wire/view.ts';

const packet = (type: 'request' | 'reply', method: string, content: unknown): WirePacket => ({
  type,
  from: 0,
  to: 1,
  call: 7,
  bytes: '',
  method,
  view: typeof content === 'string' ? content : JSON.stringify(content),
});

const request = (method: string, content: unknown) => viewOf(packet('request', method, content));
const reply = (method: string, content: unknown) => viewOf(packet('reply', method, content));

describe('a request for a vote', () => {
  test.each([
    ['as the figure has it', 'RequestVote', { Term: 3, CandidateId: 0, LastLogIndex: 4, LastLogTerm: 2 }],
    ['in snake case', 'request_vote', { term: 3, candidate_id: 0, last_log_index: 4, last_log_term: 2 }],
    ['with the term of the candidate', 'AskVote', { CandidateTerm: 3, Who: 0, LastLogTerm: 2 }],
    [
      'with its fields in a structure',
      'Vote',
      { Header: { Term: 3, From: 0 }, LastLog: { Term: 2, Index: 4 }, Term: 3 },
    ],
    ['with its term in a structure', 'Vote', { Header: { Term: 3, From: 0 }, LastLog: { LogTerm: 2, Index: 4 } }],
    ['of another name', 'Campaign', { Term: 3, CandidateId: 0, LastLogIndex: 4, LastLogTerm: 2 }],
  ])('%s', (_, method, content) => {
    expect(request(method, content)).toMatchObject({ kind: 'vote', term: 3, from: 0, to: 1, call: 7 });
  });

  test.each([
    ['by its name', 'RequestPreVote', { Term: 3 }],
    ['by a field', 'RequestVote', { Term: 3, PreVote: true }],
    ['by another field', 'RequestVote', { Term: 3, IsPreCandidate: true }],
    ['by a text', 'RequestVote', { Term: 3, Phase: 'pre-vote' }],
  ])('is a pre-vote %s', (_, method, content) => {
    expect(request(method, content).kind).toBe('pre-vote');
  });

  test.each([
    ['a field that says that it is none', { Term: 3, PreVote: false }],
    ['what precedes', { Term: 3, PrevVoter: true, PrevLogTerm: 2 }],
  ])('is no pre-vote by %s', (_, content) => {
    expect(request('RequestVote', content).kind).toBe('vote');
  });
});

describe('a reply to it', () => {
  test.each([
    ['VoteGranted', true],
    ['vote_granted', true],
    ['Granted', true],
    ['Voted', true],
    ['Vote', true],
    ['voteGranted', false],
  ])('%s: %s', (name, value) => {
    expect(reply('RequestVote', { Term: 3, [name]: value })).toMatchObject({ kind: 'vote', term: 3, granted: value });
  });

  test.each([
    ['a number', { Term: 3, VoteGranted: 1 }],
    ['a name that denies', { Term: 3, NotGranted: true }],
    ['another name', { Term: 3, Err: true }],
    ['two that differ', { Term: 3, GrantedA: true, GrantedB: false }],
    ['whom it voted for', { Term: 3, VotedFor: 2 }],
  ])('%s is not taken for a grant', (_, content) => {
    expect(reply('RequestVote', content).granted).toBeUndefined();
  });

  test('of which only the request tells the kind', () => {
    const asked = request('Campaign', { Term: 3, CandidateId: 0, LastLogIndex: 4, LastLogTerm: 2 });
    expect(viewOf(packet('reply', 'Campaign', { Term: 3, Granted: true }), asked)).toMatchObject({
      kind: 'vote',
      granted: true,
    });
    expect(reply('Campaign', { Term: 3, Granted: true })).toMatchObject({ kind: 'other' });
  });
});

describe('an append', () => {
  const entry = { term: 2, command: '5' };

  test.each([
    [
      'as the figure has it',
      'AppendEntries',
      { Term: 3, PrevLogIndex: 4, LeaderCommit: 1, Entries: [{ Term: 2, Command: 5 }] },
    ],
    [
      'in snake case',
      'append_entries',
      { term: 3, prev_log_index: 4, leader_commit: 1, entries: [{ term: 2, cmd: 5 }] },
    ],
    [
      'of the leader’s term',
      'Replicate',
      { LeaderTerm: 3, PrevIdx: 4, CommitIndex: 1, Log: [{ LogTerm: 2, Data: 5 }] },
    ],
    [
      'with other lists beside',
      'Append',
      { Term: 3, PrevLogIndex: 4, Commit: 1, Acks: [1], Entries: [{ Term: 2, Command: 5 }] },
    ],
  ])('%s', (_, method, content) => {
    expect(request(method, content)).toMatchObject({
      kind: 'append',
      term: 3,
      previous: 4,
      commit: 1,
      entries: [entry],
    });
  });

  test('with the index in each entry', () => {
    const content = { Term: 3, Entries: [{ Term: 2, Index: 9, Command: 'x' }] };
    expect(request('AppendEntries', content).entries).toEqual([{ term: 2, index: 9, command: '"x"' }]);
  });

  test.each([
    ['with no entries', 'AppendEntries', { Term: 3, Entries: [] }],
    ['with nothing where the entries would be', 'AppendEntries', { Term: 3, Entries: null }],
    ['without the field', 'Heartbeat', { Term: 3, LeaderId: 0 }],
  ])('%s is a heartbeat', (_, method, content) => {
    expect(request(method, content)).toMatchObject({ kind: 'append', term: 3, entries: [] });
  });

  test.each([
    ['entries in a form of their own', { Term: 3, Entries: 'AAEC' }, undefined],
    ['several lists', { Term: 3, Logs: [{ Term: 1 }], Entries: [{ Term: 2 }] }, undefined],
    ['messages in one', { Term: 3, Batch: [{ Term: 3, Entries: [{ Term: 2, Command: 5 }] }] }, [{ term: 3 }]],
    ['entries without names', { Term: 3, Entries: [[2, 5]] }, undefined],
  ])('%s: none is guessed', (_, content, entries) => {
    expect(request('AppendEntries', content).entries).toEqual(entries);
  });

  test('a reply says whether they were taken', () => {
    expect(reply('AppendEntries', { Term: 3, Success: true })).toMatchObject({
      kind: 'append',
      term: 3,
      success: true,
    });
    expect(reply('AppendEntries', { Term: 3, succ: false })).toMatchObject({ success: false });
    expect(reply('AppendEntries', { Term: 3, Err: 0 }).success).toBeUndefined();
    expect(reply('AppendEntries', { Term: 3, UnSuccess: true }).success).toBeUndefined();
  });
});

test.each([
  ['InstallSnapshot', { Term: 3, LastIncludedIndex: 9, LastIncludedTerm: 2, Data: 'AA==' }],
  ['SendSnap', { term: 3, snap_index: 9 }],
  ['Catchup', { Term: 3, LastIncludedIndex: 9 }],
])('a snapshot: %s', (method, content) => {
  expect(request(method, content)).toMatchObject({ kind: 'snapshot', term: 3, covered: 9 });
});

test.each([
  ['an RPC of another kind', 'TransferLeadership', { Term: 3, Target: 1 }, 3],
  ['entries that are asked for', 'FetchEntries', { Term: 3, From: 4 }, 3],
  ['nothing', 'Ping', '', undefined],
  ['what is no structure', 'Ping', '[1,2]', undefined],
  ['what is no JSON', 'Ping', '{"Term":', undefined],
  ['a term that is no whole number', 'Ping', { Term: 1.5 }, undefined],
  ['a term of the log', 'Ping', { LastLogTerm: 4 }, undefined],
  ['terms that differ', 'Ping', { A: { Term: 1 }, B: { Term: 2 } }, undefined],
])('%s is of no kind', (_, method, content, term) => {
  const message = request(method, content);
  expect(message.kind).toBe('other');
  expect(message.term).toBe(term);
});

test('an RPC of another kind that carries lists is told apart', () => {
  expect(request('Gossip', { Logs: [{ Term: 1 }] }).hasOtherLists).toBe(true);
  expect(request('Gossip', { Logs: [] }).hasOtherLists).toBe(false);
  expect(request('AppendEntries', { Term: 3, Entries: [{ Term: 1 }] }).hasOtherLists).toBe(false);
});

test('bytes that are JSON and name their type are read as they are', () => {
  const bytes = JSON.stringify({ type: 'RequestVoteReply', from: 'S1', to: 'S2', term: 3, voteGranted: true });
  const own: LabPacket = { type: 'reply', from: 0, to: 1, bytes };
  expect(viewOf(own)).toMatchObject({ kind: 'vote', method: 'RequestVote', term: 3, granted: true, call: undefined });
  expect(viewOf({ ...own, bytes: 'no JSON' })).toMatchObject({ kind: 'other', method: '' });
});
