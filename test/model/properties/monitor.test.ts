import { describe, expect, test } from 'vitest';
import { Monitor } from '../../../model/properties/index.ts';
import { Cluster } from '../../../src/cluster/cluster.ts';
import { clauses } from '../../../src/core/clauses.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import type { Event, Server, Step } from '../../../src/core/types.ts';
import { appendEntries, entriesOf } from '../../core/arrange.ts';

/** Two servers that take what they are given, under the eyes of a monitor. */
const watched = (protocol: Protocol = shippedProtocol) => {
  const monitor = new Monitor();
  const { begin, observe, restarted } = monitor.watcher;
  const cluster = new Cluster({ ids: ['S1', 'S2', 'S3'], protocol }, { observe, restarted });
  begin(cluster);
  for (const id of cluster.ids) cluster.restart(id);
  return { monitor, cluster };
};

const spoilt = (change: (step: Step, before: Server, event: Event) => Step): Protocol => ({
  ...shippedProtocol,
  step: (server, event) => change(shippedProtocol.step(server, event), server, event),
});

const two = appendEntries({ to: 'S1', term: 2, entries: entriesOf([1, 2]) });

describe('the monitor', () => {
  test('SP-18: has nothing to say against the shipped protocol, and counts what it has seen', () => {
    const { monitor, cluster } = watched();
    cluster.handle('S1', two);
    cluster.handle('S1', { type: 'timeout', timer: 'election' });
    expect([monitor.violation, monitor.verdict]).toEqual([undefined, undefined]);
    expect(monitor.steps).toBe(5);
    expect(monitor.checked).toMatchObject({ 'SP-3': 4, 'SP-18': 8 });
    expect(monitor.fired).toMatchObject({ 'ST-9': 3, 'RS-F-2': 1, 'ST-1': 2, 'ST-2': 1, 'ST-3': 1 });
  });

  test('forgets what lies behind all servers, but for what a snapshot ends with that is still being sent', () => {
    const { monitor, cluster } = watched();
    cluster.handle('S1', { ...two, entries: entriesOf([1, 1, 1, 2]), leaderCommit: 4 });
    expect([...monitor.ghost.committed.keys()]).toEqual([1, 2, 3, 4]);
    monitor.forget({ index: 4, term: 2, sent: new Set([2]) });
    expect([...monitor.ghost.committed.keys()]).toEqual([2, 4]);
    expect(monitor.ghost.lastIndex).toBe(4);
  });

  test('SP-10: AE-5: names the property, and the clause that was broken in the same step', () => {
    const protocol = spoilt((step, _before, { type }) =>
      type === 'AppendEntries' ? { ...step, server: { ...step.server, commitIndex: 9 } } : step,
    );
    const { monitor, cluster } = watched(protocol);
    cluster.handle('S1', two);
    expect(monitor.violation).toMatchObject({ property: 'SP-10', clause: 'AE-5', step: 4 });
    expect(monitor.violation?.because).toBe(
      'S1 has snapshot 0, lastApplied 0, commitIndex 9 and last index 2, which are not in order. In the same step, ' +
        `S1 broke AE-5 (${clauses['AE-5'].title}) ` +
        'at AppendEntries: commitIndex is 9, by AE-5 it should be 0',
    );
  });

  test('SP-6: ST-1: names the clause that was broken before, and when', () => {
    const protocol: Protocol = {
      ...shippedProtocol,
      restart: (disk) => ({ ...shippedProtocol.restart(disk), currentTerm: 0 }),
    };
    const { monitor, cluster } = watched(protocol);
    cluster.handle('S1', two);
    cluster.crash('S1');
    expect(monitor.verdict).toBeUndefined();
    cluster.restart('S1');
    expect(monitor.violation).toMatchObject({ property: 'SP-6', clause: 'ST-1' });
    expect(monitor.violation?.because).toContain('S1 is in term 0, after it has been in term 2');
  });

  test('SP-18: is broken by a clause alone, although nothing has come of it', () => {
    const protocol = spoilt((step, _before, { type }) => (type === 'RequestVote' ? { ...step, effects: [] } : step));
    const { monitor, cluster } = watched(protocol);
    const ask = { type: 'RequestVote', from: 'S2', to: 'S1', term: 1, candidateId: 'S2' } as const;
    cluster.handle('S1', { ...ask, lastLogIndex: 0, lastLogTerm: 0 });
    expect(monitor.violation).toBeUndefined();
    expect(monitor.verdict).toMatchObject({ property: 'SP-18', clause: 'RS-F-1', step: 4 });
    expect(monitor.verdict?.because).toMatch(/^S1 broke RS-F-1 \(.+\) at RequestVote: message 1 is /);
  });

  test('keeps the first violation and looks at nothing after it', () => {
    const protocol = spoilt((step) => ({ ...step, server: { ...step.server, commitIndex: 9 } }));
    const { monitor, cluster } = watched(protocol);
    const first = monitor.violation;
    expect(first).toMatchObject({ property: 'SP-10', step: 1 });
    cluster.handle('S1', two);
    expect(monitor.violation).toBe(first);
    expect(monitor.steps).toBe(1);
  });

  test('LP-1: takes the findings of a driver', () => {
    const { monitor } = watched();
    monitor.found('LP-1', 'not concerned');
    monitor.found('LP-1', 'holds');
    expect([monitor.checked['LP-1'], monitor.violation]).toEqual([1, undefined]);
    monitor.found('LP-2', { because: 'stuck', clause: 'RS-L-6' });
    monitor.found('LP-1', { because: 'no leader' });
    expect(monitor.violation).toEqual({ property: 'LP-2', clause: 'RS-L-6', because: 'stuck', step: 3 });
  });

  test('SP-14: remembers what was committed when nobody who knew it is left', () => {
    const { monitor, cluster } = watched();
    cluster.handle('S1', { ...two, leaderCommit: 1 });
    expect(monitor.ghost.lastIndex).toBe(1);
    expect(monitor.ghost.committed.get(1)).toMatchObject({ term: 1, command: '1@1', by: 'S1', in: 2 });
    expect(monitor.violation).toMatchObject({ property: 'SP-14' });
    expect(monitor.violation?.because).toContain('entry 1 of term 1 is committed, but the disks of S2 S3 lack it');
  });
});
