import { describe, expect, test } from 'vitest';
import { preVote } from '../../src/core/extensions/preVote.ts';
import { timerNames, timers } from '../../src/core/extensions/timers.ts';
import { weave } from '../../src/core/extensions/weave.ts';
import { type RaftMachine, raftMachine, timersOf } from '../../src/core/machine.ts';
import { shippedProtocol, timersIn } from '../../src/core/protocol.ts';
import { step } from '../../src/core/step.ts';
import { armTimer, stopTimer } from '../../src/core/timers.ts';
import type { Role } from '../../src/core/types.ts';
import { candidate, follower, leader } from './arrange.ts';

const roles: readonly Role[] = ['follower', 'candidate', 'leader'];

describe('the timers of a role', () => {
  test('RS-F-2, RS-C-4, RS-L-1: are those whose timeout the machine answers in it', () => {
    expect(roles.map(timersOf(raftMachine))).toEqual([['election'], ['election'], ['heartbeat']]);
  });

  test('PV-4: are those of the pages too, where some are woven in', () => {
    expect(weave([preVote]).timersIn('preCandidate')).toEqual(['election']);
  });

  test('are none of a role that the machine does not have', () => {
    const machine = { states: {} } as unknown as RaftMachine;
    expect(timersOf(machine)('leader')).toEqual([]);
  });

  test("RS-F-2, RS-C-4, RS-L-1: are the figure's, unless a protocol says which it has", () => {
    expect(roles.map((role) => timersIn(shippedProtocol, role))).toEqual(roles.map(timersOf(raftMachine)));
    const own = { ...shippedProtocol, timersIn: () => ['election', 'heartbeat'] as const };
    expect(timersIn(own, 'leader')).toEqual(['election', 'heartbeat']);
  });

  test('RS-F-2, RS-C-4, RS-L-1: alone mean something in it', () => {
    for (const server of [follower(), candidate(), leader()]) {
      const answered = timerNames.filter((timer) => step(server, { type: 'timeout', timer }).server !== server);
      const beats = timerNames.filter((timer) => step(server, { type: 'timeout', timer }).effects.length > 0);
      expect(beats).toEqual(timersIn(shippedProtocol, server.role));
      expect(answered).toEqual(server.role === 'leader' ? [] : ['election']);
    }
  });
});

test('the table has a row for each timer, with the clause that arms it', () => {
  expect(timerNames.map((timer) => timers[timer].clause)).toEqual(['RS-F-3', 'RS-L-1', 'CQ-3', 'CQ-8', 'LT-2']);
});

test('a timer is armed and stopped by its name', () => {
  expect([armTimer('election'), stopTimer('heartbeat')]).toEqual([
    { type: 'armTimer', timer: 'election' },
    { type: 'stopTimer', timer: 'heartbeat' },
  ]);
});
