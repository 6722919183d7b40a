import { describe, expect, test } from 'vitest';
import { answersAtAppend } from '../../../model/mutants/leaders/answers-at-append.ts';
import { answersAreCommitted } from '../../../model/properties/clients.ts';
import { Monitor } from '../../../model/properties/index.ts';
import { Cluster } from '../../../src/cluster/cluster.ts';
import { append, emptyLog } from '../../../src/core/log.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import type { Effect } from '../../../src/core/types.ts';
import { entriesOf, leader, logOf } from '../../core/arrange.ts';
import { ghostOf, sceneAt } from './scene.ts';

const reply = (index: number, term: number): Effect => ({ type: 'reply', index, term });

describe('SP-19', () => {
  const { id, check } = answersAreCommitted();
  const after = leader({ currentTerm: 2, log: logOf(1, 2), commitIndex: 1, lastApplied: 1 });
  const answers = (effect: Effect, ghost = ghostOf()) => check(sceneAt({ before: after, effects: [effect], ghost }));

  test('SP-19: holds for what the server holds and knows to be committed', () => {
    expect(id).toBe('SP-19');
    expect(answers(reply(1, 1))).toBe('holds');
    expect(answers(reply(1, 1), ghostOf(entriesOf([1])))).toBe('holds');
    expect(check(sceneAt({ before: after }))).toBe('not concerned');
  });

  test('SP-19: RS-L-2: falls at an answer for what is not committed, or not there', () => {
    const because = 'S1 answers a client for entry 2 of term 2, and knows only 1 to be committed';
    expect(answers(reply(2, 2))).toEqual({ because, clause: 'RS-L-2' });
    const other = 'S1 answers a client for entry 1 of term 2, and has an entry of term 1 there';
    expect(answers(reply(1, 2))).toEqual({ because: other, clause: 'RS-L-2' });
  });

  test('SP-19: NO-6: falls at an answer for an entry that holds no command', () => {
    const log = append(emptyLog(), [{ term: 1, noOp: true }]);
    const silent = leader({ log, commitIndex: 1, lastApplied: 1 });
    const because = 'S1 answers a client for entry 1 of term 1, which holds no command of a client';
    expect(check(sceneAt({ before: silent, effects: [reply(1, 1)] }))).toEqual({ because, clause: 'RS-L-2' });
  });

  test('SP-19: falls at an answer where another entry was committed', () => {
    expect(answers(reply(1, 1), ghostOf(entriesOf([2])))).toEqual({
      because: 'S1 answers a client for entry 1 of term 1, where S1 knew an entry of term 2 to be committed',
    });
  });

  test('SP-19: an answer that the crash has left out was not given, one that went out before it was', () => {
    const effects = [reply(2, 2)];
    expect(check(sceneAt({ before: after, effects, executed: 0, crashed: true }))).toBe('not concerned');
    expect(check(sceneAt({ before: after, effects, executed: 1, crashed: true }))).toMatchObject({ clause: 'RS-L-2' });
  });
});

/** S1 leads term 1 with the vote of S2, under the eyes of a monitor. */
const watchedLeader = (protocol: Protocol) => {
  const monitor = new Monitor();
  const { begin, observe, restarted } = monitor.watcher;
  const cluster = new Cluster({ ids: ['S1', 'S2', 'S3'], protocol }, { observe, restarted });
  begin(cluster);
  for (const id of cluster.ids) cluster.restart(id);
  cluster.handle('S1', { type: 'timeout', timer: 'election' });
  cluster.handle('S1', { type: 'RequestVoteReply', from: 'S2', to: 'S1', term: 1, voteGranted: true });
  return { monitor, cluster };
};

/** A leader that takes what it appends for committed, applies it and answers. */
const commitsAtAppend: Protocol = {
  ...shippedProtocol,
  step: (server, event) => {
    const step = shippedProtocol.step(server, event);
    const { lastIndex: index } = step.server.log;
    if (event.type !== 'clientCommand' || server.role !== 'leader') return step;
    const { command } = event;
    const { currentTerm: term } = server;
    return {
      ...step,
      server: { ...step.server, commitIndex: index, lastApplied: index },
      effects: [...step.effects, { type: 'apply', index, term, command }, reply(index, term)],
    };
  },
};

describe('what a client was told', () => {
  test('SP-19: is a lie if the leader answers when it appends', () => {
    const { monitor, cluster } = watchedLeader(answersAtAppend.protocol);
    cluster.handle('S1', { type: 'clientCommand', command: 'x' });
    expect(monitor.violation).toMatchObject({ property: 'SP-19', clause: 'RS-L-2' });
  });

  test.each([
    ['of the step', undefined],
    ['within the step, right after the answer', Number.POSITIVE_INFINITY],
  ])('SP-14: SP-19: is committed, also if the server crashes at the end %s', (_, crashAfter) => {
    const { monitor, cluster } = watchedLeader(commitsAtAppend);
    cluster.handle('S1', { type: 'clientCommand', command: 'x' }, crashAfter);
    expect(monitor.ghost.lastIndex).toBe(1);
    expect(monitor.ghost.committed.get(1)).toMatchObject({ term: 1, command: 'x', by: 'S1' });
    expect(monitor.violation).toMatchObject({ property: 'SP-14' });
  });

  test('SP-4: is what the next leader must have', () => {
    const monitor = new Monitor({ isCoreOnly: true });
    const { begin, observe, restarted } = monitor.watcher;
    const cluster = new Cluster({ ids: ['S1', 'S2', 'S3'], protocol: commitsAtAppend }, { observe, restarted });
    begin(cluster);
    for (const id of cluster.ids) cluster.restart(id);
    const elect = (candidate: string, from: string, term: number) => {
      cluster.handle(candidate, { type: 'timeout', timer: 'election' });
      cluster.handle(candidate, { type: 'RequestVoteReply', from, to: candidate, term, voteGranted: true });
    };
    elect('S1', 'S2', 1);
    cluster.handle('S1', { type: 'clientCommand', command: 'x' }, Number.POSITIVE_INFINITY);
    expect(monitor.violation).toBeUndefined();
    cluster.handle('S2', { type: 'timeout', timer: 'election' });
    elect('S2', 'S3', 2);
    expect(monitor.violation).toMatchObject({ property: 'SP-4' });
    expect(monitor.violation?.because).toContain('S2 leads term 2 and lacks entry 1 of term 1');
  });
});
