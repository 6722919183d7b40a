/** Each check of the wire on runs written by hand: what it finds, how it says so, and what it never takes for a fault. */
import { describe, expect, test } from 'vitest';
import { entry, Script } from './script.ts';

describe('W1: one vote in a term', () => {
  test('a vote for two candidates is found, with both and the clause', () => {
    const run = new Script();
    run.grant(run.ask(0, 1, 2));
    run.grant(run.ask(2, 1, 2));
    expect(run.broken).toEqual(['W1']);
    expect(run.checks.broken[0]).toEqual({
      outcome: 'broken',
      check: 'W1',
      clause: 'RV-2',
      because: 'S2 has one vote in term 2, but it voted for S1 at 3 ms and for S3 at 6 ms',
      atMs: 6,
      seed: 42,
    });
  });

  test('over a crash the vote was not kept', () => {
    const run = new Script();
    run.grant(run.ask(0, 1, 2));
    run.crash(1).grant(run.ask(2, 1, 2));
    expect(run.checks.broken).toMatchObject([{ check: 'W1', clause: 'ST-2' }]);
    expect(run.because('W1')).toBe(
      'S2 has one vote in term 2, but it voted for S1 at 3 ms and, after a restart, for S3 at 6 ms',
    );
  });

  test('who asks has voted for itself', () => {
    const run = new Script();
    run.ask(1, 0, 2);
    run.grant(run.ask(2, 1, 2));
    expect(run.because('W1')).toMatch(/S2 .* voted for itself .* and for S3/);
    const other = new Script();
    other.grant(other.ask(2, 1, 2));
    other.ask(1, 0, 2);
    expect(other.checks.broken).toMatchObject([{ check: 'W1', clause: 'RS-C-1' }]);
  });

  test('a grant counts in the term of its request, whatever the reply tells', () => {
    const run = new Script();
    run.grant(run.ask(0, 1, 2), 0);
    run.grant(run.ask(2, 1, 2), 0);
    expect(run.broken).toEqual(['W1']);
    const other = new Script();
    other.grant(other.ask(0, 1, 2), 3);
    other.grant(other.ask(2, 1, 3), 3);
    expect(other.broken).toEqual([]);
  });

  test('never flagged: other terms, the same candidate again, refusals, pre-votes', () => {
    const run = new Script();
    run.grant(run.ask(0, 1, 2));
    run.grant(run.ask(0, 1, 2));
    run.grant(run.ask(2, 1, 3));
    run.arrive(run.ask(0, 1, 3)).answer(run.ask(0, 1, 3), { Term: 3, VoteGranted: false });
    for (const from of [0, 2]) {
      const request = run.ask(from, 1, 4, { PreVote: true });
      run.arrive(run.arrive(request).answer(request, { Term: 3, VoteGranted: true }));
    }
    expect(run.broken).toEqual([]);
    expect(run.outcome('W1')).toBe('passed');
  });

  test('never flagged: a vote for who is heard of as the leader of the term; for any other it is', () => {
    const run = new Script();
    run.ask(1, 0, 2);
    run.elect(0, 2, 2).arrive(run.append(0, 1, 2));
    run.grant(run.ask(0, 1, 2));
    expect(run.broken).toEqual([]);
    run.grant(run.ask(2, 1, 2));
    expect(run.broken).toEqual(['W1']);
  });

  test('a call of a former life is not taken for one of this life', () => {
    const run = new Script();
    const old = run.ask(0, 1, 2);
    run.crash(0);
    const anew = { ...run.ask(0, 1, 3), call: old.call as number };
    run.checks.sent(anew, 10);
    run.arrive(old).arrive(anew);
    run.answer(old, { Term: 3, VoteGranted: true });
    run.grant(run.ask(2, 1, 2));
    run.grant(run.ask(2, 1, 3));
    expect(run.broken).toEqual([]);
  });
});

