import { describe, expect, test } from 'vitest';
import { actionsOf, traceOf } from '../../../../model/counterexample/replay.ts';
import { type RecordedTrace, recordedTrace } from '../../../../model/runs/conform/recorded.ts';
import { recordOf, type SpecValue, variantOf } from '../../../../model/runs/conform/values.ts';
import { runTorture } from '../../../../model/runs/torture/index.ts';
import { crc32c } from '../../../../src/core/checksum.ts';
import type { Setting, TraceStep } from '../../../../src/trace/recording.ts';

const setting: Setting = {
  servers: ['S1', 'S2', 'S3'],
  options: { maxEntriesPerAppend: 2, maxInFlightEntries: 4, snapshotChunkLength: 3 },
};

const started = ['S1 restart', 'S2 restart', 'S3 restart'];
const request = 'RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0';
const vote = 'S2 → S1 RequestVoteReply term=1 voteGranted=true';
const elected = [...started, 'S1 timeout election', `S1 → S2 ${request}`, vote];

const down = { role: 'down', currentTerm: 0, votedFor: null, snapshotIndex: 0, lastIndex: 0, commitIndex: 0 } as const;
const unseen: TraceStep['servers'] = { S1: down, S2: down, S3: down };

/** Lines of which nobody says what became of the servers. */
const lines = (...of: readonly string[]): readonly TraceStep[] => of.map((line) => ({ line, servers: unseen }));

const recorded = (...of: readonly string[]): RecordedTrace => recordedTrace(setting, lines(...of));

const happenings = ({ steps }: RecordedTrace): readonly SpecValue[] => steps.map(({ happened }) => happened);

/** Of each step that has it. */
const all = (name: string, trace: RecordedTrace): readonly (SpecValue | undefined)[] =>
  trace.steps.flatMap(({ happened: { value } }) =>
    typeof value === 'object' && name in value ? [recordOf(value)[name]] : [],
  );

describe('a recorded trace as the spec is to follow it', () => {
  test('who takes part, and what happens', () => {
    const trace = recorded(...elected, 'S1 clientCommand "x"', 'S1 crash');
    expect(trace).toMatchObject({
      ids: ['S1', 'S2', 'S3'],
      options: { maxEntriesPerAppend: 2, maxInFlightEntries: 4, snapshotChunkLength: 1 },
    });
    expect(trace.stopped).toBeUndefined();
    const from = { from: 'S1', to: 'S2', term: 1, candidateId: 'S1', lastLogIndex: 0, lastLogTerm: 0 };
    const message = { tag: 'RequestVote', value: from };
    expect(happenings(trace).slice(2, 5)).toEqual([
      { tag: 'Restart', value: 'S3' },
      { tag: 'Local', value: { id: 'S1', event: { tag: 'ElectionTimeout', value: {} }, cut: -1 } },
      { tag: 'Delivery', value: { message, arrives: message, stays: false, cut: -1 } },
    ]);
    expect(happenings(trace).slice(-2)).toEqual([
      { tag: 'Local', value: { id: 'S1', event: { tag: 'ClientCommand', value: 'x' }, cut: -1 } },
      { tag: 'Crash', value: 'S1' },
    ]);
  });

  test('what was seen is what was recorded, right or wrong', () => {
    const summary = { ...down, role: 'leader', currentTerm: 9, votedFor: 'S3', lastIndex: 4 } as const;
    const trace = recordedTrace(setting, [{ line: 'S1 restart', servers: { ...unseen, S1: summary } }]);
    expect(trace.steps[0]?.seen).toEqual({
      id: 'S1',
      isUp: true,
      role: { tag: 'Leader', value: {} },
      currentTerm: 9,
      votedFor: 'S3',
      snapshotIndex: 0,
      lastIndex: 4,
      commitIndex: 0,
    });
    expect(recorded('S1 restart').steps[0]?.seen).toMatchObject({ isUp: false, votedFor: '' });
  });

  test('of a message, the server that gets it', () => {
    expect(recorded(...elected).steps.map(({ seen }) => seen['id'])).toEqual(['S1', 'S2', 'S3', 'S1', 'S2', 'S1']);
  });

  test('comments count as lines, and are no steps; times and outcomes are no part of them', () => {
    const trace = recorded('# a trace', '0.000 S1 restart | follower@0 [ST-9]', 'S1 start');
    expect(trace.steps.map(({ place }) => place)).toEqual([2, 3]);
    expect(happenings(trace)[1]).toEqual({
      tag: 'Local',
      value: { id: 'S1', event: { tag: 'Start', value: {} }, cut: -1 },
    });
  });
});

describe('a step that a crash cuts', () => {
  const cuts = (line: string, before: readonly string[] = started): readonly (SpecValue | undefined)[] =>
    all('cut', recorded(...before, line)).slice(-1);

  test.each([
    ['nothing', 0, 0],
    ['the write', 1, 1],
    ['the timer', 2, 1],
    ['a message', 3, 2],
    ['all messages', 4, 3],
    ['everything', 9, 3],
  ])('after %s', (_, effects, cut) => {
    expect(cuts(`S1 timeout election crash after ${effects}`)).toEqual([cut]);
  });

  test('that writes nothing is cut after its messages', () => {
    expect(cuts('S1 timeout heartbeat crash after 0')).toEqual([1]);
    expect(cuts('S1 timeout heartbeat crash after 2', elected)).toEqual([3]);
  });

  test('at a server that is down in a replay is left to the spec to refuse', () => {
    expect(cuts('S1 timeout election crash after 2', [])).toEqual([1]);
  });
});

