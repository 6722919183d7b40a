/** On a disk that is late, parallel write keeps its promises: what an experiment violates there, the defect does and not the disk. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { onLateDisk } from '../../../model/experiments/defects/extensions/parallelWrite/lateDisk.ts';
import { defectOf, playExperiment } from '../../../model/experiments/index.ts';
import { parseScript } from '../../../model/runs/scenario/script.ts';
import { protocolWith } from '../../../src/core/extensions/index.ts';
import { createServer, durable } from '../../../src/core/server.ts';
import type { Effect } from '../../../src/core/types.ts';

const late = onLateDisk(protocolWith(['parallel-write']));

describe.each(['PW-1', 'PW-3', 'PW-5', 'PW-6'])('the run without %s', (id) => {
  const file = `spec/experiments/${id}.raft`;
  const script = parseScript(file, readFileSync(file, 'utf8'));

  test('violates nothing by the rule, on the same disk', () => {
    const { falls, problems } = playExperiment(script, () => late);
    expect(falls).toEqual([]);
    expect(problems).not.toEqual([]);
  });

  test('violates that a committed entry is on the disks of a majority without it', () => {
    const { falls } = playExperiment(script, (defect) => defectOf(defect)?.protocol);
    expect(falls.map(({ property }) => property)).toContain('SP-14');
  });
});

describe('a late disk', () => {
  const alone = { id: 'S1', servers: ['S1'] };
  const led = late.step(late.restart(durable(createServer(alone))), { type: 'timeout', timer: 'election' }).server;
  const writesOf = (effects: readonly Effect[]): readonly unknown[] =>
    effects.flatMap((effect) => (effect.type === 'persist' ? [effect.append ?? effect.currentTerm] : []));
  const appended = late.step(led, { type: 'clientCommand', command: 'a' });

  test('writes the entries of a leader when it is told that they are written, and before anything follows from that', () => {
    expect(writesOf(appended.effects)).toEqual([]);
    const told = late.step(appended.server, { type: 'written', index: 1, term: 1 });
    expect(told.effects.map(({ type }) => type)).toEqual(['persist', 'apply', 'reply']);
    expect(writesOf(told.effects)).toEqual([{ firstIndex: 1, entries: [{ term: 1, command: 'a' }] }]);
  });

  test('writes in order: the entries before the term in which the leader steps down', () => {
    const three = { ...appended.server, peers: ['S2', 'S3'] };
    const { effects } = late.step(three, {
      type: 'RequestVote',
      from: 'S2',
      to: 'S1',
      term: 2,
      candidateId: 'S2',
      lastLogIndex: 0,
      lastLogTerm: 0,
    });
    expect(writesOf(effects)).toEqual([{ firstIndex: 1, entries: [{ term: 1, command: 'a' }] }, 2]);
  });

  test('has nothing to write at word of a write of another term', () => {
    expect(writesOf(late.step(appended.server, { type: 'written', index: 1, term: 9 }).effects)).toEqual([]);
  });
});