describe('W2: one leader in a term', () => {
  test('two senders of entries, heartbeats or snapshots are found', () => {
    const run = new Script();
    run.elect(0, 2, 1).append(0, 1, 2);
    run.elect(1, 3, 0).send('InstallSnapshot', [1, 0], { Term: 2, LastIncludedIndex: 4 });
    expect(run.checks.broken).toMatchObject([
      {
        check: 'W2',
        clause: 'SP-1',
        because: 'term 2 has one leader, but S1 sent AppendEntries in it at 5 ms, and S2 sent InstallSnapshot at 10 ms',
      },
      { check: 'W4' },
    ]);
  });

  test('never flagged: other terms, a former leader in its own term, other RPCs', () => {
    const run = new Script();
    run.elect(0, 2, 1).append(0, 1, 2);
    run.elect(1, 3, 2).append(1, 2, 3);
    run.append(0, 2, 2);
    run.send('Gossip', [2, 0], { Term: 3 });
    expect(run.broken).toEqual([]);
    expect(run.outcome('W2')).toBe('passed');
  });
});

describe('W3: terms do not fall', () => {
  test('a reply with a smaller term is found, over a crash too', () => {
    const run = new Script();
    run.acknowledge(run.append(0, 1, 5));
    run.acknowledge(run.append(2, 1, 4));
    expect(run.checks.broken).toMatchObject([
      {
        check: 'W3',
        clause: 'SP-6',
        because:
          'the term of S2 never falls, but it was 5 in AppendEntries at 3 ms and 4 in its reply to AppendEntries at 7 ms',
      },
    ]);
    const other = new Script();
    other
      .acknowledge(other.append(0, 1, 5))
      .crash(1)
      .acknowledge(other.append(2, 1, 4));
    expect(other.because('W3')).toMatch(/and, after a restart, 4 in its reply/);
  });

  test('what a server tells in its own requests counts', () => {
    const run = new Script();
    run.ask(1, 0, 5);
    run.acknowledge(run.append(2, 1, 4));
    expect(run.broken).toEqual(['W3']);
  });

  test('never flagged: no term, replies that overtake each other, pre-votes for a term to come', () => {
    const run = new Script();
    run.acknowledge(run.append(0, 1, 5));
    run.acknowledge(run.append(2, 1, 4), 0);
    const [slow, quick] = [run.append(0, 1, 5), run.append(2, 1, 6)];
    run.arrive(slow).acknowledge(quick).answer(slow, { Term: 5, Success: true });
    run.ask(1, 0, 9, { PreVote: true });
    run.acknowledge(run.append(2, 1, 6));
    expect(run.broken).toEqual([]);
    expect(run.outcome('W3')).toBe('passed');
  });
});

describe('W4: a leader has a majority', () => {
  test('a leader with too few votes is found, and so is one whose votes are still under way', () => {
    const run = new Script(5);
    run.elect(0, 2, 1).grant(run.ask(0, 2, 2));
    run.append(0, 1, 2);
    expect(run.checks.broken).toMatchObject([
      {
        check: 'W4',
        clause: 'RS-C-2',
        because:
          'S1 leads term 2 and sent AppendEntries at 8 ms, but until then it had 2 of 5 votes (S1, S2), where a majority is 3',
      },
    ]);
  });

  test('a vote of another term, or one that comes twice, does not count', () => {
    const run = new Script(5);
    run.elect(0, 1, 2);
    const vote = run.grant(run.ask(0, 1, 2));
    run
      .arrive(vote)
      .arrive({ ...vote })
      .append(0, 1, 2);
    expect(run.because('W4')).toMatch(/2 of 5 votes \(S1, S2\)/);
  });

  test('half of an even number is no majority', () => {
    const run = new Script(4);
    run.elect(0, 2, 1).append(0, 1, 2);
    expect(run.broken).toEqual(['W4']);
  });

  test('who led before any vote was recognised is judged when one is', () => {
    const run = new Script();
    run.append(0, 1, 1);
    expect(run.outcome('W4')).toBe('not checked');
    run.elect(2, 2, 1);
    expect(run.because('W4')).toMatch(/S1 leads term 1 .* 1 of 3 votes/);
  });

  test('never flagged: a majority, also by copies of the replies; submissions whose votes are not recognised', () => {
    const run = new Script(5);
    run
      .elect(0, 2, 1)
      .arrive({ ...run.grant(run.ask(0, 2, 2)) })
      .append(0, 1, 2);
    expect(run.broken).toEqual([]);
    expect(run.outcome('W4')).toBe('passed');
    const other = new Script(5);
    const request = other.ask(0, 1, 2);
    other.arrive(other.arrive(request).answer(request, { Term: 2, Err: 0 })).append(0, 1, 2);
    expect(other.broken).toEqual([]);
    expect(other.checks.findings.find(({ check }) => check === 'W4')).toMatchObject({
      outcome: 'not checked',
      because: 'there was nothing to judge that was recognised: it takes a granted vote that arrived, and a leader',
    });
  });
});

