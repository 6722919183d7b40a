import { describe, expect, test } from 'vitest';
import { append, emptyLog } from '../../../src/core/log.ts';
import { step } from '../../../src/core/step.ts';
import type { AppendEntries, AppendEntriesReply } from '../../../src/core/types.ts';
import {
  answer,
  appendEntries,
  appendReply,
  armElectionTimer,
  commandsOf,
  compacted,
  entriesOf,
  expectFired,
  expectNotFired,
  follower,
  kindsOf,
  logOf,
  send,
  sent,
  termsOf,
} from '../arrange.ts';

const reply = (changes: Partial<AppendEntriesReply>) => send(answer(appendReply(changes)));

/** A follower in term 3 whose log is 1 1 1 2. */
const before = follower({ currentTerm: 3, log: logOf(1, 1, 1, 2) });

const request = (changes: Partial<AppendEntries>) => appendEntries({ term: 3, ...changes });

describe('a leader of an older term', () => {
  test('AE-1: is told the current term, and nothing else happens', () => {
    const entries = entriesOf([2, 2], 5);
    const after = step(before, request({ term: 2, prevLogIndex: 4, prevLogTerm: 2, entries, leaderCommit: 4 }));
    expect(after).toEqual({
      server: before,
      effects: [reply({ term: 3, success: false, prevLogIndex: 4 })],
      fired: ['RS-F-1', 'AE-1'],
    });
    expect(after.server).toBe(before);
  });
});

describe('entries that do not continue the log', () => {
  test('AE-2, D-9, RS-F-3: are refused if the log is too short, which says where it ends', () => {
    expect(
      step(before, request({ prevLogIndex: 6, prevLogTerm: 3, entries: entriesOf([3], 7), leaderCommit: 4 })),
    ).toEqual({
      server: { ...before, leaderId: 'S2' },
      effects: [
        armElectionTimer,
        reply({ term: 3, success: false, prevLogIndex: 6, conflictTerm: 0, conflictIndex: 5 }),
      ],
      fired: ['RS-F-1', 'RS-F-3', 'AE-2', 'D-9', 'D-10'],
    });
  });

  test('AE-2: are refused one place past the end, and taken at the end', () => {
    const at = (prevLogIndex: number) => sent(step(before, request({ prevLogIndex, prevLogTerm: 2 })));
    expect(at(5)).toMatchObject([{ success: false, conflictTerm: 0, conflictIndex: 5 }]);
    expect(at(4)).toMatchObject([{ success: true, matchIndex: 4 }]);
  });

  test('AE-2, D-9: are refused if the term differs, which says where that term begins', () => {
    const at = (prevLogIndex: number) => sent(step(before, request({ prevLogIndex, prevLogTerm: 3 })));
    expect(at(4)).toMatchObject([{ success: false, prevLogIndex: 4, conflictTerm: 2, conflictIndex: 4 }]);
    expect(at(3)).toMatchObject([{ success: false, prevLogIndex: 3, conflictTerm: 1, conflictIndex: 1 }]);
  });

  test('AE-2: are refused if there are none, too: every AppendEntries is checked', () => {
    expect(sent(step(before, request({ prevLogIndex: 4, prevLogTerm: 1 })))).toMatchObject([{ success: false }]);
  });

  test('AE-2: are refused at index 0 with a term, which no correct leader sends', () => {
    expect(sent(step(before, request({ prevLogIndex: 0, prevLogTerm: 1 })))).toMatchObject([
      { success: false, conflictTerm: 0 },
    ]);
  });

  test('D-9, IS-14: the first index of a term is behind the snapshot', () => {
    const behind = follower({ currentTerm: 3, ...compacted(logOf(1, 1, 1, 1), 2, 1) });
    const at = (prevLogIndex: number) => sent(step(behind, request({ prevLogIndex, prevLogTerm: 3 })));
    expect(at(4)).toMatchObject([{ success: false, conflictTerm: 1, conflictIndex: 3 }]);
    expect(at(2)).toMatchObject([{ success: false, conflictTerm: 1, conflictIndex: 3 }]);
    expect(at(5)).toMatchObject([{ success: false, conflictTerm: 0, conflictIndex: 5 }]);
  });
});

