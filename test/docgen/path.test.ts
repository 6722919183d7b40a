import { describe, expect, test } from 'vitest';
import { snapshotPath, writePath } from '../../src/docgen/path.ts';
import type { Picture } from '../../src/trace/picture/picture.ts';

/** What happens in which lane, and where it came from. */
const told = ({ servers, rows }: Picture): readonly string[] =>
  rows.map(({ at, label, from }) => `${from ? `${servers[from.at]} > ` : ''}${servers[at]}: ${label.split(' ')[0]}`);

describe('the way of a command', () => {
  test('ST-8, RS-L-2: is on the disk before it is sent or acknowledged, and answered when it is applied', () => {
    expect(told(writePath())).toEqual([
      'client: clientCommand',
      'client > S1: clientCommand',
      'S1 > S1 disk: persist',
      'S1 disk > S1: on',
      'S1 > S2: AppendEntries',
      'S2 > S2 disk: persist',
      'S2 disk > S2: on',
      'S2 > S1: AppendEntriesReply',
      'S1 > S1 state: apply',
      'S1 > client: reply',
      'S1: heartbeat',
      'S1 > S2: AppendEntries',
      'S2 > S2 state: apply',
      'S2 > S1: AppendEntriesReply',
    ]);
  });
});

describe('the way of a snapshot', () => {
  test('IS-8, IS-13: is written by the state machine, sent in chunks, and restored when it is whole and on the disk', () => {
    expect(told(snapshotPath())).toEqual([
      'S1 state: compact',
      'S1 state > S1: compact',
      'S1 > S1 disk: persist',
      'S1 disk > S1: on',
      'S2: starts',
      'S1: heartbeat',
      'S1 > S2: InstallSnapshot',
      'S2 > S2 disk: persist',
      'S2 disk > S2: on',
      'S2 > S1: InstallSnapshotReply',
      'S1 > S2: InstallSnapshot',
      'S2 > S2 disk: persist',
      'S2 disk > S2: on',
      'S2 > S2 state: restoreSnapshot',
      'S2 > S1: InstallSnapshotReply',
    ]);
  });

  test('each arrow comes from a step that came before it', () => {
    for (const { rows, servers } of [writePath(), snapshotPath()]) {
      for (const { step, from } of rows) {
        if (from) expect([from.step < step, servers[from.at] !== undefined]).toEqual([true, true]);
      }
    }
  });
});