describe('W5: one command at an index', () => {
  test('two servers that apply different commands are found', () => {
    const run = new Script().apply(0, 1, '10').apply(1, 1, '20');
    expect(run.checks.broken).toMatchObject([
      {
        check: 'W5',
        clause: 'SP-5',
        because: 'at index 1 all servers apply one command, but S1 applied 10 at 1 ms, and S2 applied 20 at 2 ms',
      },
    ]);
  });

  test('and so is one server before and after a crash', () => {
    expect(new Script().apply(0, 1, '10').crash(0).apply(0, 1, '20').broken).toEqual(['W5']);
  });

  test('snapshots of one index that hold different states are found', () => {
    const run = new Script().compact(0, 9, '{"last":9,"x":"abc"}').install(1, 9, '{"last":9,"x":"abd"}');
    expect(run.checks.broken).toMatchObject([{ check: 'W5', clause: 'SP-15' }]);
    expect(run.because('W5')).toBe(
      'a snapshot of index 9 holds one state, but S1 wrote one at 1 ms with :9,"x":"abc"} ' +
        'where S2 installed one at 2 ms with :9,"x":"abd"} (from character 8 on)',
    );
  });

  test('never flagged: the same again after a crash, and snapshots that agree', () => {
    const run = new Script().apply(0, 1, '10').apply(0, 2, '20').crash(0).apply(0, 1, '10').apply(1, 1, '10');
    run.compact(0, 2, 'state').compact(1, 2, 'state').install(2, 2, 'state');
    expect(run.broken).toEqual([]);
    expect(run.outcome('W5')).toBe('passed');
    expect(new Script().apply(0, 1, '10').outcome('W5')).toBe('not checked');
  });
});

describe('W6: no snapshot goes back', () => {
  test('a snapshot behind what was applied is found', () => {
    const run = new Script().apply(0, 9, '9').apply(0, 10, '10').install(0, 9, 'state');
    expect(run.checks.broken).toMatchObject([
      {
        check: 'W6',
        clause: 'SP-17',
        because: 'S1 had applied up to index 10, but at 3 ms a snapshot took it back to index 9',
      },
    ]);
  });

  test('and so is one behind the snapshot that the server started from', () => {
    const run = new Script().compact(1, 19, 'later');
    run.checks.crashed(0, 0);
    run.checks.booted(0, { raftState: '', snapshot: 'later' }, 0);
    expect(run.install(0, 9, 'earlier').broken).toEqual(['W6']);
  });

  test('never flagged: forward, the same index, or after a restart', () => {
    const run = new Script().apply(0, 9, '9').install(0, 9, 'nine').install(0, 19, 'nineteen').crash(0);
    expect(run.install(0, 9, 'nine').apply(0, 10, '10').broken).toEqual([]);
    expect(run.outcome('W6')).toBe('passed');
  });
});