describe('copies of a message', () => {
  const stays = (...of: readonly string[]): readonly (SpecValue | undefined)[] => all('stays', recorded(...of));
  const again = `S1 → S2 ${request}`;

  test('one that arrives again stays until it has arrived for the last time', () => {
    expect(stays(...started, 'S1 timeout election', again, again, again)).toEqual([true, true, false]);
  });

  test('one that is sent again before it arrives again need not stay', () => {
    const first = 'S1 → S2 AppendEntries term=1 leaderId=S1 prevLogIndex=0 prevLogTerm=0 entries=[] leaderCommit=0';
    expect(stays(...elected, first, 'S1 timeout heartbeat', first).slice(2)).toEqual([false, false]);
    expect(stays(...elected, 'S1 timeout heartbeat', first, first).slice(2)).toEqual([false, false]);
    expect(stays(...elected, 'S1 timeout heartbeat', first, first, first).slice(2)).toEqual([false, true, false]);
  });

  test('one that is lost is gone, or was one too many', () => {
    const lost = again.replace('→', '⇥');
    const names = (...of: readonly string[]) =>
      happenings(recorded(...started, 'S1 timeout election', ...of))
        .slice(4)
        .map((value) => variantOf(value).tag);
    expect(names(again, lost)).toEqual(['Delivery', 'Loss']);
    expect(stays(...started, 'S1 timeout election', again, lost)).toEqual([true]);
    expect(names(lost, again)).toEqual(['Delivery']);
  });

  test('one that was never sent has none', () => {
    expect(stays(...started, again, again)).toEqual([false, false]);
  });
});

describe('snapshots', () => {
  const data = 'abcdefgh';
  const about = `lastIncludedIndex=1 lastIncludedTerm=1 checksum=${crc32c(data)}`;
  const chunk = (arrow: string, offset: number, text: string, done: boolean): string =>
    `S1 ${arrow} S3 InstallSnapshot term=1 leaderId=S1 ${about} offset=${offset} data="${text}" done=${done}`;
  const reply = `S3 → S1 InstallSnapshotReply term=1 lastIncludedIndex=1 checksum=${crc32c(data)}`;
  const messages = (trace: RecordedTrace): readonly SpecValue[] =>
    all('message', trace).map((message) => variantOf(message).value);

  test('are cut as the chunks are', () => {
    const trace = recorded(`S1 compact 1 "${data}"`, chunk('→', 3, 'def', false), `${reply} offset=8 done=true`);
    expect(happenings(trace)[0]).toMatchObject({
      value: { event: { tag: 'Compact', value: { index: 1, data: ['abc', 'def', 'gh'] } } },
    });
    expect(messages(trace)).toMatchObject([
      { checksum: ['abc', 'def', 'gh'], offset: 1, data: ['def'] },
      { checksum: ['abc', 'def', 'gh'], offset: 3 },
    ]);
  });

  test('are known from their chunks, too', () => {
    const chunks = [chunk('→', 0, 'abc', false), chunk('→', 3, 'def', false), chunk('→', 6, 'gh', true)];
    expect(messages(recorded(...chunks))).toMatchObject([{ checksum: ['abc', 'def', 'gh'] }, {}, { offset: 2 }]);
    const some = recorded(...chunks.slice(0, 2));
    expect(messages(some)).toMatchObject([{ checksum: [`checksum ${crc32c(data)}`] }, {}]);
    const others = recorded(chunk('→', 0, 'xyz', false), ...chunks.slice(1));
    expect(messages(others)).toMatchObject([{ checksum: [`checksum ${crc32c(data)}`] }, {}, {}]);
  });

  test('that are corrupted arrive as something else', () => {
    const [arrives] = all('arrives', recorded(`S1 compact 1 "${data}"`, chunk('↯', 0, 'abc', false)));
    expect(variantOf(arrives).value).toMatchObject({ offset: 0, data: ['`bc'] });
  });

  test('end the steps where the spec has no words', () => {
    const trace = recorded('S1 restart', `${reply} offset=4 done=false`, 'S2 restart');
    expect(trace.steps).toHaveLength(1);
    expect(trace.stopped).toEqual({
      place: 2,
      line: `${reply} offset=4 done=false`,
      because: 'offset 4 is within a chunk of 3',
    });
  });
});

describe('lines that are none end the steps', () => {
  test.each([
    ['S1 dances', 'nothing that can happen is called dances'],
    ['S9 restart', 'S9 is none of S1 S2 S3'],
    [`S1 → S9 ${request}`, 'S9 is none of S1 S2 S3'],
  ])('%s', (line, because) => {
    const trace = recorded('S1 restart', line, 'S2 restart');
    expect(trace.steps).toHaveLength(1);
    expect(trace.stopped).toEqual({ place: 2, line, because });
  });

  test('and a line of which nothing was recorded', () => {
    const trace = recordedTrace(setting, [{ line: 'S1 restart', servers: {} }]);
    expect(trace.stopped?.because).toBe('nothing was recorded of S1');
  });
});

describe('tortured clusters', () => {
  const tortured = (seed: number): RecordedTrace => {
    const text: string[] = [];
    const { settings } = runTorture({ seed, trace: (line) => text.push(line) });
    const { trace } = traceOf({ setting: settings, actions: actionsOf(text.slice(0, 600)), isExact: true });
    return recordedTrace(settings, trace);
  };

  test.each([1, 4, 6, 7])('seed %i: all of it has words', (seed) => {
    const { steps, stopped } = tortured(seed);
    expect(stopped).toBeUndefined();
    expect(steps.length).toBeGreaterThan(400);
  });
});