describe('entries that continue the log', () => {
  test('AE-4, AE-7, AE-6, D-10: are written, then acknowledged up to their end', () => {
    const entries = entriesOf([2, 3], 5);
    expect(step(before, request({ prevLogIndex: 4, prevLogTerm: 2, entries }))).toEqual({
      server: { ...before, log: append(before.log, entries), leaderId: 'S2' },
      effects: [
        { type: 'persist', append: { firstIndex: 5, entries } },
        armElectionTimer,
        reply({ term: 3, prevLogIndex: 4, matchIndex: 6 }),
      ],
      fired: ['RS-F-1', 'RS-F-3', 'AE-4', 'AE-7', 'D-10', 'ST-8'],
    });
  });

  test('AE-4: are the first of the log after index 0 of term 0', () => {
    const entries = entriesOf([1]);
    const after = step(follower(), appendEntries({ entries }));
    expect(after.server.log).toEqual(logOf(1));
    expect(sent(after)).toMatchObject([{ success: true, prevLogIndex: 0, matchIndex: 1 }]);
  });

  test('AE-3: replace the first that conflicts and all that follow it, in one write', () => {
    const entries = entriesOf([1, 3], 2);
    const after = step(before, request({ prevLogIndex: 1, prevLogTerm: 1, entries }));
    expect(termsOf(after.server.log)).toEqual([1, 1, 3]);
    expect(after.effects[0]).toEqual({
      type: 'persist',
      truncateFrom: 3,
      append: { firstIndex: 3, entries: entries.slice(1) },
    });
    expect(sent(after)).toMatchObject([{ success: true, prevLogIndex: 1, matchIndex: 3 }]);
    expect(after.fired).toEqual(['RS-F-1', 'RS-F-3', 'AE-3', 'AE-4', 'AE-7', 'D-10', 'ST-8']);
  });

  test('AE-3: replace the whole log if the first one conflicts', () => {
    const after = step(before, request({ entries: entriesOf([3]) }));
    expect(termsOf(after.server.log)).toEqual([3]);
    expect(after.effects[0]).toMatchObject({ truncateFrom: 1, append: { firstIndex: 1 } });
  });

  test('AE-4: are left alone as far as they are there: the rest is appended', () => {
    const after = step(before, request({ prevLogIndex: 2, prevLogTerm: 1, entries: entriesOf([1, 2, 3], 3) }));
    expect(termsOf(after.server.log)).toEqual([1, 1, 1, 2, 3]);
    expect(after.effects[0]).toEqual({ type: 'persist', append: { firstIndex: 5, entries: entriesOf([3], 5) } });
    expectNotFired(after, 'AE-3', 'D-2');
  });

  test('AE-4: change and write nothing when they arrive a second time', () => {
    const message = request({ prevLogIndex: 4, prevLogTerm: 2, entries: entriesOf([3], 5) });
    const first = step(before, message);
    const second = step(first.server, message);
    expect(second.server).toEqual(first.server);
    expect(second.server.log).toBe(first.server.log);
    expect(second.effects).toEqual(first.effects.slice(1));
    expect(kindsOf(second)).toEqual(['armTimer election', 'send']);
    expectNotFired(second, 'AE-4', 'ST-8');
  });

  test('AE-4: an entry of the right index and term is the same entry, whatever it says (SP-3)', () => {
    const entries = [{ term: 2, command: 'other' }];
    const after = step(before, request({ prevLogIndex: 3, prevLogTerm: 1, entries }));
    expect(after.server.log).toBe(before.log);
  });
});

describe('a message that says less than the log holds', () => {
  test.each([
    ['an empty one at the beginning', { prevLogIndex: 0, prevLogTerm: 0, entries: [] }, 0],
    ['an empty one in the middle', { prevLogIndex: 2, prevLogTerm: 1, entries: [] }, 2],
    ['a shorter one', { prevLogIndex: 1, prevLogTerm: 1, entries: entriesOf([1], 2) }, 2],
    ['one that ends before the last entry', { prevLogIndex: 0, prevLogTerm: 0, entries: entriesOf([1, 1, 1]) }, 3],
  ])('D-2, AE-3: removes nothing: %s', (_, fields, matchIndex) => {
    const after = step(before, request(fields));
    expect(after.server.log).toBe(before.log);
    expect(kindsOf(after)).toEqual(['armTimer election', 'send']);
    expect(sent(after)).toMatchObject([{ success: true, matchIndex }]);
    expectFired(after, 'D-2');
  });

  test('D-2: does not speak of one that reaches the end', () => {
    expectNotFired(step(before, request({ prevLogIndex: 4, prevLogTerm: 2 })), 'D-2');
    expectNotFired(step(before, request({ prevLogIndex: 3, prevLogTerm: 1, entries: entriesOf([2], 4) })), 'D-2');
  });

  test('AE-7: is acknowledged up to its own end, not to that of the log', () => {
    expect(sent(step(before, request({ prevLogIndex: 1, prevLogTerm: 1 })))).toMatchObject([{ matchIndex: 1 }]);
  });
});