describe('W7: one entry at an index and term', () => {
  test('two commands at one index and term are found', () => {
    const run = new Script().elect(0, 2, 1);
    run.append(0, 1, 2, 4, [entry(2, 10), entry(2, 20)]);
    run.append(0, 1, 2, 5, [entry(2, 21)]);
    expect(run.checks.broken).toMatchObject([
      {
        check: 'W7',
        clause: 'SP-3',
        because: 'the entry at index 6 of term 2 is one command, but S1 sent 20 at 5 ms, and S1 sent 21 at 6 ms',
      },
    ]);
  });

  test('never flagged: the same again, another term, entries whose index or command is not known', () => {
    const run = new Script().elect(0, 2, 1);
    for (const previous of [4, 4]) run.append(0, 1, 2, previous, [entry(1, 10), entry(2, 20)]);
    run.append(0, 1, 2, 5, [entry(1, 21)]);
    run.send('AppendEntries', [0, 1], { Term: 2, Entries: [entry(2, 22)] });
    run.append(0, 1, 2, 4, [{ Term: 1 }]);
    expect(run.broken).toEqual([]);
    expect(run.outcome('W7')).toBe('passed');
  });

  test('never flagged: places that are counted from a snapshot on are no indexes', () => {
    const run = new Script().elect(0, 2, 1);
    const started = (command: string, index: number) => {
      run.checks.started(0, command, { index, term: 2, isLeader: true }, 0);
    };
    started('10', 5);
    run.append(0, 1, 2, 4, [entry(2, 10)]);
    expect(run.outcome('W7')).toBe('not checked');
    started('11', 6);
    run.append(0, 1, 2, 4, [entry(2, 11)]);
    expect(run.broken).toEqual([]);
    expect(run.checks.findings.find(({ check }) => check === 'W7')).toMatchObject({
      outcome: 'not checked',
      because: 'it takes indexes of the log, and those on the wire count from changing places',
    });
  });

  test('places that always count from the same place are compared, and a command may be sent twice', () => {
    const run = new Script().elect(0, 2, 1);
    for (const index of [5, 6]) run.checks.started(0, '10', { index, term: 2, isLeader: true }, 0);
    run.append(0, 1, 2, 3, [entry(2, 10), entry(2, 10)]);
    run.append(0, 1, 2, 4, [entry(2, 11)]);
    expect(run.broken).toEqual(['W7']);
  });
});

