import { describe, expect, test } from 'vitest';
import type { PublishedAction, PublishedMessage } from '../../../model/published/raftTla.ts';
import { type PublishedState, publishedNext, publishedStart } from '../../../model/published/state.ts';

const after = (actions: readonly PublishedAction[], from = publishedStart(['S1', 'S2', 'S3'])): PublishedState =>
  actions.reduce<PublishedState>((state, action) => {
    const next = publishedNext(state, action);
    if (!next) throw new Error(`not possible: ${JSON.stringify(action)}`);
    return next.state;
  }, from);

const request = (from: string, to: string, term: number): PublishedMessage => ({
  type: 'RequestVoteRequest',
  from,
  to,
  term,
  lastLogTerm: 0,
  lastLogIndex: 0,
});

const ask = (from: string, to: string): PublishedAction => ({ action: 'RequestVote', at: from, to });

const receive = (message: PublishedMessage): PublishedAction => ({ action: 'Receive', at: message.to, message });

const grant = (from: string): PublishedMessage => ({
  type: 'RequestVoteResponse',
  from,
  to: 'S1',
  term: 2,
  voteGranted: true,
});

const asked = after([{ action: 'Timeout', at: 'S1' }, ask('S1', 'S1'), receive(request('S1', 'S1', 2))]);
const alone = after([receive(grant('S1')), ask('S1', 'S2')], asked);
const toS2 = receive(request('S1', 'S2', 2));
const elected = after([toS2, toS2, receive(grant('S2'))], alone);
const leader = after([{ action: 'BecomeLeader', at: 'S1' }], elected);
const withEntry = after([{ action: 'ClientRequest', at: 'S1', value: '"x"' }], leader);

const append = (prevLogIndex: number): PublishedMessage & { readonly to: string } => ({
  type: 'AppendEntriesRequest',
  from: 'S1',
  to: 'S2',
  term: 2,
  prevLogIndex,
  prevLogTerm: prevLogIndex === 0 ? 0 : 2,
  entries: [{ term: 2, value: '"x"' }],
  commitIndex: 0,
});

const send = (prevLogIndex: number): PublishedAction => ({
  action: 'AppendEntries',
  at: 'S1',
  to: 'S2',
  part: { first: prevLogIndex + 1, count: 1 },
});

describe('an election', () => {
  test('is won by a majority, the candidate itself included, and by nothing less', () => {
    expect(leader.servers['S1']).toMatchObject({ state: 'leader', votesGranted: ['S1', 'S2'] });
    expect(publishedNext(alone, { action: 'BecomeLeader', at: 'S1' })).toBeUndefined();
  });

  test('has no vote for an older log', () => {
    const old = request('S3', 'S1', 3);
    const twice = after(
      [
        { action: 'Timeout', at: 'S3' },
        { action: 'Timeout', at: 'S3' },
      ],
      withEntry,
    );
    const refused = after([ask('S3', 'S1'), receive(old), receive(old)], twice);
    expect(refused.servers['S1']).toMatchObject({ state: 'follower', votedFor: null, currentTerm: 3 });
  });
});

describe('replication', () => {
  test('takes an entry, answers, and commits by a majority', () => {
    const answer: PublishedMessage = {
      type: 'AppendEntriesResponse',
      from: 'S2',
      to: 'S1',
      term: 2,
      success: true,
      matchIndex: 1,
    };
    const taken = after([send(0), receive(append(0)), receive(append(0))], withEntry);
    expect(taken.servers['S2']?.log).toEqual([{ term: 2, value: '"x"' }]);
    const known = after([receive(answer)], taken);
    expect(after([{ action: 'AdvanceCommitIndex', at: 'S1' }], known).servers['S1']?.commitIndex).toBe(1);
    expect(after([{ action: 'AdvanceCommitIndex', at: 'S1' }], taken).servers['S1']?.commitIndex).toBe(0);
  });

  test('sends from nextIndex on, or from elsewhere where that is registered', () => {
    const two = after([{ action: 'ClientRequest', at: 'S1', value: '"x"' }], withEntry);
    expect(publishedNext(two, send(1))).toBeUndefined();
    expect(publishedNext(two, send(1), ['next-index-is-a-hint'])?.state.changes).toEqual(['next-index-is-a-hint']);
  });

  test('receives nothing that was not sent', () => {
    expect(publishedNext(leader, receive(append(0)))).toBeUndefined();
  });
});
