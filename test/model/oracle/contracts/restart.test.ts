import { describe, expect, test } from 'vitest';
import { brokenByRestart } from '../../../../model/oracle/contracts/restart.ts';
import type { ClauseId } from '../../../../src/core/clauses.ts';
import { emptyLog } from '../../../../src/core/log.ts';
import { durable, restart } from '../../../../src/core/server.ts';
import type { Server } from '../../../../src/core/types.ts';
import { compacted, follower, logOf } from '../../../core/arrange.ts';

const disk = durable(follower({ currentTerm: 3, votedFor: 'S2', ...compacted(logOf(1, 1, 2), 2, 1) }));

describe('SP-18: the contract of a restart', () => {
  test('has nothing to say against the shipped one', () => {
    expect(brokenByRestart(disk, restart(disk))).toBeUndefined();
    expect(brokenByRestart(durable(follower()), restart(durable(follower())))).toBeUndefined();
  });

  test.each<[ClauseId, string, Partial<Server>, string]>([
    ['ST-1', 'the term is forgotten', { currentTerm: 0 }, 'currentTerm is 0, by ST-1 it should be 3'],
    ['ST-2', 'the vote is forgotten', { votedFor: null }, 'votedFor is null, by ST-2 it should be "S2"'],
    ['ST-3', 'the log is forgotten', { log: emptyLog(2, 1) }, 'by ST-3'],
    ['ST-9', 'the snapshot is forgotten', { snapshot: null }, 'snapshot is null, by ST-9'],
    ['ST-9', 'it leads', { role: 'leader' }, 'role is "leader", by ST-9 it should be "follower"'],
    ['ST-9', 'it believes that all is committed', { commitIndex: 3 }, 'commitIndex is 3, by ST-9 it should be 2'],
    ['ST-9', 'it believes that nothing is committed', { commitIndex: 0 }, 'commitIndex is 0, by ST-9 it should be 2'],
    ['ST-9', 'it believes that all is applied', { lastApplied: 3 }, 'lastApplied is 3, by ST-9 it should be 2'],
  ])('%s: %s', (clause, _defect, changes, because) => {
    const problem = brokenByRestart(disk, { ...restart(disk), ...changes });
    expect(problem?.clause).toBe(clause);
    expect(problem?.because).toContain(because);
  });
});