describe('leaderCommit', () => {
  const commitAfter = (changes: Partial<AppendEntries>, commitIndex = 0) =>
    step({ ...before, commitIndex, lastApplied: commitIndex }, request(changes));
  const atEnd = { prevLogIndex: 4, prevLogTerm: 2 };

  test('AE-5, ST-4: is followed', () => {
    const after = commitAfter({ ...atEnd, leaderCommit: 3 });
    expect(after.server.commitIndex).toBe(3);
    expectFired(after, 'AE-5');
    expectNotFired(after, 'D-1');
  });

  test('AE-5: is followed up to entries that came with it', () => {
    const entries = entriesOf([3, 3], 5);
    expect(commitAfter({ ...atEnd, entries, leaderCommit: 6 }).server.commitIndex).toBe(6);
    expect(commitAfter({ ...atEnd, entries, leaderCommit: 5 }).server.commitIndex).toBe(5);
    expect(commitAfter({ ...atEnd, entries, leaderCommit: 99 }).server.commitIndex).toBe(6);
  });

  test.each([
    ['an empty request', { prevLogIndex: 2, prevLogTerm: 1 }, 2],
    ['a request at the beginning', {}, 0],
    ['one with an entry that is there already', { prevLogIndex: 1, prevLogTerm: 1, entries: entriesOf([1, 1], 2) }, 3],
  ])('D-1, AE-5: is not followed past the last new entry: %s', (_, fields, commitIndex) => {
    const after = commitAfter({ ...fields, leaderCommit: 4 });
    expect(after.server.commitIndex).toBe(commitIndex);
    expectFired(after, 'D-1');
  });

  test('AE-5, D-6, ST-4: never takes commitIndex back', () => {
    const late = commitAfter({ ...atEnd, leaderCommit: 1 }, 3);
    expect(late.server).toMatchObject({ commitIndex: 3, lastApplied: 3 });
    expectNotFired(late, 'AE-5');
    const short = commitAfter({ prevLogIndex: 1, prevLogTerm: 1, leaderCommit: 4 }, 3);
    expect(short.server.commitIndex).toBe(3);
    expectNotFired(short, 'AE-5');
  });

  test('AE-5, AE-1, AE-2: is not followed if the request is refused', () => {
    expect(commitAfter({ term: 2, ...atEnd, leaderCommit: 4 }).server.commitIndex).toBe(0);
    expect(commitAfter({ prevLogIndex: 4, prevLogTerm: 3, leaderCommit: 4 }).server.commitIndex).toBe(0);
  });
});

describe('a follower with a snapshot', () => {
  /** Index 1 to 3 of terms 1 1 2 in the snapshot, 4 and 5 of term 2 behind it. */
  const compact = follower({ currentTerm: 3, ...compacted(logOf(1, 1, 2, 2, 2), 3, 2) });
  const from = (prevLogIndex: number, terms: readonly number[], prevLogTerm = 1) =>
    request({ prevLogIndex, prevLogTerm, entries: entriesOf(terms, prevLogIndex + 1) });

  test('IS-14, AE-2: knows the term of the last entry in it', () => {
    expect(sent(step(compact, request({ prevLogIndex: 3, prevLogTerm: 2 })))).toMatchObject([{ success: true }]);
    expect(sent(step(compact, request({ prevLogIndex: 3, prevLogTerm: 1 })))).toMatchObject([
      { success: false, conflictTerm: 2, conflictIndex: 4 },
    ]);
  });

  test('D-13: reads what begins before it from its end on', () => {
    const after = step(compact, from(1, [1, 2, 2, 2, 3]));
    expect(commandsOf(after.server.log)).toEqual(['4@2', '5@2', '6@3']);
    expect(after.effects[0]).toEqual({ type: 'persist', append: { firstIndex: 6, entries: entriesOf([3], 6) } });
    expect(sent(after)).toMatchObject([{ success: true, prevLogIndex: 1, matchIndex: 6 }]);
    expectFired(after, 'D-13', 'AE-4', 'AE-7');
  });

  test('D-13, AE-3: finds a conflict behind it', () => {
    const after = step(compact, from(0, [1, 1, 2, 3], 0));
    expect(commandsOf(after.server.log)).toEqual(['4@3']);
    expect(after.effects[0]).toMatchObject({ truncateFrom: 4, append: { firstIndex: 4 } });
    expectFired(after, 'D-13', 'AE-3');
  });

  test.each([
    ['that ends within it', 0, [1], 1],
    ['that ends where it ends', 1, [1, 2], 3],
    ['that is empty', 2, [], 2],
  ])('D-13: acknowledges a request %s, and changes nothing', (_, prevLogIndex, terms, matchIndex) => {
    const after = step(compact, from(prevLogIndex, terms));
    expect(after.server.log).toBe(compact.log);
    expect(kindsOf(after)).toEqual(['armTimer election', 'send']);
    expect(sent(after)).toMatchObject([{ success: true, prevLogIndex, matchIndex }]);
    expectFired(after, 'D-13');
  });

  test('D-13: is not about a request that begins at its end', () => {
    expectNotFired(step(compact, from(3, [2, 2, 3], 2)), 'D-13');
  });

  test('D-13: has nothing behind it to begin with', () => {
    const all = follower({ currentTerm: 3, ...compacted(logOf(1, 1, 2), 3, 2) });
    const after = step(all, from(1, [1, 2, 3]));
    expect(after.server.log).toEqual(append(emptyLog(3, 2), entriesOf([3], 4)));
  });

  test('D-13, AE-5: does not take commitIndex back before the snapshot', () => {
    const after = step(compact, { ...from(0, [1], 0), leaderCommit: 9 });
    expect(after.server).toMatchObject({ commitIndex: 3, lastApplied: 3 });
  });
});