describe('W8: on the disk before it is said', () => {
  test('a vote that leaves before it is saved is found', () => {
    const run = new Script();
    const request = run.ask(0, 1, 2);
    run.arrive(request).answer(request, { Term: 2, VoteGranted: true });
    expect(run.checks.broken).toMatchObject([
      {
        check: 'W8',
        clause: 'ST-8',
        because:
          'S2 gave its vote in term 2 to S1 at 3 ms, but its request came at 2 ms, and nothing on its disk has changed from then on',
      },
    ]);
  });

  test('and so are entries, and a save that changes nothing', () => {
    const run = new Script().elect(0, 2, 1);
    const request = run.append(0, 1, 2, 4, [entry(2, 10)]);
    run.save(1).arrive(request);
    run.checks.saved(1, { raftState: 'save 3', snapshot: 'state' }, 0);
    run.answer(request, { Term: 2, Success: true });
    expect(run.because('W8')).toMatch(/^S2 acknowledged entries up to index 5 in term 2 .* they came at \d+ ms/);
  });

  test('and so is the own vote of a candidate', () => {
    const run = new Script();
    run.send('RequestVote', [0, 1], { Term: 1 });
    expect(run.because('W8')).toBe(
      'S1 asked for votes in term 1 at 1 ms, but it began with an empty disk, and nothing on its disk has changed from then on',
    );
    const other = new Script();
    other.save(1).acknowledge(other.append(0, 1, 3));
    other.arrive(other.append(0, 1, 3)).answer(other.append(0, 1, 3), { Term: 3, Success: true });
    other.send('RequestVote', [1, 0], { Term: 3 });
    expect(other.broken).toEqual([]);
    const [request] = [other.append(0, 1, 3)];
    other.arrive(request).answer(request, { Term: 3, Success: true });
    other.send('RequestVote', [1, 0], { Term: 4 });
    expect(other.because('W8')).toMatch(/^S2 asked for votes in term 4 .* its term was 3 at/);
  });

  test('and so is a newer term that a reply tells', () => {
    const run = new Script();
    run.acknowledge(run.append(0, 1, 2));
    for (const term of [2, 3]) {
      expect(run.broken).toEqual([]);
      const heartbeat = run.append(term === 2 ? 0 : 2, 1, term);
      run.arrive(heartbeat).answer(heartbeat, { Term: term, Success: true });
    }
    expect(run.because('W8')).toMatch(
      /^S2 told term 3 in its reply to AppendEntries at \d+ ms, but its term was 2 at \d+ ms, and nothing on its disk has changed/,
    );
  });

  test('never flagged: the first term that a server tells, and one that is told late', () => {
    const run = new Script();
    const [early, late] = [run.append(0, 1, 3), run.append(0, 1, 3)];
    run.arrive(early).arrive(late).answer(early, { Term: 3, Success: true });
    run.acknowledge(run.append(2, 1, 4));
    run.answer(late, { Term: 3, Success: true });
    const heartbeat = run.append(2, 1, 4);
    run.arrive(heartbeat).answer(heartbeat, { Term: 4, Success: true });
    expect(run.broken).toEqual([]);
  });

  test('never flagged: what was saved before, and is said again', () => {
    const run = new Script();
    const request = run.ask(0, 1, 2);
    run.arrive(run.grant(request));
    run.arrive(request).answer(request, { Term: 2, VoteGranted: true });
    run.crash(1).arrive(request).answer(request, { Term: 2, VoteGranted: true });
    run.acknowledge(run.append(0, 1, 2, 0, [entry(2, 10)]));
    const again = run.append(0, 1, 2, 0, [entry(2, 10)]);
    run.arrive(again).answer(again, { Term: 2, Success: true });
    const heartbeat = run.append(0, 1, 2, 1);
    run.arrive(heartbeat).answer(heartbeat, { Term: 2, Success: true });
    expect(run.broken).toEqual([]);
    expect(run.outcome('W8')).toBe('passed');
  });

  test('never flagged: entries that the server sent or applied itself, or has behind a snapshot', () => {
    const run = new Script().elect(1, 1, 2);
    run.append(1, 2, 1, 0, [entry(1, 10)]);
    run.elect(0, 2, 1);
    const own = run.append(0, 1, 2, 0, [entry(1, 10), entry(1, 11)]);
    run.arrive(own).answer(own, { Term: 2, Success: true });
    run.arrive(run.send('InstallSnapshot', [0, 2], { Term: 2, LastIncludedIndex: 9, Data: '' })).apply(1, 9, '9');
    for (const to of [1, 2]) {
      const late = run.append(0, to, 2, 7, [entry(2, 8), entry(2, 9)]);
      run.arrive(late).answer(late, { Term: 2, Success: true });
    }
    expect(run.broken).toEqual([]);
    const next = run.append(0, 2, 2, 9, [entry(2, 100)]);
    run.arrive(next).answer(next, { Term: 2, Success: true });
    expect(run.broken).toEqual(['W8']);
  });

  test('never flagged: a candidate that asks itself too, after it has saved its vote', () => {
    const run = new Script();
    const request = run.ask(0, 0, 2);
    run.arrive(request).answer(request, { Term: 2, VoteGranted: true });
    expect(run.broken).toEqual([]);
  });

  test('never flagged: entries that another RPC may have brought', () => {
    const run = new Script().elect(0, 2, 1);
    run.arrive(run.send('Gossip', [0, 1], { Log: [entry(2, 10)] }));
    const request = run.append(0, 1, 2, 0, [entry(2, 10)]);
    run.arrive(request).answer(request, { Term: 2, Success: true });
    expect(run.broken).toEqual([]);
  });
});

test('each check tells its first breach, and no other', () => {
  const run = new Script().apply(0, 1, '10').apply(1, 1, '20').apply(2, 1, '30');
  expect(run.checks.broken).toHaveLength(1);
  expect(run.because('W5')).toMatch(/20/);
});

test('where nothing is recognised, nothing is passed', () => {
  const run = new Script();
  const request = run.send('A', [0, 1], { T: 1, Xs: [{}] });
  run.arrive(run.arrive(request).answer(request, { Ok: true }));
  run.send('B', [0, 1], {});
  expect(run.checks.findings.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 8 }, () => 'not checked'));
  expect(run.checks.recognised).toEqual({
    kinds: { vote: 0, 'pre-vote': 0, append: 0, snapshot: 0, other: 3 },
    unknown: ['A', 'B'],
    terms: 0,
    grants: 0,
    successes: 0,
    entries: 0,
  });
});
