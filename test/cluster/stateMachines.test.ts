import { describe, expect, test } from 'vitest';
import { commandList, digestOfCommands, type StateMachines, stateMachines } from '../../src/cluster/stateMachines.ts';
import type { Snapshot } from '../../src/core/types.ts';
import { snapshotOf } from '../core/arrange.ts';

const apply = (machines: StateMachines, id: string, ...commands: readonly string[]): void => {
  for (const [place, command] of commands.entries())
    machines.surroundings.apply?.(id, { type: 'apply', index: place + 1, term: 1, command });
};

const restore = (machines: StateMachines, id: string, snapshot: Snapshot): void =>
  machines.surroundings.restore?.(id, { type: 'restoreSnapshot', snapshot });

describe.each([
  { name: 'a list of commands', make: () => stateMachines(commandList) },
  { name: 'a digest of commands', make: () => stateMachines(digestOfCommands(24)) },
])('$name', ({ make }) => {
  test('is the same after the same commands, and another after others', () => {
    const machines = make();
    apply(machines, 'S1', 'a', 'b');
    apply(machines, 'S2', 'a', 'b');
    apply(machines, 'S3', 'b', 'a');
    expect(machines.snapshot('S1')).toEqual(machines.snapshot('S2'));
    expect(machines.snapshot('S1').data).not.toBe(machines.snapshot('S3').data);
    expect(machines.snapshot('S1').index).toBe(2);
  });

  test('goes on from what another has written down', () => {
    const machines = make();
    apply(machines, 'S1', 'a', 'b', 'c');
    apply(machines, 'S2', 'a', 'b');
    const { index, data } = machines.snapshot('S2');
    restore(machines, 'S3', snapshotOf(index, 1, data));
    machines.surroundings.apply?.('S3', { type: 'apply', index: 3, term: 1, command: 'c' });
    expect(machines.snapshot('S3')).toEqual(machines.snapshot('S1'));
  });

  test('is lost in a crash', () => {
    const machines = make();
    apply(machines, 'S1', 'a');
    machines.surroundings.crashed?.('S1');
    expect(machines.snapshot('S1')).toEqual(make().snapshot('S1'));
    expect(machines.snapshot('S1').index).toBe(0);
  });
});

test('a digest is as long as it is wanted, so that it takes several chunks to send', () => {
  const machines = stateMachines(digestOfCommands(40));
  apply(machines, 'S1', 'a');
  expect(machines.snapshot('S1').data).toMatch(/^1:[0-9a-f]{8}:\.+$/);
  expect(machines.snapshot('S1').data).toHaveLength(40);
});
